import * as z from 'zod'
import { err, ok, type Result } from '../../../../shared/result.ts'
import { call } from './call.ts'
import type { Column, Row, Source } from './source.ts'

const Objects = z.object({
  data: z.array(z.object({ api_slug: z.string(), plural_noun: z.string() })),
})
const Attribute = z.object({
  api_slug: z.string(),
  title: z.string(),
  type: z.string(),
  is_writable: z.boolean(),
  is_archived: z.boolean(),
  is_multiselect: z.boolean(),
})
type Attribute = z.infer<typeof Attribute>
const Attributes = z.object({ data: z.array(Attribute) })
const Held = z.record(z.string(), z.unknown())
const Records = z.object({
  data: z.array(
    z.object({
      id: z.object({ record_id: z.string() }),
      values: z.record(z.string(), z.array(Held)),
    }),
  ),
})

const MOST_COLUMNS = 9
const EDITABLE = new Set([
  'text',
  'number',
  'currency',
  'rating',
  'email-address',
  'domain',
  'phone-number',
  'date',
  'select',
  'status',
  'personal-name',
])

/** The simulated workspace, as tabs and sheets: its first records of an object, a hundred or as many as asked, values as text. */
export function attio(limit = 100): Source {
  const attributes = new Map<string, readonly Attribute[]>()
  const path = (object: string, rest = '') => `/attio/v2/objects/${object}${rest}`

  async function attributesOf(object: string): Promise<Result<readonly Attribute[], string>> {
    const known = attributes.get(object)
    if (known) return ok(known)
    const found = await call('GET', path(object, '/attributes?limit=500'), Attributes)
    if (!found.ok) return found
    const shown = found.value.data.filter((one) => !one.is_archived)
    attributes.set(object, shown)
    return ok(shown)
  }

  return {
    async tabs() {
      attributes.clear()
      const found = await call('GET', '/attio/v2/objects', Objects)
      return found.ok
        ? ok(
            found.value.data.map(({ api_slug, plural_noun }) => ({
              id: api_slug,
              name: plural_noun,
            })),
          )
        : found
    },
    views: () => [],
    async sheet(tab) {
      const [schema, found] = await Promise.all([
        attributesOf(tab),
        call('POST', path(tab, '/records/query'), Records, { limit }),
      ])
      if (!schema.ok) return schema
      if (!found.ok) return found
      const isHeld = (slug: string) =>
        found.value.data.some(({ values }) => (values[slug] ?? []).length > 0)
      const columns = [...schema.value]
        .sort((a, b) => worth(b, isHeld) - worth(a, isHeld))
        .slice(0, MOST_COLUMNS)
        .map(({ api_slug, title, type, is_writable }): Column => ({
          id: api_slug,
          name: title,
          canEdit: is_writable && EDITABLE.has(type),
        }))
      const rows = found.value.data.map(({ id, values }): Row => ({
        id: id.record_id,
        cells: Object.fromEntries(
          Object.entries(values).map(([slug, held]) => [slug, held.map(show).join(', ')]),
        ),
      }))
      return ok({ columns, rows })
    },
    edit(tab, row, column, text) {
      const attribute = attributes.get(tab)?.find(({ api_slug }) => api_slug === column)
      if (!attribute) return Promise.resolve(err('This attribute is gone.'))
      const body = { data: { values: { [column]: read(attribute, text) } } }
      // PATCH only adds to what a multi-value holds; PUT replaces it.
      const method = attribute.is_multiselect ? 'PUT' : 'PATCH'
      return call(method, path(tab, `/records/${row}`), z.unknown(), body)
    },
    add: (tab) => call('POST', path(tab, '/records'), z.unknown(), { data: { values: {} } }),
    remove: (tab, row) => call('DELETE', path(tab, `/records/${row}`), z.unknown()),
  }
}

/** Names first, then what is filled, then what may be written; the rest of a long schema stays out of sight. */
function worth({ api_slug, is_writable }: Attribute, isHeld: (slug: string) => boolean): number {
  return (api_slug === 'name' ? 8 : 0) + (isHeld(api_slug) ? 2 : 0) + (is_writable ? 3 : 0)
}

function read({ type, is_multiselect }: Attribute, text: string): unknown {
  const one = (typed: string): unknown => {
    const value = typed.trim()
    if (['number', 'currency', 'rating'].includes(type))
      return Number.isNaN(Number(value)) ? value : Number(value)
    if (type !== 'personal-name') return value
    const [first_name = '', ...rest] = value.split(/\s+/)
    return { first_name, last_name: rest.join(' '), full_name: value }
  }
  if (text.trim() === '') return []
  return is_multiselect ? text.split(',').map(one) : [one(text)]
}

const Shown = z.union([
  z.object({ full_name: z.string() }).transform(({ full_name }) => full_name),
  z.object({ email_address: z.string() }).transform(({ email_address }) => email_address),
  z.object({ phone_number: z.string() }).transform(({ phone_number }) => phone_number),
  z
    .object({ currency_value: z.number() })
    .transform(({ currency_value }) => String(currency_value)),
  z.object({ domain: z.string() }).transform(({ domain }) => domain),
  z.object({ option: z.object({ title: z.string() }) }).transform(({ option }) => option.title),
  z.object({ status: z.object({ title: z.string() }) }).transform(({ status }) => status.title),
  z
    .object({ target_record_id: z.string() })
    .transform(({ target_record_id }) => `→ ${target_record_id.slice(0, 8)}`),
  z
    .object({ referenced_actor_type: z.string() })
    .transform(({ referenced_actor_type }) => referenced_actor_type),
  z.object({ interacted_at: z.string() }).transform(({ interacted_at }) => interacted_at),
  z
    .object({ locality: z.string().nullable(), country_code: z.string().nullable() })
    .transform((place) => [place.locality, place.country_code].filter(Boolean).join(', ')),
  z.object({ value: z.union([z.string(), z.number()]) }).transform(({ value }) => String(value)),
  z.object({ value: z.boolean() }).transform(({ value }) => (value ? '✓' : '')),
])
const show = (held: unknown): string => Shown.safeParse(held).data ?? ''
