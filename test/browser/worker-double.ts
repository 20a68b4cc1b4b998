/** Stands in for the Worker in browser tests: its API over HTTP, as the shared schemas describe it. */
import type { Config } from '../../shared/api/config.ts'
import type { Conflict } from '../../shared/api/conflict.ts'
import type { PairingView } from '../../shared/api/pairing.ts'
import type { Me } from '../../shared/api/sign-in.ts'
import type { LiveAnswer } from '../../shared/api/live.ts'
import type { Problem } from '../../shared/api/problem.ts'
import type { Log } from '../../shared/api/run.ts'
import type { JobState } from '../../shared/job.ts'
import { serve } from '../sandbox/serve.ts'

export const KEY = 'dsp_test_0123456789abcdef'

export type WorkerState = {
  key: string
  me: Me
  configs: Config[]
  pairings: PairingView[]
  conflicts: Conflict[]
  runs: Log[]
  /** The states a run goes through, one for each time it is asked about. */
  steps: readonly Partial<Log>[]
  /** What every POST is refused with, or null. */
  refusal: { status: number; problem: Problem } | null
  /** What else is answered, by `GET /path`: a value, or what to make of the body and the query. A problem has a status. */
  replies: { [call: string]: Reply }
  /** What arrived, as `GET /path`. */
  readonly asked: string[]
}

export type Reply = unknown | ((ask: { body: unknown; query: URLSearchParams }) => unknown)
/** As a reply: this is refused. */
export class Refusal {
  readonly status: number
  readonly problem: Problem
  constructor(status: number, message: string, code = 'refused') {
    this.status = status
    this.problem = { code, message, requestId: 'req_1' }
  }
}

export type WorkerDouble = {
  readonly address: string
  readonly state: WorkerState
  stop(): Promise<void>
  /** On the same address again. */
  resume(): Promise<void>
}

export async function openWorkerDouble(state: WorkerState): Promise<WorkerDouble> {
  let server = await serve((request) => answer(state, request))
  const { url } = server
  return {
    address: url,
    state,
    stop: () => server.close(),
    async resume() {
      server = await serve((request) => answer(state, request), Number(new URL(url).port))
    },
  }
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key',
  'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
}
const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: CORS })
const problem = (status: number, code: string, message: string): Response =>
  json({ code, message, requestId: 'req_1' }, status)
const page = <T>(items: readonly T[]) => ({ items, cursor: null })

async function answer(state: WorkerState, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS })
  state.asked.push(`${request.method} ${pathname}`)
  if (request.headers.get('authorization') !== `Bearer ${state.key}`)
    return problem(401, 'no_key', 'This call needs a valid key.')
  if (request.method === 'POST' && state.refusal)
    return json(state.refusal.problem, state.refusal.status)

  const reply = state.replies[`${request.method} ${pathname}`]
  if (reply !== undefined) {
    const text = await request.text()
    const body: unknown = text === '' ? null : JSON.parse(text)
    const given: unknown =
      typeof reply === 'function' ? await reply({ body, query: searchParams }) : reply
    return given instanceof Refusal ? json(given.problem, given.status) : json(given)
  }
  const [, , , kind, id, part] = pathname.split('/')
  if (pathname === '/api/crm/connections') return json({ items: [] })
  if (pathname === '/api/me') return json(state.me)
  if (pathname === '/api/crm/configs') return json({ items: state.configs })
  if (pathname === '/api/crm/conflicts') return json(page(state.conflicts))
  if (pathname === '/api/crm/sync/logs')
    return json(page(state.runs.filter((run) => run.configId === searchParams.get('configId'))))
  if (pathname === '/api/crm/sync/trigger') return json(start(state))
  if (pathname === '/api/crm/connections') return json({ items: [] })
  if (pathname === '/api/crm/sync/live')
    return json(liveOf(state, searchParams.get('configId') ?? ''))
  if (pathname.startsWith('/api/crm/sync/logs/'))
    return json(step(state, pathname.split('/')[5] ?? ''))
  const config = state.configs.find((one) => one.id === id)
  if (kind === 'configs' && config && part === 'pairings') return json({ items: state.pairings })
  if (kind === 'configs' && config && (part === 'pause' || part === 'resume')) {
    Object.assign(config, { paused: part === 'pause' })
    return json(config)
  }
  return problem(404, 'not_found', 'There is no such page here.')
}

function start(state: WorkerState): { job_id: string; estimatedRecords: number } {
  const run = aRun({
    id: `run${state.runs.length + 1}`,
    phase: 'queued',
    status: 'running',
    endedAt: null,
  })
  state.runs.unshift(run)
  return { job_id: run.id, estimatedRecords: 240 }
}

/** How a sync stands; a run under way is one step further with every look. */
function liveOf(state: WorkerState, configId: string): LiveAnswer {
  const config = state.configs.find(({ id }) => id === configId)
  const open = state.runs.find((run) => run.configId === configId && run.endedAt === null)
  if (open) step(state, open.id)
  const { paused = false, stopped = null, mend = null } = config ?? {}
  const { nextRunAt = null, lastRun = null } = config ?? {}
  const seq = Date.now()
  return { seq, state: { seq, configId, paused, stopped, mend, nextRunAt, lastRun } }
}

/** Every look moves the run one step on; at its end the sync says the same. */
function step(state: WorkerState, id: string): Log {
  const at = state.runs.findIndex((run) => run.id === id)
  const [next, ...rest] = state.steps
  const run = { ...(state.runs[at] ?? aRun({ id })), ...next }
  state.steps = rest
  state.runs[at] = run
  for (const config of state.configs) if (config.id === run.configId) config.lastRun = run
  return run
}

const HOUR = 3_600_000
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()

export const aRun = (more: Partial<Log> = {}): Log => ({
  id: 'run1',
  configId: 'cfg1',
  kind: 'run',
  purpose: 'sync',
  about: null,
  startedBy: null,
  status: 'completed',
  phase: 'done',
  progress: more.phase && more.phase !== 'done' ? 0 : 1,
  startedAt: new Date().toISOString(),
  endedAt: new Date().toISOString(),
  waitsUntil: null,
  says: null,
  recordsProcessed: 0,
  recordsSynced: 0,
  recordsFailed: 0,
  recordsSkipped: 0,
  recordsPlanned: 0,
  recordsCreated: 0,
  recordsUpdated: 0,
  recordsDeleted: 0,
  recordsLinked: 0,
  conflictsDetected: 0,
  conflictsResolved: 0,
  syncDurationMs: 0,
  stages: [],
  ...more,
})

export const aPastRun = (more: Partial<Log> = {}): Log =>
  aRun({
    id: 'run0',
    startedAt: ago(2 * HOUR),
    endedAt: ago(2 * HOUR - 8_000),
    recordsProcessed: 240,
    recordsUpdated: 12,
    recordsCreated: 3,
    recordsSynced: 15,
    recordsPlanned: 15,
    syncDurationMs: 8_000,
    ...more,
  })

export const stopped = (phase: JobState, status: Log['status'], says: string | null): Log =>
  aPastRun({ phase, status, says })

const NONE = {
  inSync: 0,
  pending: 0,
  conflict: 0,
  blocked: 0,
  filtered: 0,
  held: 0,
  notCreated: 0,
  kept: 0,
}

export const aConfig = (baseId: string, more: Partial<Config> = {}): Config => ({
  id: 'cfg1',
  name: 'Contacts and companies',
  app: { connectionId: 'con1', provider: 'airtable', resource: baseId },
  crm: { connectionId: 'con2', provider: 'attio', resource: 'wsp1' },
  syncDirection: 'bidirectional',
  syncFrequency: 'realtime',
  conflictResolution: 'last_write_wins',
  firstMeeting: 'crm_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'mark',
  defaultCountry: 'US',
  ledgerDays: 400,
  backupBeforeSync: 'touched',
  schedule: { zone: 'UTC', at: '06:00', weekday: 1, quiet: null },
  quietSeconds: 0,
  appPlan: null,
  quota: null,
  nextRunAt: null,
  feeds: [],
  paused: false,
  stopped: null,
  mend: null,
  lastRun: aPastRun(),
  counts: [
    {
      ...NONE,
      entityType: 'people',
      side: 'app',
      total: 1_204,
      inSync: 1_190,
      pending: 6,
      conflict: 2,
      blocked: 6,
    },
    {
      ...NONE,
      entityType: 'people',
      side: 'crm',
      total: 1_250,
      inSync: 1_190,
      pending: 6,
      conflict: 2,
      filtered: 52,
    },
    { ...NONE, entityType: 'companies', side: 'app', total: 310, inSync: 310 },
    {
      ...NONE,
      entityType: 'companies',
      side: 'crm',
      total: 340,
      inSync: 310,
      notCreated: 28,
      kept: 2,
    },
  ],
  troubles: [],
  createdAt: ago(400 * HOUR),
  ...more,
})

/** The tables of the base, as people call them. */
const APP_NAMES: Readonly<Record<string, string>> = {
  tblPeople00000001: 'Contacts',
  tblFirms000000001: 'Companies',
}

export const aPairing = (entityType: string, appTable: string, crmTable: string): PairingView => ({
  entityType,
  appTable,
  crmTable,
  tableNames: {
    app: APP_NAMES[appTable] ?? appTable,
    crm: `${crmTable.charAt(0).toUpperCase()}${crmTable.slice(1)}`,
  },
  filters: { app: null, crm: null },
  syncDirection: 'bidirectional',
  conflictResolution: 'last_write_wins',
  firstMeeting: 'crm_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'mark',
  sides: { app: {}, crm: {} },
  keys: [],
  likeness: null,
  validation: [],
  version: 1,
  fieldMappings: 8,
  twinFields: { app: null, crm: null },
  owner: [],
  markFields: { app: null, crm: null },
})

export const aConflict = (id: string, says: string): Conflict => ({
  id,
  configId: 'cfg1',
  entityType: 'people',
  kind: 'field',
  status: 'open',
  appRecordId: 'rec1',
  crmRecordId: 'r1',
  mappingId: 'm1',
  title: 'Ada Lovelace',
  appField: 'Phone',
  crmField: 'Phone',
  base: 'a',
  app: 'b',
  crm: 'c',
  names: { base: [], app: [], crm: [] },
  says,
  since: ago(HOUR),
})

export const aMe = (more: Partial<Me> = {}): Me => ({
  workspaceId: 'wsp1',
  workspaceName: 'Acme',
  keyId: 'key1',
  name: 'Ann',
  role: 'admin',
  scopes: [],
  memberId: null,
  expiresAt: null,
  ...more,
})

export const aState = (more: Partial<WorkerState> = {}): WorkerState => ({
  key: KEY,
  me: aMe(),
  configs: [],
  pairings: [],
  conflicts: [],
  runs: [],
  steps: [],
  refusal: null,
  replies: {},
  asked: [],
  ...more,
})

/** As a reply: a long list, page by page. */
export const paged =
  <T>(all: readonly T[]) =>
  ({ query }: { query: URLSearchParams }): { items: readonly T[]; cursor: string | null } => {
    const from = Number(query.get('cursor') ?? 0)
    const to = from + Number(query.get('limit') ?? 50)
    return { items: all.slice(from, to), cursor: to < all.length ? String(to) : null }
  }
