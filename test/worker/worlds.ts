import type { AirtableWorld } from '../sandbox/airtable/world.ts'
import type { AttioWorld } from '../sandbox/attio/world.ts'

/** Both halves of a world, and what a sync has to know of it. */
export type World = {
  readonly airtable: AirtableWorld
  readonly attio: AttioWorld
  readonly base: string
  readonly workspace: string
  readonly tokens: { readonly airtable: string; readonly attio: string }
}

export const id = (prefix: string, word: string): string =>
  prefix + word.padEnd(14, '0').slice(0, 14)
const WORKSPACE = '00000000-0000-4000-8000-0000000000aa'
const KEY = 'a'.repeat(64)

const AIRTABLE_SCOPES = [
  'data.records:read',
  'data.records:write',
  'schema.bases:read',
  'schema.bases:write',
  'webhook:manage',
]
const COMPANIES = {
  id: id('tbl', 'companies'),
  name: 'Companies',
  fields: [
    { id: id('fld', 'cName'), name: 'Name', type: 'singleLineText' },
    { id: id('fld', 'cSite'), name: 'Website', type: 'url' },
  ],
  records: [],
}

const readOnlySchema = (scope: string): string =>
  scope === 'object_configuration:read-write' ? 'object_configuration:read' : scope

const ATTIO_SCOPES = [
  'record_permission:read-write',
  'object_configuration:read-write',
  'user_management:read',
  'webhook:read-write',
]

/**
 * A small cast: teams and people in Airtable, a `teams` object and people in Attio, each with the fields that show
 * something: two names against one, a multi-value, a relation on both sides, a number, a date, a choice.
 */
export function smallWorld(
  rows: {
    readonly teams?: readonly {
      readonly id?: string
      readonly fields: { readonly [name: string]: unknown }
    }[]
    readonly people?: readonly {
      readonly id?: string
      readonly fields: { readonly [name: string]: unknown }
    }[]
    readonly attio?: { readonly teams?: readonly AttioRow[]; readonly people?: readonly AttioRow[] }
    /** May the tokens make fields? Without that there are no twin ids. */
    readonly mayMakeFields?: boolean
    /** A Companies table in Airtable, to pair with Attio's own companies. */
    readonly withCompanies?: boolean
  } = {},
): World {
  return {
    base: id('app', 'small'),
    workspace: WORKSPACE,
    tokens: { airtable: 'patSmall', attio: KEY },
    airtable: {
      users: [{ id: id('usr', 'ops'), email: 'ops@example.com', name: 'Ops' }],
      tokens: [
        {
          token: 'patSmall',
          user: id('usr', 'ops'),
          scopes: rows.mayMakeFields === false ? AIRTABLE_SCOPES.slice(0, 3) : AIRTABLE_SCOPES,
        },
      ],
      bases: [
        {
          id: id('app', 'small'),
          name: 'Small',
          tables: [
            ...(rows.withCompanies ? [COMPANIES] : []),
            {
              id: id('tbl', 'teams'),
              name: 'Teams',
              fields: [
                { id: id('fld', 'tName'), name: 'Name', type: 'singleLineText' },
                { id: id('fld', 'tCode'), name: 'Code', type: 'singleLineText' },
                {
                  id: id('fld', 'tParent'),
                  name: 'Parent',
                  type: 'multipleRecordLinks',
                  options: {
                    linkedTableId: id('tbl', 'teams'),
                    inverseLinkFieldId: null,
                    prefersSingleRecordLink: true,
                  },
                },
              ],
              records: [...(rows.teams ?? [])],
            },
            {
              id: id('tbl', 'people'),
              name: 'People',
              fields: [
                { id: id('fld', 'pEmail'), name: 'Email', type: 'email' },
                { id: id('fld', 'pFirst'), name: 'First name', type: 'singleLineText' },
                { id: id('fld', 'pLast'), name: 'Last name', type: 'singleLineText' },
                {
                  id: id('fld', 'pScore'),
                  name: 'Score',
                  type: 'number',
                  options: { precision: 2 },
                },
                {
                  id: id('fld', 'pBorn'),
                  name: 'Born',
                  type: 'date',
                  options: { dateFormat: { name: 'iso' } },
                },
                {
                  id: id('fld', 'pLevel'),
                  name: 'Level',
                  type: 'singleSelect',
                  options: { choices: [{ name: 'Junior' }, { name: 'Senior' }] },
                },
                {
                  id: id('fld', 'pTeams'),
                  name: 'Teams',
                  type: 'multipleRecordLinks',
                  options: { linkedTableId: id('tbl', 'teams') },
                },
              ],
              records: [...(rows.people ?? [])],
            },
          ],
        },
      ],
    },
    attio: {
      workspaces: [
        {
          id: WORKSPACE,
          name: 'Small',
          slug: 'small',
          members: [
            {
              first_name: 'Sal',
              last_name: 'Es',
              email_address: 'sal@example.com',
              access_level: 'admin',
            },
          ],
          tokens: [
            {
              token: KEY,
              scopes:
                rows.mayMakeFields === false ? ATTIO_SCOPES.map(readOnlySchema) : ATTIO_SCOPES,
            },
          ],
          objects: [
            {
              api_slug: 'people',
              attributes: [
                { api_slug: 'score', title: 'Score', type: 'number' },
                { api_slug: 'born', title: 'Born', type: 'date' },
                {
                  api_slug: 'level',
                  title: 'Level',
                  type: 'select',
                  options: ['Junior', 'Senior'],
                },
              ],
            },
            {
              api_slug: 'teams',
              singular_noun: 'Team',
              plural_noun: 'Teams',
              attributes: [
                { api_slug: 'name', title: 'Name', type: 'text', is_required: true },
                { api_slug: 'code', title: 'Code', type: 'text' },
                {
                  api_slug: 'parent',
                  title: 'Parent',
                  type: 'record-reference',
                  config: { record_reference: { allowed_objects: ['teams'] } },
                },
                {
                  api_slug: 'members',
                  title: 'Members',
                  type: 'record-reference',
                  is_multiselect: true,
                  relationship: {
                    object: 'people',
                    api_slug: 'teams',
                    title: 'Teams',
                    is_multiselect: true,
                  },
                },
              ],
            },
          ],
          records: {
            teams: [...(rows.attio?.teams ?? [])],
            people: [...(rows.attio?.people ?? [])],
          },
        },
      ],
    },
  }
}
export type AttioRow = {
  readonly id?: string
  readonly values: { readonly [slug: string]: unknown }
}

export const SMALL_PAIRINGS = [
  { entityType: 'teams', left: id('tbl', 'teams'), right: 'teams' },
  { entityType: 'people', left: id('tbl', 'people'), right: 'people' },
]
