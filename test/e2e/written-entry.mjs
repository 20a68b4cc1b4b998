// The platform's own database: what it counts as written, beside what changed by SQLite's own count.
import { DurableObject } from 'cloudflare:workers'

export class SyncObject extends DurableObject {
  async fetch(request) {
    const { sql } = this.ctx.storage
    const total = () => sql.exec('select total_changes() as n').one().n
    const found = []
    for (const query of await request.json()) {
      const before = total()
      const cursor = sql.exec(query)
      // Asked before any row that it gives is taken.
      const { rowsWritten } = cursor
      cursor.toArray()
      found.push({ query, rowsWritten, changed: total() - before })
    }
    return Response.json(found)
  }
}
// Named as the Worker's bindings name them; nothing here calls them.
export class ConnectionObject extends DurableObject {}
export class PaceObject extends DurableObject {}
export class WorkspaceObject extends DurableObject {}
export class FeedObject extends DurableObject {}
export class SignInObject extends DurableObject {}
export class Courier extends DurableObject {}

export default {
  fetch: (request, env) =>
    request.method === 'POST' ? env.SYNC.getByName('one').fetch(request) : new Response('ready'),
}
