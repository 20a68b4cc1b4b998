import * as z from 'zod'
import { badValue, invalid, Refusal } from '../refusal.ts'
import type { Setting, ValueType } from './type.ts'
import { parse, RANGE, textIn, unwrap } from './type.ts'

const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/

/** The instant an ISO 8601 text names, missing parts padded, UTC unless it says otherwise. Nine digits. */
export function toInstant(given: string): string | null {
  const parts = ISO.exec(given)
  if (!parts) return null
  const [year, month = '01', day = '01', hours = '00', minutes = '00', seconds = '00'] =
    parts.slice(1)
  const zone = parts[8]?.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2') ?? 'Z'
  const at = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone}`)
  // The thirtieth of February is no day, though some parsers take it for the second of March.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number.isNaN(at.getTime()) || Number(day) > days) return null
  const whole = at.toISOString()
  if (whole.length !== 24) return null
  return `${whole.slice(0, 19)}.${(parts[7] ?? '').padEnd(9, '0')}Z`
}

/** A time of day is dropped; with an offset the day is UTC's. */
export const toDay = (given: string): string | null => toInstant(given)?.slice(0, 10) ?? null

const dated = (read: (given: string) => string | null): ValueType => ({
  coerce(given, setting: Setting) {
    const bare = parse(z.string(), unwrap(given, 'value', setting), setting)
    if (bare instanceof Refusal) return bare
    const value = read(bare)
    return value === null ? badValue(setting.attribute.slug, [invalid(['value'])]) : { value }
  },
  key: (data) => textIn(data, 'value'),
  read: ({ value }) => ({ value }),
  properties: {
    value: {
      operators: RANGE,
      operand: (given) => (typeof given === 'string' ? (read(given) ?? undefined) : undefined),
      // Both forms have one width, so the order of the letters is the order of time.
      of: ({ data }) => data['value'] ?? null,
    },
  },
  main: 'value',
  mayBeMany: false,
  mayBeUnique: false,
  creatable: true,
})

export const date = dated(toDay)
export const timestamp = dated(toInstant)
