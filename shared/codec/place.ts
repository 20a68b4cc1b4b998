/**
 * Places. `country` is ISO 3166-1 alpha-2; `latitude` and `longitude` are degrees as numbers, at most 9 decimals.
 */
import { PARTS } from '../field.ts'
import { ok, type Result } from '../result.ts'
import type { Parts } from '../value.ts'
import { type Misfit, misfit } from './grain.ts'
import { roundTo } from './decimal.ts'

const LINES = ['line1', 'line2', 'line3', 'line4', 'locality', 'region', 'postcode'] as const
export const PLACE_PARTS = PARTS.place ?? []

/** The place with all its parts, trimmed, or null when all are empty, or why it is none. */
export function wholePlace(parts: Parts): Result<Parts | null, Misfit> {
  const place: Record<string, string | number | null> = {}
  for (const line of LINES) place[line] = words(parts[line])

  const country = words(parts['country'])
  const code = country === null ? null : country.toUpperCase()
  if (code !== null && !/^[A-Z]{2}$/.test(code))
    return misfit(`the country must be a two-letter code such as DE, not “${country}”`)
  place['country'] = code

  for (const [axis, limit] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const) {
    const degrees = readDegrees(parts[axis])
    if (degrees === undefined || (degrees !== null && Math.abs(degrees) > limit))
      return misfit(`the ${axis} must be a number from -${limit} to ${limit}`)
    place[axis] = degrees
  }
  return ok(PLACE_PARTS.every((part) => place[part] === null) ? null : place)
}

/** Degrees from a number or a decimal text; undefined where it is neither. */
export function readDegrees(part: string | number | null | undefined): number | null | undefined {
  if (part === null || part === undefined || part === '') return null
  const text = typeof part === 'string' ? part.trim() : part
  if (typeof text === 'string' && !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return undefined
  const degrees = Number(text)
  return Number.isFinite(degrees) ? roundTo(degrees, 9) : undefined
}

const words = (part: string | number | null | undefined): string | null =>
  part === null || part === undefined ? null : String(part).toWellFormed().trim() || null

/** The country a text names in English, or by its code, as ISO 3166-1 alpha-2; null where it names none. */
export function readCountry(text: string): string | null {
  const bare = text.trim()
  const known = countries()
  if (/^[a-z]{2}$/i.test(bare)) {
    const code = bare.toUpperCase()
    return code === 'UK' ? 'GB' : [...known.values()].includes(code) ? code : null
  }
  return known.get(fold(bare)) ?? null
}

const fold = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()

/** Names people write that are not the English short name. */
const ALSO: Readonly<Record<string, string>> = {
  usa: 'US',
  unitedstatesofamerica: 'US',
  america: 'US',
  uk: 'GB',
  greatbritain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  holland: 'NL',
  czechrepublic: 'CZ',
  turkey: 'TR',
  russianfederation: 'RU',
  republicofkorea: 'KR',
  vietnam: 'VN',
  ivorycoast: 'CI',
  uae: 'AE',
}

let byName: ReadonlyMap<string, string> | undefined

/** Folded English names → codes, made once: the runtime knows the names, so no list of ours can grow old. */
function countries(): ReadonlyMap<string, string> {
  if (byName !== undefined) return byName
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const found = new Map<string, string>()
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    const name = NOT_COUNTRIES.has(code) ? undefined : names.of(code)
    // The first code wins: a withdrawn one shares the name of its successor's letters only by alias.
    if (name !== undefined && !found.has(fold(name))) found.set(fold(name), code)
  }
  for (const [name, code] of Object.entries(ALSO)) found.set(name, code)
  byName = found
  return found
}

/** Codes that the runtime names although no address is there: groupings, tests, and withdrawn twins. */
const NOT_COUNTRIES = new Set(
  'AN BU CS CT DD DY EU EZ FQ FX HV JT MI NH NQ NT PC PU PZ QO RH SU TP UK UN VD WK XA XB YD YU ZR ZZ'.split(
    ' ',
  ),
)
