import { explain, type Explanation, type Facts, type Written } from '../../../shared/explain.ts'
import { tell, type Failure } from '../../../shared/failure.ts'
import { fieldById } from '../../../shared/field.ts'
import { computedKey, type Entry, slotKey, stepsToward } from '../../../shared/mapping.ts'
import { type Both, other, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Value } from '../../../shared/value.ts'
import type { Line } from './ledger.ts'
import { baseOn, idOn, isOutOn, type Link } from './links.ts'
import type { Memory } from './memory.ts'
import type { NameOf, Numbered } from './pairings.ts'
import { isBond } from './plan.ts'
import type { LedgerLine, LedgerQuery, PageAsk, Paged, Told } from './rpc.ts'
import type { ChangeRow } from './rows.ts'
import { reasonOf } from './views.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })

/** The newest writes to a record that an explanation looks through. */
const LOOKED_THROUGH = 500
/** Writes of one field that an explanation lists. */
const LISTED = 20

/** What was written, for whoever asks: as a list, and of one field. */
export class LedgerDesk {
  readonly #memory: Memory
  constructor(memory: Memory) {
    this.#memory = memory
  }

  page(
    query: LedgerQuery,
    order: 'oldest' | 'newest',
    page: PageAsk,
  ): Result<Paged<LedgerLine>, Failure> {
    const numbered =
      query.entityType === undefined ? null : this.#memory.pairings.get(query.entityType)
    if (numbered === undefined) return notFound('pairing')
    const found = this.#memory.ledger.page(
      {
        from: query.from,
        to: query.to,
        recordId: query.recordId,
        ...(numbered ? { pairing: numbered.no } : {}),
      },
      order,
      page.cursor === null ? null : Number(page.cursor),
      page.limit,
    )
    const all = new Map(this.#memory.pairings.all().map((one) => [one.no, one]))
    const nameOf = this.#memory.described.names()
    return ok({
      items: found.lines.map((line) => lineView(line, all.get(line.pairing), nameOf)),
      cursor: found.next === null ? null : String(found.next),
    })
  }

  /**
   * Why a field of a record holds what it holds, as it was last seen. `field` is its id, or its slot's key for a part;
   * `names` are what people call the two sides.
   */
  explain(
    entityType: string,
    side: Side,
    recordId: string,
    field: string,
    names: Both<string>,
  ): Result<Told, Failure> {
    const numbered = this.#memory.pairings.get(entityType)
    if (!numbered) return notFound('pairing')
    const { no, json: pairing } = numbered
    const entry =
      pairing.entries.find((one) => slotKey(one[side]) === field) ??
      pairing.entries.find((one) => one[side].field === field)
    const slot = entry ? slotKey(entry[side]) : field
    const link = this.#memory.links.byRecord(no, side, recordId)
    const seen = this.#memory.seen.get(no, side, recordId)
    const lines = this.#memory.ledger.ofRecord(
      no,
      side,
      recordId,
      Number.MAX_SAFE_INTEGER,
      LOOKED_THROUGH,
    )
    if (!link && !seen && lines.length === 0) return notFound('record')
    const base = link ? baseOn(link, side)[slot] : undefined
    const history = lines.flatMap((line) => writtenOf(line, slot)).slice(0, LISTED)
    const value = seen?.slots?.[slot] ?? base ?? history[0]?.after
    const nameOn = (on: Side, id: string) => this.#memory.described.nameOf(on, pairing[on], id)
    const to = other(side)
    const facts: Facts = {
      field: nameOn(side, entry?.[side].field ?? field),
      here: names[side],
      there: names[to],
      value,
      pair: link && entry ? { field: nameOn(to, entry[to].field), recordId: idOn(link, to) } : null,
      isOwn: ownField(this.#memory, numbered, side, entry?.[side].field ?? field),
      formed: entry === undefined ? null : formedToward(entry, side),
      sides: { app: names.left, crm: names.right },
      isMapped: entry !== undefined && entry.direction !== 'none',
      base,
      history,
      standing: this.#standing(numbered, side, recordId, link, entry),
      changedSince: seen?.since ?? null,
      readAt: side === 'left' ? numbered.left_since : numbered.right_since,
    }
    const holdIds = this.#holds(no, side, recordId, link, entry).map(({ id }) => String(id))
    return ok(told(facts, explain(facts), entry ?? null, holdIds))
  }

  /** What sets the field aside, or the whole record, on either side. */
  #holds(
    no: number,
    side: Side,
    recordId: string,
    link: Link | undefined,
    entry: Entry | undefined,
  ) {
    const ends = link
      ? ([
          ['left', link.left_id],
          ['right', link.right_id],
        ] as const)
      : ([[side, recordId]] as const)
    return ends
      .flatMap(([on, id]) => this.#memory.holds.of(no, on, id))
      .filter((one) => one.entry === '' || one.entry === entry?.id)
  }

  #standing(
    { no }: Numbered,
    side: Side,
    recordId: string,
    link: Link | undefined,
    entry: Entry | undefined,
  ): Facts['standing'] {
    const memory = this.#memory
    const [hold] = this.#holds(no, side, recordId, link, entry)
    if (hold) return { is: 'held', says: hold.says }
    if (!link) return null
    if (isOutOn(link, 'left') || isOutOn(link, 'right'))
      return { is: 'filtered', says: 'The record is outside the filter, so it stands still.' }
    const conflict = entry && memory.conflicts.ofLink(link.id).find((one) => one.entry === entry.id)
    if (conflict) return { is: 'conflict', says: conflict.says }
    for (const to of ['left', 'right'] as const) {
      const failure = memory.blocks
        .list(no, to, idOn(link, other(to)))
        .find((one) => one.entry === '' || one.entry === entry?.id)?.failure
      if (failure) return { is: 'blocked', says: tell(failure) }
    }
    return null
  }
}

function lineView(line: Line, numbered: Numbered | undefined, nameOf: NameOf): LedgerLine {
  const table = numbered?.json[line.side] ?? ''
  return {
    id: String(line.id),
    runId: String(line.run),
    purpose: line.purpose,
    at: line.settled,
    actor: line.actor,
    entityType: numbered?.json.entityType ?? '',
    side: line.side,
    kind: line.kind,
    recordId: line.record_id,
    sourceId: line.source_id,
    title: line.title,
    reason: reasonOf(line),
    changes: line.changes.map((change) => ({
      slot: slotKey(change.slot),
      field: nameOf(line.side, table, change.slot.field),
      before: change.before,
      after: change.after,
      lost: lostWith(change),
      why: change.why,
      actor: change.actor ?? null,
    })),
  }
}

/** What went with it and stands nowhere else: the other side's word, or what a second arrival of its call replaced. */
const lostWith = ({ lost, besides }: ChangeRow): Value | undefined => lost ?? besides?.at(-1)

/** Is it a field that its side fills in by itself? */
const ownField = (memory: Memory, { json }: Numbered, side: Side, field: string): boolean => {
  const table = memory.described.table(side, json[side])
  return (table && fieldById(table, field)?.access) === 'never'
}

const formedToward = (entry: Entry, to: Side): Facts['formed'] =>
  computedKey(entry, other(to)) !== null
    ? 'formula'
    : stepsToward(entry, to).length > 0
      ? 'steps'
      : null

function writtenOf(line: Line, slot: string): Written[] {
  const { kind } = line
  if (isBond(kind)) return []
  return line.changes
    .filter((change) => slotKey(change.slot) === slot)
    .map((change) => ({
      runId: String(line.run),
      at: line.settled,
      kind,
      before: change.before,
      after: change.after,
      got: change.got,
      lost: lostWith(change),
      why: change.why,
      rule: change.rule,
      actor: change.actor ?? line.actor,
      sourceId: line.source_id,
    }))
}

const told = (
  facts: Facts,
  explanation: Explanation,
  entry: Entry | null,
  holdIds: readonly string[],
): Told => ({
  value: facts.value ?? null,
  isKnown: facts.value !== undefined,
  from: explanation.from,
  says: explanation.says,
  since: explanation.since,
  by: explanation.by,
  otherRecordId: facts.pair?.recordId ?? null,
  otherField: facts.pair?.field ?? null,
  entryId: entry?.id ?? null,
  standing: facts.standing?.is ?? null,
  holdIds,
  history: facts.history,
})
