import * as z from 'zod'
import type { Draft } from '../draft.ts'
import type { Data, Value } from '../records.ts'
import { badValue, flawsIn, Refusal } from '../refusal.ts'
import type { Attribute, Workspace } from '../workspace.ts'

/** What a value is read or written in the light of. */
export type Setting = { readonly workspace: Workspace; readonly attribute: Attribute }

/** Writing may have to look for other records, those of the same call included. */
export type WriteSetting = Setting & {
  readonly draft: Draft
  readonly ignoresBareOptionIds: boolean
}

/** Taken without complaint and not kept. */
export const IGNORED = Symbol('ignored')

export type Operator =
  | '$eq'
  | '$in'
  | '$not_empty'
  | '$contains'
  | '$starts_with'
  | '$ends_with'
  | '$lt'
  | '$lte'
  | '$gt'
  | '$gte'

export type Comparable = string | number | boolean | null

/** One property of a value that a filter or a sort may name. */
export type Property = {
  readonly operators: readonly Operator[]
  /** What a filter gave, made comparable; undefined where it cannot be. */
  operand(given: unknown, setting: Setting): Comparable | undefined
  of(value: Value, setting: Setting): Comparable
}

/** One of Attio's attribute types: everything that differs between them. */
export type ValueType = {
  /** One element as written, in the form it is kept; or why not. */
  coerce(given: unknown, setting: WriteSetting): Data | Refusal | typeof IGNORED
  /** Two values with the same key are the same value. */
  key(data: Data): string
  /** The fields besides the envelope, in the order of the wire. */
  read(data: Data, setting: Setting): { readonly [field: string]: unknown }
  readonly properties: Readonly<Record<string, Property>>
  /** The property meant where none is named. */
  readonly main: string | null
  readonly mayBeMany: boolean
  readonly mayBeUnique: boolean
  /** Can people and programs make attributes of it? */
  readonly creatable: boolean
}

/** Parses one element by `schema`, answering with the flaws Attio would list; a refusal passes through. */
export function parse<T extends z.ZodType>(
  schema: T,
  given: unknown,
  { attribute }: Setting,
): z.output<T> | Refusal {
  if (given instanceof Refusal) return given
  const parsed = schema.safeParse(given)
  return parsed.success ? parsed.data : badValue(attribute.slug, flawsIn(parsed.error, given))
}

const objects = { loose: new Map<string, z.ZodObject>(), strict: new Map<string, z.ZodObject>() }
/** The object form of a value, its schema made once. */
function objectWith(field: string, loose: boolean): z.ZodObject {
  const made = objects[loose ? 'loose' : 'strict']
  const shape = { [field]: z.unknown() }
  const known = made.get(field) ?? (loose ? z.looseObject(shape) : z.strictObject(shape))
  made.set(field, known)
  return known
}

/** The bare form and the object form `{field: …}` are equal; `loose` lets other fields pass. */
export function unwrap(given: unknown, field: string, setting: Setting, loose = false): unknown {
  if (typeof given !== 'object' || given === null) return given
  const parsed = parse(objectWith(field, loose), given, setting)
  if (parsed instanceof Refusal) return parsed
  return parsed[field] === undefined
    ? badValue(setting.attribute.slug, [
        {
          code: 'invalid_type',
          path: [field],
          message: 'Required',
          expected: 'string',
          received: 'undefined',
        },
      ])
    : parsed[field]
}

export const EQUALITY: readonly Operator[] = ['$eq']
export const RANGE: readonly Operator[] = ['$eq', '$lt', '$lte', '$gt', '$gte']
const WORDS: readonly Operator[] = ['$eq', '$contains', '$starts_with', '$ends_with']

/** A text property: compared without regard to case. */
export const words = (field: string, ...more: Operator[]): Property => ({
  operators: [...WORDS, ...more],
  operand: (given) => (typeof given === 'string' ? given.toLowerCase() : undefined),
  of: ({ data }) => {
    const held = data[field]
    return typeof held === 'string' ? held.toLowerCase() : null
  },
})

/** A property compared as a whole. */
export const exact = (field: string, ...more: Operator[]): Property => ({
  ...words(field),
  operators: [...EQUALITY, ...more],
})

/** `active_from` of the value, which selects and statuses may be filtered by. */
export const ACTIVE_FROM: Property = {
  operators: ['$lt', '$lte', '$gt', '$gte'],
  operand: (given) => {
    const at = typeof given === 'string' ? Date.parse(given) : NaN
    return Number.isNaN(at) ? undefined : at
  },
  of: ({ from }) => from,
}

/** A number out of flat data. */
export const numberIn = (data: Data, field: string): number => Number(data[field] ?? 0)
/** A text out of flat data. */
export const textIn = (data: Data, field: string): string => String(data[field] ?? '')
