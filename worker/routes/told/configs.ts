import { ADA_APP, APP, BACKUP, CONFIG, config, CRM, done, log, mapping, MAPPING_ID, pairing, schedule, started, terms } from './things.ts' // prettier-ignore
import { type Chapter, MAPPING, SERVICE } from './told.ts'

const people = { id: CONFIG, entityType: 'people' }
const ofMapping = { id: CONFIG, mappingId: MAPPING_ID }
const rules = {
  kind: 'rules',
  rules: { field: 'fldStage000000001', operator: 'is', value: 'Live' },
}
const way = {
  samples: [
    {
      recordId: ADA_APP,
      title: 'Ada Lovelace',
      before: ' Ada@Acme.example ',
      after: 'ada@acme.example',
      says: null,
    },
  ],
  read: 5,
  complete: false,
  loses: ['Capital letters: Attio keeps addresses in small ones.'],
  counts: [],
}
const backup = {
  id: BACKUP,
  logId: `${CONFIG}.39`,
  entityType: 'people',
  status: 'done',
  startedAt: '2026-05-04T09:20:00.000Z',
  endedAt: '2026-05-04T09:20:31.000Z',
  records: 1_204,
  bytes: 184_320,
}
const ofBackup = { id: CONFIG, backupId: BACKUP }

export const CONFIGS = {
  'GET /api/crm/configs': { id: 'configs', refuses: [], answers: { items: [config] } },
  'POST /api/crm/configs': {
    id: 'createConfig',
    refuses: MAPPING,
    asks: {
      body: {
        name: 'Acme people',
        appConnectionId: APP,
        crmConnectionId: CRM,
        syncFrequency: 'realtime',
        defaultCountry: 'DE',
      },
    },
    answers: { ...config, lastRun: null, counts: [], feeds: [], nextRunAt: null, quota: null },
  },
  'GET /api/crm/configs/:id': {
    id: 'config',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG } },
    answers: config,
  },
  'PATCH /api/crm/configs/:id': {
    id: 'changeConfig',
    refuses: MAPPING,
    asks: {
      params: { id: CONFIG },
      body: { syncFrequency: 'weekly', schedule: { ...schedule, weekday: 5 } },
    },
    answers: { ...config, syncFrequency: 'weekly', schedule: { ...schedule, weekday: 5 } },
  },
  'DELETE /api/crm/configs/:id': {
    id: 'deleteConfig',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: CONFIG } },
    answers: done,
  },
  'PATCH /api/crm/configs/:id/pause': {
    id: 'pause',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG } },
    answers: { ...config, paused: true, nextRunAt: null },
  },
  'PATCH /api/crm/configs/:id/resume': {
    id: 'resume',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG } },
    answers: config,
  },
  'GET /api/crm/configs/:id/numbers': {
    id: 'numbers',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG }, query: { days: 7 } },
    answers: {
      from: '2026-04-28T00:00:00.000Z',
      hours: [
        {
          at: '2026-05-04T09:00:00.000Z',
          runs: 1,
          failedRuns: 0,
          read: 1_204,
          seconds: 42.5,
          toApp: 0,
          toCrm: 38,
          blocked: 0,
          settled: 1,
          delay: 21.4,
        },
      ],
      standing: [{ at: '2026-05-04T09:00:00.000Z', conflicts: 1, blocked: 2, calls: 4_120 }],
    },
  },
  'GET /api/crm/suggested-pairings': {
    id: 'suggestedPairings',
    refuses: ['not_found', ...SERVICE],
    asks: { query: { appConnectionId: APP, crmConnectionId: CRM } },
    answers: {
      items: [{ appTable: 'tblPeople00000001', crmTable: 'people', confidence: 0.98, fields: 6 }],
      app: [{ id: 'tblPeople00000001', name: 'People', fields: [] }],
      crm: [{ id: 'people', name: 'People', fields: [] }],
    },
  },
  'GET /api/crm/configs/:id/pairings': {
    id: 'pairings',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG } },
    answers: { items: [pairing] },
  },
  'POST /api/crm/configs/:id/pairings': {
    id: 'createPairing',
    refuses: MAPPING,
    asks: {
      params: { id: CONFIG },
      body: { entityType: 'people', appTable: 'tblPeople00000001', crmTable: 'people' },
    },
    answers: pairing,
  },
  'PATCH /api/crm/configs/:id/pairings/:entityType': {
    id: 'changePairing',
    refuses: MAPPING,
    asks: { params: people, body: { filters: { app: rules }, deletions: 'keep' } },
    answers: { ...pairing, ...terms, deletions: 'keep' },
  },
  'DELETE /api/crm/configs/:id/pairings/:entityType': {
    id: 'deletePairing',
    refuses: MAPPING,
    asks: { params: people },
    answers: done,
  },
  'POST /api/crm/configs/:id/filter-count': {
    id: 'countFilter',
    refuses: MAPPING,
    asks: { params: { id: CONFIG }, body: { entityType: 'people', side: 'app', filter: rules } },
    answers: { looked: 602, passing: 598, untold: 0, joining: 0, leaving: 4, isWhole: true },
  },
  'GET /api/crm/configs/:id/field-mappings': {
    id: 'fieldMappings',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG }, query: { entityType: 'people' } },
    answers: { items: [mapping] },
  },
  'POST /api/crm/configs/:id/field-mappings': {
    id: 'createFieldMapping',
    refuses: MAPPING,
    asks: {
      params: { id: CONFIG },
      body: {
        entityType: 'people',
        appField: 'fldEmail000000001',
        crmField: 'email_addresses',
        transform: { toCrm: [{ do: 'trim' }] },
      },
    },
    answers: { ...mapping, confidence: null },
  },
  'PATCH /api/crm/configs/:id/field-mappings/:mappingId': {
    id: 'changeFieldMapping',
    refuses: MAPPING,
    asks: { params: ofMapping, body: { conflictResolution: 'crm_wins' } },
    answers: { ...mapping, conflictResolution: 'crm_wins', confidence: null },
  },
  'DELETE /api/crm/configs/:id/field-mappings/:mappingId': {
    id: 'deleteFieldMapping',
    refuses: MAPPING,
    asks: { params: ofMapping },
    answers: done,
  },
  'POST /api/crm/field-mappings/sample': {
    id: 'sampleFieldMapping',
    refuses: MAPPING,
    asks: {
      body: {
        configId: CONFIG,
        entityType: 'people',
        appField: 'fldEmail000000001',
        crmField: 'email_addresses',
        transform: { toCrm: [{ do: 'trim' }] },
      },
    },
    answers: { toApp: null, toCrm: way, required: [] },
  },
  'POST /api/crm/field-mappings/suggest': {
    id: 'suggestedFields',
    refuses: MAPPING,
    asks: {
      body: {
        configId: CONFIG,
        entityType: 'people',
        pairs: [{ appField: 'fldEmail000000001', crmField: 'email_addresses' }],
      },
    },
    answers: {
      items: [
        {
          appField: 'fldTitle000000001',
          appPart: null,
          crmField: 'job_title',
          crmPart: null,
          syncDirection: 'bidirectional',
          confidence: 0.93,
        },
      ],
    },
  },
  'GET /api/crm/formula/functions': {
    id: 'formulaFunctions',
    refuses: [],
    answers: {
      items: [
        {
          name: 'UPPER',
          group: 'text',
          arguments: 'text',
          help: 'The text in capital letters.',
          example: 'UPPER("ada")',
          result: 'ADA',
        },
      ],
    },
  },
  'POST /api/crm/formula/check': {
    id: 'checkFormula',
    refuses: MAPPING,
    asks: {
      body: {
        configId: CONFIG,
        entityType: 'people',
        side: 'app',
        formula: 'UPPER({Name})',
        samples: 1,
      },
    },
    answers: {
      ok: true,
      says: 'This formula can be used.',
      faults: [],
      gives: 'text',
      steady: true,
      fields: [{ name: 'Name', field: 'fldName0000000001' }],
      samples: [{ recordId: ADA_APP, title: 'Ada Lovelace', value: 'ADA LOVELACE', fault: null }],
      back: null,
      home: null,
    },
  },
  'POST /api/crm/configs/:id/backups': {
    id: 'backUp',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: CONFIG }, body: { entityType: 'people' } },
    answers: started,
  },
  'GET /api/crm/configs/:id/backups': {
    id: 'backups',
    refuses: ['not_found'],
    asks: { params: { id: CONFIG }, query: { limit: 20 } },
    answers: { items: [backup], cursor: null },
  },
  'GET /api/crm/configs/:id/backups/:backupId': {
    id: 'backupFile',
    refuses: ['not_found', 'not_now'],
    asks: { params: ofBackup },
    answers: '(a gzip file of JSON, a record a line)',
  },
  'DELETE /api/crm/configs/:id/backups/:backupId': {
    id: 'deleteBackup',
    refuses: ['not_found', 'not_now'],
    asks: { params: ofBackup },
    answers: done,
  },
  'POST /api/crm/configs/:id/backups/:backupId/restore': {
    id: 'restore',
    refuses: ['not_found', 'not_now'],
    asks: { params: ofBackup, body: { entityType: 'people', side: 'app', records: [ADA_APP] } },
    answers: started,
  },
  'POST /api/crm/sync/live/ticket': {
    id: 'liveTicket',
    refuses: ['not_found'],
    asks: { body: { configId: CONFIG } },
    answers: {
      ticket: 'tM4nB7vC2xZ9lK6jH3gF8dS1aQ5wE0rT7yU4iO2pX',
      expiresAt: '2026-05-04T09:31:00.000Z',
    },
  },
  'GET /api/crm/sync/live': {
    id: 'live',
    refuses: ['not_found'],
    asks: { query: { configId: CONFIG, since: 118 } },
    answers: {
      seq: 121,
      state: {
        seq: 121,
        configId: CONFIG,
        paused: false,
        stopped: null,
        mend: null,
        nextRunAt: config.nextRunAt,
        lastRun: log,
      },
    },
  },
} as const satisfies Chapter
