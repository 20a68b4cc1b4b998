import * as z from 'zod'
import { err, ok, type Result } from '../../../../shared/result.ts'

/** A pause asked for is taken this often, this long. */
const ATTEMPTS = 4
const PAUSE_MS = 1_100

/** One call to the desk or to a vendor behind it. The error is a sentence. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  answer: z.ZodType<T>,
  body?: unknown,
): Promise<Result<T, string>> {
  const response = await patiently(() =>
    fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    }),
  )
  if (response === null) return err('The sandbox does not answer. Is it still running?')
  const json: unknown = await response.json().catch(() => null)
  if (response.status === 429) return err('It asked for a pause; trying again in a moment.')
  if (!response.ok) return err(`It refused this: ${reasonIn(json)}`)
  const read = answer.safeParse(json)
  return read.success ? ok(read.data) : err('It answered in a shape the desk does not know.')
}

/** The desk shares the vendors' pace with the product, and waits its turn. Null where nobody answers. */
async function patiently(
  send: () => Promise<Response>,
  attempts = ATTEMPTS,
): Promise<Response | null> {
  const response = await send().catch(() => null)
  if (response?.status !== 429 || attempts <= 1) return response
  await new Promise((passed) => setTimeout(passed, PAUSE_MS))
  return patiently(send, attempts - 1)
}

/** Both vendors put a sentence into their refusals, each in its own place. The desk is for developers and shows it. */
const Refusal = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.object({ type: z.string() }) }).transform(({ error }) => error.type),
  z.object({ error: z.string() }).transform(({ error }) => error),
])
const reasonIn = (json: unknown): string => Refusal.safeParse(json).data ?? 'without a reason.'
