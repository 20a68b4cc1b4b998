import type { AirtableWorld } from '../sandbox/airtable/world.ts'
import type { AttioWorld } from '../sandbox/attio/world.ts'
import { id, type World } from './worlds.ts'

/** A sales team's world: what Attio has beside people and companies, and a table in Airtable for each of it. */

const WORKSPACE = '00000000-0000-4000-8000-0000000000ab'
const KEY = 's'.repeat(64)
export const SALES = id('app', 'sales')
export const SAL = 'sal@example.com'
export const UMA = 'uma@example.com'

type Fields = NonNullable<AirtableWorld['bases']>[number]['tables'][number]['fields']
type Objects = NonNullable<AttioWorld['workspaces'][number]['objects']>

const text = (name: string) => ({ name, type: 'singleLineText' as const })
const links = (name: string, table: string, single = false) => ({
  name,
  type: 'multipleRecordLinks' as const,
  options: {
    linkedTableId: table,
    inverseLinkFieldId: null,
    ...(single ? { prefersSingleRecordLink: true } : {}),
  },
})
const choices = (...names: string[]) => ({ choices: names.map((name) => ({ name })) })
const when = {
  dateFormat: { name: 'iso' },
  timeFormat: { name: '24hour' },
  timeZone: 'utc',
} as const

const TABLES: { readonly [name: string]: Fields } = {
  Companies: [text('Name'), { name: 'Domains', type: 'url' }, { name: 'Record link', type: 'url' }, text('Number')],
  People: [
    { name: 'Email addresses', type: 'email' },
    text('Job title'),
    links('Manager', 'People', true),
    links('Mentors', 'People'),
  ],
  Pipeline: [
    text('Nick'),
    links('Company', 'Companies', true),
    { name: 'Step', type: 'singleSelect', options: choices('New', 'Talking', 'Signed') },
    { name: 'Reasons', type: 'multipleSelects', options: choices('Price', 'Trust', 'Luck') },
    { name: 'Worth', type: 'number', options: { precision: 2 } },
  ],
  Deals: [
    text('Deal name'),
    { name: 'Deal stage', type: 'singleSelect', options: choices('Lead', 'In Progress', 'Won 🎉', 'Lost') },
    { name: 'Deal owner', type: 'singleCollaborator' },
    { name: 'Deal value', type: 'currency', options: { precision: 2, symbol: '$' } },
    links('Associated company', 'Companies', true),
  ],
  Users: [
    text('User ID'),
    { name: 'Primary email address', type: 'email' },
    links('Person', 'People', true),
    links('Workspace', 'Workspaces'),
  ],
  Workspaces: [text('Workspace ID'), text('Name'), links('Company', 'Companies', true)],
  Tasks: [
    { name: 'Content', type: 'multilineText' },
    { name: 'Deadline', type: 'dateTime', options: when },
    { name: 'Completed', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
    links('Linked records', 'Companies'),
    { name: 'Assignees', type: 'multipleCollaborators' },
  ],
  Notes: [
    text('Title'),
    { name: 'Content', type: 'richText' },
    links('Record', 'Companies', true),
  ],
} // prettier-ignore

const OBJECTS: Objects = [
  {
    api_slug: 'people',
    attributes: [
      {
        api_slug: 'manager',
        title: 'Manager',
        type: 'record-reference',
        config: { record_reference: { allowed_objects: ['people'] } },
      },
      {
        api_slug: 'mentors',
        title: 'Mentors',
        type: 'record-reference',
        is_multiselect: true,
        relationship: { object: 'people', api_slug: 'mentees', title: 'Mentees', is_multiselect: true },
      },
    ],
  },
  { api_slug: 'deals' },
  { api_slug: 'users' },
  { api_slug: 'workspaces' },
] // prettier-ignore

/** What to pair, in order: those that others point at come first. */
export const SALES_PAIRINGS = [
  { entityType: 'companies', left: 'Companies', right: 'companies' },
  { entityType: 'people', left: 'People', right: 'people' },
  { entityType: 'pipeline', left: 'Pipeline', right: 'list:pipeline' },
  { entityType: 'deals', left: 'Deals', right: 'deals' },
  { entityType: 'workspaces', left: 'Workspaces', right: 'workspaces' },
  { entityType: 'users', left: 'Users', right: 'users' },
  { entityType: 'tasks', left: 'Tasks', right: ':tasks' },
  { entityType: 'notes', left: 'Notes', right: ':notes' },
].map((one) => ({ ...one, left: tableId(one.left) }))

export function tableId(name: string): string {
  return id('tbl', name)
}

type Rows = {
  readonly [table: string]: readonly {
    readonly id?: string
    readonly fields: { readonly [name: string]: unknown }
  }[]
}

/** `mayMakeFields`: may the tokens make fields? Without that there are no twin ids. */
export function salesWorld(rows: Rows = {}, mayMakeFields = true): World {
  const make = mayMakeFields ? '-write' : ''
  return {
    base: SALES,
    workspace: WORKSPACE,
    tokens: { airtable: 'patSales', attio: KEY },
    airtable: {
      users: [
        { id: id('usr', 'sal'), email: SAL, name: 'Sal' },
        { id: id('usr', 'uma'), email: UMA, name: 'Uma' },
      ],
      tokens: [
        {
          token: 'patSales',
          user: id('usr', 'sal'),
          scopes: [
            'data.records:read',
            'data.records:write',
            'schema.bases:read',
            ...(mayMakeFields ? ['schema.bases:write' as const] : []),
          ],
        },
      ],
      bases: [
        {
          id: SALES,
          name: 'Sales',
          tables: Object.entries(TABLES).map(([name, fields]) => ({
            id: tableId(name),
            name,
            fields,
            records: [...(rows[name] ?? [])],
          })),
        },
      ],
    },
    attio: {
      workspaces: [
        {
          id: WORKSPACE,
          name: 'Sales',
          slug: 'sales',
          members: [
            { first_name: 'Sal', last_name: 'Es', email_address: SAL, access_level: 'admin' },
            { first_name: 'Uma', last_name: 'Sato', email_address: UMA, access_level: 'member' },
          ],
          tokens: [
            {
              token: KEY,
              scopes: [
                'record_permission:read-write',
                `object_configuration:read${make}`,
                'user_management:read',
                `list_configuration:read${make}`,
                'list_entry:read-write',
                'note:read-write',
                'task:read-write',
              ],
            },
          ],
          objects: OBJECTS,
          lists: [
            {
              api_slug: 'pipeline',
              name: 'Pipeline',
              parent_object: 'companies',
              attributes: [
                { api_slug: 'nick', title: 'Nick', type: 'text' },
                { api_slug: 'step', title: 'Step', type: 'status', options: ['New', 'Talking', 'Signed'] },
                { api_slug: 'reasons', title: 'Reasons', type: 'select', is_multiselect: true, options: ['Price', 'Trust', 'Luck'] },
                { api_slug: 'worth', title: 'Worth', type: 'number' },
              ],
            },
          ],
        },
      ],
    },
  } // prettier-ignore
}
