import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { idFrom } from '../sandbox/airtable/identifiers.ts'
import type { Value } from '../../shared/value.ts'
import { describeConnector } from './connector.ts'

const [BASE, TABLE, ELSEWHERE, ANN] = [
  idFrom('app', 'crm'),
  idFrom('tbl', 'people'),
  idFrom('tbl', 'companies'),
  idFrom('usr', 'ann'),
]
const field = (name: string) => idFrom('fld', name)

/** Fields by name with their type and options, and the values each must take. */
const FIELDS: { [name: string]: [type: string, options: object | null, ...samples: Value[]] } = {
  name: ['singleLineText', null, 'Ann', ' spaced ', 'Zoë "Z" 🙂'],
  notes: ['multilineText', null, 'two\nlines'],
  story: ['richText', null, '* bullet', 'plain'],
  email: ['email', null, 'Ann@Acme.Test'],
  site: ['url', null, 'https://acme.test/a?b=c'],
  phone: ['phoneNumber', null, '(030) 123'],
  age: ['number', { precision: 2 }, 0, -1.5, 3.14],
  share: ['percent', { precision: 1 }, 0.125],
  fee: ['currency', { precision: 2, symbol: '€' }, 9.99],
  time: ['duration', { durationFormat: 'h:mm:ss' }, 3_661],
  stars: ['rating', { icon: 'star', max: 5, color: 'yellowBright' }, 4],
  active: ['checkbox', { icon: 'check', color: 'greenBright' }, true, false],
  stage: ['singleSelect', { choices: ['Lead', 'Won'] }, 'Won'],
  tags: ['multipleSelects', { choices: ['red', 'blue'] }, ['blue', 'red'], ['red']],
  born: ['date', { dateFormat: { name: 'iso' } }, '1815-12-10'],
  met: [
    'dateTime',
    { dateFormat: { name: 'iso' }, timeFormat: { name: '24hour' }, timeZone: 'utc' },
    '2026-01-02T03:04:05.000Z',
  ],
  owner: ['singleCollaborator', null, { id: null, email: 'ANN@acme.test', name: null }],
  team: ['multipleCollaborators', null, [{ id: ANN, email: 'ann@acme.test', name: 'Ann' }]],
  code: ['barcode', null, { text: '4006381333931', type: 'ean13' }],
}

describeConnector<AirtableSandbox>({
  vendor: 'airtable',
  resource: BASE,
  open: (clock) =>
    new AirtableSandbox(
      {
        users: [{ id: ANN, email: 'ann@acme.test', name: 'Ann' }],
        tokens: [
          {
            token: 'whole',
            user: ANN,
            scopes: [
              'data.records:read',
              'data.records:write',
              'schema.bases:read',
              'schema.bases:write',
            ],
          },
          { token: 'reading', user: ANN, scopes: ['data.records:read'] },
          { token: 'blind', user: ANN, scopes: ['schema.bases:read'] },
        ],
        bases: [
          {
            id: BASE,
            name: 'CRM',
            tables: [
              {
                id: TABLE,
                name: 'People',
                fields: [
                  ...Object.entries(FIELDS).map(([name, [type, options]]) => ({
                    id: field(name),
                    name,
                    type,
                    ...(options ? { options: { ...options } } : {}),
                  })),
                  {
                    id: field('company'),
                    name: 'company',
                    type: 'multipleRecordLinks',
                    options: { linkedTableId: ELSEWHERE },
                  },
                  { id: field('files'), name: 'files', type: 'multipleAttachments' },
                  { id: field('number'), name: 'number', type: 'autoNumber' },
                ],
              },
              {
                id: ELSEWHERE,
                name: 'Companies',
                fields: [{ id: field('title'), name: 'Title', type: 'singleLineText' }],
              },
            ],
          },
        ],
      },
      { clock },
    ),
  tokens: { whole: 'whole', reading: 'reading', blind: 'blind' },
  table: TABLE,
  text: field('name'),
  elsewhere: ELSEWHERE,
  add: (simulator, text) => simulator.add(BASE, TABLE, { name: text }).id,
  remove: (simulator, id) => simulator.remove(BASE, TABLE, id),
  count: (simulator) => simulator.rows(BASE, TABLE).length,
  nobody: idFrom('rec', 'nobody'),
  samples: ({ elsewhere }) => ({
    [TABLE]: {
      ...Object.fromEntries(
        Object.entries(FIELDS).map(([name, [, , ...values]]) => [field(name), values]),
      ),
      [field('company')]: [[{ table: ELSEWHERE, id: elsewhere }]],
      [field('files')]: [],
    },
  }),
  refused: {
    values: { [field('company')]: [{ table: ELSEWHERE, id: idFrom('rec', 'missing') }] },
    reason: 'refused_value',
  },
  upserts: true,
  listingBreaks: 'listing_broke',
  filters: {
    passing: { kind: 'expression', expression: "{name}='row 1'" },
    broken: { kind: 'expression', expression: '{nobody}=1' },
  },
  calls: { list: 13, write: 5 },
})
