/** A page as its sync gave it, and the mark it goes by there. */
type Known = { readonly mark: string; readonly page: unknown; readonly size: number }

/** Characters of JSON that are kept together, and of one page at most: a tenth of what an instance may hold. */
const MOST_KEPT = 4_000_000
const LARGEST = 1_000_000

/** Pages that were given once, by the whole question: never to be shown without asking their sync whether they still are so. */
export function openKnownPages() {
  const known = new Map<string, Known>()
  let kept = 0

  function drop(question: string): void {
    kept -= known.get(question)?.size ?? 0
    known.delete(question)
  }

  return {
    get(question: string): Known | undefined {
      const found = known.get(question)
      if (!found) return undefined
      // Who was asked for last goes last.
      known.delete(question)
      known.set(question, found)
      return found
    },

    put(question: string, mark: string, page: unknown, size: number): void {
      drop(question)
      if (size > LARGEST) return
      known.set(question, { mark, page, size })
      kept += size
      for (const oldest of known.keys()) {
        if (kept <= MOST_KEPT) break
        drop(oldest)
      }
    },
  }
}
