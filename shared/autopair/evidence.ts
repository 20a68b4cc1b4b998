/** What speaks for a pair of slots beside their names. */
import type { Field } from '../field.ts'
import { foldText } from '../normal.ts'
import type { Both } from '../record.ts'
import type { Paired } from '../validate.ts'
import type { Place } from './slots.ts'

/** Several things that speak for the same: none alone needs to be sure. */
export const together = (...sure: readonly number[]): number =>
  1 - sure.reduce((doubt, one) => doubt * (1 - one), 1)

/** Two lists of options that share names are the same question. */
export function byOptions({ left, right }: Both<Place>): number {
  const [a, b] = [namesOf(left.field), namesOf(right.field)]
  const shared = [...a].filter((name) => b.has(name)).length
  return shared < 2 ? 0 : (0.9 * shared) / Math.min(a.size, b.size)
}
const namesOf = ({ choices = [] }: Field): ReadonlySet<string> =>
  new Set(choices.map((name) => foldText(name.replace(/[^\p{L}\p{N}<+$-]+/gu, ' '))))

/** What a record is called, on both sides. */
export const byPrimary = (
  { left, right }: Both<Place>,
  primary: Both<string | undefined>,
): number =>
  left.part === undefined &&
  right.part === undefined &&
  left.field.id === primary.left &&
  right.field.id === primary.right &&
  [left, right].every(({ field }) => CALLED.has(field.type))
    ? 0.85
    : 0
const CALLED = new Set<string>(['text', 'longText', 'name'])

/** How much it says that two fields are the only ones of their kind which are still alone, one on each side. */
const ALONE: Readonly<Record<string, number>> = {
  reference: 0.9,
  email: 0.9,
  phone: 0.75,
  person: 0.75,
  rating: 0.5,
  currency: 0.45,
  choices: 0.45,
  instant: 0.4,
  checkbox: 0.4,
  date: 0.35,
  number: 0.35,
  choice: 0.3,
}

export function byKind(pair: Both<Place>, open: Both<readonly Place[]>, paired: Paired): number {
  const kind = kindOf(pair.left.field)
  const worth = ALONE[kind] ?? 0
  if (worth === 0 || kind !== kindOf(pair.right.field) || !isWhole(pair)) return 0
  const ofKind = (places: readonly Place[], fits: (field: Field) => boolean): readonly Place[] =>
    places.filter(
      ({ field, part }) =>
        part === undefined && field.access !== 'never' && kindOf(field) === kind && fits(field),
    )
  const left = ofKind(open.left, (field) => crosses(field, pair.right.field, paired))
  const right = ofKind(open.right, (field) => crosses(pair.left.field, field, paired))
  const [at, other] = [left.indexOf(pair.left), right.indexOf(pair.right)]
  if (at < 0 || other < 0) return 0
  if (left.length === 1 && right.length === 1) return worth
  // Numbers to call are listed in the order they are tried.
  return kind === 'phone' && at === other && (at === 0 || left.length === right.length) ? 0.7 : 0
}

const isWhole = ({ left, right }: Both<Place>): boolean =>
  left.part === undefined && right.part === undefined

function kindOf({ type, many }: Field): string {
  if (type === 'percent') return 'number'
  return type === 'choice' && many ? 'choices' : type
}

/** May one reference stand for the other? Everything that is no reference may. */
export function crosses(left: Field, right: Field, paired: Paired): boolean {
  if (left.type !== 'reference' || right.type !== 'reference') return true
  return (left.targets ?? []).some((one) => (right.targets ?? []).some((two) => paired(one, two)))
}
