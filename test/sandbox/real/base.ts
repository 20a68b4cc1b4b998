/** The real records as an Airtable base: Companies, Committees and People, with their links. */
import { idFrom } from '../airtable/identifiers.ts'
import type { AirtableWorld } from '../airtable/world.ts'
import type { Rows } from './rows.ts'

export const BASE = idFrom('app', 'directory')
export const TABLES = {
  companies: idFrom('tbl', 'companies'),
  committees: idFrom('tbl', 'committees'),
  people: idFrom('tbl', 'people'),
} as const

/** `sync` is the owner's, whom the product acts as; `outsider` is another person's, who may edit. */
export const AIRTABLE_TOKENS = {
  sync: 'patSandboxSync000.owner',
  outsider: 'patSandboxOutside.editor',
} as const

const OWNER = idFrom('usr', 'olivia')
const EDITOR = idFrom('usr', 'edgar')

/** A record's id says what it is: `recpeC000127xxxxx` is the person C000127. */
export const companyId = (symbol: string): string => recordId('companies', symbol)
export const committeeId = (code: string): string => recordId('committees', code)
export const personId = (bioguideId: string): string => recordId('people', bioguideId)
const recordId = (table: keyof typeof TABLES, key: string): string =>
  idFrom('rec', KINDS[table] + key.replace(/[^A-Za-z0-9]/g, ''))

const CREATED = '2026-01-05T09:00:00.000Z'

export function baseOf({ companies, people, committees, seats }: Rows): AirtableWorld {
  const seatsOf = Map.groupBy(seats, ({ person }) => person)
  return {
    users: [
      { id: OWNER, email: 'olivia@directory.test', name: 'Olivia Owner' },
      { id: EDITOR, email: 'edgar@directory.test', name: 'Edgar Editor' },
    ],
    tokens: [
      { token: AIRTABLE_TOKENS.sync, user: OWNER, scopes: [...RECORDS, 'schema.bases:write'] },
      { token: AIRTABLE_TOKENS.outsider, user: EDITOR, scopes: [...RECORDS] },
    ],
    workspaces: [{ id: idFrom('wsp', 'directory'), name: 'Directory', plan: 'business' }],
    bases: [
      {
        id: BASE,
        name: 'Directory',
        permissionLevels: { [OWNER]: 'owner', [EDITOR]: 'edit' },
        tables: [
          {
            id: TABLES.companies,
            name: 'Companies',
            primaryFieldId: 'Name',
            fields: named('companies', [
              { name: 'Name', type: 'singleLineText' },
              { name: 'Symbol', type: 'singleLineText' },
              {
                name: 'Sector',
                type: 'singleSelect',
                options: { choices: distinct(companies, 'sector') },
              },
              { name: 'Industry', type: 'singleLineText' },
              { name: 'Headquarters', type: 'singleLineText' },
              { name: 'Date added', type: 'date' },
              { name: 'CIK', type: 'singleLineText' },
              { name: 'Founded', type: 'singleLineText' },
            ]),
            views: [
              { name: 'All companies' },
              {
                name: 'Technology',
                filterByFormula: "{Sector} = 'Information Technology'",
                sort: [{ field: 'Name' }],
              },
            ],
            records: companies.map((one) => ({
              id: companyId(one.symbol),
              createdTime: CREATED,
              fields: filled({
                Name: one.name,
                Symbol: one.symbol,
                Sector: one.sector,
                Industry: one.industry,
                Headquarters: one.headquarters,
                'Date added': one.dateAdded,
                CIK: one.cik,
                Founded: one.founded,
              }),
            })),
          },
          {
            id: TABLES.committees,
            name: 'Committees',
            primaryFieldId: 'Name',
            fields: named('committees', [
              { name: 'Name', type: 'singleLineText' },
              { name: 'Code', type: 'singleLineText' },
              {
                name: 'Chamber',
                type: 'singleSelect',
                options: { choices: distinct(committees, 'chamber') },
              },
              { name: 'Website', type: 'url' },
              { name: 'Phone', type: 'phoneNumber' },
              { name: 'Address', type: 'singleLineText' },
              { name: 'Jurisdiction', type: 'multilineText' },
              link('Parent', 'Committees', 'Subcommittees'),
              link('Subcommittees', 'Committees', 'Parent'),
              link('Members', 'People', 'Committees'),
            ]),
            views: [
              { name: 'All committees' },
              {
                name: 'Full committees',
                filterByFormula: "{Parent} = ''",
                sort: [{ field: 'Name' }],
              },
            ],
            records: committees.map((one) => ({
              id: committeeId(one.code),
              createdTime: CREATED,
              fields: filled({
                Name: one.name,
                Code: one.code,
                Chamber: one.chamber,
                Website: one.website,
                Phone: one.phone,
                Address: one.address,
                Jurisdiction: one.jurisdiction,
                Parent: committees.some(({ code }) => code === one.parent)
                  ? [committeeId(one.parent)]
                  : [],
              }),
            })),
          },
          {
            id: TABLES.people,
            name: 'People',
            primaryFieldId: 'Full name',
            fields: named('people', [
              {
                name: 'Full name',
                type: 'formula',
                options: { formula: '{First name} & " " & {Last name}' },
              },
              { name: 'First name', type: 'singleLineText' },
              { name: 'Last name', type: 'singleLineText' },
              { name: 'Birthday', type: 'date' },
              {
                name: 'Chamber',
                type: 'singleSelect',
                options: { choices: distinct(people, 'chamber') },
              },
              {
                name: 'State',
                type: 'singleSelect',
                options: { choices: distinct(people, 'state') },
              },
              {
                name: 'Party',
                type: 'singleSelect',
                options: { choices: distinct(people, 'party') },
              },
              { name: 'Phone', type: 'phoneNumber' },
              { name: 'Website', type: 'url' },
              { name: 'Twitter', type: 'singleLineText' },
              { name: 'Bioguide ID', type: 'singleLineText' },
              link('Committees', 'Committees', 'Members'),
            ]),
            views: [
              { name: 'Everybody' },
              {
                name: 'Senators',
                filterByFormula: "{Chamber} = 'Senate'",
                sort: [{ field: 'Last name' }],
              },
            ],
            records: people.map((one) => ({
              id: personId(one.bioguideId),
              createdTime: CREATED,
              fields: filled({
                'First name': one.firstName,
                'Last name': one.lastName,
                Birthday: one.birthday,
                Chamber: one.chamber,
                State: one.state,
                Party: one.party,
                Phone: one.phone,
                Website: one.website,
                Twitter: one.twitter,
                'Bioguide ID': one.bioguideId,
                Committees: (seatsOf.get(one.bioguideId) ?? []).map(({ committee }) =>
                  committeeId(committee),
                ),
              }),
            })),
          },
        ],
      },
    ],
  }
}

type Fields = NonNullable<AirtableWorld['bases']>[number]['tables'][number]['fields']

/** The id of a field by its table and name. */
export const fieldId = (table: keyof typeof TABLES, name: string): string =>
  idFrom('fld', (KINDS[table] + name.replace(/[^A-Za-z0-9]/g, '')).slice(0, 14))

const KINDS = { companies: 'co', committees: 'cm', people: 'pe' } as const

const named = (table: keyof typeof TABLES, fields: Fields): Fields =>
  fields.map((field) => ({ id: fieldId(table, field.name), ...field }))

const RECORDS = [
  'data.records:read',
  'data.records:write',
  'webhook:manage',
  'schema.bases:read',
  'user.email:read',
] as const

const link = (name: string, linkedTableId: string, inverseLinkFieldId: string) => ({
  name,
  type: 'multipleRecordLinks',
  options: { linkedTableId, inverseLinkFieldId },
})

/** The different values of a column, in the order of the alphabet: the choices of a select. */
export const distinct = <K extends string>(
  rows: readonly { readonly [key in K]: string }[],
  key: K,
): string[] => [...new Set(rows.map((row) => row[key]))].filter((value) => value !== '').sort()

/** Without what is empty: an empty cell is no cell. */
const filled = (
  fields: Readonly<Record<string, string | readonly string[]>>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length > 0))
