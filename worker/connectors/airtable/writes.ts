import { airtableCodec } from '../../../shared/codec/airtable.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Field } from '../../../shared/field.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { Values } from '../../../shared/value.ts'
import type { Call } from '../../http.ts'
import { encodeCells } from '../cells.ts'
import type { Outcome, RecordWrite, Twin } from '../connector.ts'
import { ask, type Trouble } from './api.ts'
import { findByText, type Place, recordOf, tablePath } from './records.ts'
import { writeFailureOf } from './refusal.ts'
import { DeletedWire, type RecordWire, WrittenWire } from './wire.ts'

/** One write made ready to be sent. */
type Item = {
  readonly place: number
  readonly id: string | null
  readonly values: Values
  readonly twin: Twin | null
  readonly body: { readonly id?: string; readonly fields: { readonly [id: string]: unknown } }
}

/**
 * Writes in batches. A batch is all or nothing there, so a refused one is halved until the bad record stands alone. No
 * call is repeated whose answer was lost: who wants to know what became of it has to look.
 */
export async function writeRecords(
  place: Place,
  fields: readonly Field[],
  writes: readonly RecordWrite[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = writes.map(() => ({
    ok: false,
    failure: { reason: 'fenced' },
  }))
  const items: Item[] = []
  for (const [i, write] of writes.entries()) {
    const item = itemOf(place, fields, write, i)
    if (item.ok) items.push(item.value)
    else outcomes[i] = { ok: false, failure: item.error }
  }
  const kind = writes[0]?.kind ?? 'update'
  for (const round of rounds(items)) {
    for (const { item, outcome } of await sendSplitting(place, fields, kind, round)) {
      outcomes[item.place] = outcome
    }
  }
  return outcomes
}

type Settled = { readonly item: Item; readonly outcome: Outcome }

function itemOf(
  place: Place,
  fields: readonly Field[],
  write: RecordWrite,
  at: number,
): Result<Item, Failure> {
  if (write.kind === 'delete') {
    return ok({
      place: at,
      id: write.id,
      values: {},
      twin: null,
      body: { id: write.id, fields: {} },
    })
  }
  const to = { vendor: 'Airtable', table: place.table, codecOf: airtableCodec }
  const creating = write.kind === 'create'
  const cells = encodeCells(to, fields, write.values, creating)
  if (!cells.ok) return cells
  if (!creating) {
    const body = { id: write.id, fields: cells.value }
    return ok({ place: at, id: write.id, values: write.values, twin: null, body })
  }
  const { twin } = write
  const body = { fields: twin ? { ...cells.value, [twin.field]: twin.id } : cells.value }
  return ok({ place: at, id: null, values: write.values, twin, body })
}

/**
 * Calls that may go together: one merge field for each, and no record twice. How Airtable compares merge values is not
 * documented, so twins that differ only by case or blanks count as the same.
 */
function rounds(items: readonly Item[]): readonly (readonly Item[])[] {
  const made: {
    readonly field: string | null
    readonly keys: Set<string>
    readonly items: Item[]
  }[] = []
  for (const item of items) {
    const field = item.twin?.field ?? null
    const key = item.twin ? item.twin.id.trim().toLowerCase() : (item.id ?? `#${item.place}`)
    const round = made.find((one) => one.field === field && !one.keys.has(key))
    if (round) {
      round.keys.add(key)
      round.items.push(item)
    } else made.push({ field, keys: new Set([key]), items: [item] })
  }
  return made.map((round) => round.items)
}

async function sendSplitting(
  place: Place,
  fields: readonly Field[],
  kind: RecordWrite['kind'],
  items: readonly Item[],
): Promise<readonly Settled[]> {
  const sent = await send(place, kind, items)
  if (sent.ok) {
    return items.map((item, i) => ({
      item,
      outcome: outcomeOf(place, fields, sent.value[i] ?? null),
    }))
  }
  const trouble = sent.error
  if (trouble.kind === 'failure') return items.map((item) => failed(item, trouble.failure))
  if (items.length > 1 && mayDiffer(trouble.refusal.status, items)) {
    const half = Math.ceil(items.length / 2)
    const halves = [items.slice(0, half), items.slice(half)]
    const settled = await Promise.all(
      halves.map((part) => sendSplitting(place, fields, kind, part)),
    )
    return settled.flat()
  }
  return Promise.all(items.map((item) => refusedOne(place, kind, item, trouble)))
}

/** Could another record of the same batch be taken? No access to the table is no access for any of them. */
function mayDiffer(status: number, items: readonly Item[]): boolean {
  if (status !== 403) return true
  const shapes = items.map(({ body }) => Object.keys(body.fields).sort().join())
  return new Set(shapes).size > 1
}

/** The records as they are now, in the order of `items`; null for deleted ones. */
async function send(
  place: Place,
  kind: RecordWrite['kind'],
  items: readonly Item[],
): Promise<Result<readonly (RecordWire | null)[], Trouble>> {
  if (kind === 'delete') {
    const query = new URLSearchParams(items.map(({ id }) => ['records[]', id ?? '']))
    const call = base('DELETE', `${tablePath(place)}?${query}`)
    const answer = await ask(place.door, call, DeletedWire, 'a deletion')
    return answer.ok ? ok(items.map(() => null)) : answer
  }
  const twin = items[0]?.twin
  const call: Call = {
    ...base(kind === 'create' && !twin ? 'POST' : 'PATCH', tablePath(place)),
    body: {
      records: items.map(({ body }) => body),
      returnFieldsByFieldId: true,
      ...(twin ? { performUpsert: { fieldsToMergeOn: [twin.field] } } : {}),
    },
  }
  const answer = await ask(place.door, call, wholeOf(items.length), 'written records')
  return answer.ok ? ok(answer.value.records) : answer
}

/** As many records as were sent, in a schema that is made once. */
const wholes = new Map<number, typeof WrittenWire>()
function wholeOf(size: number): typeof WrittenWire {
  const known = wholes.get(size) ?? WrittenWire.refine(({ records }) => records.length === size)
  wholes.set(size, known)
  return known
}

const base = (method: Call['method'], path: string): Call => ({
  kind: 'write',
  method,
  path,
  repeatable: false,
})

const outcomeOf = (place: Place, fields: readonly Field[], wire: RecordWire | null): Outcome => ({
  ok: true,
  record: wire && recordOf(place, fields, wire),
})

const failed = (item: Item, failure: Failure): Settled => ({
  item,
  outcome: { ok: false, failure },
})

async function refusedOne(
  place: Place,
  kind: RecordWrite['kind'],
  item: Item,
  trouble: Extract<Trouble, { kind: 'refusal' }>,
): Promise<Settled> {
  const failure = writeFailureOf(trouble.refusal, item, place.table)
  if (kind === 'delete' && failure.reason === 'gone') {
    return { item, outcome: { ok: true, record: null } }
  }
  if (item.twin && failure.reason === 'refused') {
    // An upsert that meets several records is refused without a type of its own: look whether that is why.
    const by = place.table.fields.find(({ id }) => id === item.twin?.field)
    const found = by ? await findByText(place, [], by, [item.twin.id]) : null
    if (by && found?.ok && found.value.length > 1) {
      return failed(item, { reason: 'not_unique', vendor: 'Airtable', field: by.name })
    }
  }
  return failed(item, failure)
}
