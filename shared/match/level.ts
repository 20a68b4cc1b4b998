import { LONG_FORMS } from '../normal/company.ts'
import { type Aspect, type AspectKind, type Form, inForm, inName } from './aspect.ts'
import { editsBetween, isSlip, jaroWinkler } from './distance.ts'
import { goesBy } from './nickname.ts'

/** How alike two records are in one aspect, best first; the last of each list is “different”. */
export const LEVELS = {
  person: ['same', 'alike', 'near', 'same last name', 'same first name', 'different'],
  text: ['same', 'alike', 'near', 'in part', 'different'],
  email: ['same', 'alike', 'different'],
  domain: ['same', 'alike', 'different'],
  phone: ['same', 'alike', 'different'],
  date: ['same', 'alike', 'different'],
  number: ['same', 'different'],
  choice: ['same', 'different'],
} as const satisfies { readonly [kind in AspectKind]: readonly string[] }

/** The level at which an aspect still speaks for the two being one. */
const AGREES: { readonly [kind in AspectKind]: number } = {
  person: 2, text: 2, email: 1, domain: 1, phone: 1, date: 1, number: 0, choice: 0,
} // prettier-ignore
export const agrees = (kind: AspectKind, level: number): boolean => level <= AGREES[kind]

/** Do two records contradict each other here: another name, or another code? */
export const contradicts = (aspect: Aspect, level: number): boolean =>
  aspect.isTitle
    ? level > (aspect.kind === 'person' ? 2 : 3)
    : aspect.isCode && level === LEVELS[aspect.kind].length - 1

/** The level of each aspect, null where one of the two says nothing. */
export const levelsOf = (aspects: readonly Aspect[], a: Form, b: Form): (number | null)[] =>
  aspects.map(({ kind }, i) => levelOf(kind, a[i] ?? '', b[i] ?? ''))

/** The better of all ways to lay two texts of a form side by side. */
export function levelOf(kind: AspectKind, a: string, b: string): number | null {
  if (a === '' || b === '') return null
  if (a === b) return 0
  if (kind === 'person') return personLevel(inForm(a), inForm(b))
  const compare = COMPARE[kind]
  let best = LEVELS[kind].length - 1
  for (const one of inForm(a))
    for (const two of inForm(b)) best = Math.min(best, one === two ? 0 : compare(one, two))
  return best
}

const COMPARE: {
  readonly [kind in Exclude<AspectKind, 'person'>]: (a: string, b: string) => number
} = {
  text: textLevel,
  email: emailLevel,
  domain: domainLevel,
  phone: phoneLevel,
  date: dateLevel,
  number: () => 1,
  choice: () => 1,
}

/** First and last names may have changed places; a nickname, an initial or a second first name is alike. */
function personLevel(
  [f1 = '', l1 = '']: readonly string[],
  [f2 = '', l2 = '']: readonly string[],
): number {
  const straight = nameLevel(givenLikeness(f1, f2), familyLikeness(l1, l2))
  if (straight <= 1) return straight
  const crossed = nameLevel(givenLikeness(f1, l2), familyLikeness(l1, f2))
  return crossed <= 2 ? Math.min(straight, Math.max(1, crossed)) : straight
}

type Likeness = 'same' | 'alike' | 'different'
function nameLevel(given: Likeness, family: Likeness): number {
  if (given === 'same') return family === 'same' ? 0 : family === 'alike' ? 1 : 4
  if (given === 'alike') return family === 'same' ? 1 : family === 'alike' ? 2 : 5
  return family === 'same' ? 3 : 5
}

function givenLikeness(a: string, b: string): Likeness {
  if (a === b) return a === '' ? 'alike' : 'same'
  if (a === '' || b === '') return 'alike'
  const [one = '', two = ''] = [a.split(' ')[0], b.split(' ')[0]]
  if (one === two || goesBy(one, two)) return 'alike'
  const [short, long] = one.length <= two.length ? [one, two] : [two, one]
  if (long.startsWith(short) && (short.length === 1 || short.length >= 3)) return 'alike'
  if (isSlip(one, two) || isSlip(squeeze(a), squeeze(b))) return 'alike'
  // People go by their middle name too.
  return a.split(' ').slice(1).includes(b) || b.split(' ').slice(1).includes(a)
    ? 'alike'
    : 'different'
}

function familyLikeness(a: string, b: string): Likeness {
  if (a === b) return a === '' ? 'alike' : 'same'
  if (a === '' || b === '') return 'different'
  if (isSlip(a, b) || squeeze(a) === squeeze(b) || jaroWinkler(a, b) >= 0.95) return 'alike'
  // Of a double name one half may be left out; a middle name may stand before it.
  const [one, two] = [a.split(' '), b.split(' ')]
  const [few, lots] = one.length <= two.length ? [one, two] : [two, one]
  return lots.length > few.length && few.every((word) => word.length > 1 && lots.includes(word))
    ? 'alike'
    : 'different'
}

const squeeze = (text: string): string => text.replace(/ /g, '')

/** Names of things: legal forms, order and spaces may differ; another number or single letter makes another thing. */
function textLevel(a: string, b: string): number {
  const [one, two] = [inName(a), inName(b)]
  if (one.whole === two.whole) return 0
  if (one.own === two.own) return 1
  const [left, right] = [one.own.split(' '), two.own.split(' ')]
  const onlyLeft = left.filter((word) => !right.includes(word))
  const onlyRight = right.filter((word) => !left.includes(word))
  if (onlyLeft.length === 0 && onlyRight.length === 0) return 1
  if (squeeze(one.own) === squeeze(two.own)) return 1
  const more = onlyLeft.length === 0 ? onlyRight : onlyRight.length === 0 ? onlyLeft : []
  if (more.length > 0 && more.every((word) => LONG_FORMS.some((form) => isSlip(word, form))))
    return 1
  // A space may be missing where a legal form, or another word, follows.
  const [short, long] = [squeeze(one.whole), squeeze(two.whole)].sort((x, y) => x.length - y.length)
  if (short === long) return 1
  if (short!.length >= 4 && long!.startsWith(short!)) return 3
  const tells = (word: string): boolean => word.length === 1 || /\d/.test(word)
  // One sign apart, and nobody knows whether it is a slip or another one.
  const apart = editsBetween(squeeze(one.own), squeeze(two.own), 1) <= 1 ? 3 : 4
  if (onlyLeft.some(tells) || onlyRight.some(tells))
    return onlyLeft.length + onlyRight.length <= 1 ? 3 : apart
  if (isSlip(squeeze(one.own), squeeze(two.own)) || isInitials(left, right)) return 2
  // Each word of the one is the other's, or a slip of it.
  const unmatched = onlyLeft.filter((word) => !onlyRight.some((other) => isSlip(word, other)))
  if (onlyLeft.length === onlyRight.length && unmatched.length === 0) return 2
  // A slip that ran two words into one.
  const words = [one, two].map(({ whole }) => whole.split(' ').length)
  if (words[0] !== words[1] && isSlip(squeeze(one.whole), squeeze(two.whole))) return 2
  const shared = left.length - unmatched.length
  return shared > 0 && shared / Math.min(left.length, right.length) >= 0.6 ? 3 : apart
}

/** “International Business Machines” and “IBM”. */
const isInitials = (a: readonly string[], b: readonly string[]): boolean => {
  const [one, many] = a.length === 1 ? [a[0]!, b] : [b.length === 1 ? b[0]! : '', a]
  return (
    one.length >= 3 && many.length === one.length && many.map((word) => word[0]).join('') === one
  )
}

function emailLevel(a: string, b: string): number {
  const [one, two] = [a.lastIndexOf('@'), b.lastIndexOf('@')]
  const [boxA, boxB] = [a.slice(0, one), b.slice(0, two)]
  if (boxA === boxB) return isShared(boxA) ? 2 : 1
  return a.slice(one) === b.slice(two) && isSlip(boxA, boxB) && !differInDigits(boxA, boxB) ? 1 : 2
}
/** Mailboxes that belong to a desk, not to a person. */
const isShared = (box: string): boolean =>
  /^(info|sales|office|contact|admin|hello|support|team|mail|kontakt|post|hr|jobs|press)$/.test(box)

/** “ann1” and “ann2” are two people, however small the slip. */
const differInDigits = (a: string, b: string): boolean =>
  a.replace(/\D/g, '') !== b.replace(/\D/g, '')

function domainLevel(a: string, b: string): number {
  const [hostA = '', hostB = ''] = [a.split('/')[0], b.split('/')[0]]
  if (hostA === hostB) return 1
  const [nameA = '', nameB = ''] = [hostA.split('.')[0], hostB.split('.')[0]]
  if (nameA.length >= 4 && nameA === nameB) return 1
  return nameA.length >= 5 && isSlip(hostA, hostB) && !differInDigits(hostA, hostB) ? 1 : 2
}

/** The same number with or without its country, or with one digit wrong or two swapped. */
function phoneLevel(a: string, b: string): number {
  const [one, two] = [a.replace(/\D/g, ''), b.replace(/\D/g, '')]
  if (one.length >= 8 && two.length >= 8 && one.slice(-8) === two.slice(-8)) return 1
  return one.length >= 7 && editsBetween(one, two, 1) <= 1 ? 1 : 2
}

/** One digit wrong, or day and month swapped. */
function dateLevel(a: string, b: string): number {
  const [y1, m1, d1] = a.slice(0, 10).split('-')
  const [y2, m2, d2] = b.slice(0, 10).split('-')
  if (y1 === y2 && m1 === d2 && d1 === m2) return 1
  return editsBetween(a.slice(0, 10), b.slice(0, 10), 1) <= 1 ? 1 : 2
}
