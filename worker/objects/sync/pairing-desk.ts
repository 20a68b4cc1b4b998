import { autopair, autopairRest } from '../../../shared/autopair.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Table } from '../../../shared/field.ts'
import type { Filter } from '../../../shared/filter.ts'
import {
  type Entry,
  narrow,
  opens,
  type Pairing,
  type Slot,
  turned,
} from '../../../shared/mapping.ts'
import type { Owner } from '../../../shared/mapping/owner.ts'
import type { Rule } from '../../../shared/mapping/rule.ts'
import { type Both, other, SIDES, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { checkEntry, type Paired } from '../../../shared/validate.ts'
import { loopIn } from '../../../shared/validate/cycle.ts'
import { ruleReading, settleRules } from '../../../shared/validate/rules.ts'
import { settleOwners } from '../../../shared/validate/owner.ts'
import { settleEntry } from '../../../shared/validate/steps.ts'
import type { Connector } from '../../connectors/connector.ts'
import { termsOf } from './entry-terms.ts'
import type { Memory } from './memory.ts'
import type { Ownership } from './ownership.ts'
import type { Pairings } from './pairings.ts'
import { crossesAnew, withValues } from './entry-draft.ts'
import { checkFilter, countFiltered } from './filter-desk.ts'
import type {
  EntryDraft,
  FilterCount,
  FiltersPatch,
  PairingDraft,
  PairingPatch,
  SampleView,
  SyncSetup,
} from './rpc.ts'
import { sampleWays, unmappedRequired } from './sample-desk.ts'
import { given } from './setup.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })

/** Where pairings are looked up and put down. */
export type PairingShelf = Pick<Pairings, 'all' | 'get' | 'put'>

/** Where a sync's pairings and mappings are drawn up: every change is checked against the tables as they are now. */
export class PairingDesk {
  readonly #memory: Memory
  readonly #connector: (setup: SyncSetup, side: Side) => Promise<Connector>
  readonly #now: () => number
  readonly #ownership: Ownership
  readonly #pairings: PairingShelf

  constructor(
    memory: Memory,
    connector: (setup: SyncSetup, side: Side) => Promise<Connector>,
    now: () => number,
    ownership: Ownership,
    pairings: PairingShelf = memory.pairings,
  ) {
    this.#memory = memory
    this.#connector = connector
    this.#now = now
    this.#ownership = ownership
    this.#pairings = pairings
  }

  async addPairing(draft: PairingDraft): Promise<Result<Pairing, Failure>> {
    const stored = this.#memory.setup.get()
    if (!stored) return notFound('sync')
    const { setup } = stored
    const others = this.#pairings.all().map((one) => one.json)
    if (others.some((one) => one.entityType === draft.entityType))
      return err({
        reason: 'invalid',
        field: 'entityType',
        why: `“${draft.entityType}” exists already; choose another name`,
      })
    if (others.some((one) => one.left === draft.left && one.right === draft.right))
      return err({ reason: 'invalid', field: 'left', why: 'these two tables are paired already' })

    const connectors = await this.#connectors(setup)
    const tables = await this.#describe(connectors, draft)
    if (!tables.ok) return tables
    const twins = await makeFields(connectors, tables.value, (side) => ({
      name: `${connectors[other(side)].name} record ID`,
      says: 'Filled by the sync: which record this one is on the other side.',
    }))
    const marks = await makeFields(connectors, tables.value, () => ({
      name: 'Sync status',
      says: 'Filled by the sync when the record was deleted on the other side.',
    }))

    // The fields just made belong to the tables from now on.
    const complete = await this.#describe(connectors, draft)
    if (!complete.ok) return complete

    const paired = this.#paired([{ left: draft.left, right: draft.right }])
    const suggested = draft.autoPair
      ? autopair(complete.value, paired, ownOf({ twins, marks }), 1)
      : { entries: [], keys: [] }
    const entries = suggested.entries.map((entry) => {
      const settled = settleEntry(entry, complete.value)
      return settled.ok ? settled.value : entry
    })
    const pairing: Pairing = {
      entityType: draft.entityType,
      left: draft.left,
      right: draft.right,
      version: 1,
      entries,
      keys: (draft.keys ?? suggested.keys).map((key) => [...key]),
      ...(draft.fuzzy === undefined ? {} : { fuzzy: draft.fuzzy }),
      direction: draft.direction ?? setup.direction,
      conflictResolution: draft.conflictResolution ?? setup.conflictResolution,
      firstMeeting: draft.firstMeeting ?? setup.firstMeeting,
      createMissing: draft.createMissing ?? setup.createMissing,
      updateExisting: draft.updateExisting ?? setup.updateExisting,
      deletions: draft.deletions ?? setup.deletions,
      ...filtersAfter(undefined, draft.filters),
      ...(draft.sides === undefined ? {} : { sides: draft.sides }),
      twins,
      marks,
    }
    const keys = checkKeys(pairing)
    if (!keys.ok) return keys
    const filtered = await checkFilters(draft.filters, connectors, complete.value)
    if (!filtered.ok) return filtered
    const conditioned = ownedBy(pairing, draft.owner, complete.value)
    if (!conditioned.ok) return conditioned
    const ruled = ruledBy(conditioned.value, draft.validation, complete.value)
    if (!ruled.ok) return ruled
    const owned = await this.#ownership.yielding(setup, ruled.value)
    if (!owned.ok) return owned
    this.#pairings.put(owned.value)
    return owned
  }

  async changePairing(entityType: string, patch: PairingPatch): Promise<Result<Pairing, Failure>> {
    const found = this.#pairings.get(entityType)
    if (!found) return notFound('pairing')
    const stored = this.#memory.setup.get()
    if (!stored) return notFound('sync')
    const { keys, filters, sides, validation, owner, ...rest } = given(patch)
    const version = found.json.version + 1
    const changed: Pairing = {
      ...turned(found.json, rest.direction ?? found.json.direction, version),
      ...rest,
      ...filtersAfter(found.json.filters, filters),
      ...(sides === undefined ? {} : { sides: { ...found.json.sides, ...given(sides) } }),
      ...(keys === undefined ? {} : { keys: keys.map((key) => [...key]) }),
    }
    const checked = checkKeys(changed)
    if (!checked.ok) return checked
    const connectors = await this.#connectors(stored.setup)
    let ruled: Result<Pairing, Failure> = ok(changed)
    if (validation !== undefined || filters !== undefined || owner !== undefined) {
      const tables = await this.#describe(connectors, found.json)
      if (!tables.ok) return tables
      const filtered = await checkFilters(filters, connectors, tables.value)
      if (!filtered.ok) return filtered
      const owned = ownedBy(changed, owner, tables.value)
      if (!owned.ok) return owned
      ruled = ruledBy(owned.value, validation, tables.value)
    }
    if (!ruled.ok) return ruled
    const turns = this.#checkLoops([ruled.value], connectors)
    if (!turns.ok) return turns
    const owned = await this.#ownership.claim(stored.setup, [ruled.value])
    if (!owned.ok) return owned
    this.#pairings.put(ruled.value)
    return ruled
  }

  /** What a filter would let through, before it is set. */
  async countFilter(
    entityType: string,
    side: Side,
    filter: Filter | null,
  ): Promise<Result<FilterCount, Failure>> {
    const stored = this.#memory.setup.get()
    const found = this.#pairings.get(entityType)
    if (!stored || !found) return notFound('pairing')
    const connectors = await this.#connectors(stored.setup)
    const tables = await this.#describe(connectors, found.json)
    if (!tables.ok) return tables
    const checked = await checkFilters({ [side]: filter }, connectors, tables.value)
    if (!checked.ok) return checked
    const at = { no: found.no, side, table: tables.value[side] }
    return countFiltered(this.#memory, connectors[side], at, filter, this.#now())
  }

  /**
   * What the sync's own terms say, its pairings follow, as far as they had not been told otherwise: the pairings as they are
   * to be, those that change.
   */
  async followed(
    before: SyncSetup,
    said: Partial<SyncSetup>,
  ): Promise<Result<readonly Pairing[], Failure>> {
    const changed = this.#pairings.all().flatMap(({ json: pairing }): Pairing[] => {
      const terms = {
        direction: said.direction,
        conflictResolution: said.conflictResolution,
        firstMeeting: said.firstMeeting,
        createMissing: said.createMissing,
        updateExisting: said.updateExisting,
        deletions: said.deletions,
      }
      const followed = given(
        Object.fromEntries(
          Object.entries(terms).filter(
            ([name]) => pairing[name as keyof typeof terms] === before[name as keyof typeof terms],
          ),
        ) as Partial<typeof terms>,
      )
      if (Object.keys(followed).length === 0) return []
      const after = turned(pairing, followed.direction ?? pairing.direction, pairing.version + 1)
      return [{ ...after, ...followed }]
    })
    if (said.direction === undefined && said.name === undefined) return ok(changed)
    if (said.direction !== undefined) {
      const turns = this.#checkLoops(changed, await this.#connectors(before))
      if (!turns.ok) return turns
    }
    const owned = await this.#ownership.claim({ ...before, ...said }, changed)
    return owned.ok ? ok(changed) : owned
  }

  async removePairing(entityType: string): Promise<Result<true, Failure>> {
    const found = this.#pairings.get(entityType)
    if (!found) return notFound('pairing')
    this.#memory.together(() => this.#memory.dropPairing(found.no))
    return this.#ownership.letGo()
  }

  async addEntry(entityType: string, draft: EntryDraft): Promise<Result<Entry, Failure>> {
    return this.#changeEntries(entityType, (pairing, version) => {
      const numbers = pairing.entries.map(numberOf)
      const entry: Entry = {
        id: `e${Math.max(pairing.highestGone ?? 0, ...numbers) + 1}`,
        left: draft.left,
        right: draft.right,
        direction: draft.direction ?? 'bidirectional',
        ...termsOf(draft, {}),
        since: version,
      }
      return withValues(entry, draft)
    })
  }

  async changeEntry(
    entityType: string,
    entryId: string,
    patch: Partial<EntryDraft>,
  ): Promise<Result<Entry, Failure>> {
    const { left, right, direction } = patch
    return this.#changeEntries(entityType, (pairing) => {
      const before = pairing.entries.find((one) => one.id === entryId)
      if (!before) return null
      const { conflictResolution: _, firstMeeting: __, owner: ___, sure: ____, ...rest } = before
      const entry: Entry = {
        ...rest,
        ...termsOf(patch, before),
        ...(left === undefined ? {} : { left }),
        ...(right === undefined ? {} : { right }),
        ...(direction === undefined ? {} : { direction }),
      }
      return withValues(entry, patch)
    })
  }

  async removeEntry(entityType: string, entryId: string): Promise<Result<true, Failure>> {
    const found = this.#pairings.get(entityType)
    const entry = found?.json.entries.find((one) => one.id === entryId)
    if (!found || !entry) return notFound('field mapping')
    const rule = ruleReading(found.json, entryId)
    if (rule) {
      const why = `the rule “${rule.id}” of this pairing reads it; change that rule first`
      return err({ reason: 'invalid', field: 'mapping', why })
    }
    this.#pairings.put({
      ...found.json,
      version: found.json.version + 1,
      entries: found.json.entries.filter((one) => one !== entry),
      highestGone: Math.max(found.json.highestGone ?? 0, numberOf(entry)),
      keys: found.json.keys.filter((key) => !key.includes(entryId)),
    })
    return this.#ownership.letGo()
  }

  async suggest(
    entityType: string,
    met: readonly Both<Slot>[] | null,
  ): Promise<Result<readonly Entry[], Failure>> {
    const stored = this.#memory.setup.get()
    const found = this.#pairings.get(entityType)
    if (!stored || !found) return notFound('pairing')
    const tables = await this.#describe(await this.#connectors(stored.setup), found.json)
    if (!tables.ok) return tables
    const paired = this.#paired([])
    const left = autopairRest(tables.value, paired, ownOf(found.json), met ?? found.json.entries)
    return ok(left.filter((entry) => checkEntry(entry, [], tables.value, paired).ok))
  }

  async sample(
    entityType: string,
    draft: EntryDraft,
    limit: number,
  ): Promise<Result<SampleView, Failure>> {
    const stored = this.#memory.setup.get()
    const found = this.#pairings.get(entityType)
    if (!stored || !found) return notFound('pairing')
    const connectors = await this.#connectors(stored.setup)
    const tables = await this.#describe(connectors, found.json)
    if (!tables.ok) return tables
    const { left, right } = draft
    const direction = narrow(found.json.direction, draft.direction ?? 'bidirectional')
    const drawn = withValues({ id: 'draft', left, right, direction, since: 0 }, draft)
    const settled = settleEntry(drawn, tables.value)
    if (!settled.ok) return settled
    const checked = checkEntry(settled.value, [], tables.value, this.#paired([]))
    if (!checked.ok) return checked
    const country = stored.setup.defaultCountry
    const asked = { entry: settled.value, tables: tables.value, connectors, country, limit }
    const ways = await sampleWays(asked)
    if (!ways.ok) return ways
    const entries = [...found.json.entries, settled.value]
    return ok({ ...ways.value, required: unmappedRequired(entries, tables.value) })
  }

  async #changeEntries(
    entityType: string,
    edit: (pairing: Pairing, version: number) => Entry | null,
  ): Promise<Result<Entry, Failure>> {
    const stored = this.#memory.setup.get()
    const found = this.#pairings.get(entityType)
    if (!stored || !found) return notFound('pairing')
    const version = found.json.version + 1
    const edited = edit(found.json, version)
    if (!edited) return notFound('field mapping')
    const connectors = await this.#connectors(stored.setup)
    const tables = await this.#describe(connectors, found.json)
    if (!tables.ok) return tables
    const settled = settleEntry(edited, tables.value)
    if (!settled.ok) return settled
    const before = found.json.entries.find((one) => one.id === edited.id)
    // Only what crosses otherwise, or to a side it did not write, has to be met anew; a narrower direction or another
    // rule keeps what both sides last held.
    const isSame =
      before !== undefined &&
      !crossesAnew(before, settled.value) &&
      !opens(before.direction, settled.value.direction)
    const owners = settleOwners(settled.value.owner ?? [], tables.value)
    if (!owners.ok) return owners
    const entry = {
      ...settled.value,
      ...(settled.value.owner === undefined ? {} : { owner: owners.value }),
      since: isSame ? before.since : version,
    }
    const entries = before
      ? found.json.entries.map((one) => (one.id === entry.id ? entry : one))
      : [...found.json.entries, entry]
    const narrowed = { ...entry, direction: narrow(found.json.direction, entry.direction) }
    const checked = checkEntry(narrowed, entries, tables.value, this.#paired([]))
    if (!checked.ok) return checked
    const pairing = { ...found.json, version, entries }
    const turns = this.#checkLoops([pairing], connectors)
    if (!turns.ok) return turns
    const owned = await this.#ownership.claim(stored.setup, [pairing])
    if (!owned.ok) return owned
    this.#pairings.put(pairing)
    return ok(entry)
  }

  /** With these pairings as they are to be: does anything that is written feed itself? */
  #checkLoops(changed: readonly Pairing[], connectors: Both<Connector>): Result<true, Failure> {
    const all = this.#pairings
      .all()
      .map(({ json }) => changed.find((one) => one.entityType === json.entityType) ?? json)
    const on = (side: Side) => ({
      vendor: connectors[side].name,
      tables: this.#memory.described.all(side),
    })
    const loop = loopIn(all, { left: on('left'), right: on('right') })
    if (loop === null) return ok(true)
    return err({
      reason: 'invalid',
      field: 'mapping',
      why: `it would feed itself: ${loop.join(' → ')}. Take one of these mappings out, or let it go the other way only`,
    })
  }

  #paired(more: readonly { left: string; right: string }[]): Paired {
    const all = [...this.#pairings.all().map((one) => one.json), ...more]
    return (left, right) => all.some((one) => one.left === left && one.right === right)
  }

  async #connectors(setup: SyncSetup): Promise<Both<Connector>> {
    const [left, right] = await Promise.all(SIDES.map((side) => this.#connector(setup, side)))
    return { left: left!, right: right! }
  }

  /** The tables of that side that take part, with the one to be paired. */
  #taking(side: Side, wanted: Both<string>): string[] {
    return [...new Set([...this.#memory.pairings.tablesOn(side), wanted[side]])]
  }

  async #describe(
    connectors: Both<Connector>,
    wanted: { readonly left: string; readonly right: string },
  ): Promise<Result<Both<Table>, Failure>> {
    const asked = { left: this.#taking('left', wanted), right: this.#taking('right', wanted) }
    const [left, right] = await Promise.all(
      SIDES.map((side) => connectors[side].describe(asked[side])),
    )
    if (!left!.ok) return left!
    if (!right!.ok) return right!
    const described = { left: left!.value, right: right!.value }
    for (const side of SIDES) this.#memory.described.put(side, asked[side], described[side])
    this.#memory.setup.setDescribed(this.#now())
    for (const side of SIDES)
      if (!described[side].some((table) => table.id === wanted[side]))
        return err({
          reason: 'gone',
          vendor: connectors[side].name,
          what: 'table',
          name: wanted[side],
        })
    return ok({
      left: described.left.find((table) => table.id === wanted.left)!,
      right: described.right.find((table) => table.id === wanted.right)!,
    })
  }
}

/** The fields that belong to the sync itself. */
const ownOf = ({ twins, marks }: Pick<Pairing, 'twins' | 'marks'>): Both<string[]> => ({
  left: [twins.left, marks.left].filter((id) => id !== null),
  right: [twins.right, marks.right].filter((id) => id !== null),
})

async function checkFilters(
  filters: FiltersPatch | undefined,
  connectors: Both<Connector>,
  tables: Both<Table>,
): Promise<Result<true, Failure>> {
  for (const side of SIDES) {
    const filter = filters?.[side]
    if (!filter) continue
    const checked = await checkFilter(connectors[side], tables[side], filter)
    if (!checked.ok) return checked
  }
  return ok(true)
}

/** The filters as they are after somebody spoke of some of them. */
function filtersAfter(
  before: Pairing['filters'],
  patch: FiltersPatch | undefined,
): Pick<Pairing, 'filters'> {
  if (patch === undefined) return {}
  const after = { ...before, ...given(patch) }
  return {
    filters: Object.fromEntries(Object.entries(after).filter(([, filter]) => filter !== null)),
  }
}

/** The pairing with these rules for what is written, as far as any were given. */
function ruledBy(
  pairing: Pairing,
  rules: readonly Rule[] | undefined,
  tables: Both<Table>,
): Result<Pairing, Failure> {
  if (rules === undefined) return ok(pairing)
  const settled = settleRules(rules, pairing, tables)
  return settled.ok ? ok({ ...pairing, validation: settled.value }) : settled
}

/** The pairing with these conditions on whose its fields are, as far as any were spoken of. */
function ownedBy(
  pairing: Pairing,
  owners: readonly Owner[] | null | undefined,
  tables: Both<Table>,
): Result<Pairing, Failure> {
  if (owners === undefined) return ok(pairing)
  const { owner: _, ...rest } = pairing
  const settled = settleOwners(owners ?? [], tables)
  if (!settled.ok) return settled
  return ok(settled.value.length === 0 ? rest : { ...rest, owner: settled.value })
}

function checkKeys(pairing: Pairing): Result<true, Failure> {
  const unknown = pairing.keys
    .flat()
    .find((id) => !pairing.entries.some((entry) => entry.id === id))
  return unknown === undefined
    ? ok(true)
    : err({
        reason: 'invalid',
        field: 'keys',
        why: `there is no field mapping “${unknown}” in this pairing`,
      })
}

/** A text field of ours on each side, where we may make one. Without it we manage, more slowly. */
async function makeFields(
  connectors: Both<Connector>,
  tables: Both<Table>,
  wanted: (side: Side) => { name: string; says: string },
): Promise<{ left: string | null; right: string | null }> {
  const [left, right] = await Promise.all(
    SIDES.map((side) =>
      connectors[side].createTextField(tables[side], wanted(side).name, wanted(side).says),
    ),
  )
  return { left: left!.ok ? left!.value.id : null, right: right!.ok ? right!.value.id : null }
}

/** Entries are named e1, e2 and so on. */
const numberOf = ({ id }: Entry): number => {
  const number = Number(id.slice(1))
  return Number.isFinite(number) ? number : 0
}
