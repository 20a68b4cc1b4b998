import { describe, expect, test } from 'vitest'
import {
  begunAt,
  completed,
  completionsOf,
  fieldCompletion,
  functionCompletion,
} from '../../extension/frontend/mapping/completion.ts'

const ALL = {
  fields: ['this', 'Stage', 'Deal stage', 'Odd } one'].map(fieldCompletion),
  functions: [
    functionCompletion('UPPER', 'text', 'All capitals.'),
    functionCompletion('LOWER', 'text', 'No capitals.'),
    functionCompletion('NOW', '', 'This moment.'),
  ],
}

/** The cursor stands at `|`. */
const at = (marked: string) => ({ text: marked.replace('|', ''), cursor: marked.indexOf('|') })

describe('what may follow', () => {
  test.each([
    { marked: 'UP|', names: ['UPPER(text)'] },
    { marked: 'low|', names: ['LOWER(text)'] },
    { marked: 'per|', names: ['UPPER(text)'] },
    { marked: 'UPPER({sta|', names: ['{Stage}', '{Deal stage}'] },
    { marked: '{|', names: ['{this}', '{Stage}', '{Deal stage}', '{Odd \\} one}'] },
    { marked: '{Odd \\} o|', names: ['{Odd \\} one}'] },
    { marked: '"UP|', names: [] },
    { marked: '"a\\"UP|', names: [] },
    { marked: '"a"&UP|', names: ['UPPER(text)'] },
    { marked: '{Stage}|', names: [] },
    { marked: '12|', names: [] },
    { marked: '|', names: [] },
  ])('$marked', ({ marked, names }) => {
    const { text, cursor } = at(marked)
    const begun = begunAt(text, cursor)
    expect((begun ? completionsOf(begun, ALL) : []).map(({ name }) => name)).toEqual(names)
  })

  // Seen red with the rest left as it stood: `{Stage}}`.
  test.each([
    { marked: 'UP|', after: 'UPPER(|)' },
    { marked: '1 + NO| + 2', after: '1 + NOW()| + 2' },
    { marked: 'UP|({this})', after: 'UPPER|({this})' },
    { marked: 'UPPER({St|})', after: 'UPPER({Stage}|)' },
    { marked: 'UPPER({St|', after: 'UPPER({Stage}|' },
  ])('$marked becomes $after', ({ marked, after }) => {
    const { text, cursor } = at(marked)
    const begun = begunAt(text, cursor)
    if (!begun) throw new Error('something is begun')
    const [first] = completionsOf(begun, ALL)
    if (!first) throw new Error('something is offered')
    expect(completed(text, begun, cursor, first)).toEqual(at(after))
  })
})
