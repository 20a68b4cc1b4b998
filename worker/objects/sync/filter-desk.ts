import type { Failure } from '../../../shared/failure.ts'
import type { Table } from '../../../shared/field.ts'
import {
  asksForMe,
  checkRules,
  fieldsOf,
  type Filter,
  type FilterContext,
  holds,
  type VendorFilter,
} from '../../../shared/filter.ts'
import type { Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { Memory } from './memory.ts'
import type { FilterCount } from './rpc.ts'

/** May this filter stand? Rules are held against the table, anything of the vendor's own is tried there. */
export async function checkFilter(
  connector: Connector,
  table: Table,
  filter: Filter,
): Promise<Result<true, Failure>> {
  if (filter.kind === 'rules') return checkRules(filter.rules, table)
  const tried = await membersOf(connector, table, filter, null)
  return tried.ok ? ok(true) : tried
}

async function membersOf(
  connector: Connector,
  table: Table,
  filter: VendorFilter,
  cursor: string | null,
) {
  if (connector.members) return connector.members(table, filter, cursor)
  const why = `${connector.name} has no filters of its own; use rules instead`
  return err<Failure>({ reason: 'invalid', field: 'filter', why })
}

/** So many pages are looked at for a count; a larger table is told as not whole. */
const MOST_PAGES = 20

/** What a filter would let through, and what it would change about who takes part now. Bounded in calls. */
export async function countFiltered(
  memory: Memory,
  connector: Connector,
  at: { readonly no: number; readonly side: Side; readonly table: Table },
  filter: Filter | null,
  now: number,
): Promise<Result<FilterCount, Failure>> {
  const { no, side, table } = at
  const count = { looked: 0, passing: 0, untold: 0, joining: 0, leaving: 0, isWhole: true }
  const isOut = (ids: readonly string[]): ReadonlySet<string> =>
    new Set([...memory.links.outOf(no, side, ids), ...memory.seen.outOf(no, side, ids)])
  if (filter !== null && filter.kind !== 'rules')
    return countMembers(memory, connector, at, filter, isOut)

  const context = await contextOf(connector, filter, now)
  if (!context.ok) return context
  const rules = filter?.rules ?? { all: [] }
  const wanted = fieldsOf(rules)
  const fields = table.fields.filter(({ id }) => wanted.includes(id) || id === table.primary)
  let cursor: string | null = null
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await connector.list(table, fields, cursor)
    if (!page.ok) return page
    const out = isOut(page.value.records.map(({ id }) => id))
    for (const record of page.value.records) {
      const passes = holds(rules, record.values, context.value)
      count.looked++
      if (passes === null) count.untold++
      else if (passes) count.passing++
      if (passes === true && out.has(record.id)) count.joining++
      if (passes === false && !out.has(record.id)) count.leaving++
    }
    cursor = page.value.cursor
    if (cursor === null) return ok(count)
  }
  return ok({ ...count, isWhole: false })
}

async function countMembers(
  memory: Memory,
  connector: Connector,
  { no, side, table }: { readonly no: number; readonly side: Side; readonly table: Table },
  filter: VendorFilter,
  isOut: (ids: readonly string[]) => ReadonlySet<string>,
): Promise<Result<FilterCount, Failure>> {
  let [passing, joining, staying] = [0, 0, 0]
  let cursor: string | null = null
  let isWhole = false
  for (let pages = 0; pages < MOST_PAGES && !isWhole; pages++) {
    const page: Awaited<ReturnType<typeof membersOf>> = await membersOf(
      connector,
      table,
      filter,
      cursor,
    )
    if (!page.ok) return page
    const { ids } = page.value
    const out = isOut(ids)
    passing += ids.length
    joining += out.size
    staying += memory.links.inOf(no, side, ids)
    cursor = page.value.cursor
    isWhole = cursor === null
  }
  const known = memory.links.countIn(no, side)
  return ok({
    looked: passing,
    passing,
    untold: 0,
    joining,
    // Who leaves is known only once everybody who stays has been named.
    leaving: isWhole ? Math.max(0, known - staying) : 0,
    isWhole,
  })
}

async function contextOf(
  connector: Connector,
  filter: Filter | null,
  now: number,
): Promise<Result<FilterContext, Failure>> {
  const context = { now: new Date(now).toISOString(), me: null }
  if (filter?.kind !== 'rules' || !asksForMe(filter.rules)) return ok(context)
  const account = await connector.identify()
  if (!account.ok) return account
  const { userId, email } = account.value
  return ok({ ...context, me: userId === null ? null : { id: userId, email: email ?? null } })
}
