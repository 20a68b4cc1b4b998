import { attioField, attioNew } from '../../../shared/codec/attio.ts'
import { type Failure, isAmbiguous } from '../../../shared/failure.ts'
import { type Field, isNamed, type NewField, type Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import type { Account, MadeTable } from '../connector.ts'
import { fill, isInTheWay, isOurs, isRefused, standing } from '../making.ts'
import { ask, askSimply, change, failureFrom, get, type Trouble } from './api.ts'
import { createChoice } from './choices.ts'
import { attributesOf, hasAttributes } from './kind.ts'
import { allAttributes, describe, slugOf } from './schema.ts'
import { isGranted } from './scopes.ts'
import { AttributeWire, NewObjectWire, ObjectsWire } from './wire.ts'

const VENDOR = 'Attio'
const SCOPE = 'object_configuration:read-write'
/** Slugs that are tried where others are taken: an archived attribute keeps its own, and so does an object switched off. */
const SLUGS = 4

export const lacksToMake = ({ scopes }: Account): string | null =>
  scopes === null || isGranted(scopes, SCOPE) ? null : SCOPE

/** An object, then its attributes one by one: Attio has no call for both. */
export async function createTable(
  door: Door,
  name: string,
  fields: readonly NewField[],
): Promise<Result<MadeTable, Failure>> {
  const before = await called(door, name)
  if (!before.ok) return before
  if (before.value && !isOurs(before.value, fields)) return err(isInTheWay(VENDOR, name))
  const object = before.value ? ok(before.value) : await createObject(door, name)
  if (!object.ok) return object
  return fill(object.value, fields, (table, wish) => createField(door, table, wish))
}

/** The object people see under that name, with its attributes. */
async function called(door: Door, name: string): Promise<Result<Table | undefined, Failure>> {
  const about = { needs: 'object_configuration:read', what: 'workspace', name: VENDOR }
  const all = await askSimply(door, get('/v2/objects'), ObjectsWire, about)
  if (!all.ok) return all
  const there = all.value.data.find(({ api_slug, plural_noun }) =>
    isNamed({ name: plural_noun || api_slug }, name),
  )
  return there ? described(door, there.api_slug) : ok(undefined)
}

async function described(door: Door, slug: string): Promise<Result<Table | undefined, Failure>> {
  const tables = await describe(door, [slug])
  return tables.ok ? ok(tables.value[0]) : tables
}

async function createObject(door: Door, name: string): Promise<Result<Table, Failure>> {
  for (const api_slug of slugsOf(name)) {
    const data = { api_slug, singular_noun: singularOf(name), plural_noun: name }
    const made = await ask(door, change('POST', '/v2/objects', { data }), NewObjectWire, 'an object') // prettier-ignore
    const table = made.ok ? await described(door, made.value.data.api_slug) : await look(made.error)
    if (!table.ok) return table
    if (table.value) return ok(table.value)
  }
  return err(isRefused(VENDOR, name))

  /** Taken, or unheard of: it may be the one we made. Nothing where another slug is worth a try. */
  async function look(trouble: Trouble): Promise<Result<Table | undefined, Failure>> {
    if (!isOpen(trouble)) return err(failureOf(trouble, name))
    const there = await called(door, name)
    if (!there.ok || there.value || trouble.kind === 'refusal') return there
    return err(trouble.failure)
  }
}

/** The attribute, and whichever of its options are missing. */
export async function createField(
  door: Door,
  table: Table,
  wish: NewField,
): Promise<Result<Field, Failure>> {
  if (!hasAttributes(table)) return err(isRefused(VENDOR, wish.name))
  const there = standing(VENDOR, table, wish)
  const made = there ?? (await createAttribute(door, table, wish))
  if (!made.ok || wish.type !== 'choice') return made
  const { choices = [] } = made.value
  const missing = (wish.choices ?? []).filter((title) => !choices.includes(title))
  const options = await Promise.all(
    missing.map((title) => createChoice(door, table, made.value, title)),
  )
  const failed = options.find((one) => !one.ok)
  if (failed && !failed.ok) return failed
  return ok({ ...made.value, choices: [...choices, ...missing] })
}

async function createAttribute(
  door: Door,
  table: Table,
  wish: NewField,
): Promise<Result<Field, Failure>> {
  const what = attioNew(wish, table.id)
  if (what === null) return err(isRefused(VENDOR, wish.name))
  for (const api_slug of slugsOf(wish.name)) {
    const data = {
      title: wish.name,
      description: null,
      api_slug,
      is_required: false,
      is_unique: false,
      is_multiselect: wish.many,
      ...what,
    }
    const call = change('POST', attributesOf(table.id), { data })
    const made = await ask(door, call, AttributeWire, 'a new field')
    if (made.ok) return ok(fieldOf(made.value.data, wish))
    if (!isOpen(made.error)) return err(failureOf(made.error, table.name, table.id))
    const now = await allAttributes(door, table.id, false)
    if (!now.ok) return now
    const found = standing(
      VENDOR,
      { ...table, fields: now.value.map((one) => fieldOf(one, wish)) },
      wish,
    )
    if (found) return found
    if (made.error.kind === 'failure') return err(made.error.failure)
  }
  return err(isRefused(VENDOR, wish.name))
}

/** Its targets are asked for by slug and told by id: they are those of the wish. */
function fieldOf(wire: Parameters<typeof attioField>[0], wish: NewField): Field {
  const field = attioField(wire)
  return field.type === 'reference' && wish.targets ? { ...field, targets: wish.targets } : field
}

function slugsOf(name: string): readonly string[] {
  const first = slugOf(name)
  return Array.from({ length: SLUGS }, (_, at) => (at === 0 ? first : `${first}_${at + 1}`))
}

/** What one of them is called, as far as English endings tell. */
const singularOf = (plural: string): string =>
  plural.replace(/ies$/, 'y').replace(/(ss|x|ch|sh)es$/, '$1').replace(/([^s])s$/, '$1') // prettier-ignore

const isOpen = (trouble: Trouble): boolean =>
  trouble.kind === 'refusal'
    ? trouble.refusal.code === 'slug_conflict'
    : isAmbiguous(trouble.failure)

function failureOf(trouble: Trouble, name: string, table = ''): Failure {
  if (trouble.kind === 'refusal' && trouble.refusal.status === 400) return isRefused(VENDOR, name)
  const right = table.startsWith('list:') ? 'list_configuration' : 'object_configuration'
  return failureFrom(trouble, { needs: `${right}:read-write`, what: 'workspace', name })
}
