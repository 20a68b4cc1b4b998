/** How an argument is read: as text, number, moment or list, or what is wrong with it. */
import { isList, isMoment, isWrong, type Moment, type Thing, type Wrong, wrong } from './thing.ts'
import { isZone } from './calendar.ts'
import { isLocale } from './date-names.ts'
import { readLoosely } from './date-words.ts'
import type { Run } from './run.ts'

export type Reader<T> = {
  /** `absent` when the argument was left out. */
  readonly read: (thing: Thing, absent: boolean, run: Run) => T | Wrong
  readonly optional?: true
  /** A blank argument makes the whole function blank. */
  readonly passesBlank?: true
}

/** An argument that may be left out, and what it is then. Given as blank it is left out too. */
export const optional = <T, U>(reader: Reader<T>, otherwise: U): Reader<T | U> => ({
  read: (thing, absent, run) =>
    absent || thing === null ? otherwise : reader.read(thing, false, run),
  optional: true,
})

export const anything: Reader<Thing> = { read: (thing) => thing }

export const text: Reader<string> = {
  read(thing, _, run) {
    const read = run.text(thing)
    run.work(read.length)
    return read
  },
}

const quote = (text: string): string =>
  `“${text.length > 40 ? `${[...text.slice(0, 40)].slice(0, -1).join('')}…` : text}”`

/** Nothing is 0, yes is 1 and no is 0; a list of one is that one. A text is no number until VALUE( ) makes it one. */
export function numberOf(thing: Thing): number | Wrong {
  if (typeof thing === 'number') return thing
  if (thing === null) return 0
  if (typeof thing === 'boolean') return thing ? 1 : 0
  if (isWrong(thing)) return thing
  if (typeof thing === 'string')
    return thing === ''
      ? 0
      : wrong(
          `${quote(thing)} is a text, not a number: put VALUE( ) around it, or check the field.`,
        )
  if (isMoment(thing))
    return wrong('A date is not a number: use DATEADD( ), DATETIME_DIFF( ) or YEAR( ) with it.')
  const [first = null] = thing
  return thing.length > 1
    ? wrong('This is a list, not a number: use SUM( ), COUNT( ) or ARRAYSLICE( ) with it.')
    : numberOf(first)
}
export const number: Reader<number> = { read: numberOf }

/** A number without what stands after its point. */
export const whole: Reader<number> = {
  read(thing) {
    const read = numberOf(thing)
    return typeof read === 'number' ? Math.trunc(read) : read
  },
}

/** A day or instant, or a text that names one; null for nothing. */
export function momentOf(thing: Thing, run: Run): Moment | Wrong | null {
  if (isMoment(thing) || isWrong(thing)) return thing
  if (isList(thing)) {
    if (thing.length > 1)
      return wrong('This is a list, not a date: use MIN( ), MAX( ) or ARRAYSLICE( ) with it.')
    return momentOf(thing[0] ?? null, run)
  }
  if (thing === null || thing === '') return null
  const said = run.text(thing)
  return (
    (typeof thing === 'string' && said.length < 100 ? readLoosely(said, run.zone) : null) ??
    wrong(`${quote(said)} is not a date: write it as 2026-01-31, or use DATETIME_PARSE( ).`)
  )
}
/** A moment; without one the whole function is blank. */
export const moment: Reader<Moment | null> = {
  read: (thing, _, run) => momentOf(thing, run),
  passesBlank: true,
}

/** The elements of a list; a single thing is a list of one, nothing is a list of none. */
export const list: Reader<readonly Thing[]> = {
  read(thing, _, run) {
    const read = isList(thing) ? thing : thing === null ? [] : [thing]
    run.work(read.length)
    return read.find(isWrong) ?? read
  },
}

/** The name of a time zone, such as Europe/Paris. */
export const zone: Reader<string> = {
  read(thing, _, run) {
    const name = run.text(thing)
    return isZone(name)
      ? name
      : wrong(`${quote(name)} is not a time zone: write one such as "Europe/Paris" or "UTC".`)
  },
}

/** The name of a language, such as fr or de-CH. */
export const language: Reader<string> = {
  read(thing, _, run) {
    const name = run.text(thing)
    return isLocale(name)
      ? name
      : wrong(`${quote(name)} is not a language we know: write one such as "en", "fr" or "de".`)
  },
}
