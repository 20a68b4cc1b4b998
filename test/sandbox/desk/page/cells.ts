import * as z from 'zod'

/**
 * Cell values differ between Airtable's REST and its SDK: selects are names in one and objects in the other, and an
 * empty cell is absent in one and null in the other.
 */
export type FieldShape = { readonly id: string; readonly type: string; readonly options?: unknown }

const Choices = z.object({
  choices: z.array(z.object({ id: z.string(), name: z.string(), color: z.string().optional() })),
})
const Chosen = z.object({ name: z.string().optional(), id: z.string().optional() })
const Linked = z.array(z.object({ id: z.string() }))

export function cellToSdk({ type, options }: FieldShape, value: unknown): unknown {
  if (value === undefined) return null
  const choices = Choices.safeParse(options).data?.choices ?? []
  const choice = (name: unknown) =>
    choices.find((one) => one.name === name) ?? { id: String(name), name: String(name) }
  if (type === 'singleSelect') return choice(value)
  if (type === 'multipleSelects' && Array.isArray(value)) return value.map(choice)
  if (type === 'multipleRecordLinks' && Array.isArray(value))
    return value.map((id) => ({ id: String(id), name: String(id) }))
  return value
}

export function cellToRest({ type, options }: FieldShape, value: unknown): unknown {
  const choices = Choices.safeParse(options).data?.choices ?? []
  const name = (one: unknown) => {
    const chosen = Chosen.safeParse(one).data
    return chosen?.name ?? choices.find(({ id }) => id === chosen?.id)?.name ?? null
  }
  if (value === null || value === undefined || value === '') return null
  if (type === 'singleSelect') return name(value)
  if (type === 'multipleSelects' && Array.isArray(value)) return value.map(name)
  if (type === 'multipleRecordLinks')
    return (Linked.safeParse(value).data ?? []).map(({ id }) => id)
  return value
}

const Shown = z.union([
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
