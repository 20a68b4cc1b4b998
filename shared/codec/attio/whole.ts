/** Values of several parts, which Attio takes whole only: personal names and locations (reference 2.4). */
import * as z from 'zod'
import { ok } from '../../result.ts'
import type { Parts } from '../../value.ts'
import { fitParts } from '../fit.ts'
import type { Grain } from '../grain.ts'
import { wholeName } from '../name.ts'
import { readDegrees, wholePlace } from '../place.ts'

const word = z.string().nullish()
const PersonalName = z.object({ first_name: word, last_name: word, full_name: word })

/** All three keys must be sent (a live write without them was refused), and none may be null. */
export const personalName: Grain<Parts> = {
  read(wire) {
    const found = PersonalName.safeParse(wire)
    if (!found.success) return undefined
    const { first_name, last_name, full_name } = found.data
    return wholeName({
      first: first_name ?? null,
      last: last_name ?? null,
      full: full_name ?? null,
    })
  },
  fit(element) {
    const parts = fitParts(element, 'a name')
    return parts.ok && parts.value !== null ? ok(wholeName(parts.value)) : parts
  },
  write: ({ first, last, full }) => ({
    first_name: first ?? '',
    last_name: last ?? '',
    full_name: full ?? '',
  }),
}

const degrees = z.union([z.string(), z.number()]).nullish()
const Location = z.object({
  line_1: word,
  line_2: word,
  line_3: word,
  line_4: word,
  locality: word,
  region: word,
  postcode: word,
  country_code: word,
  latitude: degrees,
  longitude: degrees,
})

/** All ten keys must be sent, nulls included. Degrees travel as texts of at most nine decimals. */
export const location: Grain<Parts> = {
  read(wire) {
    const found = Location.safeParse(wire)
    if (!found.success) return undefined
    const place = found.data
    return {
      line1: place.line_1 ?? null,
      line2: place.line_2 ?? null,
      line3: place.line_3 ?? null,
      line4: place.line_4 ?? null,
      locality: place.locality ?? null,
      region: place.region ?? null,
      postcode: place.postcode ?? null,
      country: place.country_code ?? null,
      latitude: readDegrees(place.latitude) ?? null,
      longitude: readDegrees(place.longitude) ?? null,
    }
  },
  fit(element) {
    const parts = fitParts(element, 'a place')
    return parts.ok && parts.value !== null ? wholePlace(parts.value) : parts
  },
  write: (place) => ({
    line_1: place['line1'],
    line_2: place['line2'],
    line_3: place['line3'],
    line_4: place['line4'],
    locality: place['locality'],
    region: place['region'],
    postcode: place['postcode'],
    country_code: place['country'],
    latitude: printDegrees(place['latitude']),
    longitude: printDegrees(place['longitude']),
  }),
}

/** Without an exponent: Attio checks the text against a pattern of digits. */
const printDegrees = (part: string | number | null | undefined): string | null =>
  typeof part === 'number' ? part.toFixed(9).replace(/\.?0+$/, '') : null
