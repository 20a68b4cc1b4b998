import { ADA_APP, ADA_CRM, CONFIG, conflict, done, KEY_ID, PREVIEW, started } from './things.ts'
import { type Chapter, MAPPING } from './told.ts'

const OTHER = '5d3c9b1a-0e4f-4b6d-8a72-9c1e3f5a7b20'
const hold = {
  id: '31',
  entityType: 'people',
  side: 'app',
  recordId: ADA_APP,
  otherRecordId: ADA_CRM,
  mappingId: null,
  why: 'person',
  says: 'Ada is moving to another team; ask her first.',
  logId: null,
  actor: KEY_ID,
  since: '2026-05-04T11:00:00.000Z',
}
const erasure = {
  id: `${CONFIG}.2`,
  entityType: 'people',
  appRecordId: ADA_APP,
  crmRecordId: ADA_CRM,
  at: '2026-05-04T11:00:00.000Z',
  lines: 3,
  backups: 20,
  backupsLeft: 11,
}
const match = {
  id: `${CONFIG}.18`,
  configId: CONFIG,
  entityType: 'people',
  side: 'app',
  recordId: ADA_APP,
  title: 'Ada Lovelace',
  status: 'open',
  says: 'It may be one of these two. Say which, or that it is neither.',
  since: '2026-05-04T09:30:05.000Z',
  candidates: [
    {
      recordId: ADA_CRM,
      title: 'A. Lovelace',
      likeness: 0.91,
      linkedWith: null,
      reasons: ['“Last name” is the same.', '“First name” begins alike.'],
    },
  ],
}

export const CONFLICTS = {
  'GET /api/crm/conflicts': {
    id: 'conflicts',
    refuses: ['not_found'],
    asks: { query: { configId: CONFIG, status: 'open', kind: 'field' } },
    answers: { items: [conflict], cursor: null },
  },
  'POST /api/crm/conflicts/resolve': {
    id: 'resolveConflicts',
    refuses: MAPPING,
    asks: { body: { filter: { configId: CONFIG, mappingId: 'e5' }, choice: 'crm' } },
    answers: {
      resolved: 3,
      refused: [
        {
          id: `${CONFIG}.14`,
          says: 'There is no conflict here. It may have been removed; reload to see what there is.',
        },
      ],
      job_ids: [PREVIEW],
    },
  },
  'POST /api/crm/conflicts/:id/resolve': {
    id: 'resolveConflict',
    refuses: MAPPING,
    asks: { params: { id: conflict.id }, body: { choice: 'value', value: 'Head of Analysis' } },
    answers: { ...conflict, status: 'decided', job_id: PREVIEW },
  },
  'POST /api/crm/conflicts/:id/ignore': {
    id: 'ignoreConflict',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: conflict.id } },
    answers: { ...conflict, status: 'ignored' },
  },
  'GET /api/crm/matches': {
    id: 'matches',
    refuses: ['not_found'],
    asks: { query: { configId: CONFIG, entityType: 'people' } },
    answers: { items: [match], cursor: null },
  },
  'POST /api/crm/matches/answer': {
    id: 'answerMatches',
    refuses: ['not_found', 'not_now'],
    asks: { body: { ids: [match.id], answer: 'same' } },
    answers: { resolved: 1, refused: [], job_ids: [PREVIEW] },
  },
  'POST /api/crm/matches/:id/same': {
    id: 'same',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: match.id }, body: { recordId: ADA_CRM } },
    answers: { done: true, job_id: PREVIEW },
  },
  'POST /api/crm/matches/:id/apart': {
    id: 'apart',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: match.id }, body: { recordId: ADA_CRM } },
    answers: { done: true, job_id: null },
  },
  'GET /api/crm/duplicates': {
    id: 'duplicates',
    refuses: ['not_found'],
    asks: { query: { configId: CONFIG, entityType: 'people', side: 'crm' } },
    answers: {
      items: [
        {
          entityType: 'people',
          side: 'crm',
          key: 'ada@acme.example',
          count: 2,
          records: [
            { recordId: ADA_CRM, title: 'Ada Lovelace', linkedWith: ADA_APP },
            { recordId: OTHER, title: 'Ada L.', linkedWith: null },
          ],
        },
      ],
      cursor: null,
    },
  },
  'GET /api/crm/configs/:id/holds': {
    id: 'holds',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG }, query: { limit: 50 } },
    answers: { items: [hold], cursor: null },
  },
  'POST /api/crm/configs/:id/holds': {
    id: 'createHold',
    refuses: ['not_found', 'not_now'],
    asks: {
      params: { id: CONFIG },
      body: { entityType: 'people', side: 'app', recordId: ADA_APP, says: hold.says },
    },
    answers: hold,
  },
  'DELETE /api/crm/configs/:id/holds/:holdId': {
    id: 'releaseHold',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: CONFIG, holdId: hold.id }, query: { right: 'app' } },
    answers: done,
  },
  'GET /api/crm/configs/:id/erasures': {
    id: 'erasures',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG }, query: { limit: 50 } },
    answers: { items: [erasure], cursor: null },
  },
  'POST /api/crm/configs/:id/erasures': {
    id: 'eraseRecord',
    refuses: ['not_found', 'not_now'],
    asks: {
      params: { id: CONFIG },
      body: { entityType: 'people', side: 'app', recordId: ADA_APP },
    },
    answers: erasure,
  },
  'GET /api/crm/configs/:id/links': {
    id: 'links',
    refuses: ['not_found'],
    asks: {
      params: { id: CONFIG },
      query: { entityType: 'people', side: 'app', recordId: ADA_APP },
    },
    answers: {
      items: [
        {
          id: '581',
          entityType: 'people',
          appRecordId: ADA_APP,
          crmRecordId: ADA_CRM,
          title: 'Ada Lovelace',
          gone: null,
        },
      ],
      cursor: null,
    },
  },
  'POST /api/crm/configs/:id/links': {
    id: 'createLink',
    refuses: ['not_found', 'not_now'],
    asks: {
      params: { id: CONFIG },
      body: { entityType: 'people', appRecordId: ADA_APP, crmRecordId: OTHER, right: 'app' },
    },
    answers: started,
  },
  'DELETE /api/crm/configs/:id/links/:linkId': {
    id: 'deleteLink',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: CONFIG, linkId: '581' }, query: { then: 'match' } },
    answers: started,
  },
} as const satisfies Chapter
