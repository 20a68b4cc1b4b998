import { type Aspect, type Form, inForm, inName, namesOf } from './aspect.ts'
import { sound } from './distance.ts'
import { standsFor } from './nickname.ts'

/**
 * Where a record is looked for: numbers that it shares with records which may be the same. There are several for each
 * aspect, made so that one slip of the pen leaves some of them as they were. Two records are compared where they share one
 * strong number, or two of the others.
 */
export function blocksOf(aspects: readonly Aspect[], form: Form): number[] {
  const found = new Set<number>()
  const add = (aspect: number, way: string, text: string): void => {
    if (text === '') return
    const hash = hashOf(`${aspect}${way}${text}`)
    found.add((STRONG.includes(way) ? hash | 1 : hash & ~1) >>> 0)
  }
  const beside = calls(aspects, form)
  for (const [i, { kind, isTitle }] of aspects.entries()) {
    const text = form[i] ?? ''
    if (text === '' || kind === 'choice') continue
    if (kind === 'person') {
      personBlocks(namesOf(text), (way, block) => add(i, way, block))
      continue
    }
    for (const element of inForm(text)) {
      switch (kind) {
        case 'email': {
          const at = element.lastIndexOf('@')
          add(i, '=', element)
          add(i, 'b', element.slice(0, at))
          add(i, 'c', element.slice(0, 4) + element.slice(at))
          break
        }
        case 'phone': {
          const digits = element.replace(/\D/g, '')
          // A slip lies in one of the two halves, and leaves the other.
          add(i, 'e', digits.slice(-8))
          add(i, 'f', digits.slice(-10, -4))
          add(i, 'g', digits.slice(-6))
          for (const letter of beside.letters) {
            add(i, 'F', letter + digits.slice(-10, -4))
            add(i, 'G', letter + digits.slice(-6))
          }
          break
        }
        case 'text':
          textBlocks(inName(element).own, (way, block) => add(i, way, block))
          if (!isTitle)
            for (const name of beside.names)
              add(i, 'T', `${name} ${inName(element).own.slice(0, 6)}`)
          break
        case 'date':
          // Many are born on one day: it says something beside another number only.
          add(i, 'd', element)
          for (const letter of beside.letters) add(i, 'D', letter + element)
          break
        default:
          add(i, '=', element)
      }
    }
  }
  return [...found]
}

/** Ways that need no other beside them: who meets there is worth a look. Their numbers are odd, the others' even. */
const STRONG = '=besnSIDFGT'
export const isStrong = (block: number): boolean => (block & 1) === 1

/**
 * What narrows a number that many share when it stands beside it: the first letter of either name, or most of the name, in
 * ways of which a slip leaves one.
 */
function calls(
  aspects: readonly Aspect[],
  form: Form,
): { readonly letters: ReadonlySet<string>; readonly names: readonly string[] } {
  const at = aspects.findIndex(({ isTitle }, i) => isTitle && (form[i] ?? '') !== '')
  if (at < 0) return { letters: new Set(), names: [] }
  if (aspects[at]!.kind !== 'person') {
    const words = inName(inForm(form[at]!)[0]!).own.split(' ')
    return { letters: new Set([words[0]!.slice(0, 2)]), names: longest(words) }
  }
  const [given, family] = namesIn(form[at]!)
  return {
    letters: new Set([given.slice(0, 1), family.slice(0, 1)]),
    names: [either(given.slice(0, 1), family), either(family.slice(0, 1), given)],
  }
}

const namesIn = (text: string): [string, string] => {
  const [first, last] = namesOf(text)
  return [first.split(' ')[0] ?? '', last.split(' ').at(-1) ?? '']
}
const either = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** The two longest words say most. */
const longest = (words: readonly string[]): string[] =>
  [...words]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .slice(0, 2)
    .filter((word) => word.length >= 4)

/** Sounds and first letters of both names in either order, so that a swap changes nothing. */
function personBlocks(
  [first, last]: readonly [string, string],
  add: (way: string, text: string) => void,
): void {
  const given = first.split(' ')[0] ?? ''
  const words = last.split(' ')
  const family = words.at(-1) ?? ''
  add('s', either(sound(given), sound(family)))
  for (const name of standsFor(given)) add('n', either(name, family))
  add('i', either(given.slice(0, 1), family))
  add('i', either(family.slice(0, 1), given))
  add('p', either(given.slice(0, 3), family.slice(0, 3)))
  if (words.length > 1) add('n', either(given, words[0]!))
}

function textBlocks(own: string, add: (way: string, text: string) => void): void {
  const squeezed = own.replace(/ /g, '')
  const words = own.split(' ')
  add('S', words.map(sound).sort().join(' '))
  add('a', squeezed.slice(0, 6))
  add('z', squeezed.slice(-6))
  for (const word of longest(words)) add('w', word)
  if (words.length >= 3) add('I', words.map((word) => word[0]).join(''))
  if (words.length === 1 && squeezed.length <= 5) add('I', squeezed)
}

/** 32 bits of a text (FNV-1a, its bits mixed once more). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  return (hash ^ (hash >>> 15)) >>> 0
}
