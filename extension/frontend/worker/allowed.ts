/** The one place that says what this person may do: by their role at the Worker, and by Airtable's permission on the base. */
import { useCallback } from 'react'
import { allows, NEEDS, type RouteName, type Scope, SCOPES } from '../../../shared/role.ts'
import type { Config } from '../../../shared/api/config.ts'
import type { Me } from '../../../shared/api/sign-in.ts'
import { useOpenBase } from '../airtable/base.ts'
import { say } from '../words/say.ts'
import { useMe } from './questions.ts'
import { useClient } from './signed-in.tsx'

/** Why somebody may not use a route, in a sentence; null where they may. */
export type Forbids = (route: RouteName) => string | null

/**
 * Asked by every control. What the Worker refuses is refused here before; a person who may only read this base changes
 * nothing from it either, whatever their key allows.
 * @param isHere is it about a sync of the open base?
 */
export function useForbids(isHere = true): Forbids {
  const me = useMe(useClient()).data
  const { forbids } = useOpenBase()
  return useCallback(
    (route) => {
      const changes = !route.startsWith('GET ') && route !== 'DELETE /api/me'
      if (isHere && changes && forbids !== null) return forbids
      return me ? forbidden(me, route) : null
    },
    [me, forbids, isHere],
  )
}

/** The same of one sync, which may be of another base; as long as it is not known, it is taken for one of this. */
export function useForbidsOf(config: Pick<Config, 'app'> | undefined): Forbids {
  const base = useOpenBase()
  return useForbids(config === undefined || config.app.resource === base.id)
}

/** The same for many syncs, some of which may be of another base. */
export function useForbidsEach(): (config: Pick<Config, 'app'>) => Forbids {
  const { id } = useOpenBase()
  const [here, elsewhere] = [useForbids(true), useForbids(false)]
  return useCallback(({ app }) => (app.resource === id ? here : elsewhere), [id, here, elsewhere])
}

/** As long as nobody knows who asks, nothing is forbidden: the Worker has the last word anyway. */
export function forbidden(me: Pick<Me, 'role' | 'scopes'>, route: RouteName): string | null {
  const need = NEEDS[route]
  const scopes = me.scopes.filter((one): one is Scope => SCOPES.some((scope) => scope === one))
  if (allows(need, { role: me.role, scopes })) return null
  if (typeof need === 'string') return say.allowed.nobody
  return allows(need, { role: me.role, scopes: [] })
    ? say.allowed.outside(say.scopes[need.scope])
    : say.allowed.needs(say.roles[need.role], say.roles[me.role])
}
