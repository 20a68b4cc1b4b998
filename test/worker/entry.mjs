// The Worker with everything real but the sync, which is a double: routes, identity, objects and secrets as deployed.
import { DurableObject } from 'cloudflare:workers'
import { app } from '../../worker/app.ts'
import { deps } from '../../worker/deps.ts'
import { tidyAll } from '../../worker/schedule.ts'
import { SyncDouble } from './sync-double.ts'

export { Courier } from '../../worker/courier.ts'
export { ConnectionObject } from '../../worker/objects/connection/connection.ts'
export { FeedObject } from '../../worker/objects/feed/feed.ts'
export { PaceObject } from '../../worker/objects/pace/pace.ts'
export { SignInObject } from '../../worker/objects/signin/signin.ts'
export { WorkspaceObject } from '../../worker/objects/workspace/workspace.ts'

/** What a real sync has in its database: the platform lets an object go that nobody asked for ten seconds. */
const doubles = new Map()

export class SyncObject extends DurableObject {
  constructor(state, env) {
    super(state, env)
    const id = state.id.toString()
    this.double = doubles.get(id) ?? new SyncDouble()
    doubles.set(id, this.double)
  }
}
// Only methods of the class itself can be called from outside.
for (const name of Object.getOwnPropertyNames(SyncDouble.prototype)) {
  if (name === 'constructor') continue
  SyncObject.prototype[name] = function (...asked) {
    return this.double[name](...asked)
  }
}

export default { fetch: app.fetch, scheduled: (_event, env) => tidyAll(deps(env)) }
