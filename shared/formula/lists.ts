/** Functions of lists. A single value is a list of one, a blank a list of none. */
import { type FormulaFunction, groupOf } from './function.ts'
import { list, optional, text, whole } from './reader.ts'
import { flat, isBlank } from './thing.ts'

const { takes, gathers } = groupOf('list')

export const LIST_FUNCTIONS: readonly FormulaFunction[] = [
  takes(
    { name: 'ARRAYJOIN', arguments: 'list, [separator]', help: 'The elements of a list as one text, with commas between them if no separator is given.', example: 'ARRAYJOIN(ARRAYFLATTEN("a", "b"), "; ")', result: 'a; b', gives: 'text' }, // prettier-ignore
    [list, optional(text, ', ')],
    (run, elements, separator) => run.list(flat(elements), separator),
  ),
  gathers(
    { name: 'ARRAYUNIQUE', arguments: 'list, …', help: 'Each element once, in the order of its first.', example: 'ARRAYUNIQUE(ARRAYFLATTEN("a", "b", "a"))', result: 'a, b', gives: 'list' }, // prettier-ignore
    (run, elements) => {
      const seen = new Set<string>()
      return elements.filter((one) => {
        const key = run.text(one)
        return run.work(key.length) && !seen.has(key) && seen.add(key)
      })
    },
  ),
  gathers(
    { name: 'ARRAYCOMPACT', arguments: 'list, …', help: 'A list without its blanks.', example: 'ARRAYCOMPACT(ARRAYFLATTEN("a", "", "b"))', result: 'a, b', gives: 'list' }, // prettier-ignore
    (_, elements) => elements.filter((one) => !isBlank(one)),
  ),
  gathers(
    { name: 'ARRAYFLATTEN', arguments: 'list, …', help: 'All lists and values as one list.', example: 'ARRAYFLATTEN("a", "b")', result: 'a, b', gives: 'list' }, // prettier-ignore
    (_, elements) => elements,
  ),
  takes(
    { name: 'ARRAYSLICE', arguments: 'list, start, [end]', help: 'The elements from one position to another, both included; -1 is the last.', example: 'ARRAYSLICE(ARRAYFLATTEN("a", "b", "c"), 2, 3)', result: 'b, c', gives: 'list' }, // prettier-ignore
    [list, whole, optional(whole, -1)],
    (_, elements, start, end) => {
      const at = (position: number): number =>
        position < 0 ? elements.length + position : position - 1
      return elements.slice(Math.max(0, at(start)), Math.max(0, at(end) + 1))
    },
  ),
]
