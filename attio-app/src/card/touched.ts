type Tell = () => void

const listeners = new Map<string, Set<Tell>>()

/** Be told when something is done with this record from another place on the page. */
export function onTouched(recordId: string, tell: Tell): () => void {
  const all = listeners.get(recordId) ?? new Set()
  listeners.set(recordId, all.add(tell))
  return () => {
    all.delete(tell)
    if (all.size === 0) listeners.delete(recordId)
  }
}

/** Its cards look again at once. */
export function touched(recordId: string): void {
  for (const tell of listeners.get(recordId) ?? []) tell()
}
