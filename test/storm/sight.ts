import type { Side } from '../../shared/record.ts'
import { elements, isParts, type Value } from '../../shared/value.ts'
import type { Engine } from '../worker/engine.ts'
import { id } from '../worker/worlds.ts'
import { BASE } from './world.ts'

/**
 * One record as a person reads it, in words that belong to neither side and by code that knows no codec of ours: every
 * value a text, empty ones left out. References are ids of their own side.
 */
export type Sight = ReadonlyMap<string, string>
export type Kind = 'people' | 'teams' | 'customers'
export const KINDS: readonly Kind[] = ['people', 'teams', 'customers']

/** What the records of a pairing are called on one side: customers are people in Attio. */
export const kindOn = (entityType: string, side: Side): Kind =>
  entityType === 'teams' ? 'teams' : entityType === 'customers' && side === 'left' ? 'customers' : 'people' // prettier-ignore
/** By record id. */
export type Table = ReadonlyMap<string, Sight>
export type Look = { readonly [kind in Kind]: Table }

type Bag = { readonly [key: string]: unknown }
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const texts = (values: readonly unknown[]): string => values.map(String).sort().join('|')

function sight(values: { readonly [field: string]: unknown }): Sight {
  return new Map(
    Object.entries(values).flatMap(([field, value]): [string, string][] =>
      value === null || value === undefined || value === '' ? [] : [[field, String(value)]],
    ),
  )
}

export function lookLeft({ airtable }: Engine): Look {
  const people = airtable.rows(BASE, 'People').map(({ id: recordId, fields }) => [
    recordId,
    sight({
      email: String(fields['Email'] ?? '').toLowerCase(),
      first: fields['First name'],
      last: fields['Last name'],
      score: fields['Score'],
      born: fields['Born'],
      level: fields['Level'],
      teams: texts(list(fields['Teams'])),
      tags: texts(list(fields['Tags'])),
      private: fields['Memo'],
      twin: fields['Attio record ID'],
    }),
  ])
  const customers = hasCustomers(airtable)
    ? airtable.rows(BASE, 'Customers').map(({ id: recordId, fields }): [string, Sight] => [
        recordId,
        sight({
          email: String(fields['Email'] ?? '').toLowerCase(),
          first: fields['First name'],
          last: fields['Last name'],
          score: fields['Score'],
          level: fields['Level'],
          private: fields['Memo'],
          twin: fields['Attio record ID'],
        }),
      ])
    : []
  const teams = airtable.rows(BASE, 'Teams').map(({ id: recordId, fields }) => [
    recordId,
    sight({
      name: fields['Name'],
      code: fields['Code'],
      parent: list(fields['Parent'])[0],
      twin: fields['Attio record ID'],
    }),
  ])
  return {
    people: new Map(people as [string, Sight][]),
    teams: new Map(teams as [string, Sight][]),
    customers: new Map(customers),
  }
}

function isThere(look: () => unknown): boolean {
  try {
    look()
    return true
  } catch {
    return false
  }
}
const withThem = new WeakMap<object, boolean>()
/** Most stories have no such table. */
function hasCustomers(airtable: Engine['airtable']): boolean {
  const known = withThem.get(airtable)
  if (known !== undefined) return known
  const has = isThere(() => airtable.rows(BASE, 'Customers'))
  withThem.set(airtable, has)
  return has
}

export function lookRight({ attio }: Engine): Look {
  const first = (row: { values: unknown }, slug: string): Bag =>
    (list((row.values as Bag)[slug])[0] ?? {}) as Bag
  const all = (row: { values: unknown }, slug: string): Bag[] =>
    list((row.values as Bag)[slug]) as Bag[]
  const title = (value: Bag): unknown => (value['option'] as Bag | undefined)?.['title']
  const people = attio.rows('people').map((row) => [
    row.id,
    sight({
      email: first(row, 'email_addresses')['email_address'],
      first: first(row, 'name')['first_name'],
      last: first(row, 'name')['last_name'],
      score: first(row, 'score')['value'],
      born: first(row, 'born')['value'],
      level: title(first(row, 'level')),
      teams: texts(all(row, 'teams').map((one) => one['target_record_id'])),
      tags: texts(all(row, 'tags').map(title)),
      private: first(row, 'remark')['value'],
      twin: first(row, 'airtable_record_id')['value'],
    }),
  ])
  const teams = attio.rows('teams').map((row) => [
    row.id,
    sight({
      name: first(row, 'name')['value'],
      code: first(row, 'code')['value'],
      parent: first(row, 'parent')['target_record_id'],
      twin: first(row, 'airtable_record_id')['value'],
    }),
  ])
  return {
    people: new Map(people as [string, Sight][]),
    teams: new Map(teams as [string, Sight][]),
    customers: new Map(),
  }
}

/** What the vendors change by themselves when a record goes or comes: who pointed at it, and whose twin it is. */
export const FOLLOWS: readonly string[] = ['teams', 'parent', 'twin']

/** Which of these words a slot of the engine means; undefined for what the storm does not watch. */
export const FIELD_OF: { readonly [slot: string]: string } = {
  [id('fld', 'kEmail')]: 'email',
  [id('fld', 'kFirst')]: 'first',
  [id('fld', 'kLast')]: 'last',
  [id('fld', 'kScore')]: 'score',
  [id('fld', 'kLevel')]: 'level',
  [id('fld', 'pEmail')]: 'email',
  [id('fld', 'pFirst')]: 'first',
  [id('fld', 'pLast')]: 'last',
  [id('fld', 'pScore')]: 'score',
  [id('fld', 'pBorn')]: 'born',
  [id('fld', 'pLevel')]: 'level',
  [id('fld', 'pTeams')]: 'teams',
  [id('fld', 'pTags')]: 'tags',
  [id('fld', 'pMemo')]: 'private',
  [id('fld', 'tName')]: 'name',
  [id('fld', 'tCode')]: 'code',
  [id('fld', 'tParent')]: 'parent',
  email_addresses: 'email',
  'name.first': 'first',
  'name.last': 'last',
  score: 'score',
  born: 'born',
  level: 'level',
  teams: 'teams',
  tags: 'tags',
  remark: 'private',
  name: 'name',
  code: 'code',
  parent: 'parent',
}

/** Does a value of the engine hold what the witness saw: the whole of it, or its first element? */
export function says(value: Value, seen: string | null): boolean {
  const texts = elements(value).map((one) =>
    isParts(one) ? String(one['id'] ?? one['full'] ?? '') : String(one),
  )
  return texts[0] === seen || texts.sort().join('|') === seen
}
