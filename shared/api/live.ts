import * as z from 'zod'
import { Mend } from './config.ts'
import { Id, Moment } from './page.ts'
import { Log } from './run.ts'

export const LiveQuery = z.strictObject({
  configId: Id,
  since: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('The number of the last state that was seen: without news there is none to give.'),
})
export type LiveQuery = z.input<typeof LiveQuery>

/** How a sync stands: each is whole, so that whoever missed some needs only the last. */
export const LiveState = z
  .object({
    seq: z.number().describe('Rises with every change.'),
    configId: Id,
    paused: z.boolean(),
    stopped: z.string().nullable(),
    mend: Mend.nullable(),
    nextRunAt: Moment.nullable(),
    lastRun: Log.nullable(),
  })
  .meta({
    id: 'LiveState',
    description:
      'How a sync stands: each state is whole, so that whoever missed some needs only the last.',
  })
export type LiveState = z.infer<typeof LiveState>

export const LiveAnswer = z
  .object({
    seq: z.number(),
    state: LiveState.nullable().describe('Null where nothing changed since `since`.'),
  })
  .meta({ id: 'LiveAnswer', description: 'The newest state, where it is news.' })
export type LiveAnswer = z.infer<typeof LiveAnswer>

export const TicketRequest = z
  .strictObject({ configId: Id })
  .meta({ id: 'TicketRequest', description: 'The sync to listen to.' })
export type TicketRequest = z.input<typeof TicketRequest>

export const Ticket = z
  .object({
    ticket: z
      .string()
      .describe('Opens GET /api/crm/sync/live as a WebSocket, once, as `?configId=…&ticket=…`.'),
    expiresAt: Moment,
  })
  .meta({ id: 'Ticket', description: 'Opens the live line once.' })
export type Ticket = z.infer<typeof Ticket>
