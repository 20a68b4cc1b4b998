import type * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Call, Door } from '../../http.ts'
import { type About, failureOf, type Refusal, refusalOf } from './refusal.ts'

/** Either no usable answer, or a refusal in Attio's words that its asker has to judge. */
export type Trouble =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }

/** One call, its answer read by `shape`. `what` names the answer if it cannot be read. */
export async function ask<T>(
  door: Door,
  call: Call,
  shape: z.ZodType<T>,
  what: string,
): Promise<Result<T, Trouble>> {
  const answered = await door(call)
  if (!answered.ok) return err({ kind: 'failure', failure: answered.error })
  const { status, json } = answered.value
  if (status < 200 || status >= 300) {
    return err({ kind: 'refusal', refusal: refusalOf(answered.value) })
  }
  const read = shape.safeParse(json)
  if (read.success) return ok(read.data)
  return err({ kind: 'failure', failure: { reason: 'unreadable', vendor: 'Attio', what } })
}

/** The same for calls that write no record: every refusal is a failure of the whole call. */
export async function askSimply<T>(
  door: Door,
  call: Call,
  shape: z.ZodType<T>,
  about: About,
): Promise<Result<T, Failure>> {
  const answer = await ask(door, call, shape, about.what)
  return answer.ok ? answer : err(failureFrom(answer.error, about))
}

export const failureFrom = (trouble: Trouble, about: About): Failure =>
  trouble.kind === 'failure' ? trouble.failure : failureOf(trouble.refusal, about)

export const get = (path: string): Call => ({ kind: 'read', method: 'GET', path, repeatable: true })

/** Its queries are posts that read, and count as reads (as integrators found). */
export const query = (path: string, body: unknown): Call => ({
  kind: 'read',
  method: 'POST',
  path,
  body,
  repeatable: true,
})

/** A write is never sent twice on our own account: after a lost answer somebody has to look first. */
export const change = (method: Call['method'], path: string, body?: unknown): Call => ({
  kind: 'write',
  method,
  path,
  repeatable: false,
  ...(body === undefined ? {} : { body }),
})
