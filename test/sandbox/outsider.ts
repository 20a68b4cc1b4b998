/** Somebody else who works in the same accounts, through the vendors' own HTTP and with a token of their own. */
import * as z from 'zod'
import type { Clock } from './clock.ts'
import type { Access, Facts, Place } from './facts.ts'

/** Cells by field name, as Airtable's records API gives and takes them. */
export type Cells = { readonly [field: string]: unknown }
export type AirtableRecord = { readonly id: string; readonly fields: Cells }
/** Values by attribute slug, as Attio gives them: a list each. */
export type AttioRecord = {
  readonly id: string
  readonly values: { readonly [slug: string]: readonly { readonly [key: string]: unknown }[] }
}

const Written = z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })
const Page = z.object({ records: z.array(Written), offset: z.string().optional() })
const Held = z
  .object({
    id: z.object({ record_id: z.string() }),
    values: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  })
  .transform(({ id, values }): AttioRecord => ({ id: id.record_id, values }))
const One = z.object({ data: Held })
const List = z.object({ data: z.array(Held) })

/** Every call waits its turn where the vendor asks for a pause; what a vendor refuses throws. */
export function openOutsider(access: Access, facts: Facts, clock: Clock) {
  const { airtable, attio } = { airtable: access.airtable.outsider, attio: access.attio.outsider }
  const table = (name: string) =>
    `/v0/${facts.airtable.baseId}/${facts.airtable.tables[name] ?? name}`
  const object = (slug: string) => `/v2/objects/${slug}/records`
  const call = <T>(
    place: Place,
    method: string,
    path: string,
    answer: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> => carry(clock, place, method, path, answer, body)

  return {
    async airtableRecords(name: string): Promise<readonly AirtableRecord[]> {
      const all: AirtableRecord[] = []
      let offset: string | undefined
      do {
        const more = offset === undefined ? '' : `&offset=${encodeURIComponent(offset)}`
        const page = await call(airtable, 'GET', `${table(name)}?pageSize=100${more}`, Page)
        all.push(...page.records)
        offset = page.offset
      } while (offset !== undefined)
      return all
    },
    airtableRecord: (name: string, id: string) =>
      call(airtable, 'GET', `${table(name)}/${id}`, Written),
    addToAirtable: (name: string, fields: Cells) =>
      call(airtable, 'POST', table(name), Written, { fields }),
    editInAirtable: (name: string, id: string, fields: Cells) =>
      call(airtable, 'PATCH', `${table(name)}/${id}`, Written, { fields }),
    removeFromAirtable: (name: string, id: string) =>
      call(airtable, 'DELETE', `${table(name)}/${id}`, z.unknown()),

    async attioRecords(slug: string): Promise<readonly AttioRecord[]> {
      const all: AttioRecord[] = []
      for (;;) {
        const { data } = await call(attio, 'POST', `${object(slug)}/query`, List, {
          limit: 500,
          offset: all.length,
        })
        all.push(...data)
        if (data.length < 500) return all
      }
    },
    attioRecord: (slug: string, id: string) =>
      call(attio, 'GET', `${object(slug)}/${id}`, One).then(({ data }) => data),
    addToAttio: (slug: string, values: Cells) =>
      call(attio, 'POST', object(slug), One, { data: { values } }).then(({ data }) => data),
    /** Sets lists whole. */
    editInAttio: (slug: string, id: string, values: Cells) =>
      call(attio, 'PUT', `${object(slug)}/${id}`, One, { data: { values } }).then(
        ({ data }) => data,
      ),
    removeFromAttio: (slug: string, id: string) =>
      call(attio, 'DELETE', `${object(slug)}/${id}`, z.unknown()),
  }
}
export type Outsider = ReturnType<typeof openOutsider>

const PATIENCE = 60

async function carry<T>(
  clock: Clock,
  { address, token }: Place,
  method: string,
  path: string,
  answer: z.ZodType<T>,
  body: unknown,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(address + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    if (response.ok) return answer.parse(await response.json())
    if (response.status !== 429 || tries === PATIENCE) {
      throw new Error(
        `${method} ${path} was refused with ${response.status}: ${await response.text()}`,
      )
    }
    await clock.sleep(500)
  }
}
