/** The things that the examples of the documents speak of: one customer, Acme, whose people cross both ways. */

export const APP = 'cT8wKq2RzN5mVx9Lb'
export const CRM = 'cB4nXe7YhP1sDu6Gk'
export const CONFIG = 'sJ3kPq8Zr1TmVx5Ua'
export const RUN = `${CONFIG}.41`
export const PREVIEW = `${CONFIG}.42`
export const BACKUP = '7'
export const MAPPING_ID = 'e3'
export const KEY_ID = 'kW9tQm4Zx7RbLp2Ns'
export const MEMBER = 'mH5vJc8Ty3KdFw6Qz'
export const ADA_APP = 'recAda00000000001'
export const ADA_CRM = '0b8a2f6e-5c1d-4f3a-9e77-2d1c4b6a8f10'

export const connection = {
  id: APP,
  provider: 'airtable',
  resource: 'appAcme0000000001',
  account: 'ada@acme.example',
  status: 'connected',
  missing: [],
  says: null,
  leaveToOthers: 0,
  connectedAt: '2026-05-04T09:12:00.000Z',
}

export const terms = {
  syncDirection: 'bidirectional',
  conflictResolution: 'last_write_wins',
  firstMeeting: 'last_write_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'mark',
}

export const log = {
  id: RUN,
  configId: CONFIG,
  kind: 'run',
  purpose: 'sync',
  about: null,
  startedBy: KEY_ID,
  status: 'completed',
  phase: 'done',
  progress: 1,
  startedAt: '2026-05-04T09:30:00.000Z',
  endedAt: '2026-05-04T09:30:42.500Z',
  waitsUntil: null,
  says: null,
  recordsProcessed: 1_204,
  recordsSynced: 38,
  recordsFailed: 0,
  recordsSkipped: 1_166,
  recordsPlanned: 38,
  recordsCreated: 21,
  recordsUpdated: 17,
  recordsDeleted: 0,
  recordsLinked: 581,
  conflictsDetected: 2,
  conflictsResolved: 1,
  syncDurationMs: 42_500,
  stages: [
    { phase: 'queued', at: '2026-05-04T09:30:00.000Z' },
    { phase: 'done', at: '2026-05-04T09:30:42.500Z' },
  ],
}

export const started = { job_id: PREVIEW, estimatedRecords: 602 }

const counts = {
  entityType: 'people',
  side: 'app',
  total: 602,
  inSync: 595,
  pending: 0,
  conflict: 1,
  blocked: 2,
  filtered: 4,
  held: 0,
  notCreated: 0,
  kept: 0,
}

export const schedule = { zone: 'Europe/Berlin', at: '07:30', weekday: 1, quiet: null }

export const config = {
  id: CONFIG,
  name: 'Acme people',
  app: { connectionId: APP, provider: 'airtable', resource: 'appAcme0000000001' },
  crm: {
    connectionId: CRM,
    provider: 'attio',
    resource: '6f2d1c9a-77b4-4a55-9d0e-1a2b3c4d5e6f',
  },
  ...terms,
  syncFrequency: 'realtime',
  defaultCountry: 'DE',
  ledgerDays: 400,
  backupBeforeSync: 'touched',
  schedule,
  quietSeconds: 0,
  appPlan: 'team',
  quota: {
    month: '2026-05',
    used: 4_120,
    limit: 100_000,
    forecast: 31_000,
    level: 'fine',
    says: null,
  },
  nextRunAt: '2026-05-05T02:17:00.000Z',
  feeds: [
    {
      side: 'app',
      mode: 'webhook',
      freshnessSeconds: null,
      says: null,
      since: '2026-05-04T09:12:03.000Z',
      gap: null,
    },
  ],
  paused: false,
  stopped: null,
  mend: null,
  lastRun: log,
  counts: [counts, { ...counts, side: 'crm', total: 599, inSync: 595, blocked: 0, filtered: 3 }],
  troubles: [],
  createdAt: '2026-05-04T09:15:00.000Z',
}

export const pairing = {
  entityType: 'people',
  appTable: 'tblPeople00000001',
  crmTable: 'people',
  tableNames: { app: 'People', crm: 'People' },
  ...terms,
  sides: { app: {}, crm: { deletions: 'keep' } },
  keys: [[MAPPING_ID]],
  likeness: { link: 0.99, ask: 0.06 },
  validation: [{ id: 'has-email', side: 'both', mapping: MAPPING_ID, check: { is: 'required' } }],
  owner: [],
  version: 3,
  fieldMappings: 6,
  filters: {
    app: { kind: 'rules', rules: { field: 'fldStage000000001', operator: 'is', value: 'Live' } },
    crm: null,
  },
  twinFields: { app: 'fldTwin0000000001', crm: 'airtable_record_id' },
  markFields: { app: 'fldMark0000000001', crm: 'deleted_in_airtable' },
}

export const mapping = {
  id: MAPPING_ID,
  entityType: 'people',
  appField: 'fldEmail000000001',
  appPart: null,
  crmField: 'email_addresses',
  crmPart: null,
  syncDirection: 'bidirectional',
  conflictResolution: null,
  firstMeeting: null,
  owner: [],
  transform: { toCrm: [{ do: 'trim' }] },
  valueMap: null,
  choices: null,
  confidence: 0.98,
  key: true,
  warnings: [],
}

export const conflict = {
  id: `${CONFIG}.12`,
  configId: CONFIG,
  entityType: 'people',
  kind: 'field',
  status: 'open',
  title: 'Ada Lovelace',
  appRecordId: ADA_APP,
  crmRecordId: ADA_CRM,
  mappingId: 'e5',
  appField: 'Job title',
  crmField: 'Job title',
  base: 'Analyst',
  app: 'Head of Analysis',
  crm: 'Lead Analyst',
  names: { base: [], app: [], crm: [] },
  says: 'Both sides changed “Job title”. Choose the value that holds.',
  since: '2026-05-04T09:30:11.000Z',
}

export const write = {
  id: '903',
  entityType: 'people',
  side: 'crm',
  kind: 'update',
  recordId: ADA_CRM,
  sourceId: ADA_APP,
  title: 'Ada Lovelace',
  changes: [
    {
      field: 'job_title',
      name: 'Job title',
      before: 'Analyst',
      after: 'Head of Analysis',
      names: { before: [], after: [] },
    },
  ],
  reason: 'changed',
  status: 'planned',
  says: null,
}

export const key = {
  id: KEY_ID,
  name: 'Reports',
  role: 'read-only',
  scopes: ['runs'],
  createdAt: '2026-05-04T10:00:00.000Z',
  expiresAt: '2027-05-04T10:00:00.000Z',
  memberId: null,
  connectionId: null,
  lastUsedAt: null,
}

export const member = {
  id: MEMBER,
  name: 'Ada Lovelace',
  email: 'ada@acme.example',
  role: 'manager',
  given: 'manager',
  derived: 'user',
  addedAt: '2026-05-04T09:12:00.000Z',
  seenAt: '2026-05-06T07:58:00.000Z',
}

export const invitation = {
  id: 'iC7xRk3Wn9TqZb5Lm',
  name: 'Grace Hopper',
  role: 'user',
  createdBy: MEMBER,
  createdAt: '2026-05-04T10:05:00.000Z',
  expiresAt: '2026-05-11T10:05:00.000Z',
  usedBy: null,
}

export const done = { done: true }
