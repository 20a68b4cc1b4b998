/** What the documents say of every route: a route that is not told of here cannot be written. */
import type { ApiRouteName } from '../../../shared/role.ts'
import { CARD } from './card.ts'
import { CONFIGS } from './configs.ts'
import { CONFLICTS } from './conflicts.ts'
import { CONNECTIONS } from './connections.ts'
import { PEOPLE } from './people.ts'
import { RUNS } from './runs.ts'
import { SUBSCRIPTIONS } from './subscriptions.ts'
import type { Told } from './told.ts'

export const TOLD: { readonly [name in ApiRouteName]: Told } = {
  ...CONNECTIONS,
  ...CONFIGS,
  ...RUNS,
  ...CONFLICTS,
  ...CARD,
  ...PEOPLE,
  ...SUBSCRIPTIONS,
}
