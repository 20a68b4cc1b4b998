import { levelOf, monthOf, nextMonth, SPARING } from '../../../shared/quota.ts'
import { catchUp, mayBegin, nextRun, nextSweep, USUAL_SCHEDULE } from '../../../shared/schedule.ts'
import { isOver } from '../../../shared/job.ts'
import type { Side } from '../../../shared/record.ts'
import type { FeedTold } from './feeds.ts'
import { quietOf } from './inbox.ts'
import type { Memory } from './memory.ts'
import { type Purpose, SCHEDULE } from './purpose.ts'
import type { HeardFrom, SyncSetup } from './rpc.ts'
import type { Run } from './runs.ts'

/** What the clock begins by itself. */
type Due = { readonly purpose: Purpose } | { readonly at: number | null }

/** A run that nobody started and that failed is tried again after this long. */
const AGAIN_MS = 5 * 60_000
/** A preview shows what would happen now; for this long nothing begins under it by itself. */
export const PREVIEW_LIFE_MS = 15 * 60_000

/** The clocks of one sync over its one alarm: what begins when, without a person. */
export class Clockwork {
  readonly #memory: Memory
  readonly #now: () => number

  constructor(memory: Memory, now: () => number) {
    this.#memory = memory
    this.#now = now
  }

  /** What a feed delivered is in the inbox when this returns. `upTo` is the last number that is. */
  hear({ side, hook, payloads, gap }: HeardFrom): { readonly upTo: number } {
    const { inbox, setup, timers, feeds } = this.#memory
    const now = this.#now()
    return this.#memory.together(() => {
      if (inbox.take(side, hook, payloads, now)) setup.setDescribed(0)
      if (gap !== null) {
        if (gap !== '') feeds.miss(side, gap, now)
        // Nobody waits for it, but it is not left until the night.
        if ((gap !== '' || this.#hasCompared()) && timers.get('missed') === null)
          timers.set('missed', now)
      }
      return { upTo: inbox.reached(hook) }
    })
  }

  /** How a side's changes reach us from now on. */
  told(side: Side, told: FeedTold): void {
    const { feeds, timers } = this.#memory
    this.#memory.together(() => {
      const gap = feeds.all().find((one) => one.side === side)?.state.gap ?? null
      feeds.put(side, { ...told, gap })
      const every = this.#pollEvery()
      if (every === null) timers.set('poll', null)
      else if (timers.get('poll') === null) timers.set('poll', this.#now() + every)
    })
  }

  /** The clocks are set anew: the sync was made, its terms changed, or it goes on after a pause. */
  arrange(setup: SyncSetup): void {
    const { timers } = this.#memory
    const schedule = setup.schedule ?? USUAL_SCHEDULE
    const now = this.#now()
    timers.set('scheduled', nextRun(setup.frequency, schedule, setup.id, now))
    timers.set(
      'sweep',
      setup.frequency === 'realtime'
        ? nextSweep(schedule, setup.id, now, this.#sparing().sweepDays)
        : null,
    )
    if (setup.frequency !== 'realtime')
      for (const name of ['missed', 'poll'] as const) timers.set(name, null)
  }

  /** What is to be begun now, or when to ask again; `at` null: nothing, until somebody calls. */
  due(): Due {
    const { timers, inbox } = this.#memory
    const now = this.#now()
    const month = timers.get('month')
    if (month !== null && month <= now) {
      timers.set('month', null)
      const stopped = this.#memory.setup.get()
      if (stopped?.stopped != null) this.#memory.setup.pause(stopped.paused)
    }
    const stored = this.#memory.setup.get()
    if (stored?.stopped != null && month !== null && month > now) return { at: month }
    if (!stored || stored.paused || stored.stopped !== null || !this.#hasBegun())
      return { at: null }
    const { setup } = stored
    const schedule = setup.schedule ?? USUAL_SCHEDULE
    const later = Math.max(this.#blockedUntil(now), mayBegin(schedule, now))
    const ringing = timers.next()
    const clock = ringing === null ? null : catchUp(ringing, setup.id, now)
    const heard = setup.frequency === 'realtime' ? inbox.nextDue(quietOf(setup)) : null
    const next = Math.min(clock ?? Infinity, heard ?? Infinity)
    if (next === Infinity || later === Infinity) return { at: null }
    if (Math.max(next, later) > now) {
      // Being late is spread once: the timer itself moves, or each look would put it off again.
      for (const { name, due } of timers.due(now))
        if (clock !== null && clock > due) timers.set(name, clock)
      return { at: Math.max(next, later) }
    }
    return { purpose: clock !== null && clock <= now ? { is: 'sync' } : { is: 'events' } }
  }

  /** A run that compares all began: whatever rang has been heard. */
  began(setup: SyncSetup): void {
    const { timers } = this.#memory
    const now = this.#now()
    for (const { name } of timers.due(now)) timers.set(name, null)
    this.arrange(setup)
    const every = this.#pollEvery()
    if (every !== null && setup.frequency === 'realtime') timers.set('poll', now + every)
  }

  /** What the month's calls leave for. */
  #sparing(): (typeof SPARING)[keyof typeof SPARING] {
    const now = this.#now()
    const quota = this.#memory.setup.quota()
    if (quota === null || quota.month !== monthOf(now)) return SPARING.fine
    return SPARING[levelOf(quota.used, quota.limit, now)]
  }

  /** How often we look where nobody tells us; null where everybody does. */
  #pollEvery(): number | null {
    const polled = this.#memory.feeds.all().flatMap((one) => one.state.freshnessMs ?? [])
    return polled.length === 0 ? null : Math.min(...polled) * this.#sparing().pollTimes
  }

  /** The vendor has no calls left for this month: it goes on by itself when the next one begins. */
  spent(): void {
    this.#memory.timers.set('month', nextMonth(this.#now()))
  }

  /** Nothing begins by itself before a person has let it begin once, and it came to its end. */
  #hasBegun(): boolean {
    return this.#memory.runs.hasEnded()
  }

  /** Did a run that compares all begin under the mapping as it is now? Otherwise one is to come that meets what is new. */
  #hasCompared(): boolean {
    const last = this.#memory.runs.lastWhole()
    if (!last) return false
    return (
      !isOver(last.state) ||
      this.#memory.pairings
        .all()
        .every(({ json }) => last.versions[json.entityType] === json.version)
    )
  }

  /** A person decides about the run that is open, or the last one failed: until then (Infinity: until somebody acts). */
  #blockedUntil(now: number): number {
    const last = this.#memory.runs.latest()
    if (last?.state === 'asking') return Infinity
    if (last?.state === 'planned') return last.started + PREVIEW_LIFE_MS
    if (last && isOwn(last) && last.state === 'failed') return (last.ended ?? now) + AGAIN_MS
    return now
  }
}

const isOwn = (run: Run): boolean => run.actor === SCHEDULE
