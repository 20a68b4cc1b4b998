import { id, type World } from './worlds.ts'

/** Every kind of field a base can have, and an object that can take each as far as the CRM goes. */
const BASE = id('app', 'things')
const WORKSPACE = '00000000-0000-4000-8000-0000000000bb'
const KEY = 'b'.repeat(64)
export const THINGS = { base: BASE, table: id('tbl', 'things'), view: 'Things' }

const field = (word: string, name: string, type: string, options?: { [key: string]: unknown }) => ({
  id: id('fld', word),
  name,
  type,
  ...(options === undefined ? {} : { options }),
})
const self = (more: object = {}) => ({
  linkedTableId: THINGS.table,
  inverseLinkFieldId: null,
  ...more,
})
const FIELDS = [
  field('name', 'Name', 'singleLineText'),
  field('code', 'Code', 'singleLineText'),
  field('story', 'Story', 'richText'),
  field('tags', 'Tags', 'multipleSelects', {
    choices: [{ name: 'Red' }, { name: 'Blue' }, { name: 'Green' }],
  }),
  field('owner', 'Owner', 'singleCollaborator'),
  field('crew', 'Crew', 'multipleCollaborators'),
  field('price', 'Price', 'currency', { precision: 2, symbol: '€' }),
  field('share', 'Share', 'percent', { precision: 1 }),
  field('length', 'Length', 'duration', { durationFormat: 'h:mm:ss' }),
  field('stars', 'Stars', 'rating', { icon: 'star', max: 5, color: 'yellowBright' }),
  field('done', 'Done', 'checkbox'),
  field('due', 'Due', 'dateTime', { timeZone: 'utc' }),
  field('bar', 'Barcode', 'barcode'),
  field('files', 'Files', 'multipleAttachments'),
  field('parent', 'Parent', 'multipleRecordLinks', self({ prefersSingleRecordLink: true })),
  field('likes', 'Likes', 'multipleRecordLinks', self()),
  field('twice', 'Twice', 'formula', { formula: '{Price}*2' }),
  field('liked', 'How many likes', 'count', { recordLinkFieldId: 'Likes' }),
  field('codes', 'Codes of likes', 'multipleLookupValues', {
    recordLinkFieldId: 'Likes',
    fieldIdInLinkedTable: 'Code',
  }),
  field('no', 'No', 'autoNumber'),
  field('open', 'Open', 'button'),
  field('ai', 'Summary', 'aiText'),
  field('new', 'Mood', 'moodRing'),
]

const attribute = (api_slug: string, title: string, type: string, more: object = {}) => ({
  api_slug,
  title,
  type: type as 'text',
  ...more,
})
const THING = { config: { record_reference: { allowed_objects: ['things'] } } }
const ATTRIBUTES = [
  attribute('name', 'Name', 'text'),
  attribute('code', 'Code', 'text'),
  attribute('story', 'Story', 'text'),
  attribute('tags', 'Tags', 'select', { is_multiselect: true, options: ['Green', 'Red', 'Blue'] }),
  attribute('owner', 'Owner', 'actor-reference'),
  attribute('crew', 'Crew', 'actor-reference', { is_multiselect: true }),
  attribute('price', 'Price', 'currency', {
    config: { currency: { default_currency_code: 'EUR', display_type: 'symbol' } },
  }),
  attribute('share', 'Share', 'number'),
  attribute('length', 'Length', 'number'),
  attribute('stars', 'Stars', 'rating'),
  attribute('done', 'Done', 'checkbox'),
  attribute('due', 'Due', 'timestamp'),
  attribute('bar', 'Barcode', 'text'),
  attribute('parent', 'Parent', 'record-reference', THING),
  attribute('likes', 'Likes', 'record-reference', { ...THING, is_multiselect: true }),
  ...[
    'file_names',
    'sources',
    'link',
    'app_id',
    'twice',
    'liked',
    'codes',
    'no',
    'open',
    'summary',
  ].map((slug, at) =>
    // Titles that pair with nothing: what goes into these is for each test to say.
    attribute(
      slug,
      `Spare ${at + 1}`,
      slug === 'twice' || slug === 'liked' || slug === 'no' ? 'number' : 'text',
    ),
  ),
  attribute('born', 'Born', 'timestamp'),
]

const PEOPLE = ['kim', 'lee', 'sal']

export function thingsWorld(
  rows: readonly { readonly id?: string; readonly fields: { readonly [name: string]: unknown } }[],
  attio: readonly { readonly values: { readonly [slug: string]: unknown } }[] = [],
  views: readonly { name: string; id?: string; filterByFormula?: string }[] = [{ name: 'All' }],
): World {
  return {
    base: BASE,
    workspace: WORKSPACE,
    tokens: { airtable: 'patThings', attio: KEY },
    airtable: {
      users: PEOPLE.map((name) => ({ id: id('usr', name), email: `${name}@example.com`, name })),
      tokens: [
        {
          token: 'patThings',
          user: id('usr', 'kim'),
          scopes: [
            'data.records:read',
            'data.records:write',
            'schema.bases:read',
            'schema.bases:write',
          ],
        },
      ],
      bases: [
        {
          id: BASE,
          name: 'Things',
          tables: [
            {
              id: THINGS.table,
              name: 'Things',
              fields: FIELDS,
              views: [...views],
              records: [...rows],
            },
          ],
        },
      ],
    },
    attio: {
      workspaces: [
        {
          id: WORKSPACE,
          name: 'Things',
          slug: 'things',
          members: PEOPLE.map((name) => ({
            first_name: name,
            last_name: '',
            email_address: `${name}@example.com`,
            access_level: 'admin' as const,
          })),
          tokens: [
            {
              token: KEY,
              scopes: [
                'record_permission:read-write',
                'object_configuration:read-write',
                'user_management:read',
              ],
            },
          ],
          objects: [
            {
              api_slug: 'things',
              singular_noun: 'Thing',
              plural_noun: 'Things',
              attributes: ATTRIBUTES,
            },
          ],
          records: { things: [...attio] },
        },
      ],
    },
  }
}
