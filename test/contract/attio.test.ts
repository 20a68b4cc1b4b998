import type { Value } from '../../shared/value.ts'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import type { VirtualClock } from '../sandbox/clock.ts'
import { describeConnector } from './connector.ts'

const WORKSPACE = '14beef7a-99f7-4534-a87e-70b564330a4c'
const PARENT = '0aa00000-0000-4000-8000-000000000001'
const token = (letter: string) => letter.repeat(64)

/** Attributes of a custom object by slug with their type and whether they hold many, and the values each must take. */
const ATTRIBUTES: {
  [slug: string]: [type: AttributeType, many: boolean, more: object, ...samples: Value[]]
} = {
  title: ['text', false, {}, 'Ann', ' spaced ', 'Zoë "Z" 🙂'],
  age: ['number', false, {}, 0, -1.5, 3.14159],
  active: ['checkbox', false, {}, true, false],
  fee: [
    'currency',
    false,
    { config: { currency: { default_currency_code: 'EUR', display_type: 'symbol' } } },
    9.99,
  ],
  born: ['date', false, {}, '1815-12-10'],
  met: ['timestamp', false, {}, '2026-01-02T03:04:05.678Z'],
  stars: ['rating', false, {}, 4],
  stage: ['status', false, { options: ['Lead', 'Won'] }, 'Won'],
  size: ['select', false, { options: ['small', 'large'] }, 'large'],
  tags: ['select', true, { options: ['red', 'blue'] }, ['blue', 'red'], ['red']],
  firm: [
    'record-reference',
    false,
    { config: { record_reference: { allowed_objects: ['companies'] } } },
  ],
  firms: [
    'record-reference',
    true,
    { config: { record_reference: { allowed_objects: ['companies'] } } },
  ],
  owner: ['actor-reference', false, {}, { id: null, email: 'ANN@acme.test', name: null }],
  phones: ['phone-number', true, {}, ['+4930123456', '+12025550123']],
  site: ['location', false, {}, PLACE()],
}

const open = (clock: VirtualClock): AttioSandbox =>
  new AttioSandbox(
    {
      workspaces: [
        {
          id: WORKSPACE,
          name: 'Acme',
          slug: 'acme',
          members: [
            {
              first_name: 'Ann',
              last_name: 'A',
              email_address: 'ann@acme.test',
              access_level: 'admin',
            },
          ],
          tokens: [
            {
              token: token('w'),
              scopes: [
                'record_permission:read-write',
                'object_configuration:read-write',
                'user_management:read',
                'list_configuration:read-write',
                'list_entry:read-write',
              ],
            },
            {
              token: token('r'),
              scopes: [
                'record_permission:read',
                'object_configuration:read',
                'list_configuration:read',
                'list_entry:read',
              ],
            },
            { token: token('b'), scopes: ['object_configuration:read'] },
          ],
          objects: [
            {
              api_slug: 'things',
              singular_noun: 'Thing',
              plural_noun: 'Things',
              attributes: attributes(),
            },
          ],
          records: { companies: [{ id: PARENT, values: { name: 'Parent' } }] },
          lists: [
            {
              api_slug: 'steps',
              name: 'Steps',
              parent_object: 'companies',
              attributes: attributes(),
            },
          ],
        },
      ],
    },
    { clock },
  )

const attributes = () =>
  Object.entries(ATTRIBUTES).map(([api_slug, [type, many, more]]) => ({
    api_slug,
    type,
    title: api_slug,
    is_multiselect: many,
    ...more,
  }))

describeConnector<AttioSandbox>({
  vendor: 'attio',
  resource: WORKSPACE,
  kind: 'an object',
  open,
  tokens: { whole: token('w'), reading: token('r'), blind: token('b') },
  table: 'things',
  text: 'title',
  elsewhere: 'companies',
  add: (simulator, title) => simulator.add('things', { title }),
  remove: (simulator, id) => simulator.remove('things', id),
  count: (simulator) => simulator.rows('things').length,
  nobody: '00000000-0000-4000-8000-000000000000',
  samples: ({ elsewhere }) => ({
    things: {
      ...Object.fromEntries(
        Object.entries(ATTRIBUTES).map(([slug, [, , , ...values]]) => [slug, values]),
      ),
      firm: [{ table: 'companies', id: elsewhere }],
      firms: [[{ table: 'companies', id: elsewhere }]],
    },
    people: {
      name: [
        { first: 'Ann', last: 'Lee', full: null },
        { first: 'Cher', last: null, full: null },
      ],
      email_addresses: [['Ann@Acme.Test', 'ann@home.test']],
      company: [{ table: 'companies', id: elsewhere }],
    },
    companies: { domains: [['Other.Test']], categories: [] },
  }),
  refused: {
    values: { firm: { table: 'companies', id: '00000000-0000-4000-8000-000000000000' } },
    reason: 'refused_value',
  },
  upserts: false,
  listingBreaks: 'unreachable',
  calls: { list: 3, write: 50 },
})

const STEPS = 'list:steps'

describeConnector<AttioSandbox>({
  vendor: 'attio',
  resource: WORKSPACE,
  kind: 'a list',
  makesTables: false,
  open,
  tokens: { whole: token('w'), reading: token('r'), blind: token('b') },
  table: STEPS,
  text: 'title',
  elsewhere: 'companies',
  hasAddress: false,
  needs: { parent_record: { table: 'companies', id: PARENT } },
  add: (simulator, title) =>
    simulator.enlist('steps', { object: 'companies', id: PARENT }, { title }),
  remove: (simulator, id) => simulator.delist('steps', id),
  count: (simulator) => simulator.entries('steps').length,
  nobody: '00000000-0000-4000-8000-000000000000',
  samples: ({ elsewhere }) => ({
    [STEPS]: {
      ...Object.fromEntries(
        Object.entries(ATTRIBUTES).map(([slug, [, , , ...values]]) => [slug, values]),
      ),
      firm: [{ table: 'companies', id: elsewhere }],
      firms: [[{ table: 'companies', id: elsewhere }]],
    },
  }),
  refused: {
    values: { firm: { table: 'companies', id: '00000000-0000-4000-8000-000000000000' } },
    reason: 'refused_value',
  },
  upserts: false,
  listingBreaks: 'unreachable',
  calls: { list: 3, write: 50 },
})

type AttributeType =
  | 'text' | 'number' | 'checkbox' | 'currency' | 'date' | 'timestamp' | 'rating' | 'status' | 'select'
  | 'record-reference' | 'actor-reference' | 'phone-number' | 'location' // prettier-ignore

function PLACE(): Value {
  return {
    line1: 'Main Street 1',
    line2: null,
    line3: null,
    line4: null,
    locality: 'Berlin',
    region: null,
    postcode: '10115',
    country: 'DE',
    latitude: 52.52,
    longitude: 13.405,
  }
}
