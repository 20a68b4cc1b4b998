import * as z from 'zod'
import { err, ok, type Result } from '../../../../shared/result.ts'
import { call } from './call.ts'
import type { Column, Row, Source } from './source.ts'

const Field = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
})
export const Table = z.object({
  id: z.string(),
  name: z.string(),
  primaryFieldId: z.string(),
  description: z.string().optional(),
  fields: z.array(Field),
  views: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })).default([]),
})
export type Table = z.infer<typeof Table>
const Tables = z.object({ tables: z.array(Table) })
const Records = z.object({
  records: z.array(
    z.object({
      id: z.string(),
      createdTime: z.string(),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
})

const TEXT = new Set([
  'singleLineText',
  'multilineText',
  'email',
  'url',
  'phoneNumber',
  'richText',
  'date',
  'dateTime',
  'singleSelect',
])
const NUMBERS = new Set(['number', 'percent', 'currency', 'rating', 'duration'])
const LISTS = new Set(['multipleSelects'])

const readTables = (baseId: string): Promise<Result<z.infer<typeof Tables>, string>> =>
  call('GET', `/airtable/v0/meta/bases/${baseId}/tables`, Tables)

/** The simulated base, as tabs and sheets: its first hundred records, cells as text. */
export function airtable(baseId: string): Source {
  let tables: readonly Table[] = []
  const path = (table: string, record = '') =>
    `/airtable/v0/${baseId}/${table}${record && `/${record}`}`
  return {
    async tabs() {
      const found = await readTables(baseId)
      if (!found.ok) return found
      tables = found.value.tables
      return ok(tables.map(({ id, name }) => ({ id, name })))
    },
    views: (tab) => tables.find(({ id }) => id === tab)?.views ?? [],
    async sheet(tab, view) {
      const table = tables.find(({ id }) => id === tab)
      if (!table) return err('This table is gone.')
      // Without a view the vendor promises no order.
      const query = new URLSearchParams({ pageSize: '100', returnFieldsByFieldId: 'true' })
      if (view !== '') query.set('view', view)
      const found = await call('GET', `${path(tab)}?${query}`, Records)
      if (!found.ok) return found
      const columns = table.fields.map(({ id, name, type }): Column => ({
        id,
        name,
        canEdit: TEXT.has(type) || NUMBERS.has(type) || LISTS.has(type),
      }))
      const rows = found.value.records.map(({ id, fields }): Row => ({
        id,
        cells: Object.fromEntries(
          Object.entries(fields).map(([field, value]) => [field, show(value)]),
        ),
      }))
      return ok({ columns, rows })
    },
    edit(tab, row, column, text) {
      const type =
        tables.find(({ id }) => id === tab)?.fields.find(({ id }) => id === column)?.type ?? ''
      const body = { fields: { [column]: read(type, text) }, typecast: !NUMBERS.has(type) }
      return call('PATCH', path(tab, row), z.unknown(), body)
    },
    add: (tab) => call('POST', path(tab), z.unknown(), { fields: {} }),
    remove: (tab, row) => call('DELETE', path(tab, row), z.unknown()),
  }
}

function read(type: string, text: string): unknown {
  if (text.trim() === '') return null
  if (NUMBERS.has(type)) return Number.isNaN(Number(text)) ? text : Number(text)
  return LISTS.has(type) ? text.split(',').map((one) => one.trim()) : text
}

const Named = z.union([
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ filename: z.string() }).transform(({ filename }) => filename),
  z.object({ email: z.string() }).transform(({ email }) => email),
  z.object({ text: z.string() }).transform(({ text }) => text),
])

function show(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(show).join(', ')
  if (value === true) return '✓'
  return typeof value === 'object'
    ? (Named.safeParse(value).data ?? JSON.stringify(value))
    : String(value)
}
