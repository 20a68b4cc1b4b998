import type { AttioWorld } from './world.ts'

/** A small Attio with something of every kind, its ids written out so that tests can name them. */

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const WORKSPACE = id(1)
export const ADA = id(11)
export const GRACE = id(12)
export const JANE = id(21)
export const JOE = id(22)
export const ACME = id(31)
export const GLOBEX = id(32)
export const APOLLO = id(41)
export const PIPELINE = id(51)
export const FIRST = id(52)
export const HELLO = id(61)
export const CALL_JANE = id(71)
export const REMARK = id(81)
export const NOBODY = id(99)

/** May do everything, only look, and work in the other workspace. */
export const FULL = 'f'.repeat(64)
export const READER = 'r'.repeat(64)
export const OTHER = 'o'.repeat(64)

export const ALL_SCOPES = [
  'user_management:read',
  'record_permission:read-write',
  'object_configuration:read-write',
  'list_entry:read-write',
  'list_configuration:read-write',
  'note:read-write',
  'task:read-write',
  'comment:read-write',
  'file:read',
  'webhook:read-write',
]

const people = { target_object: 'people' }

export const CAST: AttioWorld = {
  workspaces: [
    {
      id: WORKSPACE,
      name: 'Sunrise',
      slug: 'sunrise',
      members: [
        { id: ADA, first_name: 'Ada', last_name: 'Lovelace', email_address: 'ada@sunrise.test', access_level: 'admin' },
        { id: GRACE, first_name: 'Grace', last_name: 'Hopper', email_address: 'grace@sunrise.test', access_level: 'member' },
      ],
      tokens: [
        { token: FULL, scopes: ALL_SCOPES },
        { token: READER, scopes: ['record_permission:read', 'object_configuration:read'], member: 'grace@sunrise.test' },
      ],
      objects: [
        { api_slug: 'deals' },
        {
          api_slug: 'projects',
          singular_noun: 'Project',
          plural_noun: 'Projects',
          attributes: [
            { api_slug: 'title', type: 'text' },
            { api_slug: 'code', type: 'text', is_unique: true },
            { api_slug: 'size', type: 'number' },
            { api_slug: 'label', type: 'text', formula: { inputs: ['code', 'size'], join: ' / ' } },
            { api_slug: 'urgent', type: 'checkbox' },
            { api_slug: 'budget', type: 'currency', config: { currency: { default_currency_code: 'EUR', display_type: 'symbol' } } },
            { api_slug: 'due', type: 'date' },
            { api_slug: 'met_at', type: 'timestamp' },
            { api_slug: 'stars', type: 'rating' },
            { api_slug: 'color', type: 'select', options: ['Red', 'Blue'] },
            { api_slug: 'tags', type: 'select', is_multiselect: true, options: ['A', 'B', 'C'] },
            { api_slug: 'phase', type: 'status', options: ['Idea', 'Work', 'Won'] },
            { api_slug: 'lead', type: 'record-reference', relationship: { object: 'people', api_slug: 'projects', title: 'Projects', is_multiselect: true } },
            { api_slug: 'seat', type: 'record-reference', relationship: { object: 'companies', api_slug: 'project', title: 'Project', is_multiselect: false } },
            { api_slug: 'sponsors', type: 'record-reference', is_multiselect: true, config: { record_reference: { allowed_objects: ['people', 'companies'] } } },
            { api_slug: 'owner', type: 'actor-reference' },
            { api_slug: 'watchers', type: 'actor-reference', is_multiselect: true },
            { api_slug: 'site', type: 'location' },
            { api_slug: 'hotlines', type: 'phone-number', is_multiselect: true },
          ],
        },
      ],
      records: {
        people: [
          {
            id: JANE,
            created_at: '2026-01-01T10:00:00Z',
            values: {
              name: 'Doe, Jane',
              email_addresses: ['jane@acme.com', 'jane.doe@gmail.com'],
              job_title: 'Engineer',
              phone_numbers: ['+442079460958'],
              company: 'acme.com',
            },
          },
          {
            id: JOE,
            created_at: '2026-01-02T10:00:00Z',
            values: { name: 'Bloggs, Joe', email_addresses: ['joe@globex.com'], job_title: 'Designer' },
          },
        ],
        companies: [
          { id: ACME, created_at: '2026-01-01T09:00:00Z', values: { name: 'Acme', domains: ['acme.com'], categories: ['SaaS'] } },
          { id: GLOBEX, created_at: '2026-01-03T09:00:00Z', values: { name: 'Globex', domains: ['globex.com', 'globex.co.uk'] } },
        ],
        projects: [
          {
            id: APOLLO,
            created_at: '2026-01-04T09:00:00Z',
            values: {
              title: 'Apollo',
              code: 'AP-1',
              size: 12.5,
              urgent: true,
              budget: 1000,
              due: '2026-03-01',
              met_at: '2026-02-01T12:30:00Z',
              stars: 4,
              color: 'Red',
              tags: ['A', 'B'],
              phase: 'Work',
              lead: { ...people, target_record_id: JANE },
              owner: 'ada@sunrise.test',
              hotlines: ['+12025550123'],
            },
          },
        ],
      },
      lists: [
        {
          id: PIPELINE,
          api_slug: 'pipeline',
          name: 'Pipeline',
          parent_object: 'companies',
          attributes: [
            { api_slug: 'nick', type: 'text' },
            { api_slug: 'step', type: 'status', options: ['New', 'Talking', 'Signed'] },
            { api_slug: 'reasons', type: 'select', is_multiselect: true, options: ['Price', 'Trust'] },
          ],
          entries: [{ id: FIRST, created_at: '2026-01-05T09:00:00Z', parent_record_id: ACME, entry_values: { nick: 'A', step: 'Talking', reasons: ['Price'] } }],
        },
      ],
      notes: [{ id: HELLO, created_at: '2026-01-06T09:00:00Z', parent_object: 'people', parent_record_id: JANE, title: 'Hello', format: 'markdown', content: '# Met\n- **in** Paris' }],
      tasks: [{ id: CALL_JANE, created_at: '2026-01-06T10:00:00Z', content: 'Call Jane', deadline_at: '2026-02-01T00:00:00Z', linked_records: [{ ...people, target_record_id: JANE }], assignees: ['ada@sunrise.test'] }],
      comments: [{ id: REMARK, created_at: '2026-01-07T09:00:00Z', object: 'people', record_id: JANE, content: 'Nice', author: 'ada@sunrise.test' }],
    },
    {
      id: id(2),
      name: 'Sunset',
      slug: 'sunset',
      members: [{ first_name: 'Alan', last_name: 'Turing', email_address: 'alan@sunset.test', access_level: 'admin' }],
      tokens: [{ token: OTHER, scopes: ALL_SCOPES }],
    },
  ],
} // prettier-ignore
