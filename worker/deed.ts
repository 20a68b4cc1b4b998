import { type Need, NEEDS, type RouteName, type Scope } from '../shared/role.ts'
import type { Caller, Deed } from './objects/workspace/rpc.ts'
import type { Raw, Route } from './routes/route.ts'

/** Calls that look at something with a body: nothing is done by them. */
const LOOKS: ReadonlySet<RouteName> = new Set([
  'POST /api/crm/:provider/test-connection',
  'POST /api/crm/configs/:id/filter-count',
  'POST /api/crm/:provider/table-offer',
  'POST /api/crm/formula/check',
  'POST /api/crm/field-mappings/sample',
  'POST /api/crm/field-mappings/suggest',
  'POST /api/crm/push/outcomes',
  'POST /api/crm/sync/live/ticket',
])

/** Does a call of this name change anything? */
export const isChange = (name: RouteName): boolean => !name.startsWith('GET ') && !LOOKS.has(name)

/** What is in these does not say what anybody may do. */
const SAYS_NOTHING_OF_RIGHTS: ReadonlySet<Scope> = new Set(['configs', 'runs', 'conflicts'])

/** May somebody do, or see, less after a call of this name? */
export function mayTakeAway(name: RouteName): boolean {
  if (!isChange(name) || name === 'POST /api/keys') return false
  if (name === 'DELETE /api/crm/configs/:id') return true
  const need: Need = NEEDS[name]
  return typeof need !== 'object' || !SAYS_NOTHING_OF_RIGHTS.has(need.scope)
}

/** What a call did, for the trail: who, which route, and the ids in its address and of what it made. No values. */
export function deedOf(route: Route, raw: Raw, caller: Caller, answer: unknown): Deed | null {
  if (!isChange(route.name)) return null
  const made = idIn(answer)
  const actor = `${caller.memberId === null ? 'key' : 'session'} ${caller.keyId} (${caller.name})`
  return {
    actor,
    action: route.name,
    about: { ...raw.params, ...(made === null ? {} : { made }) },
  }
}

function idIn(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null
  const id = 'id' in answer ? answer.id : 'job_id' in answer ? answer.job_id : null
  return typeof id === 'string' ? id : null
}
