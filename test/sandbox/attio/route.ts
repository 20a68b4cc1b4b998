import * as z from 'zod'
import type { Caller } from './access.ts'
import type { Draft } from './draft.ts'
import { badShape, flawsIn, notFound, Refusal } from './refusal.ts'
import type { AttioSwitches } from './switches.ts'
import type { Webhooks } from './webhooks.ts'
import type { Attribute, ListType, ObjectType } from './workspace.ts'
import { findAttribute, findList, findObject } from './workspace.ts'
import type { Writing } from './write.ts'

/** One call that was let in. */
export type Call = {
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly now: number
  readonly switches: AttioSwitches
  readonly webhooks: Webhooks
  newId(): string
  /** Makes a draft true and sets off what Attio does by itself. */
  commit(draft: Draft, writing: Writing): void
  /** Charges a query to the score limiter. */
  charge(score: number): Refusal | null
}

/** `text` is the JSON of the body; `score` only on queries. */
export type Answer = { readonly text: string; readonly score?: number }

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for what varies. */
  readonly path: string
  /** Under what the counters know it. */
  readonly kind: string
  /** Which of the two limits it counts against. */
  readonly pace: 'read' | 'write'
  readonly scopes: readonly string[]
  readonly answer: (call: Call) => Answer | Refusal
}

export const data = (value: unknown): Answer => ({ text: JSON.stringify({ data: value }) })

/** The body by its schema, or the refusal that lists its flaws. */
export function readBody<T extends z.ZodType>(call: Call, schema: T): z.output<T> | Refusal {
  const parsed = schema.safeParse(call.body)
  return parsed.success ? parsed.data : badShape(flawsIn(parsed.error, call.body))
}

const Flag = z.enum(['true', 'false']).transform((word) => word === 'true')
export const Count = z.string().regex(/^\d+$/).transform(Number)

/** Schemas are made once for every shape, not once for every call. */
const schemas = new WeakMap<z.ZodRawShape, z.ZodObject>()
function schemaOf<T extends z.ZodRawShape>(shape: T): z.ZodObject<T> {
  const known = schemas.get(shape) ?? z.object(shape)
  schemas.set(shape, known)
  return known as z.ZodObject<T>
}

/** The query parameters by their schemas. */
export function readQuery<T extends z.ZodRawShape>(call: Call, shape: T) {
  const given = Object.fromEntries(call.query)
  const parsed = schemaOf(shape).safeParse(given)
  return parsed.success
    ? parsed.data
    : badShape(flawsIn(parsed.error, given), 'Query params validation error.')
}

export const PAGING = { limit: Count.optional(), offset: Count.default(0) }
export const ARCHIVED = { show_archived: Flag.default(false) }
export const HISTORIC = { show_historic: Flag.default(false) }

/** One page; without a limit everything from the offset on. */
export const page = <T>(all: readonly T[], { limit, offset }: { limit?: number | undefined; offset: number }) =>
  all.slice(offset, limit === undefined ? undefined : offset + limit) // prettier-ignore

export function objectIn({ caller, params }: Call): ObjectType | Refusal {
  const name = params['object'] ?? ''
  return findObject(caller.workspace, name) ?? notFound(`Object with slug/ID "${name}"`)
}

export function listIn({ caller, params }: Call): ListType | Refusal {
  const name = params['list'] ?? ''
  return findList(caller.workspace, name) ?? notFound(`List with slug/ID "${name}"`)
}

/** The object or the list of the path: both have attributes. */
export const holderIn = (call: Call): ObjectType | Refusal =>
  'list' in call.params ? listIn(call) : objectIn(call)

/** The object and the attribute of the path, archived ones included. */
export function attributeIn(call: Call): { object: ObjectType; attribute: Attribute } | Refusal {
  const object = holderIn(call)
  if (object instanceof Refusal) return object
  const name = call.params['attribute'] ?? ''
  const attribute = findAttribute(object, name)
  return attribute ? { object, attribute } : notFound(`Attribute with slug/ID "${name}"`)
}
