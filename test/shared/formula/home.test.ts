import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comesHome, evaluate, parseFormula } from '../../../shared/formula.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { sameValue, type Value } from '../../../shared/value.ts'

const way = (text: string) => (value: Value) => {
  const read = parseFormula(text)
  return read.ok ? evaluate(read.value, { field: () => value, now: 0 }) : read
}

test.each<[string, string, string, readonly Value[], readonly Value[]]>([
  ['what is put on comes off', '{it} & "!"', 'SUBSTITUTE({it}, "!", "")', ['a', 'b', null], []],
  ['capital letters are lost', 'LOWER({it})', '{it}', ['a', 'B', 'c'], ['B']],
  ['digits are lost', 'ROUND({it}, 1)', '{it}', [1, 1.25, 2.5], [1.25]],
  ['nothing comes home as 0', '{it} + 1', '{it} - 1', [0, 5, null], [null]],
  ['what cannot go does not come home', 'VALUE({it})', '{it} & ""', ['5', 'five'], ['five']],
  ['what cannot come back neither', '{it} & "x"', 'VALUE({it})', ['a'], ['a']],
  ['lists are compared as sets', 'ARRAYSLICE({it}, 1)', '{it}', [['a', 'b']], []],
  ['each value is told once', 'UPPER({it})', '{it}', ['a', 'a', 'b'], ['a', 'b']],
])('%s', (_, there, back, samples, lost) => {
  expect(comesHome(way(there), way(back), samples).map((one) => one.sample)).toEqual(lost)
})

test('it is told what a value became, and where it got stuck', () => {
  const stuck = (): Result<Value, string> => err('no')
  const same = (value: Value): Result<Value, string> => ok(value)
  expect(comesHome(stuck, same, ['a'])).toEqual([{ sample: 'a', there: err('no'), back: null }])
  expect(comesHome(same, stuck, ['a'])).toEqual([{ sample: 'a', there: ok('a'), back: err('no') }])
})

// Seen red by asking only whether the way back worked.
test('exactly the values that are not the same at home are told', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
  fc.assert(
    fc.property(fc.array(value), fc.func(value), fc.func(value), (samples, there, back) => {
      const told = comesHome<never>(
        (one) => ok(there(one)),
        (one) => ok(back(one)),
        samples,
      )
      const home = (one: Value): Value => back(there(one))
      const unlike = samples.filter((one) => !sameValue(home(one), one))
      expect(new Set(told.map((one) => one.sample))).toEqual(new Set(unlike))
    }),
  )
})
