import { createHmac } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Post } from '../post.ts'
import type { Change } from './draft.ts'
import { SlidingWindow } from '../limiter.ts'
import type { Actor, Workspace } from './workspace.ts'

/** Webhooks: who wants to hear of what, and how it is told: one event in each delivery, ids and never a value. */

export type Condition = {
  readonly field: string
  readonly operator: 'equals' | 'not_equals'
  readonly value: string
}
export type Filter =
  { readonly $and: readonly Condition[] } | { readonly $or: readonly Condition[] } | null
export type Subscription = { readonly event_type: string; readonly filter: Filter }

export type Webhook = {
  readonly id: string
  readonly workspaceId: string
  readonly secret: string
  readonly createdAt: number
  url: string
  subscriptions: readonly Subscription[]
  status: 'active' | 'degraded' | 'inactive'
  /** Since when it is degraded. */
  degradedAt: number | null
}

type Ids = { readonly [key: string]: string }
export type Event = {
  readonly event_type: string
  readonly id: Ids
  readonly actor: Actor
  readonly [key: string]: unknown
}

const RETRIES = 10
const FIRST_RETRY_MS = 5_000
/** Three days in all. */
const LONGEST_RETRY_MS = 12 * 3_600_000
const TIMEOUT_MS = 5_000
const DEGRADED_MS = 7 * 86_400_000
/** Deliveries a second to one address. */
const PACE = 25

export class Webhooks {
  readonly all = new Map<string, Webhook>()
  readonly #clock: Clock
  readonly #post: Post
  readonly #newId: () => string
  readonly #pace = new SlidingWindow(PACE)

  constructor(clock: Clock, post: Post, newId: () => string) {
    this.#clock = clock
    this.#post = post
    this.#newId = newId
  }

  of(workspaceId: string): Webhook[] {
    const now = this.#clock.now()
    const mine = [...this.all.values()].filter((one) => one.workspaceId === workspaceId)
    for (const one of mine)
      if (one.degradedAt !== null && now - one.degradedAt >= DEGRADED_MS) one.status = 'inactive'
    return mine
  }

  make(workspaceId: string, url: string, subscriptions: readonly Subscription[]): Webhook {
    const webhook: Webhook = {
      id: this.#newId(),
      workspaceId,
      secret: `${this.#newId()}${this.#newId()}`.replaceAll('-', ''),
      createdAt: this.#clock.now(),
      url,
      subscriptions,
      status: 'active',
      degradedAt: null,
    }
    this.all.set(webhook.id, webhook)
    return webhook
  }

  tell(workspaceId: string, events: readonly Event[]): void {
    for (const webhook of this.of(workspaceId)) {
      if (webhook.status === 'inactive') continue
      for (const event of events)
        if (webhook.subscriptions.some((one) => wants(one, event))) void this.#send(webhook, event)
    }
  }

  async #send(webhook: Webhook, event: Event): Promise<void> {
    const key = this.#newId()
    const body = JSON.stringify({ webhook_id: webhook.id, events: [event] })
    const signature = createHmac('sha256', webhook.secret).update(body).digest('hex')
    for (let retry = 0; this.all.has(webhook.id); retry++) {
      while (!this.#pace.admit(webhook.url, this.#clock.now())) await this.#clock.sleep(40)
      const { status } = await this.#post.send(
        {
          url: webhook.url,
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Attio 2.0 Webhooks',
            'attio-signature': signature,
            'x-attio-signature': signature,
            'idempotency-key': key,
          },
          body,
        },
        TIMEOUT_MS,
      )
      if (status !== null && status >= 200 && status < 300) return
      if (retry === RETRIES) {
        webhook.status = 'degraded'
        webhook.degradedAt ??= this.#clock.now()
        return
      }
      await this.#clock.sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 3 ** retry))
    }
  }
}

function wants({ event_type, filter }: Subscription, event: Event): boolean {
  if (event_type !== event.event_type) return false
  if (filter === null) return true
  return '$and' in filter
    ? filter.$and.every((one) => passes(one, event))
    : filter.$or.some((one) => passes(one, event))
}

function passes({ field, operator, value }: Condition, event: Event): boolean {
  const found = field
    .split('.')
    .reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null
          ? Object.entries(at).find(([key]) => key === step)?.[1]
          : undefined,
      event,
    )
  return operator === 'equals' ? found === value : found !== value
}

/** What one call did, as its events: one for each attribute of a record that was changed. */
export function eventsOf(
  workspace: Workspace,
  changes: readonly Change[],
  merged: { readonly id: string; readonly from: readonly string[] } | null,
): Event[] {
  const created = new Set(
    changes.flatMap((one) => (one.kind === 'created' ? `${one.object}/${one.record}` : [])),
  )
  const told = new Set<string>()
  return changes.flatMap((change): Event[] => {
    const { kind, object, record, attribute, actor } = change
    const list = workspace.lists.find(({ id }) => id === object)
    const name = `${kind} ${object}/${record} ${attribute ?? ''}`
    // Filling in what was just made is part of making it; an attribute that moved twice in one call is told once.
    if (told.has(name) || (kind === 'updated' && created.has(`${object}/${record}`))) return []
    told.add(name)
    if (merged && !list && (record === merged.id || merged.from.includes(record))) {
      if (kind !== 'deleted') return []
      return [
        {
          event_type: 'record.merged',
          id: { workspace_id: workspace.id, object_id: object, record_id: merged.id },
          duplicate_object_id: object,
          duplicate_record_id: record,
          actor,
        },
      ]
    }
    const ids = list
      ? { list_id: object, entry_id: record }
      : { object_id: object, record_id: record }
    const parent = list ? parentOf(workspace, change) : null
    return [
      {
        event_type: `${list ? 'list-entry' : 'record'}.${kind}`,
        id: {
          workspace_id: workspace.id,
          ...ids,
          ...(attribute === null ? {} : { attribute_id: attribute }),
        },
        ...(parent === null
          ? {}
          : { parent_object_id: parent.object, parent_record_id: parent.record }),
        actor,
      },
    ]
  })
}

const parentOf = ({ records }: Workspace, { object, record }: Change) =>
  records.of(object).get(record)?.parent ?? null

/** A note or a task: `content` where its words changed. */
export const besideEvent = (
  workspace: Workspace,
  what: string,
  id: string,
  actor: Actor,
  parent: { readonly object: string; readonly record: string } | null = null,
): Event => ({
  event_type: what,
  id: { workspace_id: workspace.id, [what.startsWith('task') ? 'task_id' : 'note_id']: id },
  ...(parent === null ? {} : { parent_object_id: parent.object, parent_record_id: parent.record }),
  actor,
})

/** An attribute of an object or a list came or changed. */
export function attributeEvent(
  workspace: Workspace,
  holder: string,
  attribute: string,
  kind: 'created' | 'updated',
  actor: Actor,
): Event {
  const isList = workspace.lists.some(({ id }) => id === holder)
  return {
    event_type: `${isList ? 'list' : 'object'}-attribute.${kind}`,
    id: {
      workspace_id: workspace.id,
      [isList ? 'list_id' : 'object_id']: holder,
      attribute_id: attribute,
    },
    actor,
  }
}
