import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import { COUNTRIES } from './countries.ts'
import type { ValueType } from './type.ts'
import { exact, parse, words } from './type.ts'

const LATITUDE = /^[-+]?([1-8]?\d(\.\d+)?|90(\.0+)?)$/
const LONGITUDE = /^[-+]?(180(\.0+)?|((1[0-7]\d)|([1-9]?\d))(\.\d+)?)$/

const nineDecimals = (degrees: string) => degrees.replace(/(\.\d{9})\d+$/, '$1')
const line = z.string().nullable()

/** All ten keys are compulsory. */
const Place = z.strictObject({
  line_1: line,
  line_2: line,
  line_3: line,
  line_4: line,
  locality: line,
  region: line,
  postcode: line,
  country_code: z.enum(COUNTRIES).nullable(),
  latitude: z.string().regex(LATITUDE).transform(nineDecimals).nullable(),
  longitude: z.string().regex(LONGITUDE).transform(nineDecimals).nullable(),
})

const countryNames = new Intl.DisplayNames('en', { type: 'region' })
const COUNTRY_BY_NAME = new Map(
  COUNTRIES.flatMap((code) => [
    [code.toLowerCase(), code],
    [(countryNames.of(code) ?? code).toLowerCase(), code],
  ]),
)

/** "Street, City, Region Postcode, Country", as much of it as there is. */
function readAddress(address: string): z.output<typeof Place> {
  const parts = address.split(',').map((part) => part.trim()).filter(Boolean) // prettier-ignore
  const country = parts.length > 1 ? COUNTRY_BY_NAME.get((parts.at(-1) ?? '').toLowerCase()) : null
  if (country) parts.pop()
  const tail = parts.length > 2 ? parts.pop() : undefined
  const postcode = tail?.match(/\S*\d\S*(?: \S*\d\S*)*$/)?.[0] ?? null
  const region = tail ? tail.slice(0, tail.length - (postcode?.length ?? 0)).trim() : ''
  const locality = parts.length > 1 ? (parts.pop() ?? null) : null
  const [line_1 = null, line_2 = null, line_3 = null, line_4 = null] = parts
  return {
    line_1,
    line_2,
    line_3,
    line_4,
    locality,
    region: region || null,
    postcode,
    country_code: country ?? null,
    latitude: null,
    longitude: null,
  }
}

/** A place is replaced as a whole. */
export const location: ValueType = {
  coerce(given, setting) {
    if (typeof given === 'string') return readAddress(given)
    const place = parse(Place, given, setting)
    return place instanceof Refusal ? place : { ...place }
  },
  key: (data) => JSON.stringify(data),
  read: (data) => ({
    line_1: data['line_1'],
    line_2: data['line_2'],
    line_3: data['line_3'],
    line_4: data['line_4'],
    locality: data['locality'],
    region: data['region'],
    postcode: data['postcode'],
    country_code: data['country_code'],
    latitude: data['latitude'],
    longitude: data['longitude'],
  }),
  properties: {
    ...Object.fromEntries(
      ['line_1', 'line_2', 'line_3', 'line_4', 'locality', 'region', 'postcode'].map((field) => [
        field,
        words(field),
      ]),
    ),
    country_code: exact('country_code'),
  },
  main: null,
  mayBeMany: false,
  mayBeUnique: false,
  creatable: true,
}
