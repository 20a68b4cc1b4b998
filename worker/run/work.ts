import { type Failure, isPassing, tell } from '../../shared/failure.ts'
import { type Field, fieldById, type Table } from '../../shared/field.ts'
import { checkRules, fieldsOf, type Filter } from '../../shared/filter.ts'
import type { JobState } from '../../shared/job.ts'
import {
  computedKey,
  type Entry,
  FUZZY,
  type Fuzzy,
  narrow,
  type Pairing,
  type Slot,
  slotKey,
  stepsToward,
} from '../../shared/mapping.ts'
import { type Both, other, type Record, SIDES, type Side } from '../../shared/record.ts'
import { compile, type Program } from '../../shared/transform/program.ts'
import { fieldsAsked } from '../../shared/mapping/owner.ts'
import { openOwners, type WhoseNow } from '../../shared/validate/owner.ts'
import { type Judge, judgeOf } from '../../shared/validate/rules.ts'
import type { Value } from '../../shared/value.ts'
import { type Aspect, aspectsOf, isComparable } from '../../shared/match/aspect.ts'
import type { Connector, Outcome, RecordWrite } from '../connectors/connector.ts'
import type { Clock } from '../clock.ts'
import type { Shelf } from '../objects/shelf.ts'
import type { Memory } from '../objects/sync/memory.ts'
import type { Numbered } from '../objects/sync/pairings.ts'
import type { Run } from '../objects/sync/runs.ts'
import type { SyncSetup, Trouble } from '../objects/sync/rpc.ts'
import { stampsOn } from './dates.ts'
import { type Names, troubleOf } from './trouble.ts'

/** One side of a sync as a run sees it: a connector for reading, and a way to write that may fan out. */
export type Port = {
  readonly connector: Connector
  /** As `connector.write`, perhaps from another invocation. Never sends after `deadline` (the clock's time). */
  write(
    table: Table,
    fields: readonly Field[],
    writes: readonly RecordWrite[],
    deadline: number,
  ): Promise<readonly Outcome[]>
  /** How many of these may be under way at once, so that the vendor's pace is reached at its latency. */
  readonly lanes: number
  /** After refusals: does the connection lack something? A `signed_out`, or null. Left out: the connector is asked. */
  suspect?(): Promise<Failure | null>
}

/** What one slice of a run works with. */
export type Work = {
  readonly memory: Memory
  readonly setup: SyncSetup
  readonly ports: Both<Port>
  readonly clock: Clock
  /** Where backups are kept. */
  readonly shelf: Shelf
  readonly run: Run
  /** The number of this slice: intents of lower ones belong to somebody who is gone. */
  readonly epoch: number
  /** No new work is begun after this moment. */
  readonly until: number
  /** Rows this slice may still look at. The platform's clock stands still while nothing is waited for. */
  readonly budget: { rows: number }
  /** What this slice has read by name, by pairing, side and id: a moment ago is as good as just before a write. */
  readonly looked: Map<string, Look>
}

/** A record as it was read, the order of that read, and the moment it was asked for. */
export type Look = { readonly record: Record; readonly order: number; readonly at: number }

/** After looking at so many rows: is it time for the next slice? */
export function isSpent({ budget, clock, until }: Work, rows = 0): boolean {
  budget.rows -= rows
  return budget.rows <= 0 || clock.now() >= until
}

/** What a slice of a phase came to. */
export type Step =
  | { readonly is: 'next'; readonly to: JobState; readonly says?: string }
  | { readonly is: 'again' }
  | { readonly is: 'wait'; readonly until: number; readonly says: string | null }
  | { readonly is: 'failed'; readonly failure: Failure }

/** A pairing ready to work with: its tables as they are now, and the entries that can stand in them. */
export type Lane = {
  readonly no: number
  readonly pairing: Pairing
  readonly tables: Both<Table>
  /** Entries that carry something, both of whose fields exist. */
  readonly entries: readonly Entry[]
  /** Entries that carry nothing, and by which records are told apart all the same. */
  readonly telling: readonly Entry[]
  readonly slots: Both<readonly Slot[]>
  /** Fields that say when others were last changed, where it matters who was last. */
  readonly stamps: Both<readonly Field[]>
  /** The fields to read and to be given back. */
  readonly fields: Both<readonly Field[]>
  readonly twins: Both<Field | null>
  readonly marks: Both<Field | null>
  readonly since: Both<number | null>
  readonly filters: { readonly left?: Filter | undefined; readonly right?: Filter | undefined }
  /** What its records are compared by and how alike the same are; null where exact keys alone decide. */
  readonly likeness: { readonly aspects: readonly Aspect[]; readonly fuzzy: Fuzzy } | null
  /** The formulas of entries that read this side's records, by entry. */
  readonly programs: Both<ReadonlyMap<string, Program>>
  /** The pairing's own rules for what is written. */
  readonly judge: Judge
  /** Whose a field is, by conditions of this pairing and its entries. */
  readonly whose: WhoseNow
  /** Entries of the keys whose values are transformed on that side before they are compared with the other's. */
  readonly told: Both<readonly Entry[]>
  /** Why records without a link are not copied: what tells them apart cannot be read. Null where it can. */
  readonly blind: string | null
  /** Why nothing of it may be planned: a filter that cannot be judged. Null where all is well. */
  readonly frozen: string | null
}

/** What must be known to tell which pairings can run: what is remembered, and what the vendors are called. */
export type Known = {
  readonly memory: Memory
  /** The run that asks: one for a draft works on its own copies. */
  readonly run?: Run
  readonly ports: Both<{ readonly connector: Pick<Connector, 'name'> }>
}

/** The pairings a run works on: the saved ones, or the copies of a draft. */
export const numberedOf = (memory: Memory, run: Run | undefined): readonly Numbered[] =>
  run?.purpose.is === 'draft' ? memory.pairings.drafted() : memory.pairings.all()

/** The pairings of the sync that can run, and a sentence for each that cannot, or not whole. */
export function lanesOf({ memory, ports, run }: Known): {
  lanes: Lane[]
  troubles: Trouble[]
} {
  const lanes: Lane[] = []
  const troubles: Trouble[] = []
  const country = memory.setup.country() ?? ''
  for (const { no, json: pairing, left_before, right_before } of numberedOf(memory, run)) {
    const { entityType } = pairing
    const left = memory.described.table('left', pairing.left)
    const right = memory.described.table('right', pairing.right)
    if (!left || !right) {
      const side: Side = left ? 'right' : 'left'
      const name = memory.described.nameOf(side, pairing[side])
      const vendor = ports[side].connector.name
      const says = tell({ reason: 'gone', vendor, what: 'table', name })
      troubles.push({ entityType, mappingId: null, says })
      continue
    }
    const tables = { left, right }
    const names: Names = {
      vendor: (side) => ports[side].connector.name,
      field: (side, id) => memory.described.nameOf(side, tables[side].id, id),
    }
    const made = layOut(pairing, tables, { country, names })
    troubles.push(...made.troubles)
    const frozen = frozenBy(memory, no, made.lane.filters, tables, ports)
    if (frozen !== null) troubles.push({ entityType, mappingId: null, says: frozen })
    lanes.push({ ...made.lane, no, since: { left: left_before, right: right_before }, frozen })
  }
  return { lanes, troubles }
}

/** A lane as its pairing and its tables alone make it. */
type LaidOut = Omit<Lane, 'no' | 'since' | 'frozen'>
type Setting = { readonly country: string; readonly names: Names }

/** The lanes last laid out, as long as nobody changes what they are made of: each step of a run asks for them again. */
const laidOut = new WeakMap<Pairing, { readonly lane: LaidOut; readonly country: string }>()

function layOut(
  pairing: Pairing,
  tables: Both<Table>,
  setting: Setting,
): { readonly lane: LaidOut; readonly troubles: readonly Trouble[] } {
  const before = laidOut.get(pairing)
  if (
    before?.country === setting.country &&
    SIDES.every((side) => before.lane.tables[side] === tables[side])
  )
    return { lane: before.lane, troubles: [] }
  const made = layOutAnew(pairing, tables, setting)
  // A sentence calls what is gone by its name, which is kept elsewhere.
  if (made.troubles.length === 0)
    laidOut.set(pairing, { lane: made.lane, country: setting.country })
  return made
}

function layOutAnew(pairing: Pairing, tables: Both<Table>, { country, names }: Setting) {
  const troubles: Trouble[] = []
  const still = new Set<string>()
  const isStill = ({ direction }: Entry): boolean => narrow(pairing.direction, direction) === 'none'
  const keys = new Set(pairing.keys.flat())
  const known = pairing.entries.filter((entry) => {
    if (entry.mirrorOf !== undefined || (isStill(entry) && !keys.has(entry.id))) return false
    const trouble = troubleOf(entry, pairing, tables, names)
    if (trouble === null) return true
    still.add(entry.id)
    troubles.push({ entityType: pairing.entityType, mappingId: entry.id, says: tell(trouble) })
    return false
  })
  const entries = known.filter((entry) => !isStill(entry))
  /** What tells records apart is read, whether anything crosses or not. */
  const telling = known.filter(isStill)
  const own = (kind: 'twins' | 'marks', side: Side): Field | null => {
    const id = pairing[kind][side]
    return id === null ? null : (fieldById(tables[side], id) ?? null)
  }
  const owners = [...entries.flatMap((entry) => entry.owner ?? []), ...(pairing.owner ?? [])]
  /** Fields that say whose another field is: read and remembered, though nothing crosses from them. */
  const watchedOn = (side: Side): Slot[] =>
    owners
      .filter(({ when }) => when.side === side)
      .flatMap(({ when }) => fieldsAsked(when).map((field) => ({ field })))
  const stamps = {
    left: stampsOn('left', entries, pairing, tables.left),
    right: stampsOn('right', entries, pairing, tables.right),
  }
  const slotsOn = (side: Side): Slot[] => [
    ...known.map((entry) => entry[side]),
    ...watchedOn(side),
    ...stamps[side].map(({ id }) => ({ field: id })),
  ]
  const fieldsOn = (side: Side): Field[] => {
    const wanted = [
      ...known.map((entry) => entry[side].field),
      ...watchedOn(side).map(({ field }) => field),
      ...stamps[side].map(({ id }) => id),
      ...entries.flatMap((entry) => Object.values(entry.reads?.[side] ?? {})),
      tables[side].primary,
      pairing.twins[side],
      ...filterFields(pairing.filters?.[side]),
    ]
    return tables[side].fields.filter((field) => wanted.includes(field.id))
  }
  const aspects = aspectsOf(entries, pairing.keys, tables)
  const lane: LaidOut = {
    pairing,
    tables,
    entries,
    telling,
    slots: { left: slotsOn('left'), right: slotsOn('right') },
    stamps,
    fields: { left: fieldsOn('left'), right: fieldsOn('right') },
    twins: { left: own('twins', 'left'), right: own('twins', 'right') },
    marks: { left: own('marks', 'left'), right: own('marks', 'right') },
    likeness:
      pairing.fuzzy === null || !isComparable(aspects)
        ? null
        : { aspects, fuzzy: pairing.fuzzy ?? FUZZY },
    filters: pairing.filters ?? {},
    programs: {
      left: programsOn('left', entries, tables.left, country),
      right: programsOn('right', entries, tables.right, country),
    },
    judge: judgeOf(pairing, tables, { country }),
    whose: openOwners(owners),
    told: toldApart(pairing, entries),
    blind: pairing.keys.some((key) => key.some((id) => still.has(id))) ? BLIND : null,
  }
  return { lane, troubles }
}

const BLIND =
  'A field that tells records apart stands still, so nobody new is copied: it might be there already. Put its mapping right first.'

const programsOn = (
  side: Side,
  entries: readonly Entry[],
  table: Table,
  country: string,
): ReadonlyMap<string, Program> =>
  new Map(
    entries
      .filter((entry) => computedKey(entry, side) !== null)
      .map((entry) => {
        const field = fieldById(table, entry[side].field)?.name ?? entry[side].field
        const steps = stepsToward(entry, other(side))
        return [entry.id, compile(steps, entry.reads?.[side] ?? {}, { field, country })]
      }),
  )

/** Keys compare what the right side holds with what the left one would send; or the other way, where only that way has steps. */
function toldApart(pairing: Pairing, entries: readonly Entry[]): Both<readonly Entry[]> {
  const keys = new Set(pairing.keys.flat())
  const mapped = entries.filter((entry) => keys.has(entry.id))
  const goesRight = (entry: Entry): boolean => stepsToward(entry, 'right').length > 0
  return {
    left: mapped.filter(goesRight),
    right: mapped.filter((entry) => !goesRight(entry) && stepsToward(entry, 'left').length > 0),
  }
}

const filterFields = (filter: Filter | undefined): readonly string[] =>
  filter?.kind === 'rules' ? fieldsOf(filter.rules) : []

/** A filter that asks for what is no longer there says nothing about anybody, so nobody is written. */
function frozenBy(
  memory: Memory,
  no: number,
  filters: Lane['filters'],
  tables: Both<Table>,
  ports: Known['ports'],
): string | null {
  for (const side of SIDES) {
    const filter = filters[side]
    if (filter === undefined) continue
    const checked = filter.kind === 'rules' ? checkRules(filter.rules, tables[side]) : null
    const failure =
      filter.kind === 'rules'
        ? checked?.ok === false
          ? checked.error
          : null
        : memory.memberships.failure(no, side, filter)
    if (failure !== null)
      return `The filter of “${tables[side].name}” in ${ports[side].connector.name} cannot be judged, so its records stand still. ${tell(failure)}`
  }
  return null
}

/** The same write again looks the same: what was refused is not sent twice. */
export const fingerprint = (lane: Lane, changes: readonly { slot: Slot; after: Value }[]): string =>
  JSON.stringify([lane.pairing.version, changes.map(({ slot, after }) => [slotKey(slot), after])])

/** Reading may be repeated however it failed; it is only a question of when. */
export const mayPass = (failure: Failure): boolean =>
  isPassing(failure) || failure.reason === 'unreachable' || failure.reason === 'listing_broke'

/** Other pairings of the same table of that side: what they write, they write to the same records. */
export const lanesBeside = (lanes: readonly Lane[], lane: Lane, side: Side): readonly Lane[] =>
  lanes.filter((one) => one.no !== lane.no && one.tables[side].id === lane.tables[side].id)
