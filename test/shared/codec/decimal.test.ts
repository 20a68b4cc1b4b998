import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  printDuration,
  printNumber,
  readDuration,
  readNumber,
  roundTo,
} from '../../../shared/codec/decimal.ts'
import { numbers } from './values.ts'

test.each<{ text: string; number: number | null }>([
  { text: '12', number: 12 },
  { text: ' -12.50 ', number: -12.5 },
  { text: '.5', number: 0.5 },
  { text: '3e5', number: 300_000 },
  { text: '1,234', number: 1234 },
  { text: '1.234', number: 1.234 },
  { text: '1,234,567.89', number: 1234567.89 },
  { text: '1.234.567', number: 1234567 },
  { text: '1.234,50', number: 1234.5 },
  { text: '1234,5', number: 1234.5 },
  { text: '1 234 567', number: 1234567 },
  { text: "1'234.5", number: 1234.5 },
  { text: '€ 12', number: 12 },
  { text: '-$5', number: -5 },
  { text: 'USD 1,000', number: 1000 },
  { text: '12 EUR', number: 12 },
  { text: '−3', number: -3 },
  { text: '33.3%', number: 0.333 },
  { text: '-0', number: 0 },
  { text: '1,23,4', number: null },
  { text: '12 apples', number: null },
  { text: '1e999', number: null },
  { text: '0x10', number: null },
  { text: 'NaN', number: null },
  { text: '%', number: null },
  { text: '', number: null },
])('“$text” is $number', ({ text, number }) => {
  expect(readNumber(text)).toBe(number)
})

test.each<{ seconds: number; text: string }>([
  { seconds: 0, text: '0:00:00' },
  { seconds: 61, text: '0:01:01' },
  { seconds: 3725.5, text: '1:02:05.5' },
  { seconds: -90, text: '-0:01:30' },
  { seconds: 360_000, text: '100:00:00' },
  { seconds: 1e21, text: '1e+21' },
])('$seconds s is $text', ({ seconds, text }) => {
  expect(printDuration(seconds)).toBe(text)
  expect(readDuration(text)).toBe(seconds)
})

test.each<{ text: string; seconds: number | null }>([
  { text: '1:30', seconds: 5400 },
  { text: '90', seconds: 90 },
  { text: '1:75', seconds: null },
  { text: 'an hour', seconds: null },
])('“$text” lasts $seconds s', ({ text, seconds }) => {
  expect(readDuration(text)).toBe(seconds)
})

test.each<{ value: number; shift: number; text: string }>([
  { value: 0.333, shift: 2, text: '33.3' },
  { value: 1, shift: 2, text: '100' },
  { value: 0.07, shift: 2, text: '7' },
  { value: 0.0005, shift: 2, text: '0.05' },
  { value: -12.5, shift: 2, text: '-1250' },
  { value: 1e-7, shift: 2, text: '1e-5' },
  { value: 1e21, shift: 2, text: '1e23' },
  { value: -0, shift: 2, text: '0' },
])('$value with its point moved by $shift is $text', ({ value, shift, text }) => {
  expect(printNumber(value, shift)).toBe(text)
})

test.each<{ value: number; digits: number; rounded: number }>([
  { value: 1.23456, digits: 4, rounded: 1.2346 },
  { value: -0.00001, digits: 4, rounded: 0 },
  { value: 1.7976931348623157e308, digits: 4, rounded: 1.7976931348623157e308 },
])('$value at $digits digits is $rounded', ({ value, digits, rounded }) => {
  expect(roundTo(value, digits)).toBe(rounded)
})

test('every number comes home from its text, as such, as a percentage and as a duration', () => {
  fc.assert(
    fc.property(numbers, (number) => {
      const value = number === 0 ? 0 : number
      expect(readNumber(printNumber(value))).toBe(value)
      expect(readNumber(`${printNumber(value, 2)}%`)).toBe(value)
      expect(readDuration(printDuration(value))).toBe(value)
    }),
    { numRuns: 1_000 },
  )
})
