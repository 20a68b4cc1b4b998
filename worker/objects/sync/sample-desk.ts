import { lossWords } from '../../../shared/convert.ts'
import { type Failure, tell } from '../../../shared/failure.ts'
import { type Field, fieldById, type Table } from '../../../shared/field.ts'
import {
  computedKey,
  type Entry,
  project,
  slotKey,
  stepsToward,
  writesTo,
} from '../../../shared/mapping.ts'
import { cross } from '../../../shared/merge/cross.ts'
import { type Both, other, type Record, type Side, SIDES } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { stepLosses } from '../../../shared/transform.ts'
import { slotAfter } from '../../../shared/transform/outcome.ts'
import { compile, computed, type Program } from '../../../shared/transform/program.ts'
import { elements, isMany, sameValue, type Value } from '../../../shared/value.ts'
import type { Connector } from '../../connectors/connector.ts'
import { titleText } from '../../../shared/title.ts'
import type { Sample, SampledWay } from './rpc.ts'

/** So many pages of each side are read; a larger table is told as not whole. */
const PAGES = 5

export type Sampled = {
  readonly entry: Entry
  readonly tables: Both<Table>
  readonly connectors: Both<Connector>
  readonly country: string
  /** Records to show each way. */
  readonly limit: number
}

/** What a draft mapping would make of real records, the way toward each side it writes. Nothing is written. */
export async function sampleWays(
  asked: Sampled,
): Promise<Result<{ left: SampledWay | null; right: SampledWay | null }, Failure>> {
  const ways: { left: SampledWay | null; right: SampledWay | null } = { left: null, right: null }
  for (const to of SIDES) {
    if (!writesTo(asked.entry.direction, to)) continue
    const way = await sampleWay(asked, to)
    if (!way.ok) return way
    ways[to] = way.value
  }
  return ok(ways)
}

async function sampleWay(asked: Sampled, to: Side): Promise<Result<SampledWay, Failure>> {
  const from = other(to)
  const { entry, tables, connectors, limit } = asked
  const trial = trialOf(asked, to)
  if (!trial)
    return err({ reason: 'gone', vendor: connectors[from].name, what: 'field', name: entry[from].field }) // prettier-ignore
  const table = tables[from]
  const wanted = [entry[from].field, table.primary, ...Object.values(entry.reads?.[from] ?? {})]
  const fields = table.fields.filter((field) => wanted.includes(field.id))
  const samples: Sample[] = []
  const counts = new Map<string, number>()
  let read = 0
  let cursor: string | null = null
  for (let page = 0; page < PAGES; page++) {
    const listed = await connectors[from].list(table, fields, cursor)
    if (!listed.ok) return listed
    for (const record of listed.value.records) {
      const tried = trial.carry(record)
      if (!tried) continue
      read++
      const { before, after, loses } = tried
      if (loses !== null) counts.set(loses, (counts.get(loses) ?? 0) + 1)
      if (samples.length < limit && before !== null)
        samples.push({
          recordId: record.id,
          title: titleText(record.values[table.primary ?? ''] ?? null).slice(0, 200),
          before,
          after: after.ok ? after.value : null,
          says: after.ok ? null : tell(after.error),
        })
    }
    cursor = listed.value.cursor
    if (cursor === null) break
  }
  return ok({
    samples,
    read,
    complete: cursor === null,
    loses: trial.loses,
    counts: [...counts].map(([what, n]) => ({ says: `${n} ${n === 1 ? 'value' : 'values'} ${what}`, count: n })), // prettier-ignore
  })
}

type Tried = { before: Value; after: Result<Value, Failure>; loses: string | null }

/** The way toward a side, ready to be tried on records; null where a field is not there. */
function trialOf(
  { entry, tables, connectors, country }: Sampled,
  to: Side,
): { loses: readonly string[]; carry(record: Record): Tried | null } | null {
  const from = other(to)
  const left = fieldById(tables.left, entry.left.field)
  const right = fieldById(tables.right, entry.right.field)
  if (!left || !right) return null
  const ends = { left, right }
  const setting = { country }
  const steps = stepsToward(entry, to)
  const program: Program | null =
    computedKey(entry, from) === null
      ? null
      : compile(steps, entry.reads?.[from] ?? {}, { field: ends[from].name, country })
  const slot = (side: Side) => {
    const { part } = entry[side]
    return part === undefined ? { field: ends[side] } : { field: ends[side], part }
  }
  const source = slotAfter(slot(from), steps)
  const words = source === null ? null : lossWords(source, slot(to))
  // Only where the way back reads nothing but this value can we tell what would come home.
  const returns = entry.direction === 'bidirectional' && computedKey(entry, to) === null

  const carry = (record: Record): Tried | null => {
    const before = project(record.values, [entry[from]])[slotKey(entry[from])]
    const given = program ? computed(program, before, record) : before
    if (before === undefined || given === undefined) return null
    const crossed = cross(entry, from, given, ends, setting)
    if (!crossed.ok) return { before, after: crossed, loses: `would stay behind: ${tell(crossed.error)}` } // prettier-ignore
    const { value, field } = crossed.value
    const kept = entry[to].part === undefined ? connectors[to].normal(field, value) : value
    const accepted = entry[to].part === undefined ? connectors[to].accepts(field, kept) : ok(true)
    if (!accepted.ok)
      return { before, after: accepted, loses: `would stay behind: ${tell(accepted.error)}` }
    const home = returns ? cross(entry, to, kept, ends, setting) : null
    const strays = home !== null && !(home.ok && sameValue(home.value.value, before))
    return {
      before,
      after: ok(kept),
      loses: lossOf(before, kept, ends[to], steps.length > 0, strays),
    }
  }
  return { loses: [...stepLosses(steps), ...(words === null ? [] : [words])], carry }
}

/** What this value loses, as words that follow a number of values; null where it loses nothing we know of. */
function lossOf(
  before: Value,
  after: Value,
  to: Field,
  hasSteps: boolean,
  strays: boolean,
): string | null {
  if (before === null) return null
  if (!hasSteps && typeof before === 'number' && typeof after === 'number' && before !== after)
    return 'would lose decimals'
  if (isMany(before) && !to.many && elements(before).length > 1 && typeof after !== 'string')
    return 'would keep only the first of their list'
  if (after === null) return 'would become empty'
  return strays ? 'would come back otherwise than they went' : null
}

/** Fields that must be filled in for a record to be made there, and that no mapping fills. */
export function unmappedRequired(
  entries: readonly Entry[],
  tables: Both<Table>,
): readonly { readonly side: Side; readonly field: string; readonly name: string }[] {
  return SIDES.flatMap((side) =>
    tables[side].fields
      .filter((field) => field.required && field.access !== 'never')
      .filter(
        (field) =>
          !entries.some((one) => one[side].field === field.id && writesTo(one.direction, side)),
      )
      .map((field) => ({ side, field: field.id, name: field.name })),
  )
}
