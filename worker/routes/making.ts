import { FieldRequest, MadeField, MadeTable, TableOffer, TableOfferRequest, TableRequest } from '../../shared/api/making.ts' // prettier-ignore
import { Provider } from '../../shared/api/connection.ts'
import * as z from 'zod'
import { tell } from '../../shared/failure.ts'
import { offer } from '../../shared/making.ts'
import { err, ok } from '../../shared/result.ts'
import { connectorFor, ownConnector } from './connections.ts'
import { route } from './route.ts'

export const offerTable = route(
  'POST /api/crm/:provider/table-offer',
  {
    says: 'What a table of another connection would be as one of this: its fields, and why some cannot be made.',
    params: { provider: Provider },
    body: TableOfferRequest,
    answer: TableOffer,
  },
  async ({ deps, caller, params, body }) => {
    const [here, there] = await Promise.all([
      ownConnector(deps, caller, params.provider, body.connectionId),
      deps.workspace(caller.workspaceId).connection(body.fromConnectionId, caller.place),
    ])
    if (!here.ok) return here
    if (!there.ok) return there
    const from = await connectorFor(deps, there.value)
    const to = here.value
    const [account, standing, tables] = await Promise.all([
      to.identify(),
      to.describe(),
      from.describe(),
    ])
    if (!account.ok) return account
    if (!standing.ok) return standing
    if (!tables.ok) return tables
    const table = tables.value.find(({ id }) => id === body.table)
    if (!table) return err({ reason: 'not_found', what: `table “${body.table}”` })
    const offered = offer(table, {
      makes: to.makes,
      from: from.name,
      to: to.name,
      taken: standing.value.map(({ name }) => name),
      meets: (id) => body.pairs.find((pair) => pair.from === id)?.to ?? null,
      called: (id) => tables.value.find((one) => one.id === id)?.name ?? id,
    })
    const missing = to.lacksToMake(account.value)
    return ok({
      name: offered.name,
      fields: offered.fields.map((one) => ({ ...one, others: [...one.others] })),
      lacks:
        missing === null
          ? null
          : `${to.name} does not let this connection make tables or fields. Grant it “${missing}” there, then try again.`,
    })
  },
)

export const createTable = route(
  'POST /api/crm/:provider/tables',
  {
    says: 'Make a table with its fields at the service. Asked again after a lost answer it finds what was made.',
    params: { provider: Provider },
    body: TableRequest,
    answer: MadeTable,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const connector = await ownConnector(deps, caller, params.provider, body.connectionId)
    if (!connector.ok) return connector
    const made = await connector.value.createTable(body.name, body.fields)
    if (!made.ok) return made
    const { table, left } = made.value
    return ok({
      id: table.id,
      table,
      left: left.map(({ name, failure }) => ({ name, says: tell(failure) })),
    })
  },
)

export const createField = route(
  'POST /api/crm/:provider/tables/:table/fields',
  {
    says: 'Make a field in a table at the service. One of that name that holds the same is given as it is.',
    params: { provider: Provider, table: z.string().min(1).max(200).describe('The table’s id.') },
    body: FieldRequest,
    answer: MadeField,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const connector = await ownConnector(deps, caller, params.provider, body.connectionId)
    if (!connector.ok) return connector
    const tables = await connector.value.describe([params.table])
    if (!tables.ok) return tables
    const [table] = tables.value
    if (!table) return err({ reason: 'not_found', what: 'table' })
    return connector.value.createField(table, body.field)
  },
)
