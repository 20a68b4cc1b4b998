import type { Shelf } from '../../worker/objects/shelf.ts'

/** A shelf in memory, which one can look through. */
export type MemoryShelf = Shelf & { readonly files: ReadonlyMap<string, Uint8Array> }

export function memoryShelf(): MemoryShelf {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    async put(key, bytes) {
      files.set(key, bytes)
    },
    async get(key) {
      const bytes = files.get(key)
      return bytes ? new Blob([new Uint8Array(bytes)]).stream() : null
    },
    async drop(keys) {
      for (const key of keys) files.delete(key)
    },
  }
}
