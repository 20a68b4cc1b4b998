import * as z from 'zod'
import type { Sql } from '../store.ts'
import { rows } from './rows.ts'

/** Numbers in one chunk: 4 kB of bits, so that a page of records rewrites little. */
const CHUNK = 32_768

/**
 * A set of small numbers as bitmaps in chunks: a million row ids in 125 kB. It is kept in the database chunk by chunk, and
 * only those that changed are written.
 */
export class Bits {
  readonly #chunks: Map<number, Uint8Array>
  readonly #changed = new Set<number>()

  constructor(chunks: ReadonlyMap<number, Uint8Array> = new Map()) {
    this.#chunks = new Map(chunks)
  }

  add(n: number): void {
    const no = Math.floor(n / CHUNK)
    let bytes = this.#chunks.get(no)
    if (!bytes) {
      bytes = new Uint8Array(CHUNK / 8)
      this.#chunks.set(no, bytes)
    }
    const at = n % CHUNK
    const was = bytes[at >> 3]!
    const is = was | (1 << (at & 7))
    if (is === was) return
    bytes[at >> 3] = is
    this.#changed.add(no)
  }

  has(n: number): boolean {
    const at = n % CHUNK
    const byte = this.#chunks.get(Math.floor(n / CHUNK))?.[at >> 3] ?? 0
    return (byte & (1 << (at & 7))) !== 0
  }

  /** The next `limit` numbers above `after`, in order. */
  after(after: number, limit: number): number[] {
    const found: number[] = []
    const from = after + 1
    for (const no of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      const start = no * CHUNK
      if (start + CHUNK <= from) continue
      const bytes = this.#chunks.get(no)!
      for (let n = Math.max(start, from); n < start + CHUNK; n++) {
        const byte = bytes[(n - start) >> 3]!
        // Eight at a time where there is nothing.
        if (byte === 0) n |= 7
        else if ((byte & (1 << ((n - start) & 7))) !== 0) {
          found.push(n)
          if (found.length === limit) return found
        }
      }
    }
    return found
  }

  /** The chunks that changed since this was last asked. */
  changed(): (readonly [chunk: number, bytes: Uint8Array])[] {
    const chunks = [...this.#changed].map((no) => [no, this.#chunks.get(no)!] as const)
    this.#changed.clear()
    return chunks
  }
}

const Chunk = z.object({
  chunk: z.number(),
  bytes: z
    .union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)])
    .transform((bytes) => new Uint8Array(bytes)),
})

/** Where sets of numbers are kept, by pairing and name. */
export class BitSets {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  get(pairing: number, name: string): Bits {
    const found = rows(
      this.#sql,
      Chunk,
      'select chunk, bytes from bits where pairing = ? and name = ?',
      pairing,
      name,
    )
    return new Bits(new Map(found.map((one) => [one.chunk, one.bytes])))
  }

  save(pairing: number, name: string, bits: Bits): void {
    for (const [chunk, bytes] of bits.changed())
      this.#sql.exec(
        'insert or replace into bits (pairing, name, chunk, bytes) values (?, ?, ?, ?)',
        pairing,
        name,
        chunk,
        bytes,
      )
  }

  drop(pairing: number, name: string): void {
    this.#sql.exec('delete from bits where pairing = ? and name = ?', pairing, name)
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from bits where pairing = ?', pairing)
  }
}
