import type { Failure } from '../../../shared/failure.ts'
import { tell } from '../../../shared/failure.ts'
import { isWorking } from '../../../shared/job.ts'
import { type Entry, narrow, slotKey } from '../../../shared/mapping.ts'
import { other, SIDES, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { sameValue, type Value } from '../../../shared/value.ts'
import { namesIn, titleOf } from './titles.ts'
import { baseOn, idOn, type Link } from './links.ts'
import type { Memory } from './memory.ts'
import type { Numbered } from './pairings.ts'
import type { Run } from './runs.ts'
import type {
  Ends,
  FieldLook,
  OutcomeAsk,
  PushOutcome,
  RecordLook,
  SyncLook,
  SyncSetup,
} from './rpc.ts'
import { standingOf } from './standings.ts'

/** Runs for named records that are looked through for what became of one. */
const LOOKED_THROUGH = 20

/** How single records stand, for whoever has one of them open. Answered from what is stored; no vendor is asked. */
export class RecordDesk {
  readonly #memory: Memory
  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** A record of that table of one side, in every pairing of it. */
  look(side: Side, table: string, recordId: string): Result<SyncLook, Failure> {
    const memory = this.#memory
    const stored = memory.setup.get()
    if (!stored) return err({ reason: 'not_found', what: 'sync' })
    const all = memory.pairings.all()
    const feeds = memory.feeds.all()
    const { name, frequency } = stored.setup
    return ok({
      name,
      ...endsOf(stored.setup),
      paused: stored.paused,
      stopped: stored.stopped,
      isLive:
        frequency === 'realtime' &&
        feeds.length > 0 &&
        feeds.every(({ state }) => state.mode !== 'off'),
      lookedAt: memory.runs.lookedAt(),
      tables: [...new Set(all.map(({ json }) => json[side]))],
      records: all
        .filter(({ json }) => json[side] === table)
        .map((one) => this.#look(one, side, recordId)),
    })
  }

  ends(): Result<Ends, Failure> {
    const stored = this.#memory.setup.get()
    return stored ? ok(endsOf(stored.setup)) : err({ reason: 'not_found', what: 'sync' })
  }

  #look(numbered: Numbered, side: Side, recordId: string): RecordLook {
    const { no, json } = numbered
    const memory = this.#memory
    const to = other(side)
    const found = standingOf(memory.sql, no, side, recordId)
    const link =
      found && found !== 'gone' && found.otherId !== null
        ? memory.links.byRecord(no, side, recordId)
        : undefined
    const last = this.#lastLine(numbered, side, recordId, link)
    return {
      entityType: json.entityType,
      table: json[side],
      otherTable: json[to],
      otherTableName: memory.described.nameOf(to, json[to]),
      recordId,
      otherId: link ? idOn(link, to) : null,
      title: titleOf(this.#memory, numbered, side, recordId, link) || last?.title || '',
      standing: found === null ? 'unknown' : found === 'gone' ? 'gone' : found.standing,
      says: found === null || found === 'gone' ? [] : found.says,
      waits: this.#waiting(no, side, [recordId]).has(recordId),
      syncedAt: last?.settled ?? null,
      fields: link ? this.#differing(numbered, link) : [],
      deletion: link ? this.#deletion(link) : null,
    }
  }

  /** What the sync last wrote to either of the two, if it ever did. */
  #lastLine({ no }: Numbered, side: Side, recordId: string, link: Link | undefined) {
    const ids = link
      ? SIDES.map((on) => [on, idOn(link, on)] as const)
      : [[side, recordId] as const]
    const lines = ids.flatMap(([on, id]) =>
      this.#memory.ledger.ofRecord(no, on, id, Number.MAX_SAFE_INTEGER, 1),
    )
    return lines.toSorted((one, two) => two.settled - one.settled)[0]
  }

  /** Which of these wait for their turn, or are being worked on for somebody. */
  #waiting(no: number, side: Side, recordIds: readonly string[]): ReadonlySet<string> {
    const waiting = new Set(this.#memory.awaited.among(no, side, recordIds))
    const open = this.#memory.runs.open()
    for (const id of recordIds) if (open && isAbout(open, no, side, id)) waiting.add(id)
    return waiting
  }

  /** The fields that do not agree, or may not: each with what both sides hold as far as is known, and why. */
  #differing({ no, json }: Numbered, link: Link): FieldLook[] {
    const memory = this.#memory
    const conflicts = memory.conflicts.ofLink(link.id)
    const held = memory.holds.ofLink(no, link.left_id, link.right_id)
    const seen = {
      left: memory.seen.get(no, 'left', link.left_id),
      right: memory.seen.get(no, 'right', link.right_id),
    }
    const blocks = SIDES.flatMap((to) => memory.blocks.list(no, to, idOn(link, other(to))))
    return json.entries.flatMap((entry): FieldLook[] => {
      if (narrow(json.direction, entry.direction) === 'none') return []
      const base = (side: Side): Value | undefined => baseOn(link, side)[slotKey(entry[side])]
      const now = (side: Side): Value | undefined => seen[side]?.slots?.[slotKey(entry[side])]
      const hasMoved = SIDES.some((side) => {
        const value = now(side)
        return value !== undefined && !sameValue(value, base(side) ?? null)
      })
      const conflict = conflicts.find((one) => one.entry === entry.id)
      const block = blocks.find((one) => one.entry === entry.id || (one.entry === '' && hasMoved))
      const about = {
        entryId: entry.id,
        left: this.#named(
          'left',
          json.left,
          entry,
          conflict ? conflict.left_value : (now('left') ?? base('left') ?? null),
        ),
        right: this.#named(
          'right',
          json.right,
          entry,
          conflict ? conflict.right_value : (now('right') ?? base('right') ?? null),
        ),
      }
      if (conflict)
        return [{
          ...about,
          state: conflict.status === 'decided' ? 'pending' : 'conflict',
          conflictId: conflict.status === 'decided' ? null : String(conflict.id),
          says: conflict.says,
        }] // prettier-ignore
      if (block)
        return [{ ...about, state: 'blocked', conflictId: null, says: tell(block.failure) }]
      if (held.entries.has(entry.id) || (held.whole && hasMoved))
        return [{ ...about, state: 'held', conflictId: null, says: null }]
      return hasMoved ? [{ ...about, state: 'pending', conflictId: null, says: null }] : []
    })
  }

  /** The question what becomes of a record whose other half was deleted, where it is open. */
  #deletion(link: Link): RecordLook['deletion'] {
    const asked = this.#memory.conflicts
      .ofLink(link.id)
      .find(({ kind, status }) => kind === 'deletion' && status !== 'decided')
    return asked ? { conflictId: String(asked.id), says: asked.says } : null
  }

  #named(side: Side, table: string, entry: Entry, value: Value) {
    const { field } = entry[side]
    const name = this.#memory.described.nameOf(side, table, field)
    return { field, name, value, names: namesIn(this.#memory, value) }
  }

  /** What became of records somebody asked for at that moment: of each, where it stands and whether that is new. */
  outcomes({
    entityType,
    side,
    recordIds,
    since,
  }: OutcomeAsk): Result<readonly PushOutcome[], Failure> {
    const numbered = this.#memory.pairings.get(entityType)
    if (!numbered) return err({ reason: 'not_found', what: 'pairing' })
    const waiting = this.#waiting(numbered.no, side, recordIds)
    const runs = this.#memory.runs.direct(LOOKED_THROUGH)
    return ok(recordIds.map((id) => this.#outcome(numbered, side, id, since, waiting, runs)))
  }

  #outcome(
    numbered: Numbered,
    side: Side,
    recordId: string,
    since: number,
    waiting: ReadonlySet<string>,
    runs: readonly Run[],
  ): PushOutcome {
    const { no, json } = numbered
    const memory = this.#memory
    const to = other(side)
    const found = standingOf(memory.sql, no, side, recordId)
    const otherId = found !== null && found !== 'gone' ? found.otherId : null
    const lines =
      otherId === null ? [] : memory.ledger.ofRecord(no, to, otherId, Number.MAX_SAFE_INTEGER, 3)
    const link = otherId === null ? undefined : memory.links.byRecord(no, side, recordId)
    const title = titleOf(this.#memory, numbered, side, recordId, link) || lines[0]?.title || ''
    const about = { recordId, title }
    const table = json[to]
    if (waiting.has(recordId))
      return { ...about, otherId, otherTable: table, is: 'waiting', says: this.#waitsFor() }
    const isOpen = found === null || (found !== 'gone' && found.standing === 'pending')
    const failed = isOpen
      ? runs.find((run) => run.started >= since && isAbout(run, no, side, recordId))
      : undefined
    if (failed && (failed.state === 'failed' || failed.state === 'cancelled'))
      return { ...about, otherId, otherTable: table, is: 'failed', says: failed.says ?? CANCELLED }
    if (found === null || found === 'gone')
      return { ...about, otherId, otherTable: table, is: 'gone', says: GONE }
    const says = found.says[0] ?? null
    if (found.standing !== 'in_sync')
      return { ...about, otherId, otherTable: table, is: found.standing, says }
    const last = lines.find((line) => line.settled >= since && line.kind !== 'link')
    const isNew = last?.kind === 'create'
    const is = last === undefined ? 'in_sync' : isNew ? 'created' : 'updated'
    return { ...about, otherId, otherTable: table, is, says: null }
  }

  /** Why nothing is done for whoever waits, where something is in the way. */
  #waitsFor(): string | null {
    const open = this.#memory.runs.open()
    if (open?.state === 'asking') return ASKING
    if (open?.state === 'planned') return PREVIEWED
    return open && isWorking(open.state) ? open.waits_for : null
  }
}

const GONE = 'It is no longer there, or the sync may not read it.'
const CANCELLED = 'The run was cancelled before it came to this record.'
const ASKING =
  'A run waits for an approval in the DataSync extension. This record follows after it.'
const PREVIEWED =
  'Somebody is looking at a preview. This record follows when it is run, or after 15 minutes.'

const isAbout = (run: Run, pairing: number, side: Side, recordId: string): boolean =>
  run.purpose.is === 'direct' &&
  run.purpose.records.some(
    (mark) => mark.pairing === pairing && mark.side === side && mark.recordId === recordId,
  )

const endsOf = ({ left, right }: Pick<SyncSetup, 'left' | 'right'>): Ends => ({
  left: { vendor: left.vendor, resource: left.resource },
  right: { vendor: right.vendor, resource: right.resource },
})
