/** The connection is missing: Attio asks for it, instead of showing what failed. */
export class NotConnected extends Error {
  override name = 'NotConnected'
  readonly code = 'no-workspace-connection'
}

/** A server function of the app, run beside the desk; arguments and answers are JSON. */
export async function runServerFunction(id: string, args: unknown): Promise<unknown> {
  const response = await fetch('/attio-app/server', {
    method: 'POST',
    body: JSON.stringify({ id, args }),
  })
  const { value, error, code } = await response.json()
  if (code === 'no-workspace-connection') {
    for (const tell of missed) tell()
    throw new NotConnected(error)
  }
  if (error) throw new Error(error)
  return value
}

const missed = new Set<() => void>()
/** Be told when a call found no connection. */
export function onMissed(tell: () => void): () => void {
  missed.add(tell)
  return () => void missed.delete(tell)
}
