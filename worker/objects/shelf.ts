/** Where large files stand: written once, read as streams, found by their key alone. */
export interface Shelf {
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null where there is nothing under that key. */
  get(key: string): Promise<ReadableStream<Uint8Array> | null>
  /** Whether it was there or not. */
  drop(keys: readonly string[]): Promise<void>
}
