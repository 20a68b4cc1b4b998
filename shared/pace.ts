/**
 * Who may call a vendor when: a pure planner over the times already given out. The vendor counts arrivals in a sliding
 * second, so we plan in a slightly longer one: the margin is what two calls may drift towards each other on the way.
 */

/** Who is served first: somebody waits at a screen, something changed, a first sync, a sweep. */
export const PACE_CLASSES = ['person', 'event', 'first', 'sweep'] as const
export type PaceClass = (typeof PACE_CLASSES)[number]

/**
 * How far ahead (ms) a class may book. A slot once given cannot be taken back, so the patient classes book little and
 * come back: whoever is in a hurry then finds the next slots free.
 */
const AHEAD: { readonly [name in PaceClass]: number } = {
  person: 5_000,
  event: 1_000,
  first: 800,
  sweep: 250,
}
/** A grant not used this long (ms) after its moment is void: sent later, it would crowd the calls behind it. */
const LATE = 45
/** Arrivals of two calls may come this much (ms) closer together than they were sent. */
export const MARGIN = 52
/** No turn is sooner than this (ms): the answer that gives it is on its way to the asker so long, and would make it late. */
const ON_ITS_WAY = 10
/** The part of a second's calls that may go at once when nothing went before, where others in a hurry may come. */
const BURST = 0.4
/** A first sync takes its second as it comes, no more than this in a breath: leaving gaps would only end it later. */
const BREATH = { limit: 5, ms: 25 }
/** After a refusal the vendor's limit counts for this much less than before, but never for less than `least`. */
const EASING = { by: 0.8, least: 0.4 }
/** Refusals this close together (ms) are one: the calls were on their way already. */
const ONE_REFUSAL = 2_000
/** So long (ms) without a refusal gives a tenth of the limit back. */
const REGAIN_MS = 15_000
/**
 * A lone refusal that asks for no more quiet than this (ms) is waited out and forgiven: calls that stood still on their way
 * and arrived together look no different from somebody else's. Who draws on our limit is met again soon.
 */
const FORGIVEN_MS = 3_000

/** So many hundredths of a limit can be left to others at most: with less, nothing would ever end. */
export const MOST_LEFT = 80

/** A vendor's limit as we keep it: calls a second, the margin (ms), and the share of it that is ours. */
export type PaceRule = {
  readonly perSecond: number
  readonly marginMs?: number
  readonly share?: number
}

/** May be sent not before `at` and not after `until` (ms since 1970). */
export type Grant = { readonly at: number; readonly until: number }

export type PaceAsk = {
  readonly rule: PaceRule
  readonly class: PaceClass
  /** How many calls wait to be sent. */
  readonly n: number
  /** The i-th grant inside these times, or none: what a tighter limit has given already. */
  readonly within?: readonly Grant[]
}

/** `againAt` is when to ask again, if fewer than `n` were granted. */
export type PaceAnswer = { readonly grants: readonly Grant[]; readonly againAt: number | null }

/**
 * What one limit remembers: the moments given out that still count, in order, until when the vendor wants quiet, and what
 * share of the limit was left after it last refused us although we were within it.
 */
export type PaceTail = {
  readonly times: readonly number[]
  readonly closedUntil: number
  readonly eased?: { readonly share: number; readonly at: number }
}
export const EMPTY_TAIL: PaceTail = { times: [], closedUntil: 0 }

type Window = { readonly limit: number; readonly ms: number }

/** Give out the next slots that keep every window, as far ahead as the class may book. */
export function planPace(
  tail: PaceTail,
  ask: PaceAsk,
  now: number,
): PaceAnswer & { readonly tail: PaceTail } {
  const share = (ask.rule.share ?? 1) * easedShare(tail, now)
  const windows = windowsOf({ ...ask.rule, share }, ask.class)
  const longest = Math.max(...windows.map(({ ms }) => ms))
  const times = tail.times.filter((time) => time > now - longest)
  const grants: Grant[] = []
  let againAt: number | null = null
  const ahead = AHEAD[ask.class]
  for (let i = 0; i < ask.n; i++) {
    const inside = ask.within?.[i]
    const soonest = Math.max(now + ON_ITS_WAY, tail.closedUntil, inside?.at ?? 0)
    const at = earliest(times, windows, soonest)
    if (at > (inside?.until ?? now + ahead)) {
      // Not the first moment it may book again: then one slot at a time would be asked for.
      againAt ??= inside ? at : at - ahead / 2
      if (inside) continue
      break
    }
    times.splice(indexFor(times, at), 0, at)
    grants.push({ at, until: Math.min(at + LATE, inside?.until ?? Infinity) })
  }
  return { grants, againAt, tail: { ...tail, times } }
}

/**
 * The vendor refused a call and asked for quiet: nothing is given out before `until`, and less than before after that.
 * Somebody else draws on the same limit, so what is ours comes back little by little.
 */
export function closePace(tail: PaceTail, until: number, now: number): PaceTail {
  const { times, closedUntil, eased } = tail
  const isOne = eased !== undefined && now - eased.at < ONE_REFUSAL
  const share = isForgiven(tail, until, now)
    ? 1
    : Math.max(EASING.least, easedShare(tail, now) * EASING.by)
  return {
    times,
    closedUntil: Math.max(closedUntil, until),
    eased: isOne ? eased : { share, at: Math.max(now, until) },
  }
}

const isForgiven = (tail: PaceTail, until: number, now: number): boolean =>
  until - now <= FORGIVEN_MS &&
  easedShare(tail, now) === 1 &&
  now - (tail.eased?.at ?? -Infinity) >= REGAIN_MS

/** The share of the limit that we may use now, 0 to 1, as far as refusals tell. */
export const easedShare = ({ eased }: PaceTail, now: number): number =>
  eased === undefined
    ? 1
    : Math.min(1, eased.share + Math.max(0, Math.floor((now - eased.at) / REGAIN_MS)) / 10)

/** Our windows for a rule: a long one the vendor checks, and a short one that spreads the calls over it. */
function windowsOf(rule: PaceRule, who: PaceClass): readonly Window[] {
  // Shares are tenths and hundredths, which floating numbers only come near to.
  const calls = Math.round(rule.perSecond * (rule.share ?? 1) * 1e6) / 1e6
  const limit = Math.max(1, Math.floor(calls))
  // A share of less than one call a second becomes one call in a longer window.
  const ms = (1_000 + (rule.marginMs ?? MARGIN)) * Math.max(1, 1 / calls)
  const burst = Math.max(1, Math.floor(limit * BURST))
  // Whoever waits at a screen may have a second's calls at once; the others leave gaps for those in a hurry.
  if (who === 'person') return [{ limit, ms }]
  if (who === 'first') return [{ limit, ms }, BREATH]
  return [
    { limit, ms },
    // Whole milliseconds: moments are, and a fraction would leave every other slot out.
    { limit: burst, ms: Math.ceil((burst * ms) / limit) },
  ]
}

/**
 * The first moment at or after `from` at which one more call keeps all windows. Only there can that become true where
 * an earlier call leaves a window, or behind a later one that was booked already.
 */
function earliest(times: readonly number[], windows: readonly Window[], from: number): number {
  if (fits(times, windows, from)) return from
  const candidates = times
    .flatMap((time) => [time, ...windows.map(({ ms }) => time + ms)])
    .filter((time) => time > from)
    .sort((a, b) => a - b)
  // Behind the last call's longest window everything fits, and that moment is among the candidates.
  return candidates.find((time) => fits(times, windows, time)) ?? from
}

function fits(times: readonly number[], windows: readonly Window[], at: number): boolean {
  const place = indexFor(times, at)
  return windows.every(({ limit, ms }) => {
    for (let first = Math.max(0, place - limit); first <= place; first++) {
      const start = times[first]
      const end = times[first + limit - 1]
      if (start === undefined || end === undefined) break
      if (Math.max(end, at) - Math.min(start, at) < ms) return false
    }
    return true
  })
}

/** Where `at` belongs in the ordered list. */
function indexFor(times: readonly number[], at: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}
