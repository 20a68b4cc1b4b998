import { isStrong } from './block.ts'

/** What two records must share to be compared: this many blocks, or one strong one. */
const ENOUGH = 2
/** A block that holds more records than this says nothing: its records are found by their other blocks. */
const MOST_IN_A_BLOCK = 60

/**
 * Records by their blocks, in flat arrays: some 40 bytes a record beside its packed form, so that a hundred thousand
 * stand in a few megabytes. First all are put there, then it is asked: by then the entries lie in order of their blocks, so
 * that one look reads one place of the memory.
 */
export class Shelf {
  readonly #mask: number
  #hashes: Uint32Array
  #records: Int32Array
  #used = 0
  /** Where the entries of each slot begin; null until it is asked for the first time. */
  #starts: Int32Array | null = null
  /** How much each record shares with the one asked about; nothing between two questions. */
  #shares = new Uint8Array()
  /** The packed form of each record, by its place. */
  readonly forms: string[] = []
  /** The id of each record, by its place. */
  readonly ids: string[] = []

  /** `size`: about how many records it will hold. */
  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(64, size * 8)))
    this.#mask = slots - 1
    this.#hashes = new Uint32Array(slots)
    this.#records = new Int32Array(slots)
  }

  add(id: string, packed: string, blocks: readonly number[]): void {
    if (this.#starts !== null) throw new Error('it was asked already, and takes nobody more')
    const record = this.ids.length
    this.ids.push(id)
    this.forms.push(packed)
    for (const hash of blocks) {
      if (this.#used === this.#hashes.length) this.#grow()
      this.#hashes[this.#used] = hash
      this.#records[this.#used++] = record
    }
  }

  /** The places of the records that share one strong block with these, or two others; each once. */
  near(blocks: readonly number[]): number[] {
    const starts = (this.#starts ??= this.#settle())
    const met: number[] = []
    for (const hash of blocks) {
      const slot = hash & this.#mask
      const share = isStrong(hash) ? ENOUGH : 1
      for (let at = starts[slot]!; at < starts[slot + 1]!; at++) {
        if (this.#hashes[at] !== hash) continue
        const record = this.#records[at]!
        met.push(record)
        this.#shares[record]! += share
      }
    }
    const found: number[] = []
    for (const record of met) {
      if (this.#shares[record]! >= ENOUGH) found.push(record)
      this.#shares[record] = 0
    }
    return found
  }

  /** Put the entries in order of their slots, the newest of each first, and leave out the blocks that say nothing. */
  #settle(): Int32Array {
    const slots = this.#mask + 1
    const starts = new Int32Array(slots + 1)
    for (let at = 0; at < this.#used; at++) starts[(this.#hashes[at]! & this.#mask) + 1]!++
    for (let slot = 0; slot < slots; slot++) starts[slot + 1]! += starts[slot]!
    const [hashes, records] = [new Uint32Array(this.#used), new Int32Array(this.#used)]
    const next = starts.slice(0, slots)
    for (let at = this.#used - 1; at >= 0; at--) {
      const place = next[this.#hashes[at]! & this.#mask]!++
      hashes[place] = this.#hashes[at]!
      records[place] = this.#records[at]!
    }
    ;[this.#hashes, this.#records] = [hashes, records]
    this.#shares = new Uint8Array(this.ids.length)
    return this.#thinned(starts)
  }

  #thinned(starts: Int32Array): Int32Array {
    let kept = 0
    let from = 0
    for (let slot = 0; slot <= this.#mask; slot++) {
      const to = starts[slot + 1]!
      const full = to - from > MOST_IN_A_BLOCK ? this.#full(from, to) : null
      for (let at = from; at < to; at++) {
        if (full?.has(this.#hashes[at]!)) continue
        this.#hashes[kept] = this.#hashes[at]!
        this.#records[kept++] = this.#records[at]!
      }
      starts[slot + 1] = kept
      from = to
    }
    return starts
  }

  /** Among these entries: the blocks that too many records share. */
  #full(from: number, to: number): ReadonlySet<number> {
    const held = new Map<number, number>()
    for (let at = from; at < to; at++)
      held.set(this.#hashes[at]!, (held.get(this.#hashes[at]!) ?? 0) + 1)
    return new Set([...held].flatMap(([hash, n]) => (n > MOST_IN_A_BLOCK ? [hash] : [])))
  }

  #grow(): void {
    const size = this.#hashes.length * 2
    const wider = <T extends Uint32Array | Int32Array>(old: T, fresh: T): T => {
      fresh.set(old)
      return fresh
    }
    this.#hashes = wider(this.#hashes, new Uint32Array(size))
    this.#records = wider(this.#records, new Int32Array(size))
  }
}
