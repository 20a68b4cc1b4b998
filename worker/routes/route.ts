/**
 * A route is data and one function: its name says method and path, `shared/role.ts` who may use it, its schemas what it
 * takes and gives. From these the app is built, every request checked, and the OpenAPI document written.
 */
import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import { type ApiRouteName, NEEDS } from '../../shared/role.ts'
import { isChange } from '../deed.ts'
import type { Deps } from '../deps.ts'
import type { Caller } from '../objects/workspace/rpc.ts'
import { asked, json } from './asked.ts'

/** A request as it came, not yet looked at. */
export type Raw = {
  readonly params: { readonly [name: string]: string }
  readonly query: { readonly [name: string]: string }
  readonly body: string
  readonly contentType: string | null
  /** Where people reach us: scheme and host. */
  readonly address: string
  /** The header Cookie: only a browser on one of our own pages has any. */
  readonly cookie: string | null
}

type Shape = { readonly [name: string]: z.ZodType }
const NOTHING = z.strictObject({})
const NOT_ASKED = { ok: true, value: {} } as const

export type Ask<P extends Shape, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = {
  /** What it does, in a sentence. */
  readonly says: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly answer: A
  readonly status?: 200 | 201 | 202
  /** Its answer holds what is told this once, and kept nowhere: a key, a link. */
  readonly secret?: boolean
}

export type Call<P extends Shape, Q extends z.ZodType, B extends z.ZodType> = {
  readonly deps: Deps
  /** Where people reach us: scheme and host. */
  readonly address: string
  readonly cookie: string | null
  readonly params: { readonly [name in keyof P]: z.output<P[name]> }
  readonly query: z.output<Q>
  readonly body: z.output<B>
}

export type Route = {
  readonly name: ApiRouteName
  readonly says: string
  readonly params: Shape
  readonly query: z.ZodType | null
  readonly body: z.ZodType | null
  readonly answer: z.ZodType
  readonly status: 200 | 201 | 202
  /** Does it heed the header Idempotency-Key? Whatever changes something in a workspace does. */
  readonly once: boolean
  readonly secret: boolean
  /** What it answers, where that is not JSON: a file, as a stream. */
  readonly media: string | null
  handle(raw: Raw, caller: Caller | null, deps: Deps): Promise<Result<unknown, Failure>>
}

/** A route for people and programs of a workspace. */
export function route<
  A extends z.ZodType,
  P extends Shape = Record<never, never>,
  Q extends z.ZodType = typeof NOTHING,
  B extends z.ZodType = typeof NOTHING,
>(
  name: ApiRouteName,
  ask: Ask<P, Q, B, A>,
  work: (call: Call<P, Q, B> & { readonly caller: Caller }) => Promise<Result<z.input<A>, Failure>>,
): Route {
  return build(name, ask, async (call, caller) => {
    if (caller === null) throw new Error(`${name} was let in without a caller`)
    return work({ ...call, caller })
  })
}

/** A route without a workspace: the operator's, or for whoever has no key yet. */
export function openRoute<
  A extends z.ZodType,
  P extends Shape = Record<never, never>,
  Q extends z.ZodType = typeof NOTHING,
  B extends z.ZodType = typeof NOTHING,
>(
  name: ApiRouteName,
  ask: Ask<P, Q, B, A>,
  work: (call: Call<P, Q, B>) => Promise<Result<z.input<A>, Failure>>,
): Route {
  return build(name, ask, work)
}

/** A route that answers with a file: its work gives the response itself. */
export function streamRoute<
  P extends Shape = Record<never, never>,
  Q extends z.ZodType = typeof NOTHING,
>(
  name: ApiRouteName,
  ask: Omit<Ask<P, Q, typeof NOTHING, z.ZodString>, 'answer' | 'body'> & { readonly media: string },
  work: (
    call: Call<P, Q, typeof NOTHING> & { readonly caller: Caller },
  ) => Promise<Result<Response, Failure>>,
): Route {
  const { media, ...rest } = ask
  const built = build<P, Q, typeof NOTHING, z.ZodString>(
    name,
    { ...rest, answer: z.string() },
    async (call, caller) => {
      if (caller === null) throw new Error(`${name} was let in without a caller`)
      return work({ ...call, caller })
    },
  )
  return { ...built, media }
}

function build<P extends Shape, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  name: ApiRouteName,
  ask: Ask<P, Q, B, A>,
  work: (call: Call<P, Q, B>, caller: Caller | null) => Promise<Result<unknown, Failure>>,
): Route {
  const params = z.object(ask.params ?? {})
  return {
    name,
    says: ask.says,
    params: ask.params ?? {},
    query: ask.query ?? null,
    body: ask.body ?? null,
    answer: ask.answer,
    status: ask.status ?? 200,
    once: isChange(name) && typeof NEEDS[name] === 'object',
    secret: ask.secret ?? false,
    media: null,
    async handle(raw, caller, deps) {
      // A schema that takes nothing has nothing to say where nothing is given.
      const path = ask.params ? asked(params, raw.params, 'path') : NOT_ASKED
      if (!path.ok) return path
      const isPlain = ask.query === undefined && Object.keys(raw.query).length === 0
      const query = isPlain ? NOT_ASKED : asked(ask.query ?? NOTHING, raw.query, 'query')
      if (!query.ok) return query
      const given = ask.body ? json(raw.body, raw.contentType) : NOT_ASKED
      if (!given.ok) return given
      const body = ask.body ? asked(ask.body, given.value, 'body') : NOT_ASKED
      if (!body.ok) return body
      const { address, cookie } = raw
      const call = {
        deps,
        address,
        cookie,
        params: path.value,
        query: query.value,
        body: body.value,
      }
      // Each part was parsed by its own schema; what TypeScript cannot follow is only that the absent ones are empty.
      return work(call as Call<P, Q, B>, caller)
    },
  }
}
