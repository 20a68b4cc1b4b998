import { ADA_APP, ADA_CRM, CONFIG } from './things.ts'
import type { Chapter } from './told.ts'

const URL = `https://airtable.com/appQ4mT7yB2nK9xWc/tbl8Rk2vP0sLqXyZa/${ADA_APP}`
const asked = { configId: CONFIG, entityType: 'people', recordIds: [ADA_CRM] }

export const CARD = {
  'GET /api/crm/card': {
    id: 'card',
    refuses: [],
    asks: { query: { side: 'crm', table: 'people', recordId: ADA_CRM } },
    answers: {
      items: [
        {
          configId: CONFIG,
          configName: 'CRM',
          entityType: 'people',
          otherTable: {
            id: 'tbl8Rk2vP0sLqXyZa',
            name: 'People',
            url: 'https://airtable.com/appQ4mT7yB2nK9xWc/tbl8Rk2vP0sLqXyZa',
          },
          otherRecordId: ADA_APP,
          url: URL,
          title: 'Ada Lovelace',
          status: 'pending',
          says: ['The next run writes it, or has it still to look at.'],
          waits: false,
          lastSyncAt: '2026-05-04T09:30:05.000Z',
          live: true,
          paused: false,
          fields: [
            {
              mappingId: 'e5',
              app: { field: 'fldScore0000000001', name: 'Score', value: 3, names: [] },
              crm: { field: 'score', name: 'Score', value: 4, names: [] },
              state: 'pending',
              conflictId: null,
              says: null,
            },
          ],
          deletion: null,
        },
      ],
      syncedTables: 3,
      may: { push: true, resolve: true },
    },
  },
  'POST /api/crm/push': {
    id: 'push',
    refuses: ['not_found', 'not_now'],
    asks: { body: asked },
    answers: { job_id: `${CONFIG}.48`, since: '2026-05-04T09:31:00.000Z', records: 1 },
  },
  'POST /api/crm/push/outcomes': {
    id: 'outcomes',
    refuses: ['not_found'],
    asks: { body: { ...asked, since: '2026-05-04T09:31:00.000Z' } },
    answers: {
      items: [
        {
          recordId: ADA_CRM,
          title: 'Ada Lovelace',
          outcome: 'created',
          says: null,
          otherRecordId: ADA_APP,
          url: URL,
        },
      ],
    },
  },
} as const satisfies Chapter
