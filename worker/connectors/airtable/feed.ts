import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Call, Door } from '../../http.ts'
import type { FeedConnector, HookState, Payload, Replaced, Wake } from '../feed.ts'
import { ask, askSimply, failureFrom } from './api.ts'
import type { About } from './refusal.ts'

/**
 * Webhooks of one base (its pages on webhooks): at most 10 to a base and 2 to an OAuth app, made by a creator, dead after
 * 7 days unless asked for again. A call says only that there is something; what it is stands in numbered payloads.
 */
export function openAirtableFeed(base: string, door: Door, me: string | null): FeedConnector {
  const all = `/v0/bases/${encodeURIComponent(base)}/webhooks`
  const one = (id: string): string => `${all}/${encodeURIComponent(id)}`
  const about: About = {
    needs: 'webhook:manage, and creator permission on the base',
    what: 'webhook',
    name: 'webhook',
  }
  const act = async (call: Call): Promise<Result<true, Failure>> => {
    const done = await askSimply(door, call, z.unknown(), about)
    return done.ok ? ok(true) : done
  }
  return {
    async subscribe(target) {
      // The whole base: what it tells of can never be changed, and there is one for all syncs.
      const body = {
        notificationUrl: target,
        specification: {
          options: {
            filters: { dataTypes: ['tableData', 'tableFields'] },
            includes: { includePreviousCellValues: true },
          },
        },
      }
      const call = { kind: 'write', method: 'POST', path: all, body, repeatable: false } as const
      const made = await ask(door, call, Made, 'a webhook')
      if (!made.ok) {
        const { error } = made
        return error.kind === 'refusal' && error.refusal.type === 'TOO_MANY_WEBHOOKS_IN_BASE'
          ? err({ reason: 'refused', vendor: 'Airtable', what: 'one more webhook for this base' })
          : err(failureFrom(error, about))
      }
      const { id, macSecretBase64, expirationTime } = made.value
      return ok({ id, secret: macSecretBase64, expiresAt: moment(expirationTime) })
    },
    // It tells of everything already.
    adjust: async () => ok(true),
    async renew(id) {
      const call = { kind: 'write', method: 'POST', path: `${one(id)}/refresh`, repeatable: true } as const // prettier-ignore
      const live = await askSimply(door, call, Renewed, about)
      return live.ok ? ok(moment(live.value.expirationTime)) : live
    },
    recall: (id) =>
      act({
        kind: 'write',
        method: 'POST',
        path: `${one(id)}/enableNotifications`,
        body: { enable: true },
        repeatable: true,
      }),
    async hooks() {
      const listed = await askSimply(door, get(all), Hooks, about)
      return listed.ok ? ok(listed.value.webhooks.map(stateOf)) : listed
    },
    async unsubscribe(id) {
      const gone = await act({ kind: 'write', method: 'DELETE', path: one(id), repeatable: true })
      return !gone.ok && gone.error.reason === 'gone' ? ok(true) : gone
    },
    async gathered(id, from) {
      const query = new URLSearchParams({ cursor: String(from), limit: String(PAGE) })
      const read = await askSimply(door, get(`${one(id)}/payloads?${query}`), Gathered, about)
      if (!read.ok) return read
      const { cursor, mightHaveMore, payloads } = read.value
      const first = cursor - payloads.length
      return ok({
        payloads: payloads.map((payload, at): Payload => ({
          no: first + at,
          at: moment(payload.timestamp),
          wakes: wakesOf(payload, me),
        })),
        next: Math.max(from, cursor),
        // An empty page means the end, whatever it says.
        more: mightHaveMore && payloads.length > 0,
        from: payloads.length > 0 && first > from ? first : null,
        broken: payloads.some((payload) => payload.error === true),
      })
    },
  }
}

/** As many as the vendor gives at once. */
const PAGE = 50

const get = (path: string): Call => ({ kind: 'read', method: 'GET', path, repeatable: true })

function moment(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? null : at
}

const Made = z.object({
  id: z.string(),
  macSecretBase64: z.string(),
  expirationTime: z.string().nullish(),
})
const Renewed = z.object({ expirationTime: z.string().nullish() })
const HookWire = z.object({
  id: z.string(),
  isHookEnabled: z.boolean(),
  areNotificationsEnabled: z.boolean(),
  notificationUrl: z.string().nullish(),
  expirationTime: z.string().nullish(),
})
const Hooks = z.object({ webhooks: z.array(HookWire) })

const stateOf = (hook: z.infer<typeof HookWire>): HookState => ({
  id: hook.id,
  target: hook.notificationUrl ?? null,
  alive: hook.isHookEnabled,
  calls: hook.areNotificationsEnabled,
  expiresAt: moment(hook.expirationTime),
})

const Some = z.record(z.string(), z.unknown())
const Cells = z.object({ cellValuesByFieldId: Some.default({}) }).optional()
const Changed = z.object({ current: Cells, previous: Cells })
const TableChange = z.object({
  createdRecordsById: Some.default({}),
  changedRecordsById: z.record(z.string(), Changed).default({}),
  destroyedRecordIds: z.array(z.string()).default([]),
  createdFieldsById: Some.default({}),
  changedFieldsById: Some.default({}),
  destroyedFieldIds: z.array(z.string()).default([]),
})
const PayloadWire = z.object({
  timestamp: z.string().nullish(),
  error: z.boolean().optional(),
  actionMetadata: z
    .object({
      source: z.string(),
      sourceMetadata: z.object({ user: z.object({ id: z.string() }).optional() }).optional(),
    })
    .optional(),
  changedTablesById: z.record(z.string(), TableChange).default({}),
  createdTablesById: Some.default({}),
  destroyedTableIds: z.array(z.string()).default([]),
})
const Gathered = z.object({
  cursor: z.number(),
  mightHaveMore: z.boolean(),
  payloads: z.array(PayloadWire),
})

/** Where to look because of one payload. Another client of the same person looks just as we do: an echo is only probable. */
function wakesOf(payload: z.infer<typeof PayloadWire>, me: string | null): Wake[] {
  const { source, sourceMetadata } = payload.actionMetadata ?? { source: '' }
  const own = me !== null && source === 'publicApi' && sourceMetadata?.user?.id === me
  const wakes: Wake[] = []
  let room = LETTERS_OF_A_PAYLOAD
  for (const [table, change] of Object.entries(payload.changedTablesById)) {
    const record = (id: string): Wake & { is: 'record' } => ({ is: 'record', table, id, own })
    for (const id of Object.keys(change.createdRecordsById)) wakes.push(record(id))
    for (const [id, { current, previous }] of Object.entries(change.changedRecordsById)) {
      const [is, was] = [current?.cellValuesByFieldId ?? {}, previous?.cellValuesByFieldId]
      const moved = { ...record(id), fields: Object.keys(is) }
      if (own && was !== undefined) {
        const { cells, letters } = replacedBy(was, is, room)
        room -= letters
        wakes.push({ ...moved, replaced: cells })
      } else wakes.push(moved)
    }
    for (const id of change.destroyedRecordIds) wakes.push(record(id))
    const fields = [
      ...Object.keys(change.createdFieldsById),
      ...Object.keys(change.changedFieldsById),
      ...change.destroyedFieldIds,
    ]
    if (fields.length > 0) wakes.push({ is: 'schema' })
  }
  if (Object.keys(payload.createdTablesById).length > 0 || payload.destroyedTableIds.length > 0)
    wakes.push({ is: 'schema' })
  return wakes
}

/**
 * What a write replaced is kept in one row with all else that its payload tells, and handed on with dozens of others: a
 * longer cell is not carried along, nor is what comes after so many letters of one payload.
 */
const LETTERS_OF_A_CELL = 20_000
const LETTERS_OF_A_PAYLOAD = 100_000

function replacedBy(
  was: z.infer<typeof Some>,
  is: z.infer<typeof Some>,
  room: number,
): { readonly cells: { readonly [field: string]: Replaced }; readonly letters: number } {
  const cells: { [field: string]: Replaced } = {}
  let letters = 0
  for (const [field, now] of Object.entries(is)) {
    const one = { was: was[field] ?? null, is: now ?? null }
    const length = JSON.stringify(one).length
    if (length > LETTERS_OF_A_CELL || letters + length > room) continue
    cells[field] = one
    letters += length
  }
  return { cells, letters }
}
