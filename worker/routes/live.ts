import { LiveAnswer, LiveQuery, Ticket, TicketRequest } from '../../shared/api/live.ts'
import { ok } from '../../shared/result.ts'
import type { Deps } from '../deps.ts'
import { hashOf } from '../key.ts'
import { stamp, stamped } from '../stamp.ts'
import { moment } from './log.ts'
import { route } from './route.ts'
import { ownSync, pageOf } from './sync.ts'
import { toldOnce } from './told-once.ts'

export const giveTicket = route(
  'POST /api/crm/sync/live/ticket',
  {
    says: 'A ticket that opens the live line of a sync once, within a minute: a WebSocket cannot carry a key without showing it.',
    body: TicketRequest,
    answer: Ticket,
    status: 201,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const ticket = await stamp(deps.ring(), 'ticket', `${body.configId}.${deps.newId('', 24)}`)
    const given = await own.value.sync.giveTicket(await hashOf(ticket), {
      workspaceId: caller.workspaceId,
      keyId: caller.keyId,
    })
    return given.ok ? ok({ ticket, expiresAt: moment(given.value) }) : given
  },
)

export const live = route(
  'GET /api/crm/sync/live',
  {
    says: 'How a sync stands now, with a number that rises when that changes. The same is pushed over a WebSocket at this address, with a ticket; `since` says there what was seen before a cut.',
    query: LiveQuery,
    answer: LiveAnswer,
  },
  async ({ deps, caller, query }) => {
    const own = await ownSync(deps, caller, query.configId)
    if (!own.ok) return own
    const page = await pageOf(deps, query.configId, 'live')
    if (!page.ok) return page
    const { seq } = page.value
    return ok(seq === query.since ? { seq, state: null } : toldOnce(page.value, (state) => ({ seq, state }))) // prettier-ignore
  },
)

/**
 * The live line itself: the ticket is all it asks for, and says which sync it is for. What we never gave is refused before
 * anything is looked up.
 */
export async function openLine(
  request: Request,
  deps: Pick<Deps, 'ring' | 'syncLine'>,
): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const id = searchParams.get('configId') ?? ''
  const ticket = searchParams.get('ticket') ?? ''
  const text = await stamped(deps.ring(), 'ticket', ticket)
  if (text === null || text.slice(0, text.indexOf('.')) !== id)
    return new Response(null, { status: 401 })
  const headers = new Headers({ upgrade: 'websocket', 'x-ticket': await hashOf(ticket) })
  const answered = await deps.syncLine(id, new Request(request.url, { headers }))
  // What an object answers cannot be given headers of ours; a copy can.
  return new Response(answered.body, answered)
}
