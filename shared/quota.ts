/** What a vendor's monthly allowance of calls leaves us, and what is given up first when it grows short. */

/** The month (UTC) that calls are counted in, such as “2026-05”. */
export const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/** When the month after this moment begins (ms since 1970). */
export function nextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

const monthBegan = (now: number): number => Date.parse(`${monthOf(now)}-01T00:00:00Z`)

/**
 * Calls by the end of the month, if it goes on as it did. In the first day one busy hour says nothing of a month: it is
 * reckoned as a whole day.
 */
export function forecast(used: number, now: number): number {
  const began = monthBegan(now)
  const gone = Math.max(now - began, 86_400_000)
  return Math.max(used, Math.round((used / gone) * (nextMonth(now) - began)))
}

/** `fine`: all runs as asked. `tight`: rounds are made less often. `short`: hardly any rounds, changes only. `spent`: none left. */
export type Level = 'fine' | 'tight' | 'short' | 'spent'

/** `limit` null: the plan has none, or nobody said which plan it is. */
export function levelOf(used: number, limit: number | null, now: number): Level {
  if (limit === null) return 'fine'
  if (used >= limit) return 'spent'
  if (used >= limit * 0.9 || forecast(used, now) > limit * 1.5) return 'short'
  return forecast(used, now) > limit * 0.8 ? 'tight' : 'fine'
}

/** What is given up first: the rounds that compare everything, then how often we look where nobody tells us. */
export const SPARING: {
  readonly [level in Level]: { readonly sweepDays: number; readonly pollTimes: number }
} = {
  fine: { sweepDays: 1, pollTimes: 1 },
  tight: { sweepDays: 3, pollTimes: 4 },
  short: { sweepDays: 7, pollTimes: 16 },
  spent: { sweepDays: 7, pollTimes: 96 },
}

/** The sentence for a person; null where there is nothing to say. */
export function sayLevel(level: Level, vendor: string, used: number, limit: number): string | null {
  const count = `${used} of ${limit} calls a month`
  switch (level) {
    case 'fine':
      return null
    case 'tight':
      return `${vendor}: ${count} are used, and at this pace most of them will be. Everything is compared every third night; changes cross as they happen.`
    case 'short':
      return `${vendor}: ${count} are used, and at this pace they will not last. Everything is compared once a week; changes cross as they happen. A higher plan lifts this.`
    case 'spent':
      return `${vendor}: all ${limit} calls of this month are used. The sync goes on next month, or when you raise the plan and say so here.`
  }
}

/** How many records a vendor gives out and takes in one call. */
export type Batches = { readonly page: number; readonly batch: number; readonly lookup: number }
/** What a run is to do on one side. */
export type Load = {
  readonly records: number
  readonly creates: number
  readonly updates: number
  readonly deletes: number
}

/** Calls of a run on one side: its pages, its writes in full batches, and a look before each batch that changes something. */
export type Calls = { readonly reads: number; readonly writes: number }

export function callsFor(load: Load, { page, batch, lookup }: Batches): Calls {
  const changes = load.updates + load.deletes
  const looks = Math.ceil(changes / Math.min(lookup, Math.max(batch, LOOKED)))
  return {
    reads: Math.max(1, Math.ceil(load.records / page)) + looks,
    writes:
      Math.ceil(load.creates / batch) +
      Math.ceil(load.updates / batch) +
      Math.ceil(load.deletes / batch),
  }
}

/** Changes of one kind that are looked at together where a vendor takes them one by one. */
const LOOKED = 40

/** How long (s) they take at the least, at so many calls a second: of each kind, or of both together. */
export function secondsFor(
  { reads, writes }: Calls,
  paces: readonly { readonly kind: 'read' | 'write' | 'any'; readonly perSecond: number }[],
): number {
  const spent = paces.map(({ kind, perSecond }) => {
    const calls = kind === 'read' ? reads : kind === 'write' ? writes : reads + writes
    return calls / perSecond
  })
  return Math.ceil(Math.max(0, ...spent))
}
