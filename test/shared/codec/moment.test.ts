import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDate, readInstant } from '../../../shared/codec/moment.ts'
import { dates, instants, texts } from './values.ts'

test.each<{ says: string; text: string; instant: string | null; date: string | null }>([
  { says: 'a moment', text: '2024-01-02T03:04:05.678Z', instant: '2024-01-02T03:04:05.678Z', date: '2024-01-02' },
  { says: 'nine digits of a second', text: '2024-01-02T03:04:05.678901234Z', instant: '2024-01-02T03:04:05.678Z', date: '2024-01-02' },
  { says: 'no zone is UTC', text: '2024-01-02T23:04', instant: '2024-01-02T23:04:00.000Z', date: '2024-01-02' },
  { says: 'a blank instead of T', text: ' 2024-01-02 03:04:05 ', instant: '2024-01-02T03:04:05.000Z', date: '2024-01-02' },
  { says: 'an offset into the day before', text: '2024-01-01T00:30:00+02:00', instant: '2023-12-31T22:30:00.000Z', date: '2023-12-31' },
  { says: 'an offset without colon', text: '2024-01-01T23:30:00-0530', instant: '2024-01-02T05:00:00.000Z', date: '2024-01-02' },
  { says: 'an offset of hours', text: '2024-01-01T12:00+01', instant: '2024-01-01T11:00:00.000Z', date: '2024-01-01' },
  { says: 'a day', text: '2024-02-29', instant: '2024-02-29T00:00:00.000Z', date: '2024-02-29' },
  { says: 'a month is its first day', text: '2024-02', instant: '2024-02-01T00:00:00.000Z', date: '2024-02-01' },
  { says: 'a year is its first day', text: '2024', instant: '2024-01-01T00:00:00.000Z', date: '2024-01-01' },
  { says: 'the last moment there is', text: '9999-12-31T23:59:59.999Z', instant: '9999-12-31T23:59:59.999Z', date: '9999-12-31' },
  { says: 'a moment that an offset pushes past it', text: '9999-12-31T23:59:59-01:00', instant: null, date: null },
  { says: 'the early centuries', text: '0044-03-15', instant: '0044-03-15T00:00:00.000Z', date: '0044-03-15' },
  { says: 'no leap year', text: '2023-02-29', instant: null, date: null },
  { says: 'no such month', text: '2023-13-01', instant: null, date: null },
  { says: 'no such hour', text: '2023-01-01T24:00:00Z', instant: null, date: null },
  { says: 'a date of a country', text: '31/12/2024', instant: null, date: null },
  { says: 'nothing', text: '', instant: null, date: null },
])('$says: “$text”', ({ text, instant, date }) => {
  expect(readInstant(text)).toBe(instant)
  expect(readDate(text)).toBe(date)
}) // prettier-ignore

test('what is in normal form is read as it is', () => {
  fc.assert(
    fc.property(instants, dates, (instant, date) => {
      expect(readInstant(instant)).toBe(instant)
      expect(readDate(date)).toBe(date)
    }),
  )
})

test('any text is read without throwing, into a form that is read as it is', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const read = readInstant(text)
      expect(read === null ? null : readInstant(read)).toBe(read)
    }),
  )
})
