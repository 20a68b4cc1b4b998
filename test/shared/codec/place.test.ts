import { expect, test } from 'vitest'
import { readCountry, readDegrees, wholePlace } from '../../../shared/codec/place.ts'

test.each<{ text: string; country: string | null }>([
  { text: 'Germany', country: 'DE' },
  { text: ' germany ', country: 'DE' },
  { text: 'de', country: 'DE' },
  { text: 'United States', country: 'US' },
  { text: 'U.S.A.', country: 'US' },
  { text: 'UK', country: 'GB' },
  { text: 'United Kingdom', country: 'GB' },
  { text: 'Côte d’Ivoire', country: 'CI' },
  { text: 'Kosovo', country: 'XK' },
  { text: 'Türkiye', country: 'TR' },
  { text: 'Turkey', country: 'TR' },
  { text: 'Czechia', country: 'CZ' },
  { text: 'Myanmar (Burma)', country: 'MM' },
  { text: 'ZZ', country: null },
  { text: 'Narnia', country: null },
  { text: '', country: null },
])('“$text” is $country', ({ text, country }) => {
  expect(readCountry(text)).toBe(country)
})

test.each<{ part: string | number | null | undefined; degrees: number | null | undefined }>([
  { part: '37.774900000', degrees: 37.7749 },
  { part: -122.41941234567, degrees: -122.419412346 },
  { part: '', degrees: null },
  { part: null, degrees: null },
  { part: undefined, degrees: null },
  { part: 'north', degrees: undefined },
  { part: '1e2', degrees: undefined },
  { part: NaN, degrees: undefined },
])('$part on the map is $degrees', ({ part, degrees }) => {
  expect(readDegrees(part)).toBe(degrees)
})

test('a place of empty parts is no place', () => {
  expect(wholePlace({ line1: ' ', country: '', latitude: null })).toEqual({ ok: true, value: null })
})

test('a place has all its parts', () => {
  const place = wholePlace({ locality: 'Berlin', latitude: 0 })
  expect(place).toMatchObject({ ok: true, value: { line4: null, locality: 'Berlin', latitude: 0 } })
})
