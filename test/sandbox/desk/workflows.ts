/** Attio's workflows, as far as a trigger of our app starts them: each that is switched on has an address of its own. */

/** Where Attio is called when something happens elsewhere. */
export const WORKFLOWS_HOST = 'hooks.attio.test'

/** What a trigger is told of its workflow, and what became of it since. */
export type Activation = {
  readonly uniqueActivationId: string
  readonly triggerCallbackUrl: string
}
type Callback = (request: Request) => Promise<unknown>

const callbacks = new Map<string, Callback>()

/** A fresh address, answered like this from now on. */
export function openCallback(callback: Callback): Activation {
  const uniqueActivationId = crypto.randomUUID()
  callbacks.set(uniqueActivationId, callback)
  return {
    uniqueActivationId,
    triggerCallbackUrl: `https://${WORKFLOWS_HOST}/triggers/${uniqueActivationId}`,
  }
}

export const closeCallback = (id: string): boolean => callbacks.delete(id)

/** Somebody calls. Where no workflow waits any more, nobody lives. */
export async function answerCallback(request: Request): Promise<Response> {
  const callback = callbacks.get(new URL(request.url).pathname.split('/').at(-1) ?? '')
  if (!callback) return new Response('There is no such workflow.', { status: 404 })
  return callback(request).then(
    () => new Response(null, { status: 200 }),
    () => new Response('The trigger failed.', { status: 500 }),
  )
}
