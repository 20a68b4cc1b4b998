import { app } from './app.ts'
import { type Bindings, deps } from './deps.ts'
import { tidyAll } from './schedule.ts'

export { Courier } from './courier.ts'
export { ConnectionObject } from './objects/connection/connection.ts'
export { FeedObject } from './objects/feed/feed.ts'
export { PaceObject } from './objects/pace/pace.ts'
export { SignInObject } from './objects/signin/signin.ts'
export { SyncObject } from './objects/sync/sync.ts'
export { WorkspaceObject } from './objects/workspace/workspace.ts'

export default {
  fetch: app.fetch,
  scheduled: (_event, env) => tidyAll(deps(env)),
} satisfies ExportedHandler<Bindings>
