import type { Failure } from '../../../shared/failure.ts'
import { isOver } from '../../../shared/job.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { partKey } from '../../run/backup.ts'
import type { Shelf } from '../shelf.ts'
import type { Backup } from './backups.ts'
import type { Memory } from './memory.ts'
import type { Purpose } from './purpose.ts'
import type { BackupView, PageAsk, Paged, RestoreAsk } from './rpc.ts'
import type { Turns } from './turns.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const notNow = (why: string): Result<never, Failure> => err({ reason: 'not_now', why })

const ERASING = notNow(
  'Somebody who was erased is still being taken out of this backup. Try again in a few minutes.',
)
/** Parts named, or objects dropped, in one go. */
const PAGE = 500

/** What there is of backups, for whoever asks, and their end. */
export class BackupDesk {
  readonly #memory: Memory
  /** A backup does not go while a part of it is written again, or that part would stay. */
  readonly #turns: Turns
  readonly #shelf: Shelf

  constructor(memory: Memory, turns: Turns, shelf: Shelf) {
    this.#memory = memory
    this.#turns = turns
    this.#shelf = shelf
  }

  list(page: PageAsk): Paged<BackupView> {
    const before = page.cursor === null ? null : Number(page.cursor)
    const found = this.#memory.backups.page(before, page.limit)
    const last = found[page.limit - 1]
    return { items: found.map((one) => this.#view(one)), cursor: last ? String(last.id) : null }
  }

  /** A new one, still empty: of one pairing, or of all. */
  begin(entityType: string | null, now: number): Result<number, Failure> {
    if (entityType !== null && !this.#memory.pairings.get(entityType)) return notFound('pairing')
    return ok(this.#memory.backups.begin(0, now, entityType))
  }

  #view(backup: Backup): BackupView {
    const run = this.#memory.runs.get(backup.run)
    const isBroken = backup.state !== 'done' && (!run || isOver(run.state))
    return {
      id: String(backup.id),
      runId: String(backup.run),
      entityType: backup.entity_type,
      state: isBroken ? 'failed' : backup.state,
      startedAt: backup.started,
      endedAt: backup.ended,
      ...this.#memory.backups.size(backup.id),
    }
  }

  /** The keys of a finished backup's parts, in order, after the part of that number. */
  parts(id: string, after: number): Result<{ keys: string[]; next: number | null }, Failure> {
    const backup = this.#memory.backups.get(Number(id))
    const stored = this.#memory.setup.get()
    if (!backup || !stored) return notFound('backup')
    if (backup.state !== 'done') return notNow('This backup is not whole yet, or broke off. Make another, or wait for it.') // prettier-ignore
    if (this.#memory.erasings.isLeftIn(backup.id)) return ERASING
    const found = this.#memory.backups.parts(backup.id, after, PAGE)
    return ok({
      keys: found.map(({ no }) => partKey(stored.setup, backup.id, no)),
      next: found.length < PAGE ? null : found[found.length - 1]!.no,
    })
  }

  async drop(id: string): Promise<Result<true, Failure>> {
    const backup = this.#memory.backups.get(Number(id))
    if (!backup) return notFound('backup')
    const run = this.#memory.runs.get(backup.run)
    if (backup.state !== 'done' && run && !isOver(run.state))
      return notNow('This backup is being made. Cancel its run first.')
    await this.#forget(backup)
    return ok(true)
  }

  /** Backups older than that are dropped, a few at a time. */
  async tidy(before: number): Promise<void> {
    for (const backup of this.#memory.backups.startedBefore(before, 3)) await this.#forget(backup)
  }

  /** All of them, because their sync goes. */
  async dropAll(): Promise<void> {
    for (;;) {
      const found = this.#memory.backups.page(null, PAGE)
      if (found.length === 0) return
      for (const backup of found) await this.#forget(backup)
    }
  }

  /** Its objects go first: what is still listed can be dropped again. */
  #forget(backup: Backup): Promise<void> {
    return this.#turns.take(() => this.#forgotten(backup))
  }

  async #forgotten(backup: Backup): Promise<void> {
    const stored = this.#memory.setup.get()
    if (!stored) return
    const last = this.#memory.backups.lastPart(backup.id)
    for (let from = 1; from <= last; from += PAGE) {
      const many = Math.min(PAGE, last - from + 1)
      await this.#shelf.drop(
        Array.from({ length: many }, (_, n) => partKey(stored.setup, backup.id, from + n)),
      )
    }
    this.#memory.backups.drop(backup.id)
  }

  /** May it be restored from? */
  restoreOf(id: string, ask: RestoreAsk): Result<Purpose, Failure> {
    const backup = this.#memory.backups.get(Number(id))
    if (!backup) return notFound('backup')
    if (backup.state !== 'done')
      return notNow('This backup is not whole, so nothing is restored from it.')
    if (this.#memory.erasings.isLeftIn(backup.id)) return ERASING
    const numbered = this.#memory.pairings.get(ask.entityType)
    if (!numbered) return notFound('pairing')
    const { no } = numbered
    if (backup.entity_type !== null && backup.entity_type !== ask.entityType)
      return notNow('This backup was made of another pairing. Choose one that holds this pairing.')
    return ok({
      is: 'restore',
      backup: backup.id,
      pairing: no,
      side: ask.side,
      records: ask.records === undefined ? null : [...ask.records],
    })
  }
}
