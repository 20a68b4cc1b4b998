/** A set of small numbers as a bitmap: a million row ids in 125 kB, stored as one blob. */
export class Bits {
  #bytes: Uint8Array

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.#bytes = bytes
  }

  add(n: number): void {
    const at = n >> 3
    if (at >= this.#bytes.length) {
      const grown = new Uint8Array(Math.max(64, 2 ** Math.ceil(Math.log2(at + 1))))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes[at]! |= 1 << (n & 7)
  }

  has(n: number): boolean {
    return ((this.#bytes[n >> 3] ?? 0) & (1 << (n & 7))) !== 0
  }

  bytes(): Uint8Array {
    return this.#bytes
  }
}
