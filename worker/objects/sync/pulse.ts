import type { LiveState } from '../../../shared/api/live.ts'
import { logOf, moment } from '../../routes/log.ts'
import { mendView } from '../../routes/mend.ts'
import type { Memory } from './memory.ts'
import { runView } from './views.ts'

/** How a sync stands, numbered: the number rises whenever what it says changes, and never falls back. */
export class Pulse {
  readonly #memory: Memory
  readonly #now: () => number
  #said = ''
  #seq = 0

  constructor(memory: Memory, now: () => number) {
    this.#memory = memory
    this.#now = now
  }

  /** The state as it is now; null where there is no sync. */
  state(): LiveState | null {
    const { stored, last, nextRunAt: next, open } = this.#memory.overview()
    if (!stored) return null
    const now = this.#now()
    const state = {
      configId: stored.setup.id,
      paused: stored.paused,
      stopped: stored.stopped,
      mend: mendView(stored.mend, stored.setup),
      nextRunAt: next === null ? null : moment(next),
      // How long it takes is told by when it began: a duration would change with every look.
      lastRun:
        last === undefined
          ? null
          : logOf(
              stored.setup.id,
              runView(this.#memory, last, now, open),
              last.ended ?? last.started,
            ),
    }
    const said = JSON.stringify(state)
    // By the clock, so that it also rises where a restart forgot the last one.
    if (said !== this.#said) this.#seq = Math.max(this.#seq + 1, now)
    this.#said = said
    return { seq: this.#seq, ...state }
  }
}

/** At most so often (ms of the clock on the wall): four times a second. */
export const LIVE_EVERY_MS = 250
/** How long (ms) a ticket may wait to be used. */
export const TICKET_LIFE_MS = 60_000
