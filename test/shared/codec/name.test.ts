import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitName, wholeName } from '../../../shared/codec/name.ts'
import type { Parts } from '../../../shared/value.ts'

test.each<{ text: string; first: string | null; last: string | null; full: string | null }>([
  { text: 'Ann Lee', first: 'Ann', last: 'Lee', full: 'Ann Lee' },
  {
    text: ' Ludwig van Beethoven ',
    first: 'Ludwig',
    last: 'van Beethoven',
    full: 'Ludwig van Beethoven',
  },
  { text: 'Lee, Ann', first: 'Ann', last: 'Lee', full: 'Ann Lee' },
  { text: 'Lee, Ann, Dr.', first: 'Lee,', last: 'Ann, Dr.', full: 'Lee, Ann, Dr.' },
  { text: 'Lee,', first: 'Lee,', last: null, full: 'Lee,' },
  { text: 'Cher', first: 'Cher', last: null, full: 'Cher' },
  { text: '王小明', first: '王小明', last: null, full: '王小明' },
  { text: ' ', first: null, last: null, full: null },
])('“$text”', ({ text, ...name }) => {
  expect(splitName(text)).toEqual(name)
})

test.each<{ says: string; parts: Parts; want: Parts | null }>([
  { says: 'the whole follows from first and last', parts: { first: 'Ann', last: 'Lee', full: null }, want: { first: 'Ann', last: 'Lee', full: 'Ann Lee' } },
  { says: 'one of them is enough', parts: { first: null, last: 'Lee', full: '' }, want: { first: null, last: 'Lee', full: 'Lee' } },
  { says: 'first and last follow from the whole', parts: { full: 'Ann Lee' }, want: { first: 'Ann', last: 'Lee', full: 'Ann Lee' } },
  { says: 'a whole of its own stays', parts: { first: 'Ann', last: 'Lee', full: 'Dr. Ann Lee' }, want: { first: 'Ann', last: 'Lee', full: 'Dr. Ann Lee' } },
  { says: 'blanks around are nothing', parts: { first: ' Ann ', last: '\t', full: null }, want: { first: 'Ann', last: null, full: 'Ann' } },
  { says: 'nothing at all', parts: { first: '', last: ' ', full: null }, want: null },
])('$says', ({ parts, want }) => {
  expect(wholeName(parts)).toEqual(want)
}) // prettier-ignore

test('a whole name is whole', () => {
  const part = fc.option(fc.string())
  fc.assert(
    fc.property(fc.record({ first: part, last: part, full: part }), (parts) => {
      const name = wholeName(parts)
      expect(name && wholeName(name)).toEqual(name)
    }),
  )
})
