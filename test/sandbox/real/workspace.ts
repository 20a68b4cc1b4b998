/** The Attio workspace the real records go to: companies, people and an object for committees. */
import type { AttioWorld } from '../attio/world.ts'
import { distinct } from './base.ts'
import type { Rows } from './rows.ts'

export const WORKSPACE = 'b2f6c0de-5a4d-4c1e-9a55-0d1e7c70a001'

/** `sync` is what the product is given; `outsider` belongs to another member. Attio's are 64 characters long. */
export const ATTIO_TOKENS = {
  sync: 'attiosandboxsync'.padEnd(64, '0'),
  outsider: 'attiosandboxoutsider'.padEnd(64, '0'),
} as const

type Workspace = AttioWorld['workspaces'][number]
type Objects = NonNullable<Workspace['objects']>
type Attribute = NonNullable<Objects[number]['attributes']>[number]

/** The workspace with its members, tokens and objects, and these records (none to begin with). */
export function workspaceOf(
  rows: Rows,
  records: NonNullable<Workspace['records']> = {},
): AttioWorld {
  return {
    workspaces: [
      {
        id: WORKSPACE,
        name: 'Directory',
        slug: 'directory',
        members: [
          {
            first_name: 'Olivia',
            last_name: 'Owner',
            email_address: 'olivia@directory.test',
            access_level: 'admin',
          },
          {
            first_name: 'Edgar',
            last_name: 'Editor',
            email_address: 'edgar@directory.test',
            access_level: 'member',
          },
        ],
        tokens: [
          { token: ATTIO_TOKENS.sync, scopes: [...SCOPES], member: 'olivia@directory.test' },
          { token: ATTIO_TOKENS.outsider, scopes: [...SCOPES], member: 'edgar@directory.test' },
        ],
        objects: objectsFor(rows),
        records,
      },
    ],
  }
}

const SCOPES = [
  'record_permission:read-write',
  'webhook:read-write',
  'object_configuration:read-write',
  'user_management:read',
] as const

/** Names and types as a person would choose them who wants to see the base's fields here. */
function objectsFor({ companies, people, committees }: Rows): Objects {
  return [
    {
      api_slug: 'companies',
      attributes: [
        text('symbol', 'Symbol'),
        select('sector', 'Sector', distinct(companies, 'sector')),
        text('industry', 'Industry'),
        text('headquarters', 'Headquarters'),
        { api_slug: 'date_added', title: 'Date added', type: 'date' },
        text('cik', 'CIK'),
        text('founded', 'Founded'),
      ],
    },
    {
      api_slug: 'committees',
      singular_noun: 'Committee',
      plural_noun: 'Committees',
      attributes: [
        text('name', 'Name'),
        { ...text('code', 'Code'), is_unique: true },
        select('chamber', 'Chamber', distinct(committees, 'chamber')),
        text('website', 'Website'),
        { api_slug: 'phone', title: 'Phone', type: 'phone-number' },
        text('address', 'Address'),
        text('jurisdiction', 'Jurisdiction'),
        {
          api_slug: 'parent',
          title: 'Parent',
          type: 'record-reference',
          relationship: {
            object: 'committees',
            api_slug: 'subcommittees',
            title: 'Subcommittees',
            is_multiselect: true,
          },
        },
      ],
    },
    {
      api_slug: 'people',
      attributes: [
        { api_slug: 'birthday', title: 'Birthday', type: 'date' },
        select('chamber', 'Chamber', distinct(people, 'chamber')),
        select('state', 'State', distinct(people, 'state')),
        select('party', 'Party', distinct(people, 'party')),
        text('website', 'Website'),
        text('bioguide_id', 'Bioguide ID'),
        {
          api_slug: 'committees',
          title: 'Committees',
          type: 'record-reference',
          is_multiselect: true,
          relationship: {
            object: 'committees',
            api_slug: 'members',
            title: 'Members',
            is_multiselect: true,
          },
        },
      ],
    },
  ]
}

const text = (api_slug: string, title: string): Attribute => ({ api_slug, title, type: 'text' })
const select = (api_slug: string, title: string, options: string[]): Attribute => ({
  api_slug,
  title,
  type: 'select',
  options,
})
