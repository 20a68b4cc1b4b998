import { LONG_FORMS, ownName } from '../normal/company.ts'
import { type Aspect, type AspectKind, type Form, inForm, inName, namesOf } from './aspect.ts'
import { editsBetween, isNear, isSlip } from './distance.ts'
import { callsOf, goesBy } from './nickname.ts'

/** How alike two records are in one aspect, best first; the last of each list is “different”. */
export const LEVELS = {
  person: ['same', 'alike', 'near', 'close', 'same last name', 'same first name', 'different'],
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
  aspect.isTitle ? level > 3 : aspect.isCode && level === LEVELS[aspect.kind].length - 1

/** The level of each aspect, null where one of the two says nothing. */
export const levelsOf = (aspects: readonly Aspect[], a: Form, b: Form): (number | null)[] =>
  aspects.map(({ kind }, i) => levelOf(kind, a[i] ?? '', b[i] ?? ''))

/** The better of all ways to lay two texts of a form side by side. */
export function levelOf(kind: AspectKind, a: string, b: string): number | null {
  if (a === '' || b === '') return null
  if (a === b) return 0
  if (kind === 'person') return personLevel(a, b)
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
function personLevel(a: string, b: string): number {
  const [[f1, l1], [f2, l2]] = [namesOf(a), namesOf(b)]
  const straight = nameLevel(f1, f2, l1, l2)
  if (straight <= 1) return straight
  const crossed = nameLevel(f1, l2, l1, f2)
  return crossed <= 3 ? Math.min(straight, Math.max(1, crossed)) : straight
}

/** `close`: a sign apart in a short name, a slip in a nickname, two nicknames of one name. It may be a slip, and it may be the brother. */
type Likeness = 'same' | 'alike' | 'close' | 'different'
function nameLevel(f1: string, f2: string, l1: string, l2: string): number {
  const family = familyLikeness(l1, l2)
  // Most pairs end here.
  if (family === 'different') return f1 === f2 && f1 !== '' ? 5 : 6
  const given = givenLikeness(f1, f2)
  if (given === 'same') return { same: 0, alike: 1, close: 3 }[family]
  if (family === 'same') return given === 'different' ? (isClose(f1, f2) ? 3 : 4) : 1
  return given === 'alike' && family === 'alike' ? 2 : 6
}

function givenLikeness(a: string, b: string): Exclude<Likeness, 'close'> {
  if (a === b) return a === '' ? 'alike' : 'same'
  if (a === '' || b === '') return 'alike'
  const [one, two] = [firstWord(a), firstWord(b)]
  if (one === two || goesBy(one, two) === 'yes') return 'alike'
  const [short, long] = one.length <= two.length ? [one, two] : [two, one]
  if (long.startsWith(short) && (short.length === 1 || short.length >= 3)) return 'alike'
  if (isSlip(one, two) || isSlip(squeeze(a), squeeze(b))) return 'alike'
  // People go by their middle name too.
  return a.split(' ').slice(1).includes(b) || b.split(' ').slice(1).includes(a)
    ? 'alike'
    : 'different'
}

const firstWord = (text: string): string => {
  const at = text.indexOf(' ')
  return at < 0 ? text : text.slice(0, at)
}

const isClose = (a: string, b: string): boolean => {
  const [one, two] = [firstWord(a), firstWord(b)]
  if (goesBy(one, two) === 'cousins') return true
  return isSignApart(one, two) || isSlipOfCall(one, two) || isSlipOfCall(two, one)
}

/** Names so short that one sign makes another name as easily as a slip. */
const isSignApart = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= 2 &&
  Math.min(a.length, b.length) <= 3 &&
  editsBetween(a, b, 1) === 1

/** Is the one a slip of something that whoever bears the other is called? */
const isSlipOfCall = (slipped: string, name: string): boolean =>
  callsOf(name).some((call) => call.length >= 3 && isSlip(slipped, call))

function familyLikeness(a: string, b: string): Likeness {
  if (a === b) return a === '' ? 'alike' : 'same'
  if (a === '' || b === '') return 'different'
  if (isSlip(a, b) || isNear(a, b)) return 'alike'
  if ((a.includes(' ') || b.includes(' ')) && areHalves(a, b)) return 'alike'
  return isSignApart(a, b) ? 'close' : 'different'
}

/** Of a double name one half may be left out, or the space; a middle name may stand before it. */
function areHalves(a: string, b: string): boolean {
  if (squeeze(a) === squeeze(b)) return true
  const [one, two] = [a.split(' '), b.split(' ')]
  const [few, lots] = one.length <= two.length ? [one, two] : [two, one]
  return lots.length > few.length && few.every((word) => word.length > 1 && lots.includes(word))
}

const squeeze = (text: string): string => text.replace(/ /g, '')

/**
 * Names of things: legal forms, order and spaces may differ; another number or single letter makes another thing. Towns
 * and titles are few, so what was told of two of them is kept for a while.
 */
function textLevel(a: string, b: string): number {
  const pair = `${a}\u0000${b}`
  const known = TOLD.get(pair)
  if (known !== undefined) return known
  if (TOLD.size >= MOST_TOLD) TOLD.clear()
  const level = wordsLevel(a, b)
  TOLD.set(pair, level)
  return level
}
const TOLD = new Map<string, number>()
const MOST_TOLD = 2_000

function wordsLevel(a: string, b: string): number {
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
  if (short!.length >= 4 && long!.startsWith(short!))
    return ownName(`x ${long!.slice(short!.length)}`) === 'x' ? 1 : 3
  const tells = (word: string): boolean => word.length === 1 || /\d/.test(word)
  // One sign apart, and nobody knows whether it is a slip or another one.
  const apart = editsBetween(squeeze(one.own), squeeze(two.own), 1) <= 1 ? 3 : 4
  if (onlyLeft.some(tells) || onlyRight.some(tells))
    return onlyLeft.length + onlyRight.length <= 1 ? 3 : apart
  if (isSlip(squeeze(one.own), squeeze(two.own)) || isInitials(left, right)) return 2
  // Each word of the one is the other's, or a slip of it.
  const unmatched = onlyLeft.filter((word) => !onlyRight.some((other) => isSlip(word, other)))
  if (onlyLeft.length === onlyRight.length && unmatched.length === 0) return 2
  if (areRunTogether(one.whole, two.whole)) return 2
  const shared = left.length - unmatched.length
  return shared > 0 && shared / Math.min(left.length, right.length) >= 0.6 ? 3 : apart
}

/** A slip that ran two words into one, whether a legal form stands behind them or not. */
const areRunTogether = (a: string, b: string): boolean =>
  [a, withoutForm(a)].some((one) =>
    [b, withoutForm(b)].some(
      (two) =>
        one.split(' ').length !== two.split(' ').length && isSlip(squeeze(one), squeeze(two)),
    ),
  )

/** Without the legal form at its end, if there is one. */
const withoutForm = (name: string): string => {
  const at = name.lastIndexOf(' ')
  return at > 0 && ownName(`x${name.slice(at)}`) === 'x' ? name.slice(0, at) : name
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
  if (editsBetween(a.slice(0, 10), b.slice(0, 10), 1) <= 1) return 1
  const isTurned =
    a.slice(0, 4) === b.slice(0, 4) &&
    a.slice(5, 7) === b.slice(8, 10) &&
    a.slice(8, 10) === b.slice(5, 7)
  return isTurned ? 1 : 2
}

/** What a person reads about a likeness, aspect by aspect; nothing about what one of the two leaves empty. */
export const reasonsOf = (aspects: readonly Aspect[], a: Form, b: Form): string[] =>
  levelsOf(aspects, a, b).flatMap((level, i) => {
    const aspect = aspects[i]!
    return level === null ? [] : [`${aspect.name}: ${LEVELS[aspect.kind][level]}`]
  })
