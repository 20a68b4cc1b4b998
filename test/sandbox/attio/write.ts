import type { Draft } from './draft.ts'
import { mirrorLinks } from './mirror.ts'
import type { Data, Row, Value } from './records.ts'
import { valuesOf, withValues } from './records.ts'
import { badShape, badValue, invalid, Refusal, unknownValue } from './refusal.ts'
import type { AttioSwitches } from './switches.ts'
import { after, instant } from './times.ts'
import { toDay } from './values/dates.ts'
import { IGNORED } from './values/type.ts'
import { identityOf, typeOf } from './values/types.ts'
import type { Actor, Attribute, ObjectType, Workspace } from './workspace.ts'
import { attributeOf, findAttribute, SYSTEM } from './workspace.ts'

/** One call's write: who, when, into which draft. */
export type Writing = {
  readonly workspace: Workspace
  readonly draft: Draft
  readonly actor: Actor
  readonly now: number
  readonly switches: AttioSwitches
  newId(): string
  /** A world may fill what nobody may write, and is not held to the rules for new values. */
  readonly unchecked?: boolean
  /** It makes one of two records: the one that is left, and those that were. */
  readonly merged?: { readonly id: string; readonly from: readonly string[] }
}

/** What was written for one attribute, in the form it is kept. `ignored`: taken without effect. */
export type Written = {
  readonly attribute: Attribute
  readonly data: readonly Data[]
  readonly ignored: boolean
}

/** Append keeps what a multi-select holds and puts new values before it; overwrite makes it exactly what was sent. */
export type Mode = 'append' | 'overwrite'

const atKey = (key: string, message?: string) =>
  badShape([invalid(['data', 'values', key], message)])

/** The elements of one attribute's value: a single one may come bare, several must come as an array. */
function elements(key: string, attribute: Attribute, given: unknown): readonly unknown[] | Refusal {
  if (given === null) return atKey(key)
  if (!Array.isArray(given)) {
    if (!attribute.many) return [given]
    return badShape([
      {
        code: 'invalid_type',
        path: ['data', 'values', key],
        message: `Expected array, received ${typeof given}`,
        expected: 'array',
        received: typeof given,
      },
    ])
  }
  if (given.includes(null)) return atKey(key)
  if (!attribute.many && given.length > 1) return atKey(key, 'Only one value is allowed')
  return given
}

/** All values of a body, or the first thing wrong with them. */
export function readValues(
  writing: Writing,
  object: ObjectType,
  values: Readonly<Record<string, unknown>>,
): Written[] | Refusal {
  const written: Written[] = []
  for (const [key, given] of Object.entries(values)) {
    const attribute = findAttribute(object, key)
    if (!attribute || attribute.archived)
      return unknownValue(`Cannot find attribute with slug/ID "${key}".`)
    if (!attribute.writable && !writing.unchecked)
      return new Refusal(400, 'immutable_value', `Attribute "${attribute.slug}" cannot be written.`)
    const items = elements(key, attribute, given)
    if (items instanceof Refusal) return items
    const one = readItems(writing, attribute, items)
    if (one instanceof Refusal) return one
    written.push(one)
  }
  return written
}

/** The elements written for one attribute, each in the form it is kept, doubles folded. */
export function readItems(
  { workspace, draft, switches }: Pick<Writing, 'workspace' | 'draft' | 'switches'>,
  attribute: Attribute,
  items: readonly unknown[],
): Written | Refusal {
  const type = typeOf(attribute)
  const { ignoresBareOptionIds } = switches
  const setting = { workspace, draft, attribute, ignoresBareOptionIds }
  const kept = new Map<string, Data>()
  let ignored = false
  for (const item of items) {
    if (Array.isArray(item)) return badValue(attribute.slug, [invalid([])])
    const data = type.coerce(item, setting)
    if (data instanceof Refusal) return data
    if (data === IGNORED) ignored = true
    else if (!kept.has(type.key(data))) kept.set(type.key(data), data)
  }
  return { attribute, data: [...kept.values()], ignored: ignored && kept.size === 0 }
}

const same = (one: Data, other: Data) => JSON.stringify(one) === JSON.stringify(other)

/** The write matrix, for one attribute. Values that stay keep their envelope. */
function nextValues(
  { now, actor, switches }: Writing,
  { attribute, data }: Written,
  before: readonly Value[],
  mode: Mode,
): readonly Value[] {
  const fresh = (one: Data): Value => ({ from: now, until: null, actor, data: one })
  const { key } = typeOf(attribute)
  if (!attribute.many) {
    const [held, given] = [before[0], data[0]]
    if (held && given && same(held.data, given) && !switches.sameValueReopens) return before
    return given ? [fresh(given)] : []
  }
  if (mode === 'append') {
    const held = new Set(before.map((value) => key(value.data)))
    const added = data.filter((one) => !held.has(key(one)))
    return added.length > 0 ? [...added.map(fresh), ...before] : before
  }
  const next = data.map((one) => before.find((value) => same(value.data, one)) ?? fresh(one))
  return next.length === before.length && next.every((value, i) => value === before[i])
    ? before
    : next
}

/** A new value of a unique attribute that another record holds refuses the whole write. */
function conflict(
  { draft, unchecked }: Writing,
  object: ObjectType,
  rowId: string,
  attribute: Attribute,
  fresh: readonly Value[],
): Refusal | null {
  if (!attribute.unique || unchecked) return null
  const identity = identityOf(attribute)
  const taken = fresh.some((value) =>
    draft.holders(object.id, identity, identity.key(value.data)).some((id) => id !== rowId),
  )
  return taken
    ? new Refusal(
        400,
        'uniqueness_conflict',
        `Uniqueness conflict: the values for attribute with slug "${attribute.slug}" must not exist on another record.`,
      )
    : null
}

const missing = (attribute: Attribute) =>
  new Refusal(
    400,
    'missing_value',
    `Required value for attribute with ID "${attribute.id}" was not provided.`,
  )

/** Puts what was written into the draft, mirrors included. `row` must be in the draft already. */
export function writeValues(
  writing: Writing,
  object: ObjectType,
  row: Row,
  written: readonly Written[],
  modeOf: (attribute: Attribute) => Mode,
): Row | Refusal {
  let current = row
  for (const one of written) {
    const { attribute } = one
    if (one.ignored) continue
    const before = valuesOf(current, attribute.id)
    const next = nextValues(writing, one, before, modeOf(attribute))
    if (next === before) continue
    if (attribute.required && next.length === 0 && !writing.unchecked) return missing(attribute)
    const fresh = next.filter((value) => !before.includes(value))
    const refused = conflict(writing, object, row.id, attribute, fresh)
    if (refused) return refused
    if (next.length === 0 && before.length === 0) continue
    writing.draft.update(
      withValues(current, attribute.id, next, writing.now),
      attribute.id,
      writing.actor,
    )
    mirrorLinks(writing, row.id, attribute, before, next)
    current = writing.draft.get(object.id, row.id) ?? current
  }
  return current
}

/** What an attribute nobody mentioned holds on a new record. */
function defaultOf(writing: Writing, attribute: Attribute): Written | null {
  const { defaultValue } = attribute
  if (!defaultValue || attribute.system) return null
  if (defaultValue.type === 'static')
    return { attribute, data: defaultValue.template, ignored: false }
  if (defaultValue.template === 'current-user')
    return { attribute, data: [actorData(writing.actor)], ignored: false }
  const at = after(writing.now, defaultValue.template)
  if (at === null) return null
  const value = attribute.type === 'date' ? toDay(instant(at)) : instant(at)
  return { attribute, data: [{ value }], ignored: false }
}

const actorData = ({ type, id }: Actor): Data => ({
  referenced_actor_type: type,
  referenced_actor_id: id,
})

/** The record itself, with the three attributes Attio fills. */
function newRow(writing: Writing, object: ObjectType, id: string, parent?: Row['parent']): Row {
  const { now, actor, switches } = writing
  const open = (slug: string, data: Data): [string, Value[]] => [
    attributeOf(object, slug).id,
    [{ from: now, until: null, actor, data }],
  ]
  return {
    id,
    object: object.id,
    createdAt: now,
    ...(parent && { parent }),
    values: Object.fromEntries([
      // An entry's id is no attribute of its list.
      ...(parent ? [] : [open('record_id', { value: id })]),
      open('created_at', { value: instant(now + switches.createdAtLag) }),
      open('created_by', actorData(actor)),
    ]),
    past: {},
  }
}

/** Makes a record, or an entry of the `parent` record in a list; defaults filled in. */
export function createRow(
  writing: Writing,
  object: ObjectType,
  written: readonly Written[],
  id = writing.newId(),
  parent?: Row['parent'],
): Row | Refusal {
  const mentioned = new Set(written.map(({ attribute }) => attribute.id))
  const complete = [...written]
  for (const attribute of object.attributes) {
    if (attribute.archived || mentioned.has(attribute.id)) continue
    const standing = defaultOf(writing, attribute)
    if (standing) complete.push(standing)
  }
  if (!writing.unchecked) {
    const filled = new Set(complete.flatMap((one) => (one.data[0] ? one.attribute.id : [])))
    const empty = object.attributes.find(
      (one) => one.required && !one.archived && !filled.has(one.id),
    )
    if (empty) return missing(empty)
  }
  const row = newRow(writing, object, id, parent)
  writing.draft.create(row, writing.actor)
  return writeValues(writing, object, row, complete, () => 'overwrite')
}

/** Writes to a record that is there; attributes named by the switch answer as if and keep what they held. */
export function updateRow(
  writing: Writing,
  object: ObjectType,
  row: Row,
  written: readonly Written[],
  modeOf: (attribute: Attribute) => Mode,
): Row | Refusal {
  const stubborn = writing.actor === SYSTEM ? [] : (writing.switches.keepsOld[object.slug] ?? [])
  const taken = written.filter(({ attribute }) => !stubborn.includes(attribute.slug))
  return writeValues(writing, object, row, taken, modeOf)
}

/** Makes the record, or writes to the one that holds the payload's value of the matching attribute. */
export function assertRow(
  writing: Writing,
  object: ObjectType,
  matching: Attribute,
  written: readonly Written[],
): Row | Refusal {
  const match = written.find(({ attribute }) => attribute.id === matching.id)
  if (!match || match.data.length === 0) return atKey(matching.slug, 'Required')
  const identity = identityOf(matching)
  const ids = new Set(
    match.data.flatMap((data) => writing.draft.holders(object.id, identity, identity.key(data))),
  )
  if (ids.size > 1)
    return new Refusal(
      400,
      'multiple_match_results',
      `More than one record matches the values given for "${matching.slug}".`,
    )
  const [id] = ids
  const row = id === undefined ? undefined : writing.draft.get(object.id, id)
  return row
    ? updateRow(writing, object, row, written, (one) =>
        one.id === matching.id ? 'append' : 'overwrite',
      )
    : createRow(writing, object, written)
}
