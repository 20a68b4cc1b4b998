import * as z from 'zod'
import { notFound, Refusal } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { badShape, invalid } from '../refusal.ts'
import { data, page, PAGING, readBody, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import type { Subscription, Webhook } from '../webhooks.ts'

const EVENT_TYPES = [
  'call-recording.created',
  ...['created', 'resolved', 'unresolved', 'deleted'].map((one) => `comment.${one}`),
  ...['created', 'updated', 'deleted'].map((one) => `list.${one}`),
  ...['created', 'updated'].map((one) => `list-attribute.${one}`),
  ...['created', 'updated', 'deleted'].map((one) => `list-entry.${one}`),
  ...['created', 'updated'].map((one) => `object-attribute.${one}`),
  'note.created', 'note-content.updated', 'note.updated', 'note.deleted',
  ...['created', 'merged', 'updated', 'deleted'].map((one) => `record.${one}`),
  ...['created', 'updated', 'deleted'].map((one) => `task.${one}`),
  'workspace-member.created',
] // prettier-ignore

const Condition = z.object({
  field: z.string(),
  operator: z.enum(['equals', 'not_equals']),
  value: z.string(),
})
const subscriptions = z.array(
  z.object({
    event_type: z.string().refine((type) => EVENT_TYPES.includes(type)),
    // The key must be there, even for no filter at all.
    filter: z.union([
      z.strictObject({ $or: z.array(Condition) }),
      z.strictObject({ $and: z.array(Condition) }),
      z.null(),
    ]),
  }),
)
const target_url = z.url({ protocol: /^https$/ })
const Made = z.object({ data: z.object({ target_url, subscriptions }) })
const Changed = z.object({
  data: z.object({
    target_url: target_url.optional(),
    subscriptions: subscriptions.optional(),
  }),
})

const shown = (webhook: Webhook) => ({
  id: { workspace_id: webhook.workspaceId, webhook_id: webhook.id },
  target_url: webhook.url,
  subscriptions: webhook.subscriptions,
  status: webhook.status,
  created_at: instant(webhook.createdAt),
})

/** Filters that name a list nobody knows are refused. */
function strayIn({ caller }: Call, given: readonly Subscription[]): Refusal | null {
  const known = caller.workspace.lists.map(({ id }) => id)
  const conditions = given.flatMap(({ filter }) =>
    filter === null ? [] : '$and' in filter ? filter.$and : filter.$or,
  )
  return conditions.some(({ field, value }) => field === 'id.list_id' && !known.includes(value))
    ? badShape([invalid(['data', 'subscriptions'])])
    : null
}

function create(call: Call): Answer | Refusal {
  const body = readBody(call, Made)
  if (body instanceof Refusal) return body
  const stray = strayIn(call, body.data.subscriptions)
  if (stray) return stray
  const { workspace } = call.caller
  const made = call.webhooks.make(workspace.id, body.data.target_url, body.data.subscriptions)
  return data({ ...shown(made), secret: made.secret })
}

function webhookIn(call: Call): Webhook | Refusal {
  const id = call.params['webhook'] ?? ''
  const found = call.webhooks.of(call.caller.workspace.id).find((one) => one.id === id)
  return found ?? notFound('Webhook')
}

function patch(call: Call): Answer | Refusal {
  const webhook = webhookIn(call)
  if (webhook instanceof Refusal) return webhook
  const body = readBody(call, Changed)
  if (body instanceof Refusal) return body
  const { target_url: url, subscriptions: wanted } = body.data
  const stray = strayIn(call, wanted ?? [])
  if (stray) return stray
  webhook.url = url ?? webhook.url
  webhook.subscriptions = wanted ?? webhook.subscriptions
  return data(shown(webhook))
}

function list(call: Call): Answer | Refusal {
  const query = readQuery(call, PAGING)
  if (query instanceof Refusal) return query
  const { limit = 10, offset } = query
  if (limit < 10 || limit > 100)
    return badShape([invalid(['limit'])], 'Query params validation error.')
  return data(page(call.webhooks.of(call.caller.workspace.id), { limit, offset }).map(shown))
}

const READ = { pace: 'read', scopes: ['webhook:read'] } as const
const WRITE = { pace: 'write', scopes: ['webhook:read-write'] } as const
const ONE = '/v2/webhooks/{webhook}'

export const WEBHOOKS: readonly Route[] = [
  { method: 'GET', path: '/v2/webhooks', kind: 'webhooks.list', ...READ, answer: list },
  { method: 'POST', path: '/v2/webhooks', kind: 'webhooks.create', ...WRITE, answer: create },
  {
    method: 'GET',
    path: ONE,
    kind: 'webhooks.get',
    ...READ,
    answer: (call) => {
      const webhook = webhookIn(call)
      return webhook instanceof Refusal ? webhook : data(shown(webhook))
    },
  },
  { method: 'PATCH', path: ONE, kind: 'webhooks.patch', ...WRITE, answer: patch },
  {
    method: 'DELETE',
    path: ONE,
    kind: 'webhooks.delete',
    ...WRITE,
    answer: (call) => {
      const webhook = webhookIn(call)
      if (webhook instanceof Refusal) return webhook
      call.webhooks.all.delete(webhook.id)
      return { text: '{}' }
    },
  },
]
