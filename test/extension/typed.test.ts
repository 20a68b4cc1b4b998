import { describe, expect, test } from 'vitest'
import {
  aDay,
  aNumber,
  aText,
  maybe,
  type Reading,
  several,
} from '../../extension/frontend/words/typed.ts'

describe('what was typed', () => {
  test.each<{ text: string; as: Reading<unknown>; value: unknown }>([
    { text: '0.5', as: aNumber(), value: 0.5 },
    { text: '1.', as: aNumber(), value: 1 },
    { text: ' -12 ', as: aNumber(), value: -12 },
    { text: '.06', as: aNumber(), value: 0.06 },
    { text: '10', as: aNumber({ min: 0, max: 10, isWhole: true }), value: 10 },
    { text: 'Mr ', as: aText, value: 'Mr ' },
    { text: '2026-01-31', as: aDay, value: '2026-01-31' },
    { text: 'a, b,', as: several(aText), value: ['a', 'b'] },
    { text: '1, 2.5', as: several(aNumber()), value: [1, 2.5] },
    { text: ' ', as: maybe(aNumber()), value: undefined },
    { text: '3', as: maybe(aNumber()), value: 3 },
  ])('“$text” is $value', ({ text, as, value }) => {
    expect(as(text)).toEqual({ ok: true, value })
  })

  // Seen red with Number() alone: “” was 0, and “0x10” was taken.
  test.each<{ text: string; as: Reading<unknown>; says: string }>([
    { text: '', as: aNumber(), says: 'Write a number, such as 12.5.' },
    { text: '-', as: aNumber(), says: 'Write a number, such as 12.5.' },
    { text: '1,234', as: aNumber(), says: 'Write a number, such as 12.5.' },
    { text: '0x10', as: aNumber(), says: 'Write a number, such as 12.5.' },
    { text: 'Infinity', as: aNumber(), says: 'Write a number, such as 12.5.' },
    { text: '1e999', as: aNumber(), says: 'Write a number, such as 12.5.' },
    { text: '0.5', as: aNumber({ isWhole: true }), says: 'Write a whole number.' },
    { text: '49', as: aNumber({ min: 50 }), says: 'It must be at least 50.' },
    { text: '101', as: aNumber({ max: 100 }), says: 'It must be at most 100.' },
    { text: '  ', as: aText, says: 'Write something here.' },
    { text: '2026', as: aDay, says: 'Choose a day.' },
    {
      text: ', ,',
      as: several(aText),
      says: 'Write at least one value; commas go between several.',
    },
    { text: '1, x', as: several(aNumber()), says: 'Write a number, such as 12.5.' },
    { text: 'x', as: maybe(aNumber()), says: 'Write a number, such as 12.5.' },
  ])('“$text” is no value: $says', ({ text, as, says }) => {
    expect(as(text)).toEqual({ ok: false, error: says })
  })
})
