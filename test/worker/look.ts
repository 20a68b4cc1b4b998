import type { Engine } from './engine.ts'
import { id } from './worlds.ts'

/** What both sides hold, in the words of neither: read as a person would see it, by code that knows no codec of ours. */
export type Seen = {
  readonly teams: readonly Team[]
  readonly people: readonly Person[]
}
type Team = { readonly name: unknown; readonly code: unknown; readonly parent: unknown }
type Person = {
  readonly email: unknown
  readonly first: unknown
  readonly last: unknown
  readonly score: unknown
  readonly born: unknown
  readonly level: unknown
  readonly teams: readonly unknown[]
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

export function lookLeft({ airtable }: Engine): Seen {
  const teams = airtable.rows(id('app', 'small'), 'Teams')
  const name = (link: unknown): unknown =>
    teams.find((row) => row.id === link)?.fields['Code'] ?? null
  return {
    teams: teams
      .map(({ fields }) => ({
        name: fields['Name'] ?? null,
        code: fields['Code'] ?? null,
        parent: name((fields['Parent'] as unknown[] | undefined)?.[0]),
      }))
      .sort(byText),
    people: airtable
      .rows(id('app', 'small'), 'People')
      .map(({ fields }) => ({
        email: String(fields['Email'] ?? '').toLowerCase(),
        first: fields['First name'] ?? null,
        last: fields['Last name'] ?? null,
        score: fields['Score'] ?? null,
        born: fields['Born'] ?? null,
        level: fields['Level'] ?? null,
        teams: ((fields['Teams'] as unknown[] | undefined) ?? []).map(name).sort(),
      }))
      .sort(byText),
  }
}

type Attio = { readonly [key: string]: unknown }

export function lookRight({ attio }: Engine): Seen {
  const teams = attio.rows('teams')
  const first = (row: { values: unknown }, slug: string): Attio | undefined =>
    ((row.values as Attio)[slug] as Attio[] | undefined)?.[0]
  const code = (recordId: unknown): unknown => {
    const row = teams.find((one) => one.id === recordId)
    return row ? (first(row, 'code')?.['value'] ?? null) : null
  }
  return {
    teams: teams
      .map((row) => ({
        name: first(row, 'name')?.['value'] ?? null,
        code: first(row, 'code')?.['value'] ?? null,
        parent: code(first(row, 'parent')?.['target_record_id']),
      }))
      .sort(byText),
    people: attio
      .rows('people')
      .map((row) => ({
        email: String(first(row, 'email_addresses')?.['email_address'] ?? ''),
        first: first(row, 'name')?.['first_name'] || null,
        last: first(row, 'name')?.['last_name'] || null,
        score: first(row, 'score')?.['value'] ?? null,
        born: first(row, 'born')?.['value'] ?? null,
        level: (first(row, 'level')?.['option'] as Attio | undefined)?.['title'] ?? null,
        teams: (((row.values as Attio)['teams'] as Attio[] | undefined) ?? [])
          .map((one) => code(one['target_record_id']))
          .sort(),
      }))
      .sort(byText),
  }
}

/** The one person with this address, on each side. */
export const personAt = (engine: Engine, email: string) => ({
  left: engine.airtable
    .rows(id('app', 'small'), 'People')
    .find((row) => String(row.fields['Email']).toLowerCase() === email),
  right: engine.attio
    .rows('people')
    .find(
      (row) =>
        (row.values as Attio)['email_addresses'] &&
        JSON.stringify(row.values).includes(`"${email}"`),
    ),
})
