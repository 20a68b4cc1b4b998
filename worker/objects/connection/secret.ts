import * as z from 'zod'
import { Sealed } from '../../kv.ts'
import { WrappedKey } from '../../seal.ts'
import type { Sql } from '../store.ts'

export type Secret = {
  readonly key: WrappedKey
  readonly token: Sealed
  /** Does KV hold this copy too? */
  readonly vaulted: boolean
  /** When the token ends (ms since 1970), where it does. */
  readonly ends: number | null
  /** The vendor no longer takes the token, though its time is not over. */
  readonly refused: boolean
  /** A renewal was asked for whose answer we have not seen. */
  readonly inDoubt: boolean
  /** Renewals tried in vain since the last that worked, and when the next may be. */
  readonly tries: number
  readonly renewAt: number | null
}

const SecretRow = z
  .object({
    key: z.string(),
    token: z.string(),
    vaulted: z.number(),
    ends: z.number().nullable(),
    refused: z.number(),
    in_doubt: z.number(),
    tries: z.number(),
    renew_at: z.number().nullable(),
  })
  .transform((row): Secret => ({
    key: WrappedKey.parse(JSON.parse(row.key)),
    token: Sealed.parse(JSON.parse(row.token)),
    vaulted: row.vaulted === 1,
    ends: row.ends,
    refused: row.refused === 1,
    inDoubt: row.in_doubt === 1,
    tries: row.tries,
    renewAt: row.renew_at,
  }))

/** The sealed token and the wrapped key that opens it. Without this row no copy of the token opens. */
export function openSecret(sql: Sql) {
  return {
    get(): Secret | null {
      const [row] = sql.exec('select * from secret').toArray()
      return row ? SecretRow.parse(row) : null
    },

    put(key: WrappedKey, token: Sealed, ends: number | null): void {
      sql.exec(
        'insert or replace into secret (one, key, token, vaulted, ends) values (1, ?, ?, 0, ?)',
        JSON.stringify(key),
        JSON.stringify(token),
        ends,
      )
    },

    refused(): void {
      sql.exec('update secret set refused = 1')
    },

    /** Noted before a renewal is sent: whoever wakes up after a crash knows that its answer may be lost. */
    asking(): void {
      sql.exec('update secret set in_doubt = 1')
    },

    /** It came to nothing. `inDoubt`: the vendor may have carried it out all the same. */
    putOff(renewAt: number, inDoubt: boolean): void {
      sql.exec(
        'update secret set tries = tries + 1, renew_at = ?, in_doubt = ?',
        renewAt,
        inDoubt ? 1 : 0,
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
