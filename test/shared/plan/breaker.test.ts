import { describe, expect, test } from 'vitest'
import { type Echo, goesRound } from '../../../shared/plan/breaker.ts'

/** Writes as `right=A left=B …`, oldest first, a run each; a trailing `!` is a value put right, `?` a person's decision. */
const told = (text: string): Echo[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, at): Echo => {
      const [side, value = ''] = word.split('=')
      const why = value.endsWith('!') ? 'drift' : value.endsWith('?') ? 'person' : 'changed'
      return { run: at + 1, side: side === 'right' ? 'right' : 'left', after: value, why }
    })
const judged = (text: string): boolean => {
  const [next, ...past] = told(text).reverse()
  return goesRound(next!, past)
}

/** Seen red by not looking at the sides. */
describe('a circle is broken', () => {
  test.each([
    { says: 'the first write', text: 'right=A', want: false },
    { says: 'put right four times', text: 'right=A! right=A! right=A! right=A!', want: false },
    { says: 'put right a fifth time', text: 'right=A! right=A! right=A! right=A! right=A!', want: true },
    { says: 'put right, with a true change between', text: 'right=A! right=A! right=B right=B! right=B!', want: false },
    { says: 'to and fro, four times', text: 'right=A left=B right=A left=B', want: false },
    { says: 'to and fro, a fifth time', text: 'right=A left=B right=A left=B right=A', want: true },
    { says: 'to and fro with others before it', text: 'left=X right=A left=B right=A left=B right=A', want: true },
    { says: 'somebody toggles it on one side', text: 'right=T right=F right=T right=F right=T right=F right=T', want: false },
    { says: 'a person decided in between', text: 'right=A left=B right=A? left=B right=A', want: false },
    { says: 'other values each time, for a while', text: 'right=1 left=2 right=3 left=4 right=5 left=6', want: false },
    { says: 'other values each time, on and on', text: 'right=1 left=2 right=3 left=4 right=5 left=6 right=7 left=8 right=9', want: true },
  ])('$says: $want', ({ text, want }) => {
    expect(judged(text)).toBe(want)
  }) // prettier-ignore

  test('both sides written in one run is one exchange', () => {
    const pair = (run: number): Echo[] => [
      { run, side: 'right', after: 'A', why: 'changed' },
      { run, side: 'left', after: 'B', why: 'changed' },
    ]
    const past = [3, 2, 1].flatMap(pair)
    expect(goesRound({ run: 4, side: 'left', after: 'B', why: 'changed' }, past)).toBe(false)
  })
})
