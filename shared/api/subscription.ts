import * as z from 'zod'
import { Id, Moment } from './page.ts'

/** What another program may be told of: a record in the CRM was written for the app, or something needs a person. */
export const TidingEvent = z.enum(['record_updated', 'conflict_found'])
export type TidingEvent = z.infer<typeof TidingEvent>

export const Ref = z.string().regex(/^[\w.:-]{1,200}$/)

export const SubscriptionRequest = z
  .strictObject({
    ref: Ref.describe(
      'What the caller knows it by. A second one under the same name takes the place of the first.',
    ),
    event: TidingEvent,
    table: z.string().min(1).max(200).describe('The object or list of the CRM it is about.'),
    url: z
      .string()
      .max(2_000)
      .describe(
        'Where to call: https at a public name, on the usual port. Redirects are not followed.',
      ),
    secret: z
      .string()
      .min(32)
      .max(200)
      .describe(
        'Signs every call: X-Datasync-Signature is the HMAC-SHA256 of its body under this text, in hexadecimal digits.',
      ),
  })
  .meta({ id: 'SubscriptionRequest', description: 'What to tell of, and where.' })
export type SubscriptionRequest = z.infer<typeof SubscriptionRequest>

export const Subscription = z
  .object({
    id: Id,
    ref: Ref,
    event: TidingEvent,
    table: z.string(),
    createdAt: Moment,
    waiting: z.int().describe('How many calls are still to be made.'),
    failures: z.int().describe('How many calls failed in a row, up to now.'),
  })
  .meta({
    id: 'Subscription',
    description: 'Who is told of something. Its address and secret are never shown.',
  })
export type Subscription = z.infer<typeof Subscription>

export const SubscriptionList = z
  .object({ items: z.array(Subscription) })
  .meta({ id: 'SubscriptionList', description: 'The subscriptions of the calling key.' })
export type SubscriptionList = z.infer<typeof SubscriptionList>

/** The body of a call to a subscriber. */
export const Tiding = z.object({
  id: z.string().min(1).max(200).describe('The same however often it is told.'),
  event: TidingEvent,
  at: Moment,
  configId: Id,
  entityType: z.string(),
  table: z.string(),
  recordId: z.string(),
  /** What the fields are called in the CRM; values are never told. */
  fields: z.array(z.string()),
})
export type Tiding = z.infer<typeof Tiding>
