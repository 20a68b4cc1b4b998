import * as z from 'zod'
import type { Sql } from '../store.ts'
import { json, row } from './rows.ts'

/** Whose right a line goes by: a key or session of a workspace, by their ids. */
export const Listener = z.object({ workspaceId: z.string(), keyId: z.string() })
export type Listener = z.infer<typeof Listener>

const Row = z.object({ listener: json(Listener).nullable() })

/** Who may listen to this sync: a ticket opens one socket, soon after it was given. Only its hash is kept. */
export class Tickets {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  give(hash: string, listener: Listener, expires: number, now: number): void {
    this.#sql.exec('delete from ticket where expires <= ?', now)
    this.#sql.exec(
      'insert into ticket (hash, expires, listener) values (?, ?, ?)',
      hash,
      expires,
      JSON.stringify(listener),
    )
  }

  /** Whose it is, once, while it is valid. */
  take(hash: string, now: number): Listener | null {
    const taken = row(
      this.#sql,
      Row,
      'delete from ticket where hash = ? and expires > ? returning listener',
      hash,
      now,
    )
    return taken?.listener ?? null
  }
}
