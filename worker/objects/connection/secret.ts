import * as z from 'zod'
import { Sealed } from '../../kv.ts'
import { WrappedKey } from '../../seal.ts'
import type { Sql } from '../store.ts'

export type Secret = {
  readonly key: WrappedKey
  readonly token: Sealed
  /** Does KV hold this copy too? */
  readonly vaulted: boolean
}

const SecretRow = z
  .object({ key: z.string(), token: z.string(), vaulted: z.number() })
  .transform((row): Secret => ({
    key: WrappedKey.parse(JSON.parse(row.key)),
    token: Sealed.parse(JSON.parse(row.token)),
    vaulted: row.vaulted === 1,
  }))

/** The sealed token and the wrapped key that opens it. Without this row no copy of the token opens. */
export function openSecret(sql: Sql) {
  return {
    get(): Secret | null {
      const [row] = sql.exec('select key, token, vaulted from secret').toArray()
      return row ? SecretRow.parse(row) : null
    },

    put(key: WrappedKey, token: Sealed): void {
      sql.exec(
        'insert or replace into secret (one, key, token, vaulted) values (1, ?, ?, 0)',
        JSON.stringify(key),
        JSON.stringify(token),
      )
    },

    /** The same key, wrapped by another key of the ring. */
    putKey(key: WrappedKey): void {
      sql.exec('update secret set key = ?', JSON.stringify(key))
    },

    /** KV holds this copy; not so if the token was replaced meanwhile. */
    vaulted(token: Sealed): void {
      sql.exec('update secret set vaulted = 1 where token = ?', JSON.stringify(token))
    },

    destroy(): void {
      sql.exec('delete from secret')
    },
  }
}
