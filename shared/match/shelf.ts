import { isStrong } from './block.ts'

/** What two records must share to be compared: this many blocks, or one strong one. */
const ENOUGH = 2
/** A block that holds more records than this says nothing: its records are found by their other blocks. */
const MOST_IN_A_BLOCK = 60

/**
 * Records by their blocks, in flat arrays: some 40 bytes a record beside its packed form, so that a hundred thousand
 * stand in a few megabytes.
 */
export class Shelf {
  readonly #heads: Int32Array
  readonly #mask: number
  #hashes: Uint32Array
  #records: Int32Array
  #nexts: Int32Array
  #used = 0
  /** How much each record shares with the one asked about; nothing between two questions. */
  #shares: Uint8Array
  /** The packed form of each record, by its place. */
  readonly forms: string[] = []
  /** The id of each record, by its place. */
  readonly ids: string[] = []

  /** `size`: about how many records it will hold. */
  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(64, size * 8)))
    this.#heads = new Int32Array(slots).fill(-1)
    this.#mask = slots - 1
    this.#hashes = new Uint32Array(slots)
    this.#records = new Int32Array(slots)
    this.#nexts = new Int32Array(slots)
    this.#shares = new Uint8Array(Math.max(64, size))
  }

  add(id: string, packed: string, blocks: readonly number[]): void {
    const record = this.ids.length
    this.ids.push(id)
    this.forms.push(packed)
    for (const hash of blocks) {
      if (this.#used === this.#hashes.length) this.#grow()
      const slot = hash & this.#mask
      this.#hashes[this.#used] = hash
      this.#records[this.#used] = record
      this.#nexts[this.#used] = this.#heads[slot]!
      this.#heads[slot] = this.#used++
    }
  }

  /** The places of the records that share one strong block with these, or two others; each once. */
  near(blocks: readonly number[]): number[] {
    if (this.#shares.length < this.ids.length) this.#shares = new Uint8Array(this.ids.length * 2)
    const met: number[] = []
    for (const hash of blocks) {
      const begun = met.length
      for (let at = this.#heads[hash & this.#mask]!; at >= 0; at = this.#nexts[at]!) {
        if (this.#hashes[at] !== hash) continue
        met.push(this.#records[at]!)
        if (met.length - begun > MOST_IN_A_BLOCK) {
          met.length = begun
          break
        }
      }
      const share = isStrong(hash) ? ENOUGH : 1
      for (let i = begun; i < met.length; i++) this.#shares[met[i]!]! += share
    }
    const found: number[] = []
    for (const record of met) {
      if (this.#shares[record]! >= ENOUGH) found.push(record)
      this.#shares[record] = 0
    }
    return found
  }

  #grow(): void {
    const size = this.#hashes.length * 2
    const wider = <T extends Uint32Array | Int32Array>(old: T, fresh: T): T => {
      fresh.set(old)
      return fresh
    }
    this.#hashes = wider(this.#hashes, new Uint32Array(size))
    this.#records = wider(this.#records, new Int32Array(size))
    this.#nexts = wider(this.#nexts, new Int32Array(size))
  }
}
