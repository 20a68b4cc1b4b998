import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { isWorking } from '../../../shared/job.ts'
import { other, SIDES } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { linesOf, partKey, zip } from '../../run/backup.ts'
import type { Shelf } from '../shelf.ts'
import type { Erasing } from './erasing.ts'
import { eraseRows, halfInLedger, type Halves } from './erasures.ts'
import { idOn, isGone } from './links.ts'
import type { Memory } from './memory.ts'
import type { ErasedView, PageAsk, Paged, RecordAsk } from './rpc.ts'
import type { Turns } from './turns.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const UNDER_WAY: Result<never, Failure> = err({
  reason: 'not_now',
  why: 'A run is under way and has what is to be erased in its hands. Wait until it is over, or cancel it, and erase then.',
})
const SAYS =
  'What was kept of it was erased. It is neither read nor written any more, until somebody lets it go.'
/**
 * Parts of backups looked at in one go: each is read, and written again where it held the record. The platform's smallest
 * plan allows 50 calls in a request or a slice.
 */
const PARTS = 20
/** The shelf did not answer: it is tried again after this long. */
const AGAIN_MS = 30_000

type Outside = {
  readonly clock: { now(): number }
  readonly shelf: Shelf
  readonly wake: (at: number) => void
}

/** Where a person's traces end: what is kept of one record and its other half is destroyed, and nothing of it kept again. */
export class EraseDesk {
  readonly #memory: Memory
  readonly #turns: Turns
  readonly #outside: Outside

  constructor(memory: Memory, turns: Turns, outside: Outside) {
    this.#memory = memory
    this.#turns = turns
    this.#outside = outside
  }

  /** What is remembered goes at once, and the backups after it: the first of them now, the others in slices. */
  async erase(ask: RecordAsk, actor: string): Promise<Result<ErasedView, Failure>> {
    const memory = this.#memory
    const numbered = memory.pairings.get(ask.entityType)
    if (!numbered) return notFound('pairing')
    const { no } = numbered
    const halves = this.#halves(no, ask)
    if (halves === null) return notFound('record')
    if (this.#isUnderWay()) return UNDER_WAY
    const id = memory.together(() => {
      const there = this.#thoseThere(no, halves)
      const link = this.#link(no, halves)
      for (const side of SIDES)
        for (const { id } of memory.holds.of(no, side, halves[side] ?? '')) memory.holds.release(id)
      const keys = SIDES.flatMap((side) => memory.keys.of(no, side, halves[side] ?? ''))
      if (!memory.tombstones.of(no, ask.side, ask.recordId))
        memory.tombstones.add(no, halves, [...new Set(keys)], this.#now())
      const erased = eraseRows(memory.sql, no, halves)
      if (link) memory.links.drop(link.id)
      for (const side of SIDES) {
        const recordId = halves[side]
        if (recordId === null) continue
        memory.holds.put({ pairing: no, side, recordId, entry: '', why: 'erased', says: SAYS, run: null, actor, now: this.#now() }) // prettier-ignore
        const order = there[side]
        if (order === null) continue
        // It is still one of its table, and counts as set aside there.
        const row = memory.seen.put({
          pairing: no,
          side,
          recordId,
          order,
          slots: {},
          times: undefined,
          title: '',
          since: null,
        })
        memory.seen.decide(row, 'held', SAYS)
      }
      return memory.erasings.begin(ask.entityType, halves, erased, this.#now())
    })
    // From here on it goes on without whoever asked, and whatever becomes of this request.
    this.#outside.wake(this.#now())
    await this.goOn()
    const erasing = memory.erasings.get(id)
    return erasing ? ok(this.#view(erasing)) : notFound('record')
  }

  /** Newest first. */
  list(page: PageAsk): Paged<ErasedView> {
    const before = page.cursor === null ? null : Number(page.cursor)
    const found = this.#memory.erasings.page(before, page.limit)
    const last = found[page.limit - 1]
    return { items: found.map((one) => this.#view(one)), cursor: last ? String(last.id) : null }
  }

  #view(erasing: Erasing): ErasedView {
    return {
      id: String(erasing.id),
      entityType: erasing.entity_type,
      left: erasing.left_id,
      right: erasing.right_id,
      since: erasing.since,
      lines: erasing.lines,
      backups: erasing.taken + erasing.found,
      backupsLeft: this.#memory.erasings.left(erasing),
    }
  }

  /** Takes whoever waits out of the next parts of the backups. Returns when to go on; null where nothing is left. */
  async goOn(): Promise<number | null> {
    if (!this.isGoing()) return null
    try {
      await this.#turns.take(() => this.#slice())
    } catch {
      return this.#now() + AGAIN_MS
    }
    return this.isGoing() ? this.#now() : null
  }

  /** Is anybody still to be taken out of a backup? */
  isGoing(): boolean {
    return this.#memory.erasings.first() !== undefined
  }

  #now(): number {
    return this.#outside.clock.now()
  }

  #isUnderWay(): boolean {
    const open = this.#memory.runs.open()
    return open !== undefined && isWorking(open.state)
  }

  #link(no: number, { left, right }: Halves) {
    const { links } = this.#memory
    return (
      (left === null ? undefined : links.byRecord(no, 'left', left)) ??
      (right === null ? undefined : links.byRecord(no, 'right', right))
    )
  }

  /** Both names of the record; null where nothing is kept of it. */
  #halves(no: number, { side, recordId }: RecordAsk): Halves | null {
    const { links, seen, sql, holds } = this.#memory
    const link = links.byRecord(no, side, recordId)
    if (link) return { left: link.left_id, right: link.right_id }
    const half = halfInLedger(sql, no, side, recordId)
    const isKnown =
      half !== null ||
      seen.get(no, side, recordId) !== undefined ||
      holds.of(no, side, recordId).length > 0
    if (!isKnown) return null
    const from = { [side]: recordId, [other(side)]: half }
    return { left: from['left'] ?? null, right: from['right'] ?? null }
  }

  /** By side, the order in which the record was last read; null where it is not there. */
  #thoseThere(
    no: number,
    halves: Halves,
  ): { readonly left: number | null; readonly right: number | null } {
    // prettier-ignore
    const link = this.#link(no, halves)
    const orderOn = (side: 'left' | 'right'): number | null => {
      const id = halves[side]
      if (id === null) return null
      const row = this.#memory.seen.get(no, side, id)
      if (row) return row.slots === null ? null : row.read_order
      if (!link || idOn(link, side) !== id || isGone(link, side)) return null
      return side === 'left' ? link.left_order : link.right_order
    }
    return { left: orderOn('left'), right: orderOn('right') }
  }

  async #slice(): Promise<void> {
    const { backups, erasings } = this.#memory
    for (let looked = 0; ;) {
      const erasing = erasings.first()
      if (!erasing) return
      // It was there when they were erased, and may have been dropped since.
      const backup = backups.upTo(erasing.backup ?? 0)
      // Also parts that were overtaken when a listing began again: they stand on the shelf until the backup goes.
      const last = backup ? backups.lastPart(backup.id) : 0
      for (let no = erasing.part + 1; backup && no <= last; no++) {
        if (this.#isOfOthers(backup.id, no, erasing.entity_type)) continue
        if (looked++ >= PARTS) return
        await this.#eraseFrom(backup.id, no, erasing)
      }
      erasings.pass(erasing.id, backup?.id ?? 0)
    }
  }

  /** Does it hold another pairing only? */
  #isOfOthers(backup: number, no: number, entityType: string): boolean {
    const { backups, pairings } = this.#memory
    const part = backups.part(backup, no)
    return (
      part !== undefined &&
      pairings.all().some((one) => one.no === part.pairing && one.json.entityType !== entityType)
    )
  }

  /** A part that holds the record is written again without it. */
  async #eraseFrom(backup: number, no: number, erasing: Erasing): Promise<void> {
    const { setup, backups, erasings } = this.#memory
    const stored = setup.get()
    if (!stored) return
    const key = partKey(stored.setup, backup, no)
    const part = await this.#outside.shelf.get(key)
    const lines = part === null ? [] : await linesOf(part)
    const halves = { left: erasing.left_id, right: erasing.right_id }
    const kept = lines.filter((line) => !isOf(line, erasing.entity_type, halves))
    const isFound = kept.length < lines.length
    const bytes = isFound ? await zip(kept) : null
    if (bytes) await this.#outside.shelf.put(key, bytes)
    this.#memory.together(() => {
      if (bytes) backups.shrink(backup, no, kept.length, bytes.length)
      erasings.looked(erasing.id, no, isFound)
    })
  }
}

/** What of a line of a backup says whose it is. */
const Whose = z.object({
  kind: z.enum(['app', 'crm', 'link']),
  entityType: z.string(),
  id: z.string().optional(),
  app: z.string().optional(),
  crm: z.string().optional(),
})

function isOf(line: string, entityType: string, { left, right }: Halves): boolean {
  if (![left, right].some((id) => id !== null && line.includes(id))) return false
  const whose = Whose.parse(JSON.parse(line))
  if (whose.entityType !== entityType) return false
  return whose.kind === 'link'
    ? whose.app === left || whose.crm === right
    : whose.id === (whose.kind === 'app' ? left : right)
}
