/** Cells as text for people, as `cellFormat=string` gives them. */
import { zoneOr } from './calendar.ts'
import { writeByPattern } from './pattern.ts'
import { toText } from './formula/value.ts'
import type { Reading } from './reading.ts'
import type { Field, Json, Row, Table } from './state.ts'

/** The zone and locale the caller wants its texts in. */
export type Taste = { readonly zone: string; readonly locale: string }

/** Undefined for an empty cell. */
export function cellText(
  reading: Reading,
  row: Row,
  table: Table,
  field: Field,
  taste: Taste,
): string | undefined {
  const shown = reading.shown(row, table, field)
  if (shown === undefined || shown === null) return undefined
  switch (field.type) {
    case 'number':
      return decimal(shown, field)
    case 'percent':
      return typeof shown === 'number' ? `${decimal(shown * 100, field)}%` : String(shown)
    case 'currency':
      return money(shown, field)
    case 'duration':
      return typeof shown === 'number' ? clock(shown, textOption(field, 'durationFormat')) : ''
    case 'checkbox':
      return shown === true ? 'checked' : undefined
    case 'date':
    case 'dateTime':
    case 'createdTime':
    case 'lastModifiedTime':
      return typeof shown === 'string' ? when(shown, field, taste) : undefined
    case 'multipleSelects':
      return listText(Array.isArray(shown) ? shown.map(String) : [])
    case 'multipleRecordLinks': {
      const value = reading.value(row, table, field)
      return listText(Array.isArray(value) ? value.map(toText) : [])
    }
    case 'multipleAttachments':
      return Array.isArray(shown)
        ? shown.map((one) => `${part(one, 'filename')} (${part(one, 'url')})`).join(', ')
        : ''
    default:
      if (isObject(shown) && 'error' in shown) return String(shown.error)
      if (isObject(shown) && 'specialValue' in shown) return String(shown.specialValue)
      return typeof shown === 'object' ? toText(reading.value(row, table, field)) : String(shown)
  }
}

const isObject = (json: Json): json is { [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
const part = (json: Json, key: string): string => (isObject(json) ? String(json[key] ?? '') : '')

/** An item that holds the comma is put in quotes. */
const listText = (items: readonly string[]): string =>
  items.map((item) => (item.includes(',') ? `"${item}"` : item)).join(', ')

const textOption = (field: Field, name: string): string => String(field.options?.[name] ?? '')

function decimal(shown: Json, field: Field): string {
  const precision = field.options?.precision
  return Number(shown).toFixed(typeof precision === 'number' ? precision : 0)
}

function money(shown: Json, field: Field): string {
  const [whole = '', rest] = decimal(Math.abs(Number(shown)), field).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = Number(shown) < 0 ? '-' : ''
  return sign + textOption(field, 'symbol') + grouped + (rest === undefined ? '' : `.${rest}`)
}

function clock(seconds: number, format: string): string {
  const places = /\.(S+)$/.exec(format)?.[1]?.length ?? 0
  const size = Math.abs(seconds)
  const two = (n: number) => String(n).padStart(2, '0')
  const sign = seconds < 0 ? '-' : ''
  if (format === 'h:mm') {
    const minutes = Math.round(size / 60)
    return `${sign}${Math.trunc(minutes / 60)}:${two(minutes % 60)}`
  }
  const last = (size % 60).toFixed(places)
  const padded = last.padStart(places ? places + 3 : 2, '0')
  return `${sign}${Math.trunc(size / 3600)}:${two(Math.trunc(size / 60) % 60)}:${padded}`
}

function when(iso: string, field: Field, { zone, locale }: Taste): string {
  const result = field.options?.result ?? null
  const options = isObject(result) ? (result.options ?? null) : (field.options ?? null)
  const named = (key: string) => part(isObject(options) ? (options[key] ?? null) : null, 'format')
  const at = Date.parse(iso)
  const isDate = !iso.includes('T')
  const shownIn = isDate ? 'UTC' : zoneOr(zone)
  const pattern = named('dateFormat') || 'l'
  const date =
    pattern === 'l'
      ? new Intl.DateTimeFormat(locale, { timeZone: shownIn }).format(at)
      : writeByPattern(at, pattern, shownIn)
  return isDate ? date : `${date} ${writeByPattern(at, named('timeFormat') || 'h:mma', shownIn)}`
}
