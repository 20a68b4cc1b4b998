import * as z from 'zod'

const Shown = z.union([
  z
    .object({ linkedRecordId: z.string(), value: z.unknown() })
    .transform(({ value }) => String(value)),
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ filename: z.string() }).transform(({ filename }) => filename),
  z.object({ text: z.string() }).transform(({ text }) => text),
])

/** What a person reads in the cell. */
export function cellToText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(cellToText).join(', ')
  if (value === true) return 'checked'
  return typeof value === 'object'
    ? (Shown.safeParse(value).data ?? JSON.stringify(value))
    : String(value)
}

const COMPUTED = new Set([
  'formula',
  'rollup',
  'count',
  'multipleLookupValues',
  'autoNumber',
  'createdTime',
  'lastModifiedTime',
  'createdBy',
  'lastModifiedBy',
  'button',
  'externalSyncSource',
  'aiText',
])
export const isComputed = (type: string): boolean => COMPUTED.has(type)
