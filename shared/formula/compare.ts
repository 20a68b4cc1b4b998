/** When two things are equal, and which comes first. */
import { momentOf } from './reader.ts'
import type { Run } from './run.ts'
import { isBlank, isMoment, type Moment, type Thing, type Wrong, wrong } from './thing.ts'

const isCount = (thing: Thing): thing is number | boolean =>
  typeof thing === 'number' || typeof thing === 'boolean'

/**
 * Nothing equals nothing, the empty text, zero and no. A date equals a text that names it. Other things are equal when
 * they read the same: a list reads as its elements joined by “, ”.
 */
export function equalThings(a: Thing, b: Thing, run: Run): boolean {
  if (isBlank(a)) return isBlank(b) || b === 0 || b === false
  if (isBlank(b)) return a === 0 || a === false
  if (isCount(a) && isCount(b)) return Number(a) === Number(b)
  const moments = bothMoments(a, b, run)
  if (moments) return moments[0].at === moments[1].at
  const [left, right] = [run.text(a), run.text(b)]
  run.work(Math.min(left.length, right.length))
  return left === right
}

/**
 * Below zero where `a` comes first, above where `b` does. NaN where a date meets nothing: then no comparison holds.
 * Texts are ordered by their characters, capital letters first; nothing counts as 0 beside a number.
 */
export function compareThings(a: Thing, b: Thing, run: Run): number | Wrong {
  const moments = bothMoments(a, b, run)
  if (moments) return moments[0].at - moments[1].at
  if (isMoment(a) || isMoment(b))
    return isBlank(a) || isBlank(b)
      ? NaN
      : wrong('A date is compared with something else: write the other one as "2026-01-31".')
  const [left, right] = [single(a), single(b)]
  if (isCount(left) || isCount(right)) {
    if (typeof left === 'string' || typeof right === 'string')
      if (left !== '' && right !== '')
        return wrong('A text is compared with a number: put VALUE( ) around the text.')
    return Number(left) - Number(right)
  }
  const [first, second] = [run.text(left), run.text(right)]
  run.work(Math.min(first.length, second.length))
  return first < second ? -1 : first > second ? 1 : 0
}

/** A list of one is that one. */
const single = (thing: Thing): Thing =>
  Array.isArray(thing) && thing.length < 2 ? (thing[0] ?? null) : thing

/** Both as moments, where at least one is a moment and the other names one. */
function bothMoments(a: Thing, b: Thing, run: Run): readonly [Moment, Moment] | null {
  if (!isMoment(single(a)) && !isMoment(single(b))) return null
  const [left, right] = [momentOf(a, run), momentOf(b, run)]
  return isMoment(left) && isMoment(right) ? [left, right] : null
}
