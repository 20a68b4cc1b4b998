/** Functions of text. Positions count from 1; a blank is the empty text. */
import { readNumber } from '../codec/decimal.ts'
import { lengthOf, positionOf, slice } from './characters.ts'
import { type FormulaFunction, groupOf } from './function.ts'
import { anything, optional, text, whole } from './reader.ts'
import type { Run } from './run.ts'
import { isBlank, isList, type Thing, wrong } from './thing.ts'

const { takes, gathers } = groupOf('text')

/** At least nothing: a negative count is none. */
const atLeast0 = (count: number): number => Math.max(0, count)

function substitute(run: Run, where: string, old: string, fresh: string, nth: number): Thing {
  if (old === '') return where
  const pieces = where.split(old)
  if (nth === 0) return run.join(pieces, fresh)
  const before = pieces.slice(0, nth).join(old)
  return nth < 0 || nth >= pieces.length
    ? where
    : run.join([before, fresh, pieces.slice(nth).join(old)])
}

export const TEXT_FUNCTIONS: readonly FormulaFunction[] = [
  gathers(
    { name: 'CONCATENATE', arguments: 'text, …', help: 'Joins texts to one.', example: 'CONCATENATE("Ada", " ", "Lovelace")', result: 'Ada Lovelace', gives: 'text' }, // prettier-ignore
    (run, list) =>
      run.list(
        list.filter((one) => !isBlank(one)),
        '',
      ),
  ),
  takes(
    { name: 'LEFT', arguments: 'text, [count]', help: 'The first characters of a text; one if no count is given.', example: 'LEFT("Lovelace", 4)', result: 'Love', gives: 'text' }, // prettier-ignore
    [text, optional(whole, 1)],
    (_, one, count) => slice(one, 0, count),
  ),
  takes(
    { name: 'RIGHT', arguments: 'text, [count]', help: 'The last characters of a text; one if no count is given.', example: 'RIGHT("Lovelace", 4)', result: 'lace', gives: 'text' }, // prettier-ignore
    [text, optional(whole, 1)],
    (_, one, count) => {
      const length = lengthOf(one)
      return slice(one, length - atLeast0(count), length)
    },
  ),
  takes(
    { name: 'MID', arguments: 'text, start, count', help: 'So many characters of a text from a position on; the first is 1.', example: 'MID("Lovelace", 2, 3)', result: 'ove', gives: 'text' }, // prettier-ignore
    [text, whole, whole],
    (_, one, start, count) => {
      const from = Math.max(0, start - 1)
      return slice(one, from, from + atLeast0(count))
    },
  ),
  takes(
    { name: 'FIND', arguments: 'what, text, [start]', help: 'The position of one text in another, 0 if it is not there. Letter case counts.', example: 'FIND("l", "Lovelace")', result: '5', gives: 'number' }, // prettier-ignore
    [text, text, optional(whole, 1)],
    (_, what, where, start) => positionOf(what, where, start - 1) + 1,
  ),
  takes(
    { name: 'SEARCH', arguments: 'what, text, [start]', help: 'Like FIND, but letter case does not count, and what is not there gives a blank.', example: 'SEARCH("l", "Lovelace")', result: '1', gives: 'number' }, // prettier-ignore
    [text, text, optional(whole, 1)],
    (_, what, where, start) =>
      positionOf(what.toLowerCase(), where.toLowerCase(), start - 1) + 1 || null,
  ),
  // An emoji counts as one character, where Airtable counts two: so none is ever cut in half, which no vendor takes.
  takes(
    { name: 'LEN', arguments: 'text', help: 'How many characters a text has.', example: 'LEN("Ada")', result: '3', gives: 'number' }, // prettier-ignore
    [text],
    (_, one) => lengthOf(one),
  ),
  takes(
    { name: 'LOWER', arguments: 'text', help: 'A text in small letters.', example: 'LOWER("Ada")', result: 'ada', gives: 'text' }, // prettier-ignore
    [text],
    (_, one) => one.toLowerCase(),
  ),
  takes(
    { name: 'UPPER', arguments: 'text', help: 'A text in capital letters.', example: 'UPPER("Ada")', result: 'ADA', gives: 'text' }, // prettier-ignore
    [text],
    (_, one) => one.toUpperCase(),
  ),
  takes(
    { name: 'TRIM', arguments: 'text', help: 'A text without the white space around it.', example: 'TRIM("  Ada ")', result: 'Ada', gives: 'text' }, // prettier-ignore
    [text],
    (_, one) => one.trim(),
  ),
  takes(
    { name: 'SUBSTITUTE', arguments: 'text, old, new, [which]', help: 'Puts a new text in place of every old one in it, or of one of them: the first is 1.', example: 'SUBSTITUTE("a-b-c", "-", "+")', result: 'a+b+c', gives: 'text' }, // prettier-ignore
    [text, text, text, optional(whole, 0)],
    substitute,
  ),
  takes(
    { name: 'REPLACE', arguments: 'text, start, count, new', help: 'Puts a new text in place of so many characters from a position on.', example: 'REPLACE("Lovelace", 1, 4, "Neck")', result: 'Necklace', gives: 'text' }, // prettier-ignore
    [text, whole, whole, text],
    (run, one, start, count, fresh) => {
      const from = Math.max(0, start - 1)
      return run.join([slice(one, 0, from), fresh, slice(one, from + atLeast0(count), Infinity)])
    },
  ),
  takes(
    { name: 'REPT', arguments: 'text, count', help: 'A text so many times over.', example: 'REPT("ab", 3)', result: 'ababab', gives: 'text' }, // prettier-ignore
    [text, whole],
    (run, one, count) =>
      run.fits(one.length * atLeast0(count)) && one !== '' ? one.repeat(atLeast0(count)) : '',
  ),
  takes(
    { name: 'EXACT', arguments: 'text, text', help: 'Are two texts the same, letter case included?', example: 'EXACT("Ada", "ada")', result: '0', gives: 'truth' }, // prettier-ignore
    [text, text],
    (_, a, b) => a === b,
  ),
  takes(
    { name: 'T', arguments: 'value', help: 'The value if it is a text, else a blank.', example: 'T("Ada")', result: 'Ada', gives: 'text' }, // prettier-ignore
    [anything],
    (_, one) => (typeof one === 'string' ? one : null),
  ),
  // Airtable throws away whatever is no digit; here “12 apples” is a mistake, and 50% is 0.5.
  takes(
    { name: 'VALUE', arguments: 'text', help: 'The number that a text says, with currency signs and separators.', example: 'VALUE("$1,200.50")', result: '1200.5', gives: 'number' }, // prettier-ignore
    [anything],
    (run, one) => {
      const single = isList(one) && one.length === 1 ? (one[0] ?? null) : one
      if (typeof single === 'number') return single
      if (isBlank(single)) return null
      const said = run.text(single)
      return (
        (said.length <= 400 ? readNumber(said) : null) ??
        wrong('There is no number in this text: take other words out with REGEX_EXTRACT( ) first.')
      )
    },
  ),
  takes(
    { name: 'ENCODE_URL_COMPONENT', arguments: 'text', help: 'A text as it may stand in a web address.', example: 'ENCODE_URL_COMPONENT("a b&c")', result: 'a%20b%26c', gives: 'text' }, // prettier-ignore
    [text],
    (_, one) => encodeURIComponent(one.toWellFormed()),
  ),
]
