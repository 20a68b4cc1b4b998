/** What was typed, as the value it says, or what is wrong with it and how to mend it. */
import { err, ok, type Result } from '../../../shared/result.ts'
import { say } from './say.ts'

export type Reading<Value> = (text: string) => Result<Value, string>

type Bounds = { readonly min?: number; readonly max?: number; readonly isWhole?: boolean }

const words = say.typed

/** Whoever writes decimals with a comma is told, rather than taken for somebody who means thousands. */
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

export const aNumber =
  ({ min = -Infinity, max = Infinity, isWhole = false }: Bounds = {}): Reading<number> =>
  (text) => {
    const bare = text.trim()
    const value = Number(bare)
    if (!NUMBER.test(bare) || !Number.isFinite(value)) return err(words.number)
    if (isWhole && !Number.isInteger(value)) return err(words.whole)
    if (value < min) return err(words.atLeast(min))
    return value > max ? err(words.atMost(max)) : ok(value)
  }

export const aText: Reading<string> = (text) => (text.trim() === '' ? err(words.text) : ok(text))

export const aDay: Reading<string> = (text) =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? ok(text) : err(words.day)

/** Several, with commas between them. */
export const several =
  <Value>(one: Reading<Value>): Reading<readonly Value[]> =>
  (text) => {
    const all = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    if (all.length === 0) return err(words.several)
    const values: Value[] = []
    for (const part of all) {
      const read = one(part)
      if (!read.ok) return read
      values.push(read.value)
    }
    return ok(values)
  }

/** May be left empty. */
export const maybe =
  <Value>(one: Reading<Value>): Reading<Value | undefined> =>
  (text) =>
    text.trim() === '' ? ok(undefined) : one(text)
