import { describe, expect, test } from 'vitest'
import { idFrom } from './identifiers.ts'
import { ANN, CRM, sampleWorld } from './sample.ts'
import { META, visit } from './visitor.ts'
import { AirtableWorld } from './world.ts'

const text = { name: 'Name', type: 'singleLineText' }
const world = (tables: object[]): AirtableWorld =>
  AirtableWorld.parse({
    users: [{ id: ANN, email: 'ann@acme.test' }],
    tokens: [{ token: 'ann', user: ANN, scopes: ['schema.bases:read'] }],
    bases: [{ id: CRM, name: 'CRM', tables }],
  })
const link = (name: string, linkedTableId: string, inverseLinkFieldId?: string | null) => ({
  name,
  type: 'multipleRecordLinks',
  options: { linkedTableId, ...(inverseLinkFieldId !== undefined && { inverseLinkFieldId }) },
})
const [a, b] = [idFrom('rec', 'a'), idFrom('rec', 'b')]

describe('links', () => {
  test.each<{ says: string; there: object; here: object[]; shown: object }>([
    {
      says: 'a mirror is made where none is named',
      there: link('Bs', 'B'),
      here: [],
      shown: { A: [a] },
    },
    {
      says: 'a mirror named at one end is found',
      there: link('Bs', 'B', 'As'),
      here: [link('As', 'A', 'Bs')],
      shown: { As: [a] },
    },
    {
      says: 'named at the far end only, none is made besides',
      there: link('Bs', 'B'),
      here: [link('As', 'A', 'Bs')],
      shown: { As: [a] },
    },
    { says: 'a link without a mirror', there: link('Bs', 'B', null), here: [], shown: {} },
  ])('$says', ({ there, here, shown }) => {
    const { airtable } = visit(
      {},
      world([
        { name: 'A', fields: [text, there], records: [{ id: a, fields: { Name: 'a', Bs: [b] } }] },
        { name: 'B', fields: [text, ...here], records: [{ id: b, fields: { Name: 'b' } }] },
      ]),
    )
    expect(airtable.rows(CRM, 'B')[0]?.fields).toEqual({ Name: 'b', ...shown })
    airtable.remove(CRM, 'B', b)
    expect(airtable.rows(CRM, 'A')[0]?.fields).toEqual({ Name: 'a' })
  })

  test('a link may be written at either end', () => {
    const { airtable } = visit(
      {},
      world([
        { name: 'A', fields: [text, link('Bs', 'B')], records: [{ id: a, fields: {} }] },
        {
          name: 'B',
          fields: [text, link('As', 'A', 'Bs')],
          records: [{ id: b, fields: { As: [a] } }],
        },
      ]),
    )
    expect(airtable.rows(CRM, 'A')[0]?.fields).toEqual({ Bs: [b] })
  })
})

test('a mirror that is named later is not made besides', async () => {
  const { call } = visit(
    {},
    world([
      { name: 'A', fields: [text, link('Bs', 'B')] },
      { name: 'B', fields: [text, link('As', 'A', 'Bs')] },
    ]),
  )
  const { body } = await call('GET', `${META}/tables`)
  expect(body).toMatchObject({
    tables: [
      { name: 'A', fields: [{ name: 'Name' }, { name: 'Bs' }] },
      { name: 'B', fields: [{ name: 'Name' }, { name: 'As' }] },
    ],
  })
})

describe('computed fields', () => {
  const formula = (name: string, of: string) => ({
    name,
    type: 'formula',
    options: { formula: of },
  })
  test.each<{ says: string; fields: object[]; cells: object; shown: object }>([
    {
      says: 'formulas that lean on each other are errors',
      fields: [formula('X', '{Y}'), formula('Y', '{X}')],
      cells: {},
      shown: { X: { error: '#ERROR!' }, Y: { error: '#ERROR!' } },
    },
    {
      says: 'a broken formula is an error',
      fields: [formula('X', '{Gone} +')],
      cells: {},
      shown: { X: { error: '#ERROR!' } },
    },
    {
      says: 'a comparison shows as a number',
      fields: [formula('X', '1 = 1'), formula('Y', '1 = 2')],
      cells: {},
      shown: { X: 1, Y: 0 },
    },
    {
      says: 'a formula naming a tick shows as one',
      fields: [{ name: 'T', type: 'checkbox' }, formula('X', 'T')],
      cells: { T: true },
      shown: { T: true, X: true },
    },
    {
      says: 'no tick, nothing to show',
      fields: [{ name: 'T', type: 'checkbox' }, formula('X', 'T')],
      cells: {},
      shown: {},
    },
    {
      says: 'a date shows as a date, an instant as an instant',
      fields: [
        { name: 'D', type: 'date' },
        formula('X', 'D'),
        formula('Y', "DATEADD(D, 1, 'hours')"),
      ],
      cells: { D: '2026-01-02' },
      shown: { D: '2026-01-02', X: '2026-01-02', Y: '2026-01-02T01:00:00.000Z' },
    },
    {
      says: 'a creation time may be a date alone',
      fields: [{ name: 'C', type: 'createdTime', options: { result: { type: 'date' } } }],
      cells: {},
      shown: { C: '2026-01-05' },
    },
    {
      says: 'an autonumber of its own',
      fields: [{ name: 'No', type: 'autoNumber' }],
      cells: { No: 41 },
      shown: { No: 41 },
    },
    {
      says: 'a type nobody knows yet is shown as it is',
      fields: [{ name: 'W', type: 'wish' }],
      cells: { W: { deep: [1] } },
      shown: { W: { deep: [1] } },
    },
  ])('$says', ({ fields, cells, shown }) => {
    const { airtable } = visit(
      {},
      world([{ name: 'A', fields: [text, ...fields], records: [{ fields: cells }] }]),
    )
    expect(airtable.rows(CRM, 'A')[0]?.fields).toEqual(shown)
  })

  test('a lookup keeps a place for a box that is not ticked, and opens lists', () => {
    const lookup = (name: string, fieldIdInLinkedTable: string) => ({
      name,
      type: 'multipleLookupValues',
      options: { recordLinkFieldId: 'Bs', fieldIdInLinkedTable },
    })
    const tags = { name: 'Tags', type: 'multipleSelects' }
    const { airtable } = visit(
      {},
      world([
        {
          name: 'A',
          fields: [text, link('Bs', 'B'), lookup('Ticks', 'T'), lookup('All tags', 'Tags')],
          records: [{ id: a, fields: { Bs: [b, idFrom('rec', 'c')] } }],
        },
        {
          name: 'B',
          fields: [text, { name: 'T', type: 'checkbox' }, tags],
          records: [
            { id: b, fields: { Tags: ['x', 'y'] } },
            { id: idFrom('rec', 'c'), fields: { T: true, Tags: ['z'] } },
          ],
        },
      ]),
    )
    expect(airtable.rows(CRM, 'A')[0]?.fields).toMatchObject({
      Ticks: [null, true],
      'All tags': ['x', 'y', 'z'],
    })
  })
})

describe('a world that contradicts itself is refused when it is opened', () => {
  test.each<{ says: string; tables: object[]; why: string }>([
    {
      says: 'a field twice',
      tables: [{ name: 'A', fields: [text, text] }],
      why: 'A.Name is there twice',
    },
    {
      says: 'a cell of no field',
      tables: [{ name: 'A', fields: [text], records: [{ fields: { Nmae: 1 } }] }],
      why: 'unknown field Nmae',
    },
    {
      says: 'a record twice',
      tables: [{ name: 'A', fields: [text], records: [{ id: a }, { id: a }] }],
      why: `${a} is there twice`,
    },
    {
      says: 'a link to no table',
      tables: [{ name: 'A', fields: [text, link('Bs', 'B')] }],
      why: 'names table B',
    },
    {
      says: 'a computed cell',
      tables: [
        {
          name: 'A',
          fields: [text, { name: 'X', type: 'formula', options: { formula: '1' } }],
          records: [{ fields: { X: 1 } }],
        },
      ],
      why: 'X is computed',
    },
    {
      says: 'an id that is none',
      tables: [{ id: 'tbl1', name: 'A', fields: [text] }],
      why: 'an id is',
    },
  ])('$says', ({ tables, why }) => {
    expect(() => visit({}, world(tables))).toThrow(why)
  })

  test('and so is a token of nobody', () => {
    const tokens = [{ token: 'x', user: idFrom('usr', 'nobody') }]
    expect(() => visit({}, { ...sampleWorld, tokens })).toThrow('unknown user')
  })
})
