/** One call on its way through the service, as far as it has been resolved. */
import * as z from 'zod'
import type { Query } from './query.ts'
import { Refusal, refuse } from './refusal.ts'
import type { Service, Token } from './service.ts'
import type { Base, Table } from './state.ts'
import type { Fault } from '../weather.ts'
import { type Level, LEVELS } from './world.ts'

export type AccountCall = {
  readonly service: Service
  readonly token: Token
  /** The named segments of the path. */
  readonly path: { readonly [name: string]: string }
  readonly query: Query
  /** The JSON sent; an empty body counts as `{}`. */
  readonly body: unknown
  /** What the weather does to this call, where that shapes its answer. */
  readonly fault: Fault | null
}
export type BaseCall = AccountCall & { readonly base: Base }
export type TableCall = BaseCall & { readonly table: Table }

export const holds = (has: Level, wanted: Level): boolean =>
  LEVELS.indexOf(has) >= LEVELS.indexOf(wanted)

export const levelIn = (call: BaseCall): Level => call.base.levelOf(call.token.userId)

/** May this token see this base at all? Both the token and its user must be let in. */
export const sees = (token: Token, base: Base): boolean =>
  (token.bases === 'all' || token.bases.has(base.id)) && holds(base.levelOf(token.userId), 'read')

/** Parse what was sent, or refuse it. */
export function shaped<T>(
  schema: z.ZodType<T>,
  sent: unknown,
  refusal: Refusal = refuse.shape(),
): T {
  const parsed = schema.safeParse(sent)
  if (!parsed.success) throw refusal
  return parsed.data
}
