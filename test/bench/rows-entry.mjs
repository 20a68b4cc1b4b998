// The engine alone in the real runtime, between two vendors made of arithmetic: how many rows the platform counts as written.
import { DurableObject } from 'cloudflare:workers'
import { openAlone } from './alone.ts'

/** The platform's storage with its own counter summed up, by statement. */
function counting(storage) {
  const written = new Map()
  const sql = {
    exec(query, ...bindings) {
      const cursor = storage.sql.exec(query, ...bindings)
      const rows = cursor.toArray()
      if (cursor.rowsWritten > 0) written.set(query, (written.get(query) ?? 0) + cursor.rowsWritten)
      return { toArray: () => rows }
    },
  }
  return { written, store: { sql, transactionSync: (work) => storage.transactionSync(work) } }
}

export class SyncObject extends DurableObject {
  async fetch(request) {
    const { records, edited } = await request.json()
    const { written, store } = counting(this.ctx.storage)
    const alone = await openAlone(store, { left: records, right: records }, () => Date.now())
    const runs = {}
    for (const what of ['met', 'edited', 'unchanged']) {
      written.clear()
      if (what === 'edited')
        for (let n = 0; n < edited; n++) alone.sides.left.edit(n, `edited ${n}`)
      const run = await alone.run()
      const statements = [...written].map(([query, rows]) => ({ query, rows }))
      runs[what] = {
        state: run.state,
        written: run.written,
        rows: statements.reduce((sum, one) => sum + one.rows, 0),
        statements: statements.sort((a, b) => b.rows - a.rows).slice(0, 25),
      }
    }
    return Response.json(runs)
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
    request.method === 'POST'
      ? env.SYNC.get(env.SYNC.idFromName('alone')).fetch(request)
      : new Response('ready'),
}
