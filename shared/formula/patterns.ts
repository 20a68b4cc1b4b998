/**
 * Functions of regular expressions, in RE2’s dialect as Airtable has it: no look-around and no back-references, and in
 * return no search takes longer than the text is long, times the size of the pattern.
 */
import { RE2JS, RE2JSException } from 're2js'
import { type FormulaFunction, groupOf } from './function.ts'
import { text } from './reader.ts'
import type { Run } from './run.ts'
import { type Thing, wrong } from './thing.ts'

const { takes } = groupOf('pattern')

/** Characters of a pattern, and instructions it may become: `(x{50}){50}` is short to write only. */
const LONGEST = 1_000
const LARGEST = 5_000

/** The last pattern is most often the next one, for a formula is evaluated record by record. */
let last: { readonly source: string; readonly compiled: RE2JS } | null = null

function compile(source: string): RE2JS | null {
  if (last?.source === source) return last.compiled
  try {
    const compiled = RE2JS.compile(source)
    last = { source, compiled }
    return compiled
  } catch (fault) {
    if (fault instanceof RE2JSException) return null
    throw fault
  }
}

/** Does `use` with the pattern, if it is one and there are steps left for so long a text. */
function withPattern(run: Run, where: string, source: string, use: (re: RE2JS) => Thing): Thing {
  if (source.length > LONGEST)
    return wrong(`A pattern may have ${LONGEST.toLocaleString('en')} characters: shorten it.`)
  const re = compile(source)
  if (re === null)
    return wrong('This pattern cannot be read: check its brackets; look-ahead, look-behind and back-references are not known.') // prettier-ignore
  const size = re.programSize()
  if (size > LARGEST) return wrong('This pattern repeats too much: lower the numbers in its { }.')
  // Every character may meet every instruction, a hundred at a time.
  return run.work((size * (where.length + 1)) / 100) ? use(re) : run.stopped
}

/** `$1` is what the first pair of parentheses caught, `$0` all of it, `$$` a dollar sign. */
const filled = (fresh: string, group: (no: number) => string | null): string =>
  fresh.replace(/\$(\$|\d{1,2})/g, (_, what: string) =>
    what === '$' ? '$' : (group(Number(what)) ?? ''),
  )

/**
 * One search is linear, but looking for the next match may read to the end of the text each time, as `a[^z]*z|b` does:
 * so every match costs a share of what is ahead of it.
 */
function replaceAll(run: Run, re: RE2JS, where: string, fresh: string): Thing {
  const matcher = re.matcher(where)
  const groups = matcher.groupCount()
  const pieces: string[] = []
  let end = 0
  let length = where.length
  while (matcher.find()) {
    const put = filled(fresh, (no) => (no <= groups ? matcher.group(no) : null))
    length += put.length
    const ahead = (where.length - matcher.end()) * Math.max(1, re.programSize() / 20)
    if (!run.fits(length - where.length) || !run.work(fresh.length + 100 + ahead / 5))
      return run.stopped
    pieces.push(where.slice(end, matcher.start()), put)
    end = matcher.end()
  }
  return run.join([...pieces, where.slice(end)])
}

export const PATTERN_FUNCTIONS: readonly FormulaFunction[] = [
  takes(
    { name: 'REGEX_MATCH', arguments: 'text, pattern', help: 'Does a pattern match anywhere in the text?', example: 'REGEX_MATCH("Order 66", "[0-9]+")', result: '1', gives: 'truth' }, // prettier-ignore
    [text, text],
    (run, where, source) => withPattern(run, where, source, (re) => re.matcher(where).find()),
  ),
  takes(
    { name: 'REGEX_EXTRACT', arguments: 'text, pattern', help: 'The first match, or what the pattern’s first parentheses caught; an error if there is none.', example: 'REGEX_EXTRACT("Order 66", "[0-9]+")', result: '66', gives: 'text' }, // prettier-ignore
    [text, text],
    (run, where, source) =>
      withPattern(run, where, source, (re) => {
        const matcher = re.matcher(where)
        if (!matcher.find())
          return wrong('The pattern matches nothing here: test it first with REGEX_MATCH( ).')
        return matcher.groupCount() > 0 ? (matcher.group(1) ?? '') : (matcher.group(0) ?? '')
      }),
  ),
  takes(
    { name: 'REGEX_REPLACE', arguments: 'text, pattern, new', help: 'Puts a new text in place of every match; $1 stands for what the first parentheses caught.', example: 'REGEX_REPLACE("a1b22", "[0-9]+", "-")', result: 'a-b-', gives: 'text' }, // prettier-ignore
    [text, text, text],
    (run, where, source, fresh) =>
      withPattern(run, where, source, (re) => replaceAll(run, re, where, fresh)),
  ),
]
