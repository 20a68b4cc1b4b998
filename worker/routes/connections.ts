import * as z from 'zod'
import {
  AvailableFields,
  Connection,
  ConnectionList,
  ConnectionPatch,
  ConnectRequest,
  DisconnectAnswer,
  FieldsQuery,
  Provider,
  TestAnswer,
  TestRequest,
} from '../../shared/api/connection.ts'
import { Id } from '../../shared/api/page.ts'
import { type Failure, tell } from '../../shared/failure.ts'
import { strangeSays, type Table } from '../../shared/field.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { claimAccount, goOn } from '../claim.ts'
import type { Connector } from '../connectors/connector.ts'
import { isVendor, limitsOf, VENDORS } from '../connectors/registry.ts'
import type { Deps } from '../deps.ts'
import { pasted } from '../grant.ts'
import { type ConnectionView, signedOutOf } from '../objects/connection/rpc.ts'
import type { Caller, ConnectionEntry } from '../objects/workspace/rpc.ts'
import { moment } from './log.ts'
import { route } from './route.ts'

export const listConnections = route(
  'GET /api/crm/connections',
  { says: 'The vendor accounts this workspace may use.', answer: ConnectionList },
  async ({ deps, caller }) => {
    const entries = await deps.workspace(caller.workspaceId).connections(caller.place)
    if (!entries.ok) return entries
    const items = await Promise.all(entries.value.map((entry) => viewOf(deps, entry)))
    return ok({ items })
  },
)

export const connect = route(
  'POST /api/crm/connect',
  {
    says: 'Connect an account, or sign in again with a new token. The token is checked with the service first.',
    body: ConnectRequest,
    answer: Connection,
    status: 201,
  },
  async ({ deps, caller, body }) => {
    const { provider, token, baseId } = body
    if (!isVendor(provider)) return err(unknownProvider)
    const { name, isChosen } = VENDORS[provider]
    if (isChosen && baseId === undefined)
      return err({ reason: 'invalid', field: 'baseId', why: 'it is missing' })
    if (!isChosen && baseId !== undefined) {
      return err({ reason: 'invalid', field: 'baseId', why: `${name} needs none; leave it out` })
    }

    const account = await deps
      .speakFor({
        vendor: provider,
        resource: baseId ?? '',
        userId: null,
        pace: 'person',
        token: async () => ok(token),
      })
      .identify()
    if (!account.ok) return err(refusedToken(account.error))

    const resource = baseId ?? account.value.id
    const signedIn = await claimAccount(deps, {
      workspaceId: caller.workspaceId,
      vendor: provider,
      resource,
      account: account.value,
      grant: pasted(token),
    })
    return signedIn.ok ? ok(wireOf(signedIn.value, await leftBy(deps, signedIn.value))) : signedIn
  },
)

export const testConnection = route(
  'POST /api/crm/:provider/test-connection',
  {
    says: 'Ask the service whether it still knows us, and what we may do.',
    params: { provider: Provider },
    body: TestRequest,
    answer: TestAnswer,
  },
  async ({ deps, caller, params, body }) => {
    const entry = await ownConnection(deps, caller, params.provider, body.connectionId)
    if (!entry.ok) return entry
    const account = await deps.connection(entry.value.id).test()
    const nobody = { account: null, place: null, role: null }
    if (!account.ok)
      return ok({ working: false, says: tell(account.error), missing: [], ...nobody })
    const { name, missing, placeName = null, role = null } = account.value
    const view = await deps.connection(entry.value.id).view()
    if (view.ok && view.value.state === 'connected')
      await goOn(deps, caller.workspaceId, entry.value.id)
    return ok({
      working: missing.length === 0,
      says: saysOf(params.provider, missing) ?? `The connection to “${name}” works.`,
      missing: [...missing],
      account: name,
      place: placeName,
      role,
    })
  },
)

export const changeConnection = route(
  'PATCH /api/crm/connections/:id',
  {
    says: 'Leave a share of the service’s limit to other programs that call it beside us.',
    params: { id: Id },
    body: ConnectionPatch,
    answer: Connection,
  },
  async ({ deps, caller, params, body }) => {
    const entry = await deps.workspace(caller.workspaceId).connection(params.id, caller.place)
    if (!entry.ok) return entry
    // Only who signed in has claimed the resource, and its limits with it.
    const view = await deps.connection(entry.value.id).view()
    if (!view.ok) return view
    await leave(deps, entry.value, body.leaveToOthers)
    return ok(wireOf(view.value, body.leaveToOthers))
  },
)

export const disconnect = route(
  'DELETE /api/crm/disconnect/:provider',
  {
    says: 'Forget an account: its token is destroyed at once, links and history are kept.',
    params: { provider: Provider },
    query: z.strictObject({ connectionId: Id }),
    answer: DisconnectAnswer,
  },
  async ({ deps, caller, params, query }) => {
    const entry = await ownConnection(deps, caller, params.provider, query.connectionId)
    if (!entry.ok) return entry
    const { id, vendor, resource } = entry.value
    const gone = await deps.connection(id).disconnect()
    if (!gone.ok && gone.error.reason !== 'not_found') return gone
    if (gone.ok) await leave(deps, entry.value, 0)
    await deps.claims(vendor, resource).release(caller.workspaceId, id)
    await deps.workspace(caller.workspaceId).removeConnection(id)
    const says =
      gone.ok && gone.value.revoked
        ? REVOKED
        : `${DESTROYED} ${isVendor(vendor) ? VENDORS[vendor].takeBack : ''}`
    return ok({ done: true as const, says })
  },
)

export const availableFields = route(
  'GET /api/crm/:provider/available-fields',
  {
    says: 'The tables of an account with their fields, as they are now; or one table of them.',
    params: { provider: Provider },
    query: FieldsQuery,
    answer: AvailableFields,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownConnector(deps, caller, params.provider, query.connectionId)
    if (!own.ok) return own
    const connector = own.value
    const tables = await connector.describe()
    if (!tables.ok) return tables
    const asked = query.entityType
    if (asked === undefined) return ok(told(connector.name, tables.value))
    const table =
      tables.value.find((one) => one.id === asked) ??
      tables.value.find((one) => one.name.toLowerCase() === asked.toLowerCase())
    return table
      ? ok(told(connector.name, [table]))
      : err({ reason: 'not_found', what: `table “${asked}”` })
  },
)

/** Tables with a note on each field whose kind nobody here has seen before. */
const told = (vendor: string, tables: readonly Table[]): AvailableFields => ({
  tables: [...tables],
  notes: tables.flatMap((table) =>
    table.fields.filter((field) => field.strange).map((field) => strangeSays(vendor, table, field)),
  ),
})

/** One of the caller's own connections, of that service. */
export async function ownConnection(
  deps: Deps,
  caller: Caller,
  provider: string,
  id: string,
): Promise<Result<ConnectionEntry, Failure>> {
  const entry = await deps.workspace(caller.workspaceId).connection(id, caller.place)
  if (!entry.ok) return entry
  return entry.value.vendor === provider ? entry : err({ reason: 'not_found', what: 'connection' })
}

/** The way to that service, for a person who waits. */
export const connectorFor = (
  deps: Deps,
  { id, vendor, resource }: ConnectionEntry,
): Promise<Connector> => deps.connector(id, vendor, resource, 'person')

/** The same by one of the caller's own connections. */
export async function ownConnector(
  deps: Deps,
  caller: Caller,
  provider: string,
  id: string,
): Promise<Result<Connector, Failure>> {
  const entry = await ownConnection(deps, caller, provider, id)
  return entry.ok ? ok(await connectorFor(deps, entry.value)) : entry
}

/** The limits that the service counts by what is shared, a base or a workspace: those we can leave a share of. */
const limitsBy = ({ vendor, resource }: ConnectionEntry): readonly string[] =>
  isVendor(vendor) ? limitsOf(vendor, resource).pace.map(({ key }) => key) : []

const leave = async (deps: Deps, entry: ConnectionEntry, percent: number): Promise<unknown> =>
  Promise.all(limitsBy(entry).map((key) => deps.pace(key).leave(percent)))

const leftBy = async (deps: Deps, entry: ConnectionEntry): Promise<number> =>
  Math.max(0, ...(await Promise.all(limitsBy(entry).map((key) => deps.pace(key).left()))))

async function viewOf(deps: Deps, entry: ConnectionEntry): Promise<Connection> {
  const view = await deps.connection(entry.id).view()
  if (view.ok) return wireOf(view.value, await leftBy(deps, entry))
  return {
    id: entry.id,
    provider: entry.vendor,
    resource: entry.resource,
    account: '',
    status: 'signed_out',
    missing: [],
    says: 'Connecting was cut off. Connect again, or disconnect it.',
    leaveToOthers: 0,
    connectedAt: moment(0),
  }
}

function wireOf(view: ConnectionView, leaveToOthers: number): Connection {
  return {
    id: view.id,
    provider: view.vendor,
    resource: view.resource,
    account: view.accountName,
    status: view.state,
    missing: [...view.missing],
    says:
      view.state === 'signed_out'
        ? tell(signedOutOf(view, nameOf(view.vendor)))
        : saysOf(view.vendor, view.missing),
    leaveToOthers,
    connectedAt: moment(view.connectedAt),
  }
}

const nameOf = (vendor: string): string => (isVendor(vendor) ? VENDORS[vendor].name : vendor)

const saysOf = (vendor: string, missing: readonly string[]): string | null =>
  missing.length === 0
    ? null
    : `The token for ${nameOf(vendor)} lacks ${missing.map((scope) => `“${scope}”`).join(', ')}. Add this to the token there, then test the connection again.`

const unknownProvider: Failure = {
  reason: 'invalid',
  field: 'provider',
  why: `it must be ${Object.keys(VENDORS)
    .map((vendor) => `“${vendor}”`)
    .join(' or ')}`,
}

/** A token that was never accepted is a wrong token, not a lost sign-in. */
const refusedToken = (failure: Failure): Failure =>
  failure.reason === 'signed_out'
    ? {
        reason: 'invalid',
        field: 'token',
        why: `${failure.vendor} does not accept it; make a new one there and paste the whole of it`,
      }
    : failure

const DESTROYED = 'We destroyed our copy of the token.'
const REVOKED = `${DESTROYED} At the service it opens nothing any more either.`
