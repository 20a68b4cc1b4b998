import type { Value } from '../value.ts'
import { isList, isMoment, momentText, type Thing, thingOf, wrong, type Wrong } from './thing.ts'
import type { Place } from './tree.ts'

/** What a formula sees of the record it is evaluated for. */
export type Scope = {
  /** The value of the field of this name; undefined where there is no such field. */
  readonly field: (name: string) => Value | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  readonly recordId?: string
  /** ISO 8601, as is `modifiedTime`. */
  readonly createdTime?: string
  readonly modifiedTime?: string
  /** IANA name of the zone in which instants are read as years, days and hours; UTC where none is given. */
  readonly timeZone?: string
  readonly limits?: Partial<Limits>
}

/** How much one evaluation may do: steps, each a node or about 1,000 characters worked on; characters in one text. */
export type Limits = { readonly steps: number; readonly output: number }
const LIMITS: Limits = { steps: 10_000, output: 100_000 }
/** Characters, or list elements, that count as one step. */
const STEP = 1_000

/**
 * One evaluation and what it has used up. Once stopped it stays stopped: whatever is reckoned after that does not
 * matter, for the stop is the answer.
 */
export class Run {
  readonly scope: Scope
  readonly zone: string
  readonly output: number
  #steps: number
  #stop: Wrong | null = null

  constructor(scope: Scope) {
    this.scope = scope
    this.zone = scope.timeZone ?? 'UTC'
    this.output = scope.limits?.output ?? LIMITS.output
    this.#steps = scope.limits?.steps ?? LIMITS.steps
  }

  /** Why it ended early, or null. */
  get stopped(): Wrong | null {
    return this.#stop
  }

  /** Ends the evaluation: nothing in the formula can catch this. */
  stop(why: string, place: Place | null = null): Wrong {
    this.#stop ??= wrong(why, place && { from: place.from, to: place.to })
    return this.#stop
  }

  /** Says where it ended early, if it did and nobody said so yet. */
  endedAt({ from, to }: Place): void {
    if (this.#stop?.place === null) this.#stop = { ...this.#stop, place: { from, to } }
  }

  /** Uses up a step; false when there are none left. */
  step(place: Place): boolean {
    this.#steps -= 1
    return this.#left(place)
  }

  /** Uses up what working on so many characters or elements costs. */
  work(size: number): boolean {
    this.#steps -= size / STEP
    return this.#left(null)
  }

  #left(place: Place | null): boolean {
    if (this.#steps < 0)
      this.stop('This formula takes too many steps: make it shorter, or split it in two.', place)
    return this.#stop === null
  }

  /** May a text of this length be made? If not, the evaluation has ended. */
  fits(length: number): boolean {
    if (length > this.output)
      this.stop(
        `This makes a text of more than ${this.output.toLocaleString('en')} characters: shorten it with LEFT( ), or repeat less.`,
      )
    return this.#stop === null
  }

  /** These texts as one; empty where that would be too long. */
  join(texts: readonly string[], between = ''): string {
    let length = Math.max(0, texts.length - 1) * between.length
    for (const text of texts) length += text.length
    return this.fits(length) ? texts.join(between) : ''
  }

  /** Any thing as the text people read: nothing is the empty text, a list is joined by “, ”, yes is 1 and no is 0. */
  text(thing: Thing): string {
    if (typeof thing === 'string') return thing
    if (thing === null) return ''
    if (typeof thing === 'number') return String(thing + 0)
    if (typeof thing === 'boolean') return thing ? '1' : '0'
    if (isMoment(thing)) return momentText(thing)
    if (isList(thing)) return this.list(thing, ', ')
    return thing.why
  }

  /** The elements of a list as one text. */
  list(list: readonly Thing[], between: string): string {
    if (!this.work(list.length)) return ''
    const texts: string[] = []
    let length = 0
    for (const one of list) {
      const text = this.text(one)
      length += text.length + between.length
      if (length - between.length > this.output) {
        this.fits(length)
        return ''
      }
      texts.push(text)
    }
    return texts.join(between)
  }

  /** The field of this name, as a thing. */
  field(name: string, place: Place): Thing {
    const value = this.scope.field(name)
    if (value === undefined)
      return this.stop(`There is no field “${name}”: check how its name is written.`, place)
    const size = Array.isArray(value) ? value.length : typeof value === 'string' ? value.length : 0
    return this.work(size) ? thingOf(value, this.zone) : this.stopped
  }
}
