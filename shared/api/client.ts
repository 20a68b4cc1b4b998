/**
 * The Worker's API as functions, for the programs that call it. How a request travels is handed in, so this file knows
 * no network: a browser, a server function and a test each bring their own `Send`.
 */
import * as z from 'zod'
import { err, ok, type Result } from '../result.ts'
import { BackupPage, type BackupQuery, type BackupRequest, type RestoreRequest } from './backup.ts'
import {
  Card,
  type CardQuery,
  Outcomes,
  type OutcomesRequest,
  Pushed,
  type PushRequest,
} from './card.ts'
import { Config, ConfigList, type ConfigPatch, type ConfigRequest } from './config.ts'
import {
  Conflict,
  ConflictAnswered,
  type ConflictBulk,
  ConflictPage,
  type ConflictQuery,
  type ConflictResolution,
  ConflictsResolved,
} from './conflict.ts'
import { Numbers, type NumbersQuery } from './numbers.ts'
import { Address, type AddressQuery, RecordPage, type RecordQuery } from './record.ts'
import { Erasure, ErasurePage, type ErasureQuery, type ErasureRequest } from './erasure.ts'
import { Hold, HoldPage, type HoldQuery, type HoldRequest, type ReleaseQuery } from './hold.ts'
import {
  AvailableFields,
  type ConnectRequest,
  Connection,
  ConnectionList,
  type ConnectionPatch,
  DisconnectAnswer,
  type FieldsQuery,
  TestAnswer,
} from './connection.ts'
import { FilterCount, type FilterCountRequest, ViewList, type ViewsQuery } from './filter.ts'
import { FormulaCheck, type FormulaCheckRequest, FunctionList } from './formula.ts'
import {
  type ExplainQuery,
  Explanation,
  type LedgerExportQuery,
  LedgerPage,
  type LedgerQuery,
} from './ledger.ts'
import { LiveAnswer, type LiveQuery, Ticket, type TicketRequest } from './live.ts'
import { LinkPage, type LinkQuery, type LinkRequest, type UnlinkQuery } from './link.ts'
import { KeyList, type KeyRequest, NewKey, NewWorkspace, type WorkspaceRequest } from './key.ts'
import {
  FieldMapping,
  FieldMappingList,
  type FieldMappingPatch,
  type FieldMappingRequest,
  type MappingQuery,
} from './mapping.ts'
import {
  type ApartRequest,
  DuplicatePage,
  type DuplicateQuery,
  MatchAnswered,
  type MatchBulk,
  MatchPage,
  type MatchQuery,
  type SameRequest,
} from './match.ts'
import {
  InvitationList,
  type InvitationRequest,
  Member,
  MemberList,
  type MemberPatch,
  NewInvitation,
} from './member.ts'
import { AuditPage, type AuditQuery } from './audit.ts'
import { Done } from './page.ts'
import { PairingList, type PairingPatch, type PairingRequest, PairingView } from './pairing.ts'
import {
  type FieldRequest,
  MadeField,
  MadeTable,
  TableOffer,
  type TableOfferRequest,
  type TableRequest,
} from './making.ts'
import type { PreviewRequest } from './preview.ts'
import { Problem } from './problem.ts'
import {
  Log,
  LogPage,
  type LogQuery,
  Started,
  Summary,
  type TriggerRequest,
  type UndoRequest,
  WritePage,
  type WriteQuery,
} from './run.ts'

import {
  type CallbackRequest,
  Collected,
  Me,
  type PairRequest,
  PairStarted,
  type SignInRequest,
  SignInStarted,
  SignInState,
} from './sign-in.ts'
import { Subscription, SubscriptionList, type SubscriptionRequest } from './subscription.ts'
import { SampleAnswer, type SampleRequest } from './sample.ts'
import {
  FieldSuggestionList,
  type FieldSuggestionRequest,
  SuggestionList,
  type SuggestionQuery,
} from './suggestion.ts'

export type Sent = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path and query below the Worker's address. */
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  /** JSON text, or null where there is none. */
  readonly body: string | null
}
/** Carries one request; answers with the status and the parsed JSON. It may reject where the line is down. */
export type Send = (request: Sent) => Promise<{ status: number; json: unknown }>

export type Answered<T> = Promise<Result<T, Problem>>

/**
 * @param key the access key (`dsp_…`)
 * @param send how a request travels
 * Failures are the Worker's own problems; a line that is down is `unreachable`, an answer of an unknown shape `unreadable`.
 */
export function openClient(key: string, send: Send) {
  const call = caller(key, send)

  const config = (id: string) => `/api/crm/configs/${encodeURIComponent(id)}`
  const log = (id: string) => `/api/crm/sync/logs/${encodeURIComponent(id)}`
  // A file may be larger than what a program has room for: it gets the request, and takes the answer as it comes.
  const file = (path: string): Sent => ({
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${key}` },
    body: null,
  })

  return {
    me: () => call('GET', '/api/me', Me),
    /** With the operator's key. */
    createWorkspace: (request: WorkspaceRequest) =>
      call('POST', '/api/workspaces', NewWorkspace, request),
    signOut: () => call('DELETE', '/api/me', Done),
    signIn: (request: SignInRequest) => call('POST', '/api/crm/sign-in', SignInStarted, request),
    signInState: (id: string) =>
      call('GET', `/api/crm/sign-in/${encodeURIComponent(id)}`, SignInState),

    connections: () => call('GET', '/api/crm/connections', ConnectionList),
    connect: (request: ConnectRequest, once?: string) =>
      call('POST', '/api/crm/connect', Connection, request, once),
    testConnection: (provider: string, connectionId: string) =>
      call('POST', `/api/crm/${provider}/test-connection`, TestAnswer, { connectionId }),
    changeConnection: (id: string, patch: ConnectionPatch) =>
      call('PATCH', `/api/crm/connections/${id}`, Connection, patch),
    disconnect: (provider: string, connectionId: string) =>
      call('DELETE', `/api/crm/disconnect/${provider}${query({ connectionId })}`, DisconnectAnswer),
    availableFields: (provider: string, ask: FieldsQuery) =>
      call('GET', `/api/crm/${provider}/available-fields${query(ask)}`, AvailableFields),
    suggestedPairings: (ask: SuggestionQuery) =>
      call('GET', `/api/crm/suggested-pairings${query(ask)}`, SuggestionList),
    offerTable: (provider: string, ask: TableOfferRequest) =>
      call('POST', `/api/crm/${provider}/table-offer`, TableOffer, ask),
    createTable: (provider: string, request: TableRequest, once?: string) =>
      call('POST', `/api/crm/${provider}/tables`, MadeTable, request, once),
    createField: (provider: string, table: string, request: FieldRequest, once?: string) =>
      call(
        'POST',
        `/api/crm/${provider}/tables/${encodeURIComponent(table)}/fields`,
        MadeField,
        request,
        once,
      ),
    views: (provider: string, ask: ViewsQuery) =>
      call('GET', `/api/crm/${provider}/views${query(ask)}`, ViewList),

    configs: () => call('GET', '/api/crm/configs', ConfigList),
    config: (id: string) => call('GET', config(id), Config),
    createConfig: (request: ConfigRequest, once?: string) =>
      call('POST', '/api/crm/configs', Config, request, once),
    changeConfig: (id: string, patch: ConfigPatch) => call('PATCH', config(id), Config, patch),
    deleteConfig: (id: string) => call('DELETE', config(id), Done),
    pause: (id: string) => call('PATCH', `${config(id)}/pause`, Config),
    resume: (id: string) => call('PATCH', `${config(id)}/resume`, Config),

    pairings: (id: string) => call('GET', `${config(id)}/pairings`, PairingList),
    createPairing: (id: string, request: PairingRequest, once?: string) =>
      call('POST', `${config(id)}/pairings`, PairingView, request, once),
    changePairing: (id: string, entityType: string, patch: PairingPatch) =>
      call('PATCH', `${config(id)}/pairings/${encodeURIComponent(entityType)}`, PairingView, patch),
    deletePairing: (id: string, entityType: string) =>
      call('DELETE', `${config(id)}/pairings/${encodeURIComponent(entityType)}`, Done),

    countFilter: (id: string, request: FilterCountRequest) =>
      call('POST', `${config(id)}/filter-count`, FilterCount, request),

    formulaFunctions: () => call('GET', '/api/crm/formula/functions', FunctionList),
    checkFormula: (request: FormulaCheckRequest) =>
      call('POST', '/api/crm/formula/check', FormulaCheck, request),

    fieldMappings: (id: string, ask: MappingQuery = {}) =>
      call('GET', `${config(id)}/field-mappings${query(ask)}`, FieldMappingList),
    createFieldMapping: (id: string, request: FieldMappingRequest, once?: string) =>
      call('POST', `${config(id)}/field-mappings`, FieldMapping, request, once),
    changeFieldMapping: (
      id: string,
      mappingId: string,
      patch: FieldMappingPatch,
      ask: MappingQuery = {},
    ) =>
      call(
        'PATCH',
        `${config(id)}/field-mappings/${encodeURIComponent(mappingId)}${query(ask)}`,
        FieldMapping,
        patch,
      ),
    sampleFieldMapping: (request: SampleRequest) =>
      call('POST', '/api/crm/field-mappings/sample', SampleAnswer, request),
    suggestedFields: (request: FieldSuggestionRequest) =>
      call('POST', '/api/crm/field-mappings/suggest', FieldSuggestionList, request),
    deleteFieldMapping: (id: string, mappingId: string, ask: MappingQuery = {}) =>
      call(
        'DELETE',
        `${config(id)}/field-mappings/${encodeURIComponent(mappingId)}${query(ask)}`,
        Done,
      ),

    subscriptions: () => call('GET', '/api/crm/subscriptions', SubscriptionList),
    subscribe: (request: SubscriptionRequest) =>
      call('POST', '/api/crm/subscriptions', Subscription, request),
    unsubscribe: (ref: string) =>
      call('DELETE', `/api/crm/subscriptions/${encodeURIComponent(ref)}`, Done),

    preview: (
      configId: string,
      once?: string,
      only: Pick<PreviewRequest, 'sample' | 'records' | 'draft'> = {},
    ) => call('POST', '/api/crm/sync/preview', Started, { configId, ...only }, once),
    backUp: (id: string, request: BackupRequest = {}, once?: string) =>
      call('POST', `${config(id)}/backups`, Started, request, once),
    backups: (id: string, ask: BackupQuery = {}) =>
      call('GET', `${config(id)}/backups${query(ask)}`, BackupPage),
    backupFile: (id: string, backupId: string) =>
      file(`${config(id)}/backups/${encodeURIComponent(backupId)}`),
    deleteBackup: (id: string, backupId: string) =>
      call('DELETE', `${config(id)}/backups/${encodeURIComponent(backupId)}`, Done),
    restore: (id: string, backupId: string, request: RestoreRequest, once?: string) =>
      call(
        'POST',
        `${config(id)}/backups/${encodeURIComponent(backupId)}/restore`,
        Started,
        request,
        once,
      ),
    summary: (id: string) => call('GET', `${log(id)}/summary`, Summary),
    ledger: (ask: LedgerQuery) => call('GET', `/api/crm/ledger${query(ask)}`, LedgerPage),
    ledgerFile: (id: string, ask: LedgerExportQuery = {}) =>
      file(`${config(id)}/ledger${query(ask)}`),
    explain: (ask: ExplainQuery) => call('GET', `/api/crm/explain${query(ask)}`, Explanation),
    undo: (id: string, request: UndoRequest = {}, once?: string) =>
      call('POST', `${log(id)}/undo`, Started, request, once),
    retry: (id: string, once?: string) => call('POST', `${log(id)}/retry`, Started, {}, once),
    trigger: (request: TriggerRequest, once?: string) =>
      call('POST', '/api/crm/sync/trigger', Started, request, once),
    live: (ask: LiveQuery) => call('GET', `/api/crm/sync/live${query(ask)}`, LiveAnswer),
    liveTicket: (request: TicketRequest) =>
      call('POST', '/api/crm/sync/live/ticket', Ticket, request),
    logs: (ask: LogQuery = {}) => call('GET', `/api/crm/sync/logs${query(ask)}`, LogPage),
    log: (id: string) => call('GET', log(id), Log),
    writes: (id: string, ask: WriteQuery = {}) =>
      call('GET', `${log(id)}/writes${query(ask)}`, WritePage),
    cancel: (id: string) => call('POST', `${log(id)}/cancel`, Log),
    approve: (id: string) => call('POST', `${log(id)}/approve`, Log),
    matches: (ask: MatchQuery = {}) => call('GET', `/api/crm/matches${query(ask)}`, MatchPage),
    same: (id: string, request: SameRequest) =>
      call('POST', `/api/crm/matches/${encodeURIComponent(id)}/same`, MatchAnswered, request),
    apart: (id: string, request: ApartRequest = {}) =>
      call('POST', `/api/crm/matches/${encodeURIComponent(id)}/apart`, MatchAnswered, request),
    answerMatches: (bulk: MatchBulk) =>
      call('POST', '/api/crm/matches/answer', ConflictsResolved, bulk),
    duplicates: (ask: DuplicateQuery) =>
      call('GET', `/api/crm/duplicates${query(ask)}`, DuplicatePage),
    conflicts: (ask: ConflictQuery = {}) =>
      call('GET', `/api/crm/conflicts${query(ask)}`, ConflictPage),
    resolveConflict: (id: string, resolution: ConflictResolution) =>
      call(
        'POST',
        `/api/crm/conflicts/${encodeURIComponent(id)}/resolve`,
        ConflictAnswered,
        resolution,
      ),
    ignoreConflict: (id: string) =>
      call('POST', `/api/crm/conflicts/${encodeURIComponent(id)}/ignore`, Conflict),
    resolveConflicts: (bulk: ConflictBulk) =>
      call('POST', '/api/crm/conflicts/resolve', ConflictsResolved, bulk),

    card: (ask: CardQuery) => call('GET', `/api/crm/card${query(ask)}`, Card),
    push: (request: PushRequest, once?: string) =>
      call('POST', '/api/crm/push', Pushed, request, once),
    outcomes: (request: OutcomesRequest) =>
      call('POST', '/api/crm/push/outcomes', Outcomes, request),
    records: (id: string, ask: RecordQuery) =>
      call('GET', `${config(id)}/records${query(ask)}`, RecordPage),
    recordAddress: (id: string, ask: AddressQuery) =>
      call('GET', `${config(id)}/records/address${query(ask)}`, Address),
    numbers: (id: string, ask: NumbersQuery = {}) =>
      call('GET', `${config(id)}/numbers${query(ask)}`, Numbers),
    holds: (id: string, ask: HoldQuery = {}) =>
      call('GET', `${config(id)}/holds${query(ask)}`, HoldPage),
    createHold: (id: string, request: HoldRequest) =>
      call('POST', `${config(id)}/holds`, Hold, request),
    releaseHold: (id: string, holdId: string, ask: ReleaseQuery = {}) =>
      call('DELETE', `${config(id)}/holds/${encodeURIComponent(holdId)}${query(ask)}`, Done),

    erasures: (id: string, ask: ErasureQuery = {}) =>
      call('GET', `${config(id)}/erasures${query(ask)}`, ErasurePage),
    eraseRecord: (id: string, request: ErasureRequest) =>
      call('POST', `${config(id)}/erasures`, Erasure, request),

    links: (id: string, ask: LinkQuery) =>
      call('GET', `${config(id)}/links${query(ask)}`, LinkPage),
    createLink: (id: string, request: LinkRequest, once?: string) =>
      call('POST', `${config(id)}/links`, Started, request, once),
    deleteLink: (id: string, linkId: string, ask: UnlinkQuery = {}) =>
      call('DELETE', `${config(id)}/links/${encodeURIComponent(linkId)}${query(ask)}`, Started),

    keys: () => call('GET', '/api/keys', KeyList),
    createKey: (request: KeyRequest) => call('POST', '/api/keys', NewKey, request),
    members: () => call('GET', '/api/members', MemberList),
    changeMember: (id: string, patch: MemberPatch) =>
      call('PATCH', `/api/members/${encodeURIComponent(id)}`, Member, patch),
    removeMember: (id: string) => call('DELETE', `/api/members/${encodeURIComponent(id)}`, Done),
    invitations: () => call('GET', '/api/invitations', InvitationList),
    invite: (request: InvitationRequest) =>
      call('POST', '/api/invitations', NewInvitation, request),
    withdraw: (id: string) => call('DELETE', `/api/invitations/${encodeURIComponent(id)}`, Done),
    audit: (ask: AuditQuery = {}) => call('GET', `/api/audit${query(ask)}`, AuditPage),
    auditFile: () => file('/api/audit/export'),
    revokeKey: (id: string) => call('DELETE', `/api/keys/${encodeURIComponent(id)}`, Done),
  }
}
export type Client = ReturnType<typeof openClient>

/** The way a panel without a key comes by one: a person signs in on our page, and the panel collects the session. */
export function openPairing(send: Send) {
  const call = caller(null, send)
  return {
    startPairing: (request: PairRequest) => call('POST', '/api/pair', PairStarted, request),
    /** Asked about once in two seconds; the key is told once. */
    collectSession: (id: string, secret: string) =>
      call('POST', `/api/pair/${encodeURIComponent(id)}`, Collected, { secret }),
    /** What a service's page brought back, where it came back to a program instead of to our own page. */
    finishSignIn: (request: CallbackRequest) =>
      call('POST', '/api/crm/oauth/callback', Done, request),
  }
}

function caller(key: string | null, send: Send) {
  return async function call<T>(
    method: Sent['method'],
    path: string,
    answer: z.ZodType<T>,
    body?: unknown,
    idempotencyKey?: string,
  ): Answered<T> {
    const headers: { [name: string]: string } =
      key === null ? {} : { authorization: `Bearer ${key}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
    const text = body === undefined ? null : JSON.stringify(body)
    const came = await send({ method, path, headers, body: text }).catch(() => null)
    if (came === null) return err(UNREACHABLE)
    if (came.status >= 400) {
      const problem = Problem.safeParse(came.json)
      // What stands before the Worker speaks for itself, and not in our words.
      const isAway = came.status === 429 || came.status >= 500
      return err(problem.success ? problem.data : isAway ? AWAY : UNREADABLE)
    }
    const value = answer.safeParse(came.json)
    return value.success ? ok(value.data) : err(UNREADABLE)
  }
}

const UNREACHABLE: Problem = {
  code: 'unreachable',
  message: 'DataSync did not answer. Check your connection to the internet, then try again.',
  requestId: '',
}
const AWAY: Problem = {
  code: 'unreachable',
  message: 'DataSync cannot be reached at the moment. Try again in a minute.',
  requestId: '',
}
const UNREADABLE: Problem = {
  code: 'unreadable',
  message:
    'DataSync answered in a way this version does not know. Reload the page to get the newest one.',
  requestId: '',
}

function query(ask: { readonly [name: string]: unknown }): string {
  const pairs = Object.entries(ask).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
