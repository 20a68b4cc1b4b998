import { ADA_APP, ADA_CRM, CONFIG, KEY_ID, log, PREVIEW, RUN, started, write } from './things.ts'
import { type Chapter, MAPPING } from './told.ts'

const record = { entityType: 'people', side: 'app', recordId: ADA_APP }
const line = {
  id: `${CONFIG}.903`,
  logId: RUN,
  purpose: 'sync',
  at: '2026-05-04T09:30:21.000Z',
  startedBy: KEY_ID,
  entityType: 'people',
  side: 'crm',
  kind: 'update',
  recordId: ADA_CRM,
  sourceId: ADA_APP,
  title: 'Ada Lovelace',
  reason: 'changed',
  changes: [
    {
      field: 'job_title',
      name: 'Job title',
      before: 'Analyst',
      after: 'Head of Analysis',
      why: 'changed',
      decidedBy: null,
    },
  ],
}
const written = {
  logId: RUN,
  at: line.at,
  kind: 'update',
  before: 'Analyst',
  after: 'Head of Analysis',
  why: 'changed',
  rule: null,
  by: KEY_ID,
  byName: 'Reports',
  sourceId: ADA_APP,
}

export const RUNS = {
  'POST /api/crm/sync/preview': {
    id: 'preview',
    refuses: MAPPING,
    asks: { body: { configId: CONFIG, sample: 5 } },
    answers: started,
  },
  'POST /api/crm/sync/trigger': {
    id: 'trigger',
    refuses: ['not_found', 'not_now'],
    asks: { body: { configId: CONFIG, previewId: PREVIEW } },
    answers: started,
  },
  'GET /api/crm/sync/logs': {
    id: 'logs',
    refuses: ['not_found'],
    asks: {
      query: { configId: CONFIG, from: '2026-05-04T00:00:00Z', status: 'completed', limit: 20 },
    },
    answers: { items: [log], cursor: null },
  },
  'GET /api/crm/sync/logs/:id': {
    id: 'log',
    refuses: ['not_found'],
    asks: { params: { id: RUN } },
    answers: log,
  },
  'GET /api/crm/sync/logs/:id/writes': {
    id: 'writes',
    refuses: ['not_found'],
    asks: { params: { id: PREVIEW }, query: { kind: 'update', side: 'crm', limit: 50 } },
    answers: { items: [write], cursor: null },
  },
  'POST /api/crm/sync/logs/:id/undo': {
    id: 'undo',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: RUN }, body: { record } },
    answers: started,
  },
  'POST /api/crm/sync/logs/:id/retry': {
    id: 'retry',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: RUN }, body: {} },
    answers: started,
  },
  'GET /api/crm/sync/logs/:id/summary': {
    id: 'summary',
    refuses: ['not_found'],
    asks: { params: { id: PREVIEW } },
    answers: {
      log: { ...log, id: PREVIEW, kind: 'preview', status: 'awaiting_approval', phase: 'planned' },
      create: 21,
      update: 17,
      delete: 0,
      mark: 0,
      blocked: 2,
      conflicts: 1,
      writes: [
        {
          entityType: 'people',
          side: 'crm',
          kind: 'create',
          status: 'planned',
          reason: null,
          count: 21,
        },
      ],
      conflictsByKind: [{ entityType: 'people', kind: 'field', status: 'open', count: 1 }],
      duplicates: 0,
      held: 0,
      filtered: 7,
      notCreated: 0,
      estimate: [
        { side: 'app', calls: 14, seconds: 3 },
        { side: 'crm', calls: 46, seconds: 2 },
      ],
    },
  },
  'POST /api/crm/sync/logs/:id/cancel': {
    id: 'cancel',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: RUN } },
    answers: { ...log, status: 'cancelled', phase: 'cancelled' },
  },
  'POST /api/crm/sync/logs/:id/approve': {
    id: 'approve',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: RUN } },
    answers: { ...log, status: 'running', phase: 'writing', progress: 0.45, endedAt: null },
  },
  'GET /api/crm/configs/:id/records': {
    id: 'records',
    refuses: ['not_found'],
    asks: {
      params: { id: CONFIG },
      query: { entityType: 'people', side: 'app', standing: 'blocked' },
    },
    answers: {
      items: [
        {
          recordId: ADA_APP,
          otherRecordId: ADA_CRM,
          title: 'Ada Lovelace',
          standing: 'blocked',
          says: ['Another record in Attio already has this value in “Email”. Link or merge the two, then retry.'], // prettier-ignore
          holdIds: [],
        },
      ],
      cursor: null,
    },
  },
  'GET /api/crm/configs/:id/records/address': {
    id: 'recordAddress',
    refuses: MAPPING,
    asks: {
      params: { id: CONFIG },
      query: { entityType: 'people', side: 'app', recordId: ADA_APP },
    },
    answers: { url: `https://airtable.com/appAcme0000000001/tblPeople00000001/${ADA_APP}` },
  },
  'GET /api/crm/ledger': {
    id: 'ledger',
    refuses: ['not_found'],
    asks: {
      query: { configId: CONFIG, from: '2026-05-04T00:00:00Z', to: '2026-05-05T00:00:00Z' },
    },
    answers: { items: [line], cursor: null },
  },
  'GET /api/crm/configs/:id/ledger': {
    id: 'ledgerFile',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG }, query: { format: 'ndjson', from: '2026-05-04T00:00:00Z' } },
    answers: `${JSON.stringify(line)}\n`,
  },
  'GET /api/crm/explain': {
    id: 'explain',
    refuses: MAPPING,
    asks: {
      query: {
        configId: CONFIG,
        entityType: 'people',
        side: 'crm',
        recordId: ADA_CRM,
        field: 'job_title',
      },
    },
    answers: {
      value: 'Head of Analysis',
      known: true,
      says: 'It came from “Job title” in Airtable.',
      from: 'sync',
      since: line.at,
      by: written,
      otherRecordId: ADA_APP,
      otherField: 'Job title',
      mappingId: 'e5',
      standing: null,
      holdIds: [],
      history: [written],
    },
  },
} as const satisfies Chapter
