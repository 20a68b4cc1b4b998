import { Numbers, NumbersQuery } from '../../shared/api/numbers.ts'
import { Id } from '../../shared/api/page.ts'
import { ok } from '../../shared/result.ts'
import { moment } from './log.ts'
import { route } from './route.ts'
import { ownSync } from './sync.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export const numbers = route(
  'GET /api/crm/configs/:id/numbers',
  {
    says: 'What a sync did hour by hour, and how many things waited: what charts are drawn from.',
    params: { id: Id },
    query: NumbersQuery,
    answer: Numbers,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const found = await own.value.sync.numbers(deps.clock.now() - query.days * DAY_MS)
    if (!found.ok) return found
    const { from, hours, standing } = found.value
    return ok({
      from: moment(from),
      hours: hours.map(({ hour, ms, left, right, delayMs, ...rest }) => ({
        ...rest,
        at: moment(hour * HOUR_MS),
        seconds: ms / 1_000,
        toApp: left,
        toCrm: right,
        delay: delayMs === null ? null : delayMs / 1_000,
      })),
      standing: standing.map(({ hour, ...rest }) => ({ ...rest, at: moment(hour * HOUR_MS) })),
    })
  },
)
