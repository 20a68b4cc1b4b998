/** Every call the service knows. A new family of calls is a new list, joined at the end. */
import { uploadAttachment } from './attaching.ts'
import type { AccountCall, BaseCall, TableCall } from './call.ts'
import { addComment, deleteComment, editComment, listComments } from './commenting.ts'
import {
  createHook,
  deleteHook,
  listHooks,
  listPayloads,
  refreshHook,
  toggleHook,
} from './hooking.ts'
import { isId } from './identifiers.ts'
import { getRecord, listByBody, listByQuery } from './listing.ts'
import {
  createRecords,
  deleteRecord,
  deleteRecords,
  replaceRecord,
  replaceRecords,
  updateRecord,
  updateRecords,
} from './recording.ts'
import {
  changeField,
  changeTable,
  createBase,
  createField,
  createTable,
  describeBase,
  listBases,
  listTables,
  whoAmI,
} from './schema.ts'
import type { Level } from './world.ts'

type Common = {
  readonly method: string
  /** `:base`, `:record` want ids; `:table` and `:field` take a name as well. */
  readonly path: string
  /** The word it is counted under. */
  readonly kind: string
  /** Any one of these opens it; none: every token does. */
  readonly scopes: readonly string[]
  readonly level: Level
  /** Does it count against the plan's monthly calls? */
  readonly metered: boolean
}
export type Route = Common &
  (
    | { readonly on: 'account'; readonly run: (call: AccountCall) => unknown }
    | { readonly on: 'base'; readonly run: (call: BaseCall) => unknown }
    | { readonly on: 'table'; readonly run: (call: TableCall) => unknown }
  )

const READ = { scopes: ['data.records:read'], level: 'read', metered: true, on: 'table' } as const
const WRITE = { scopes: ['data.records:write'], level: 'edit', metered: true, on: 'table' } as const
const LOOK = { scopes: ['schema.bases:read'], level: 'read', metered: false } as const
const BUILD = { scopes: ['schema.bases:write'], level: 'create', metered: false } as const
const TABLE = '/v0/:base/:table'
const RECORD = '/v0/:base/:table/:record'
const META = '/v0/meta/bases/:base'

const RECORDS: readonly Route[] = [
  { ...READ, method: 'GET', path: TABLE, kind: 'records.list', run: listByQuery },
  { ...READ, method: 'POST', path: `${TABLE}/listRecords`, kind: 'records.list', run: listByBody },
  { ...READ, method: 'GET', path: RECORD, kind: 'records.get', run: getRecord },
  { ...WRITE, method: 'POST', path: TABLE, kind: 'records.create', run: createRecords },
  { ...WRITE, method: 'PATCH', path: TABLE, kind: 'records.update', run: updateRecords },
  { ...WRITE, method: 'PUT', path: TABLE, kind: 'records.replace', run: replaceRecords },
  { ...WRITE, method: 'PATCH', path: RECORD, kind: 'records.update', run: updateRecord },
  { ...WRITE, method: 'PUT', path: RECORD, kind: 'records.replace', run: replaceRecord },
  { ...WRITE, method: 'DELETE', path: TABLE, kind: 'records.delete', run: deleteRecords },
  { ...WRITE, method: 'DELETE', path: RECORD, kind: 'records.delete', run: deleteRecord },
  {
    ...WRITE,
    on: 'base',
    method: 'POST',
    path: '/v0/:base/:record/:field/uploadAttachment',
    kind: 'attachments.upload',
    run: uploadAttachment,
  },
]

const TALK = { scopes: ['data.recordComments:read'], level: 'read', metered: true } as const
const SAY = { scopes: ['data.recordComments:write'], level: 'comment', metered: true } as const

const COMMENTS: readonly Route[] = [
  {
    ...TALK,
    on: 'table',
    method: 'GET',
    path: `${RECORD}/comments`,
    kind: 'comments.list',
    run: listComments,
  },
  {
    ...SAY,
    on: 'table',
    method: 'POST',
    path: `${RECORD}/comments`,
    kind: 'comments.create',
    run: addComment,
  },
  {
    ...SAY,
    on: 'table',
    method: 'PATCH',
    path: `${RECORD}/comments/:comment`,
    kind: 'comments.update',
    run: editComment,
  },
  {
    ...SAY,
    on: 'table',
    method: 'DELETE',
    path: `${RECORD}/comments/:comment`,
    kind: 'comments.delete',
    run: deleteComment,
  },
]

const METADATA: readonly Route[] = [
  {
    method: 'GET',
    path: '/v0/meta/whoami',
    kind: 'meta.whoami',
    scopes: [],
    level: 'none',
    metered: false,
    on: 'account',
    run: whoAmI,
  },
  {
    ...LOOK,
    on: 'account',
    method: 'GET',
    path: '/v0/meta/bases',
    kind: 'meta.bases',
    run: listBases,
  },
  {
    ...BUILD,
    on: 'account',
    method: 'POST',
    path: '/v0/meta/bases',
    kind: 'meta.bases.create',
    run: createBase,
  },
  {
    ...LOOK,
    scopes: ['schema.bases:read', 'workspacesAndBases:read'],
    on: 'base',
    method: 'GET',
    path: META,
    kind: 'meta.base',
    run: describeBase,
  },
  {
    ...LOOK,
    on: 'base',
    method: 'GET',
    path: `${META}/tables`,
    kind: 'meta.tables',
    run: listTables,
  },
  {
    ...BUILD,
    on: 'base',
    method: 'POST',
    path: `${META}/tables`,
    kind: 'meta.tables.create',
    run: createTable,
  },
  {
    ...BUILD,
    on: 'table',
    method: 'PATCH',
    path: `${META}/tables/:table`,
    kind: 'meta.tables.update',
    run: changeTable,
  },
  {
    ...BUILD,
    on: 'table',
    method: 'POST',
    path: `${META}/tables/:table/fields`,
    kind: 'meta.fields.create',
    run: createField,
  },
  {
    ...BUILD,
    on: 'table',
    method: 'PATCH',
    path: `${META}/tables/:table/fields/:field`,
    kind: 'meta.fields.update',
    run: changeField,
  },
]

const HEAR = { scopes: ['webhook:manage'], level: 'read', metered: true, on: 'base' } as const
const RULE = { ...HEAR, level: 'create' } as const
const HOOKS_PATH = '/v0/bases/:base/webhooks'
const HOOK_PATH = `${HOOKS_PATH}/:webhook`

const HOOKS: readonly Route[] = [
  { ...RULE, method: 'POST', path: HOOKS_PATH, kind: 'webhooks.create', run: createHook },
  { ...HEAR, method: 'GET', path: HOOKS_PATH, kind: 'webhooks.list', run: listHooks },
  { ...RULE, method: 'DELETE', path: HOOK_PATH, kind: 'webhooks.delete', run: deleteHook },
  {
    ...RULE,
    method: 'POST',
    path: `${HOOK_PATH}/enableNotifications`,
    kind: 'webhooks.toggle',
    run: toggleHook,
  },
  {
    ...RULE,
    method: 'POST',
    path: `${HOOK_PATH}/refresh`,
    kind: 'webhooks.refresh',
    run: refreshHook,
  },
  {
    ...HEAR,
    method: 'GET',
    path: `${HOOK_PATH}/payloads`,
    kind: 'webhooks.payloads',
    run: listPayloads,
  },
]

const ROUTES = [...HOOKS, ...RECORDS, ...METADATA, ...COMMENTS].map((route) => ({
  route,
  steps: route.path.slice(1).split('/'),
}))

const WANTED: { readonly [name: string]: (segment: string) => boolean } = {
  base: (segment) => isId(segment, 'app'),
  record: (segment) => isId(segment, 'rec'),
}

export type Match = { readonly route: Route; readonly path: { readonly [name: string]: string } }

/** The route of a call by method and path; hosts do not matter, a slash at the end neither. */
export function matchRoute(method: string, pathname: string): Match | null {
  const segments = decoded(pathname.replace(/\/$/, '').slice(1).split('/'))
  if (!segments) return null
  for (const { route, steps } of ROUTES) {
    if (route.method !== method || steps.length !== segments.length) continue
    const path: { [name: string]: string } = {}
    const fits = steps.every((step, i) => {
      const segment = segments[i] ?? ''
      if (!step.startsWith(':')) return step === segment
      const name = step.slice(1)
      path[name] = segment
      return segment !== '' && (WANTED[name]?.(segment) ?? true)
    })
    if (fits) return { route, path }
  }
  return null
}

function decoded(segments: readonly string[]): string[] | null {
  try {
    return segments.map((segment) => decodeURIComponent(segment))
  } catch {
    // A stray percent sign names nothing.
    return null
  }
}
