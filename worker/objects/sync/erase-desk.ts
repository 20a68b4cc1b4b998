import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { isWorking } from '../../../shared/job.ts'
import { other, SIDES } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { linesOf, partKey, zip } from '../../run/backup.ts'
import type { Shelf } from '../shelf.ts'
import { eraseRows, halfInLedger, type Halves } from './erasures.ts'
import { idOn, isGone } from './links.ts'
import type { Memory } from './memory.ts'
import type { ErasedView, RecordAsk } from './rpc.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const UNDER_WAY: Result<never, Failure> = err({
  reason: 'not_now',
  why: 'A run is under way and has what is to be erased in its hands. Wait until it is over, or cancel it, and erase then.',
})
const SAYS =
  'What was kept of it was erased. It is neither read nor written any more, until somebody lets it go.'
/** Backups looked at together. */
const PAGE = 100

/** Where a person's traces end: what is kept of one record and its other half is destroyed, and nothing of it kept again. */
export class EraseDesk {
  readonly #memory: Memory
  readonly #shelf: Shelf
  readonly #now: () => number

  constructor(memory: Memory, shelf: Shelf, now: () => number) {
    this.#memory = memory
    this.#shelf = shelf
    this.#now = now
  }

  /** The backups go first: who is cut off half-way finds the record still known, and asks again. */
  async erase(ask: RecordAsk, actor: string): Promise<Result<ErasedView, Failure>> {
    const memory = this.#memory
    const numbered = memory.pairings.get(ask.entityType)
    if (!numbered) return notFound('pairing')
    const { no } = numbered
    const halves = this.#halves(no, ask)
    if (halves === null) return notFound('record')
    if (this.#isUnderWay()) return UNDER_WAY
    const backups = await this.#eraseFromBackups(ask.entityType, halves)
    if (this.#isUnderWay()) return UNDER_WAY
    const lines = memory.together(() => {
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
      return erased
    })
    return ok({ ...halves, lines, backups })
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

  /** Each part that holds the record is written again without it. Returns how many backups held it. */
  async #eraseFromBackups(entityType: string, halves: Halves): Promise<number> {
    const { backups } = this.#memory
    let held = 0
    for (let before: number | null = null; ;) {
      const page = backups.page(before, PAGE)
      for (const { id } of page) if (await this.#eraseFrom(id, entityType, halves)) held++
      const last = page[PAGE - 1]
      if (!last) return held
      before = last.id
    }
  }

  async #eraseFrom(backup: number, entityType: string, halves: Halves): Promise<boolean> {
    const stored = this.#memory.setup.get()
    if (!stored) return false
    let isHeld = false
    // Also those that were overtaken when a listing began again: they stand on the shelf until the backup goes.
    const last = this.#memory.backups.lastPart(backup)
    for (let no = 1; no <= last; no++) {
      const key = partKey(stored.setup, backup, no)
      const part = await this.#shelf.get(key)
      if (part === null) continue
      const lines = await linesOf(part)
      const kept = lines.filter((line) => !isOf(line, entityType, halves))
      if (kept.length === lines.length) continue
      isHeld = true
      const bytes = await zip(kept)
      await this.#shelf.put(key, bytes)
      this.#memory.backups.shrink(backup, no, kept.length, bytes.length)
    }
    return isHeld
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
