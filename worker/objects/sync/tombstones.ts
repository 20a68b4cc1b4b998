import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import type { Both, Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { count, row, rows } from './rows.ts'

const Erasure = z.object({
  id: z.number(),
  pairing: z.number(),
  left_id: z.string().nullable(),
  right_id: z.string().nullable(),
})
export type Erasure = z.infer<typeof Erasure>

/**
 * Whose values were erased. Nothing is kept of them but the ids of their records, and a keyed hash of each key they went by
 * (the hash is made here and now, because a page is compared inside one transaction): enough to tell that a record that
 * comes is theirs, not to tell who they are. A draft is planned on copies whose pairing has the same number below zero: who
 * was erased is erased for it, too.
 */
export class Tombstones {
  readonly #sql: Sql
  /** Whether anybody of a pairing is erased: asked for every record of a listing. */
  readonly #any = new Map<number, boolean>()
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Is anybody erased at all? As a rule nobody is, and nothing is hashed. */
  any(pairing: number): boolean {
    const known = this.#any.get(pairing)
    if (known !== undefined) return known
    const found =
      count(
        this.#sql,
        'select exists (select 1 from erasure where pairing = ?) as n',
        Math.abs(pairing),
      ) > 0
    this.#any.set(pairing, found)
    return found
  }

  add(pairing: number, ids: Both<string | null>, keys: readonly string[], now: number): void {
    this.#any.clear()
    const id = count(
      this.#sql,
      'insert into erasure (pairing, left_id, right_id, since) values (?, ?, ?, ?) returning id as n',
      pairing,
      ids.left,
      ids.right,
      now,
    )
    const secret = this.#secret()
    for (const key of keys)
      this.#sql.exec(
        'insert or ignore into erased_key (pairing, mark, erasure) values (?, ?, ?)',
        pairing,
        markOf(secret, key),
        id,
      )
  }

  /** The erasure this record is one half of. */
  of(pairing: number, side: Side, recordId: string): Erasure | undefined {
    return row(
      this.#sql,
      Erasure,
      `select id, pairing, left_id, right_id from erasure where pairing = ? and ${side}_id = ?`,
      Math.abs(pairing),
      recordId,
    )
  }

  /** Does somebody who was erased go by one of these keys? Whom a person let go since is somebody else. */
  isKnownBy(pairing: number, side: Side, recordId: string, keys: readonly string[]): boolean {
    if (keys.length === 0) return false
    const secret = this.#secret()
    const marks = keys.map((key) => markOf(secret, key))
    return (
      count(
        this.#sql,
        `select exists (select 1 from json_each(?1) asked
           cross join erased_key on erased_key.pairing = ?2 and erased_key.mark = asked.value)
         and not exists (select 1 from erased_not where pairing = ?2 and side = ?3 and record_id = ?4) as n`,
        JSON.stringify(marks),
        Math.abs(pairing),
        side,
        recordId,
      ) > 0
    )
  }

  /** This record may be synced again: it is wanted back, or was somebody else all along. */
  letGo(pairing: number, side: Side, recordId: string): Erasure | undefined {
    this.#any.clear()
    const erasure = this.of(pairing, side, recordId)
    if (erasure) {
      this.#sql.exec('delete from erased_key where erasure = ?', erasure.id)
      this.#sql.exec('delete from erasure where id = ?', erasure.id)
    } else
      this.#sql.exec(
        'insert or ignore into erased_not (pairing, side, record_id) values (?, ?, ?)',
        pairing,
        side,
        recordId,
      )
    return erasure
  }

  dropPairing(pairing: number): void {
    this.#any.clear()
    for (const table of ['erasure', 'erased_key', 'erased_not'])
      this.#sql.exec(`delete from ${table} where pairing = ?`, pairing)
  }

  /** The key of the hashes: made once, and never leaves this database. */
  #secret(): Uint8Array {
    const [known] = rows(this.#sql, Secret, 'select secret from erasure_key')
    if (known) return hexToBytes(known.secret)
    const made = randomBytes(32)
    this.#sql.exec('insert into erasure_key (id, secret) values (1, ?)', bytesToHex(made))
    return made
  }
}

const Secret = z.object({ secret: z.string() })

const markOf = (secret: Uint8Array, key: string): string =>
  bytesToHex(hmac(sha256, secret, utf8ToBytes(key)))
