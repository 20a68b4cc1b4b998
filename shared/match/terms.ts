import { type Aspect, type AspectKind, type Form, inForm, inName, namesOf } from './aspect.ts'
import { hashOf } from './block.ts'

/** The largest table of counts: two million cells of two bytes. */
const MOST_CELLS = 2 ** 21

/**
 * How often each name, number or word is borne, in constant memory: a count may come out too high where many differ, never
 * too low, so that nothing seems rarer than it is.
 */
export class TermCounts {
  readonly cells: Uint16Array
  readonly #half: number

  constructor(cells: Uint16Array) {
    this.cells = cells
    this.#half = cells.length / 2
  }

  /** Room for so many records of so many aspects. */
  static for(records: number, aspects: number): TermCounts {
    const wanted = Math.max(256, records * (aspects + 2) * 4)
    return new TermCounts(new Uint16Array(Math.min(MOST_CELLS, 2 ** Math.ceil(Math.log2(wanted)))))
  }

  add(term: number): void {
    const [one, two] = this.#places(term)
    // Only what holds the count is raised: the other cell is shared with somebody already.
    const count = Math.min(this.cells[one]!, this.cells[two]!)
    if (count === 0xffff) return
    if (this.cells[one] === count) this.cells[one]! = count + 1
    if (this.cells[two] === count) this.cells[two]! = count + 1
  }

  of(term: number): number {
    const [one, two] = this.#places(term)
    return Math.min(this.cells[one]!, this.cells[two]!)
  }

  #places(term: number): [number, number] {
    const mask = this.#half - 1
    return [term & mask, this.#half + ((Math.imul(term, 0x9e3779b1) >>> 8) & mask)]
  }
}

/** What of a value is counted: `f` first name, `l` last name, `n` the whole of it, `=` any other value. */
export type Way = 'f' | 'l' | 'n' | '='

/** Everything a text of a form bears, as numbers. */
export function termsOf(
  aspect: number,
  kind: AspectKind,
  text: string,
): readonly { readonly way: Way; readonly term: number }[] {
  if (text === '') return []
  const term = (way: Way, of: string) => ({ way, term: termOf(aspect, way, of) })
  if (kind !== 'person') return inForm(text).map((element) => term('=', inName(element).own))
  const [first, last] = namesOf(text)
  return [
    ...(first === '' ? [] : [term('f', first)]),
    ...(last === '' ? [] : [term('l', last)]),
    term('n', text),
  ]
}

/** Count everything a record bears. */
export function countTerms(counts: TermCounts, aspects: readonly Aspect[], form: Form): void {
  for (const [i, { kind }] of aspects.entries())
    for (const { term } of termsOf(i, kind, form[i] ?? '')) counts.add(term)
}

/** A term of an aspect as a number. */
export const termOf = (aspect: number, way: Way, text: string): number =>
  hashOf(`${aspect}${way}${text}`)
