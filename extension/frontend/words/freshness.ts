import type { Config } from '../../../shared/api/config.ts'
import type { Log } from '../../../shared/api/run.ts'
import { say } from './say.ts'
import { duration, fromNow } from './time.ts'

/** How old what is shown may be, in words; `now` in milliseconds. */
export function tellFreshness(config: Config, run: Log | null, now: number): string {
  const isMissing = config.feeds.some(({ gap }) => gap !== null && gap.closedAt === null)
  if (isMissing) return say.fresh.missed
  const ended = run?.endedAt ?? null
  const asOf = ended === null ? say.fresh.never : say.fresh.asOf(fromNow(Date.parse(ended), now))
  const isTold = config.syncFrequency === 'realtime' && !config.paused && config.stopped === null
  if (!isTold || config.feeds.length === 0 || config.feeds.some(({ mode }) => mode === 'off'))
    return asOf
  const oldest = Math.max(...config.feeds.map(({ freshnessSeconds }) => freshnessSeconds ?? 0))
  return oldest === 0 ? say.fresh.live : say.fresh.atMost(duration(oldest * 1_000))
}

/** When it next runs by itself. */
export function tellNext(config: Config, nextRunAt: string | null, now: number): string {
  if (config.stopped !== null) return say.fresh.stopped
  if (config.paused) return say.fresh.paused
  if (config.syncFrequency === 'manual') return say.fresh.onPress
  if (config.syncFrequency === 'realtime') return say.fresh.onChange
  return nextRunAt === null ? say.fresh.onPress : fromNow(Date.parse(nextRunAt), now)
}
