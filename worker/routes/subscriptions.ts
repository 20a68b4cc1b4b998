import { Done } from '../../shared/api/page.ts'
import {
  Ref,
  Subscription,
  SubscriptionList,
  SubscriptionRequest,
} from '../../shared/api/subscription.ts'
import { err, ok } from '../../shared/result.ts'
import { strangeness } from '../doorbell.ts'
import type { SubscriptionView } from '../objects/workspace/rpc.ts'
import { moment } from './log.ts'
import { route } from './route.ts'

export const listSubscriptions = route(
  'GET /api/crm/subscriptions',
  {
    says: 'What the calling key is told of, without the addresses.',
    answer: SubscriptionList,
  },
  async ({ deps, caller }) => {
    const found = await deps.workspace(caller.workspaceId).subscriptions(caller.keyId)
    return found.ok ? ok({ items: found.value.map(subscriptionOf) }) : found
  },
)

export const subscribe = route(
  'POST /api/crm/subscriptions',
  {
    says: 'Be called whenever a record of this object is written for the app, or needs a person. Each happening is told at least once, within a day, under an id of its own; the subscription goes with its key, and where its address answers 404 or 410 five times in a row.',
    body: SubscriptionRequest,
    answer: Subscription,
    status: 201,
  },
  async ({ deps, caller, body }) => {
    const why = strangeness(body.url, deps.ownNames)
    if (why !== null) return err({ reason: 'invalid', field: 'url', why })
    const { keyId, workspaceId } = caller
    const made = await deps.workspace(workspaceId).subscribe({ ...body, keyId })
    return made.ok ? ok(subscriptionOf(made.value)) : made
  },
)

export const unsubscribe = route(
  'DELETE /api/crm/subscriptions/:ref',
  {
    says: 'Be told no more. By its id, or by what the caller knows it by.',
    params: { ref: Ref.describe('The id, or what the caller knows it by.') },
    answer: Done,
  },
  async ({ deps, caller, params }) => {
    const { keyId, workspaceId } = caller
    const gone = await deps.workspace(workspaceId).unsubscribe(keyId, params.ref)
    return gone.ok ? ok({ done: true as const }) : gone
  },
)

const subscriptionOf = ({ createdAt, ...view }: SubscriptionView): Subscription => ({
  ...view,
  createdAt: moment(createdAt),
})
