import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import type { FeedConnector, HookState, Interest, Wake } from '../feed.ts'
import { askSimply, change, get } from './api.ts'
import { listTableId, NOTES_ID, TASKS_ID } from './kind.ts'
import { allAttributes } from './schema.ts'

/**
 * Webhooks of one workspace (its guide on webhooks): each call carries one event, with ids and no values, one for each
 * attribute that changed, our own writes included. Objects and lists are named by id in events, by slug in our tables.
 */
export function openAttioFeed(door: Door): FeedConnector {
  const about = { needs: 'webhook:read-write', what: 'webhook', name: 'webhook' }
  let known: Names | null = null

  async function names(): Promise<Result<Names, Failure>> {
    const needs = { needs: 'object_configuration:read', what: 'workspace', name: 'Attio' }
    const [objects, lists] = await Promise.all([
      askSimply(door, get('/v2/objects'), Objects, needs),
      askSimply(door, get('/v2/lists'), Lists, needs),
    ])
    if (!objects.ok) return objects
    const found: Names = new Map([
      ...objects.value.data.map((one) => [one.id.object_id, one.api_slug] as const),
      // Without the right to see lists there is none to be told of.
      ...(lists.ok
        ? lists.value.data.map((one) => [one.id.list_id, listTableId(one.api_slug)] as const)
        : []),
    ])
    known = found
    return ok(found)
  }

  /** Attributes of these tables that nobody heeds. Those that come later, or come back, are told of until this is asked again. */
  async function unheeded({ tables, fields }: Interest): Promise<Unheeded> {
    const all: { [table: string]: readonly string[] } = {}
    for (const table of tables) {
      const heeded = fields[table]
      if (heeded === undefined || !mayHeed(table)) continue
      const attributes = await allAttributes(door, table, false)
      // To be told of too much loses nothing.
      if (!attributes.ok) continue
      const ids = attributes.value.flatMap((one) =>
        heeded.includes(one.api_slug) ? [] : (one.id?.attribute_id ?? []),
      )
      if (ids.length > 0 && ids.length <= MOST_LEFT_OUT) all[table] = ids
    }
    return all
  }

  /** With what nobody heeds left out; a vendor that will not have it so is asked for everything. */
  async function subscribing<T>(
    interest: Interest,
    ask: (subscriptions: readonly unknown[]) => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>> {
    const named = await names()
    if (!named.ok) return named
    const leftOut = await unheeded(interest)
    const done = await ask(subscriptionsOf(interest, named.value, leftOut))
    const isTooFine = !done.ok && done.error.reason === 'refused' && Object.keys(leftOut).length > 0
    return isTooFine ? ask(subscriptionsOf(interest, named.value, {})) : done
  }

  return {
    async subscribe(target, interest) {
      const made = await subscribing(interest, (subscriptions) => {
        const data = { target_url: target, subscriptions }
        return askSimply(door, change('POST', '/v2/webhooks', { data }), Made, about)
      })
      if (!made.ok) return made
      const { id, secret } = made.value.data
      return ok({ id: id.webhook_id, secret, expiresAt: null })
    },
    async adjust(id, interest) {
      const done = await subscribing(interest, (subscriptions) =>
        askSimply(door, change('PATCH', one(id), { data: { subscriptions } }), z.unknown(), about),
      )
      return done.ok ? ok(true) : done
    },
    async hooks() {
      const all: HookState[] = []
      for (;;) {
        const page = await askSimply(
          door,
          get(`/v2/webhooks?limit=${PAGE}&offset=${all.length}`),
          Hooks,
          about,
        )
        if (!page.ok) return page
        all.push(...page.value.data.map(stateOf))
        if (page.value.data.length < PAGE) return ok(all)
      }
    },
    async unsubscribe(id) {
      const gone = await askSimply(door, change('DELETE', one(id)), z.unknown(), about)
      return gone.ok || gone.error.reason === 'gone' ? ok(true) : gone
    },
    async read(body) {
      const sent = Delivery.safeParse(body)
      if (!sent.success) return ok(null)
      const { events } = sent.data
      const holders = events.flatMap(({ id }) => id.object_id ?? id.list_id ?? [])
      let named = known
      if (named === null || holders.some((holder) => !named?.has(holder))) {
        const fresh = await names()
        if (!fresh.ok) return fresh
        named = fresh.value
      }
      return ok(events.flatMap((event) => wakesOf(event, named)))
    },
  }
}

type Names = ReadonlyMap<string, string>
/** Ids of attributes, by table. */
type Unheeded = { readonly [table: string]: readonly string[] }

/** How long a filter may be is told nowhere; an object that has more is told of whole. */
const MOST_LEFT_OUT = 100
const mayHeed = (table: string): boolean => table !== NOTES_ID && table !== TASKS_ID

const PAGE = 100
const one = (id: string): string => `/v2/webhooks/${encodeURIComponent(id)}`

const Objects = z.object({
  data: z.array(z.object({ id: z.object({ object_id: z.string() }), api_slug: z.string() })),
})
const Lists = z.object({
  data: z.array(z.object({ id: z.object({ list_id: z.string() }), api_slug: z.string() })),
})
const Made = z.object({
  data: z.object({ id: z.object({ webhook_id: z.string() }), secret: z.string() }),
})
const HookWire = z.object({
  id: z.object({ webhook_id: z.string() }),
  target_url: z.string(),
  status: z.string(),
})
const Hooks = z.object({ data: z.array(HookWire) })

/** A degraded one has given up some of its deliveries: what they told of is lost. */
const stateOf = ({ id, target_url, status }: z.infer<typeof HookWire>): HookState => ({
  id: id.webhook_id,
  target: target_url,
  alive: status === 'active',
  calls: status !== 'inactive',
  expiresAt: null,
})

const EventWire = z.object({
  event_type: z.string(),
  id: z.object({
    object_id: z.string().optional(),
    list_id: z.string().optional(),
    record_id: z.string().optional(),
    entry_id: z.string().optional(),
    note_id: z.string().optional(),
    task_id: z.string().optional(),
  }),
  duplicate_record_id: z.string().optional(),
  actor: z.object({ type: z.string().nullish() }).nullish(),
})
const Delivery = z.object({ events: z.array(EventWire) })

/** Tokens write for people's own integrations too: an echo is only probable. */
const isToken = (type: string | null | undefined): boolean => type === 'api-token' || type === 'app'

function wakesOf(event: z.infer<typeof EventWire>, names: Names): Wake[] {
  const { event_type: type, id, duplicate_record_id, actor } = event
  const table = names.get(id.object_id ?? id.list_id ?? '')
  const own = isToken(actor?.type)
  const record = (table: string | undefined, id: string | undefined): Wake[] =>
    table === undefined || id === undefined ? [] : [{ is: 'record', table, id, own }]
  if (/^(object|list)-attribute\.|^list\./.test(type)) return [{ is: 'schema' }]
  if (type.startsWith('record.'))
    return [...record(table, id.record_id), ...record(table, duplicate_record_id)]
  if (type.startsWith('list-entry.')) return record(table, id.entry_id)
  if (type.startsWith('note')) return record(NOTES_ID, id.note_id)
  if (type.startsWith('task.')) return record(TASKS_ID, id.task_id)
  return []
}

const ENTRIES = ['list-entry.created', 'list-entry.deleted']
const RECORDS = ['record.created', 'record.deleted', 'record.merged']
const NOTES = ['note.created', 'note.updated', 'note-content.updated', 'note.deleted']
const TASKS = ['task.created', 'task.updated', 'task.deleted']
const SCHEMA = ['object-attribute.created', 'object-attribute.updated']
const LIST_SCHEMA = ['list-attribute.created', 'list-attribute.updated']

/**
 * Only what is mapped: its records, and its attributes as they come and change. Of what is edited, the attributes that
 * nobody heeds are left out, and not the others let in: an attribute made a moment ago, made anew under its name or taken
 * out of the archive is told of before anybody here has heard of it.
 */
function subscriptionsOf({ tables }: Interest, names: Names, leftOut: Unheeded) {
  const ids = (isList: boolean): string[] =>
    [...names].flatMap(([id, table]) =>
      tables.includes(table) && table.startsWith('list:') === isList ? [id] : [],
    )
  const about = (types: readonly string[], field: string, values: readonly string[]) =>
    values.length === 0
      ? []
      : types.map((event_type) => ({
          event_type,
          filter: { $or: values.map((value) => ({ field, operator: 'equals', value })) },
        }))
  const edits = (event_type: string, field: string, isList: boolean) => {
    const quiet = (id: string): readonly string[] | undefined => leftOut[names.get(id) ?? '']
    return [
      ...about(
        [event_type],
        field,
        ids(isList).filter((id) => quiet(id) === undefined),
      ),
      ...ids(isList).flatMap((holder) => {
        const some = quiet(holder)
        if (some === undefined) return []
        const of = { field, operator: 'equals', value: holder }
        const not = some.map((value) => ({ field: 'id.attribute_id', operator: 'not_equals', value })) // prettier-ignore
        return [{ event_type, filter: { $and: [of, ...not] } }]
      }),
    ]
  }
  const any = (types: readonly string[]) =>
    types.map((event_type) => ({ event_type, filter: null }))
  return [
    ...about([...RECORDS, ...SCHEMA], 'id.object_id', ids(false)),
    ...edits('record.updated', 'id.object_id', false),
    ...about([...ENTRIES, ...LIST_SCHEMA], 'id.list_id', ids(true)),
    ...edits('list-entry.updated', 'id.list_id', true),
    ...(tables.includes(NOTES_ID) ? any(NOTES) : []),
    ...(tables.includes(TASKS_ID) ? any(TASKS) : []),
  ]
}
