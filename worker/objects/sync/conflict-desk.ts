import type { Failure } from '../../../shared/failure.ts'
import { fieldById } from '../../../shared/field.ts'
import {
  assemble,
  type Entry,
  narrow,
  slotKey,
  termsOn,
  writesTo,
} from '../../../shared/mapping.ts'
import { other, SIDES, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { isMany, type Value } from '../../../shared/value.ts'
import { bridgeOf } from '../../run/bridge.ts'
import { overwrittenSide } from '../../run/overwritten.ts'
import { type Lane, lanesOf, type Port, type Work } from '../../run/work.ts'
import type { Conflict } from './conflicts.ts'
import type { Choice } from './decisions.ts'
import { baseOn, idOn, type Link } from './links.ts'
import type { Memory } from './memory.ts'
import type { Numbered } from './pairings.ts'
import {
  type ConflictAsk,
  type ConflictView,
  type EntryDraft,
  halvesOf,
  type Paged,
  type PageAsk,
  type RecordAsk,
  type Resolution,
  type Resolved,
  type SyncSetup,
} from './rpc.ts'
import { conflictView } from './views.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const notNow = (why: string): Result<never, Failure> => err({ reason: 'not_now', why })
const invalid = (field: string, why: string): Result<never, Failure> =>
  err({ reason: 'invalid', field, why })

const RULES = { left: 'app_wins', right: 'crm_wins' } as const
/** Conflicts answered in one go by a filter; the rest is for the next call. */
const MOST_AT_ONCE = 500

/** What conflicts need of the sync beside its memory. */
export type ConflictSurroundings = {
  port(setup: SyncSetup, side: Side): Promise<Port>
  changeEntry(
    entityType: string,
    entryId: string,
    patch: Partial<EntryDraft>,
  ): Promise<Result<Entry, Failure>>
  now(): number
}

/**
 * Where people answer what no rule decides. An answer is stored with what they saw; the next run carries it out as a write
 * of its plan, or opens the question again where a value has moved since.
 */
export class ConflictDesk {
  readonly #memory: Memory
  readonly #outside: ConflictSurroundings

  constructor(memory: Memory, outside: ConflictSurroundings) {
    this.#memory = memory
    this.#outside = outside
  }

  list(page: PageAsk, ask: ConflictAsk): Paged<ConflictView> {
    const pairings = this.#memory.pairings.all()
    const pairing = pairings.find((one) => one.json.entityType === ask.entityType)
    if (ask.entityType !== undefined && !pairing) return { items: [], cursor: null }
    const found = this.#memory.conflicts.page(
      page.cursor === null ? null : Number(page.cursor),
      page.limit,
      {
        pairing: pairing?.no ?? null,
        kind: ask.kind ?? null,
        status: ask.status ?? null,
        entry: ask.entryId ?? null,
        from: ask.from,
        to: ask.to,
      },
    )
    const last = found[page.limit - 1]
    const byNo = new Map(pairings.map((one) => [one.no, one]))
    const nameOf = this.#memory.described.names()
    const titles = this.#titles(found)
    return {
      items: found.map((one) =>
        conflictView(this.#memory, one, byNo.get(one.pairing), nameOf, titles.get(one.id)),
      ),
      cursor: last ? String(last.id) : null,
    }
  }

  /** What the records of these conflicts are called, of those whose own on the left has a name: looked up together. */
  #titles(conflicts: readonly Conflict[]): ReadonlyMap<number, string> {
    const { links, seen } = this.#memory
    const linked = links.leftOf(conflicts.flatMap(({ link }) => link ?? []))
    const titles = new Map<number, string>()
    for (const no of new Set(conflicts.map(({ pairing }) => pairing))) {
      const ids = new Map<number, string>()
      for (const { id, pairing, link, left_id } of conflicts) {
        const left = (link === null ? undefined : linked.get(link)) ?? left_id
        if (pairing === no && left !== null) ids.set(id, left)
      }
      const called = seen.titles(no, 'left', [...ids.values()])
      for (const [id, left] of ids) {
        const title = called.get(left)
        if (title) titles.set(id, title)
      }
    }
    return titles
  }

  async resolve(
    id: string,
    resolution: Resolution,
    actor: string,
  ): Promise<Result<ConflictView, Failure>> {
    const found = this.#find(id)
    if (!found.ok) return found
    const { conflict, numbered } = found.value
    const answered =
      conflict.kind === 'field'
        ? await this.#resolveField(conflict, numbered, resolution, actor)
        : this.#resolveDeletion(conflict, numbered, resolution, actor)
    if (!answered.ok) return answered
    return ok(conflictView(this.#memory, { ...conflict, status: 'decided' }, numbered))
  }

  async ignore(id: string): Promise<Result<ConflictView, Failure>> {
    const found = this.#find(id)
    if (!found.ok) return found
    const { conflict, numbered } = found.value
    this.#memory.together(() => {
      this.#memory.conflicts.setStatus(conflict.id, 'ignored')
      if (conflict.link !== null) this.#memory.decisions.drop(conflict.link, [conflict.entry ?? ''])
    })
    return ok(conflictView(this.#memory, { ...conflict, status: 'ignored' }, numbered))
  }

  /** The same answer to many. What cannot take it is named, and stays as it is. */
  async resolveMany(
    which: { readonly ids: readonly string[] } | { readonly filter: ConflictAsk },
    resolution: Resolution,
    actor: string,
  ): Promise<Result<Resolved, Failure>> {
    const ids =
      'ids' in which
        ? which.ids
        : this.list(
            { cursor: null, limit: MOST_AT_ONCE },
            { status: 'open', ...which.filter },
          ).items.map((one) => one.id)
    const records: RecordAsk[] = []
    let resolved = 0
    const refused: { id: string; failure: Failure }[] = []
    for (const id of ids) {
      const answer = await this.resolve(id, resolution, actor)
      if (answer.ok) {
        resolved++
        records.push(...halvesOf(answer.value))
      } else refused.push({ id, failure: answer.error })
    }
    return ok({ resolved, refused, records })
  }

  #find(id: string): Result<{ conflict: Conflict; numbered: Numbered }, Failure> {
    const conflict = this.#memory.conflicts.get(Number(id))
    const numbered = this.#memory.pairings.all().find((one) => one.no === conflict?.pairing)
    if (!conflict || !numbered) return notFound('conflict')
    if (conflict.kind === 'match')
      return notNow(
        'Whether two records are the same is decided under Matches: answer “same” or “not the same” there.',
      )
    return ok({ conflict, numbered })
  }

  async #resolveField(
    conflict: Conflict,
    { json: pairing }: Numbered,
    { choice, value, always }: Resolution,
    actor: string,
  ): Promise<Result<true, Failure>> {
    const entry = pairing.entries.find((one) => one.id === conflict.entry)
    const link = conflict.link === null ? undefined : this.#memory.links.get(conflict.link)
    if (!entry || !link) return notFound('conflict')
    if (choice !== 'left' && choice !== 'right' && choice !== 'value')
      return invalid(
        'choice',
        'of two values one can choose “app”, “crm” or a “value” of one’s own',
      )
    const side = choice === 'value' ? (value?.side ?? 'left') : choice
    // What was replaced stands nowhere any more, so it is written to both.
    const isBoth = choice === 'value' || choice === overwrittenSide(conflict.about)
    const written = isBoth ? SIDES : [other(choice)]
    const direction = narrow(pairing.direction, entry.direction)
    if (!written.every((to) => writesTo(direction, to) && termsOn(pairing, to).updateExisting))
      return notNow(
        'The sync may not write there. Change its direction, or allow updates on that side, then decide again.',
      )
    if (choice === 'value') {
      if (value === undefined) return invalid('value', 'it is needed where “value” is chosen')
      if (always) return invalid('always', 'only one of the two sides can always be right')
      const meant = await this.#checked(entry, pairing.entityType, side, value.value)
      if (!meant.ok) return meant
      this.#decide(conflict, link, entry, { is: 'value', side, value: meant.value }, actor)
      return ok(true)
    }
    if (always) {
      const changed = await this.#outside.changeEntry(pairing.entityType, entry.id, {
        conflictResolution: RULES[side],
      })
      if (!changed.ok) return changed
      for (const like of this.#alike(conflict)) {
        const its = like.link === null ? undefined : this.#memory.links.get(like.link)
        if (its) this.#decide(like, its, entry, sided(like, side), actor)
      }
    }
    this.#decide(conflict, link, entry, sided(conflict, side), actor)
    return ok(true)
  }

  /** Open conflicts about the same field. */
  #alike({ pairing, entry }: Conflict): Conflict[] {
    const only = { pairing, entry, kind: 'field', status: 'open' } as const
    return this.#memory.conflicts.page(null, MOST_AT_ONCE, only)
  }

  #resolveDeletion(
    conflict: Conflict,
    numbered: Numbered,
    { choice }: Resolution,
    actor: string,
  ): Result<true, Failure> {
    const link = conflict.link === null ? undefined : this.#memory.links.get(conflict.link)
    if (!link) return notFound('conflict')
    const gone: Side = conflict.left_value === null ? 'left' : 'right'
    const alive = other(gone)
    const asked =
      choice === 'left' || choice === 'right' ? (choice === gone ? 'delete' : 'recreate') : choice
    if (asked === 'value')
      return invalid('choice', 'of a deletion one can choose “delete”, “recreate” or “apart”')
    const to = asked === 'delete' ? alive : gone
    if (asked !== 'apart' && !writesTo(numbered.json.direction, to))
      return notNow('The sync may not write there. Change its direction, then decide again.')
    if (asked === 'recreate') {
      this.#memory.together(() => this.#recreate(conflict, numbered.no, link, alive))
      return ok(true)
    }
    this.#memory.together(() => {
      this.#memory.decisions.put({
        pairing: conflict.pairing,
        link: link.id,
        entry: '',
        choice: { is: asked },
        seen: { stamp: conflict.stamp },
        actor,
        since: this.#outside.now(),
      })
      this.#memory.conflicts.setStatus(conflict.id, 'decided')
    })
    return ok(true)
  }

  /** The two are no longer one: what lives is new to the other side, and the next run makes it there. */
  #recreate(conflict: Conflict, no: number, link: Link, alive: Side): void {
    const { links, seen, decisions, conflicts } = this.#memory
    const gone = other(alive)
    const row = seen.get(no, alive, idOn(link, alive))
    if (row) seen.want(row.id)
    seen.drop(no, gone, idOn(link, gone))
    decisions.dropLink(link.id)
    conflicts.clear(conflict.about)
    links.drop(link.id)
  }

  #decide(conflict: Conflict, link: Link, entry: Entry, choice: Choice, actor: string): void {
    const agreed = (side: Side): Value => baseOn(link, side)[slotKey(entry[side])] ?? null
    const isAgreed = overwrittenSide(conflict.about) !== null
    this.#memory.together(() => {
      this.#memory.decisions.put({
        pairing: conflict.pairing,
        link: link.id,
        entry: conflict.entry ?? '',
        choice,
        seen: isAgreed
          ? { left: agreed('left'), right: agreed('right') }
          : { left: conflict.left_value, right: conflict.right_value },
        actor,
        since: this.#outside.now(),
      })
      this.#memory.conflicts.setStatus(conflict.id, 'decided')
    })
  }

  /** A person's own value as that side will hold it, if it and the other side can. */
  async #checked(
    entry: Entry,
    entityType: string,
    side: Side,
    given: Value,
  ): Promise<Result<Value, Failure>> {
    const stored = this.#memory.setup.get()
    if (!stored) return notFound('sync')
    const [left, right] = await Promise.all(
      SIDES.map((one) => this.#outside.port(stored.setup, one)),
    )
    const around: Pick<Work, 'memory' | 'setup' | 'ports'> = {
      memory: this.#memory,
      setup: stored.setup,
      ports: { left: left!, right: right! },
    }
    const { lanes } = lanesOf(around)
    const lane: Lane | undefined = lanes.find((one) => one.pairing.entityType === entityType)
    const field = lane && fieldById(lane.tables[side], entry[side].field)
    if (!lane?.entries.some((one) => one.id === entry.id) || !field)
      return notNow('This field cannot be synced as it is. Look at its mapping first.')
    const { connector } = around.ports[side]
    const { part } = entry[side]
    const value =
      field.many && part === undefined && given !== null && !isMany(given) ? [given] : given
    const accepted = connector.accepts(
      field,
      assemble({}, [{ slot: entry[side], value }])[field.id] ?? null,
    )
    if (!accepted.ok) return accepted
    const meant = part === undefined ? connector.normal(field, value) : value
    const crossed = bridgeOf(around, lane, lanes).carry(entry, side, meant)
    return crossed.ok ? ok(meant) : crossed
  }
}

/** That side's value: where a write has replaced it, as the conflict remembers it. */
const sided = (conflict: Conflict, side: Side): Choice =>
  overwrittenSide(conflict.about) === side
    ? { is: 'value', side, value: side === 'left' ? conflict.left_value : conflict.right_value }
    : { is: 'side', side }
