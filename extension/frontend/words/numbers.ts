import type { Numbers } from '../../../shared/api/numbers.ts'

/** One day of the person's own zone, in numbers; null where there was nothing to measure. */
export type Day = {
  /** When it began (ms since 1970). */
  readonly at: number
  readonly perSecond: number | null
  /** 0 to 1. */
  readonly success: number | null
  /** Conflicts at its end. */
  readonly waiting: number | null
  /** Seconds to arrive. */
  readonly delay: number | null
  readonly calls: number | null
  readonly toApp: number
  readonly toCrm: number
}

/** Hours added up to the last so many days; `now` in milliseconds. */
export function daysOf(
  { hours, standing, from }: Numbers,
  count: number,
  now: number,
): readonly Day[] {
  const first = Date.parse(from)
  return Array.from({ length: count }, (_, back) => startOf(now, back - count + 1))
    .filter((at) => nextDay(at) > first)
    .map((at) => {
      const end = nextDay(at)
      const its = hours.filter((hour) => Date.parse(hour.at) >= at && Date.parse(hour.at) < end)
      const sum = (of: (hour: Numbers['hours'][number]) => number): number =>
        its.reduce((total, hour) => total + of(hour), 0)
      const made = sum(({ toApp, toCrm }) => toApp + toCrm)
      const tried = made + sum(({ blocked }) => blocked)
      const seconds = sum((hour) => hour.seconds)
      const last = standing.findLast((one) => Date.parse(one.at) < end)
      return {
        at,
        perSecond: seconds > 0 ? (sum(({ read }) => read) + made) / seconds : null,
        success: tried > 0 ? made / tried : null,
        waiting: last?.conflicts ?? null,
        delay:
          made > 0 ? sum(({ toApp, toCrm, delay }) => (toApp + toCrm) * (delay ?? 0)) / made : null,
        calls: last?.calls ?? null,
        toApp: sum(({ toApp }) => toApp),
        toCrm: sum(({ toCrm }) => toCrm),
      }
    })
}

/** Changes by weekday (0 is Monday) and hour, in the person's own zone: 7 rows of 24. */
export function heatOf({ hours }: Numbers): readonly (readonly number[])[] {
  const heat = Array.from({ length: 7 }, () => new Array<number>(24).fill(0))
  for (const { at, toApp, toCrm } of hours) {
    const moment = new Date(at)
    const row = heat[(moment.getDay() + 6) % 7]
    if (row) row[moment.getHours()] = (row[moment.getHours()] ?? 0) + toApp + toCrm
  }
  return heat
}

/** Midnight of the day so many days on from this moment; days are not always 24 hours long. */
function startOf(moment: number, daysOn: number): number {
  const day = new Date(moment)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysOn).getTime()
}
const nextDay = (at: number): number => startOf(at, 1)
