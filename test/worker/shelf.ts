import type { Shelf } from '../../worker/objects/shelf.ts'

/** A shelf in memory, which one can look through. */
export type MemoryShelf = Shelf & {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** How often it was asked for anything. */
  readonly calls: () => number
}

export function memoryShelf(): MemoryShelf {
  const files = new Map<string, Uint8Array>()
  let calls = 0
  return {
    files,
    calls: () => calls,
    async put(key, bytes) {
      calls++
      files.set(key, bytes)
    },
    async get(key) {
      calls++
      const bytes = files.get(key)
      return bytes ? new Blob([new Uint8Array(bytes)]).stream() : null
    },
    async drop(keys) {
      calls++
      for (const key of keys) files.delete(key)
    },
  }
}
