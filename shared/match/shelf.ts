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
  #marks: Uint32Array
  #asked = 0
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
    this.#marks = new Uint32Array(Math.max(64, size))
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

  /** The places of the records that share a block with these; each once. */
  near(blocks: readonly number[]): number[] {
    if (this.#marks.length < this.ids.length) this.#marks = new Uint32Array(this.ids.length * 2)
    this.#asked++
    const found: number[] = []
    for (const hash of blocks) {
      const begun = found.length
      let held = 0
      for (let at = this.#heads[hash & this.#mask]!; at >= 0; at = this.#nexts[at]!) {
        if (this.#hashes[at] !== hash) continue
        if (++held > MOST_IN_A_BLOCK) break
        const record = this.#records[at]!
        if (this.#marks[record] !== this.#asked) found.push(record)
      }
      if (held > MOST_IN_A_BLOCK) found.length = begun
      for (let i = begun; i < found.length; i++) this.#marks[found[i]!] = this.#asked
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
