import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FUNCTIONS } from '../../shared/formula.ts'
import type { FormulaCheckRequest } from '../../shared/api/formula.ts'
import { type Api, must, openApi } from './api-world.ts'

let api: Api
let ada: Awaited<ReturnType<Api['furnished']>>
beforeAll(async () => {
  api = await openApi()
  ada = await api.furnished('ada', 'appAda', 'W1')
})
afterAll(() => api.runtime.dispose())

type Ask = Omit<FormulaCheckRequest, 'configId' | 'entityType' | 'side'>
const check = async (ask: Ask) =>
  must(
    await ada.client.checkFormula({
      configId: ada.config.id,
      entityType: 'people',
      side: 'app',
      ...ask,
    }),
  )

test('the functions are listed with their help', async () => {
  expect(must(await ada.client.formulaFunctions()).items).toEqual(FUNCTIONS)
})

describe('a formula is tried before it is used', () => {
  test('on the first records of the table, each with what it gives', async () => {
    expect(await check({ formula: 'UPPER({name}) & "!"', samples: 2 })).toEqual({
      ok: true,
      says: 'It works for every record tried.',
      faults: [],
      gives: 'text',
      steady: true,
      fields: [{ name: 'name', field: 'fldName' }],
      samples: [
        { recordId: 'rec0', title: 'Ada', value: 'ADA!', fault: null },
        { recordId: 'rec1', title: 'Bob', value: 'BOB!', fault: null },
      ],
      back: null,
      home: null,
    })
  })

  test.each<{ says: string; ask: Ask; want: object }>([
    {
      says: 'what it cannot be read for is told with its place',
      ask: { formula: 'UPPER({Name}' },
      want: {
        ok: false,
        says: 'This ( is never closed: add a ) where it ends.',
        faults: [{ from: 5, to: 6, suggestion: null }],
        samples: [],
      },
    },
    {
      says: 'every unknown field is told with its place and the nearest name',
      ask: { formula: '{Nmae} & {Wibble} & {Nmae}' },
      want: {
        ok: false,
        faults: [
          { why: '“People” has no field “Nmae”. Did you mean “Name”?', from: 0, to: 6, suggestion: 'Name' }, // prettier-ignore
          { why: '“People” has no field “Wibble”. Choose one of its fields.', from: 9, to: 17, suggestion: null }, // prettier-ignore
          { from: 20, to: 26, suggestion: 'Name' },
        ],
      },
    },
    {
      says: 'where it gives nothing, why is told beside the record',
      ask: { formula: 'IF({Name}, {Name}, ERROR("No name"))' },
      want: {
        ok: true,
        says: 'It gives nothing for 1 of the 3 records tried: see why beside each.',
        samples: [
          { value: 'Ada', fault: null },
          { value: 'Bob', fault: null },
          { value: null, fault: { why: 'No name', from: 19, to: 35 } },
        ],
      },
    },
    {
      says: 'one that reads the clock is shown, and may not be used',
      ask: { formula: 'DATETIME_DIFF(NOW(), NOW())', samples: 1 },
      want: { ok: false, steady: false, gives: 'number', samples: [{ value: 0 }] },
    },
    {
      says: 'the time of creation is known',
      ask: { formula: 'YEAR(CREATED_TIME())', samples: 1 },
      want: { samples: [{ value: 2026 }] },
    },
    {
      says: 'the value at hand is called this',
      ask: { formula: 'LEFT({this}, 1)', field: 'Name' },
      want: { samples: [{ value: 'A' }, { value: 'B' }, { value: null }], fields: [] },
    },
    {
      says: 'a way back that gives the value again comes home',
      ask: { formula: '{Name} & "!"', back: 'SUBSTITUTE({this}, "!", "")' },
      want: {
        back: { faults: [], gives: 'text', steady: true },
        home: { checked: 3, strayed: [], says: 'All 3 values looked at come home unchanged.' },
      },
    },
    {
      says: 'a way back that does not is told by what becomes of the values',
      ask: { formula: 'UPPER({Name})', back: '{Full name}' },
      want: {
        ok: true,
        home: {
          checked: 3,
          strayed: [
            { sample: 'Ada', says: '“Ada” becomes “ADA” there and comes home as “ADA”.' },
            { sample: 'Bob', says: '“Bob” becomes “BOB” there and comes home as “BOB”.' },
          ],
          says: '2 of 3 values looked at would not come home: change one of the formulas, or let the mapping go one way.',
        },
      },
    },
    {
      says: 'fields of the way back are those of the other side',
      ask: { formula: '{Name}', back: '{Name}' },
      want: {
        ok: false,
        says: 'On the way back: “People” has no field “Name”. Choose one of its fields.',
        back: { faults: [{ why: '“People” has no field “Name”. Choose one of its fields.' }] },
        home: { checked: 0 },
      },
    },
  ])('$says', async ({ ask, want }) => {
    expect(await check(ask)).toMatchObject(want)
  })

  test.each([
    { says: 'a pairing that is not there', with: { entityType: 'nobody' }, code: 'not_found' },
    { says: 'a field that is not there', with: { field: 'Wibble' }, code: 'invalid' },
    { says: 'too many samples', with: { samples: 11 }, code: 'invalid' },
  ])('$says is refused', async ({ with: other, code }) => {
    const asked = { configId: ada.config.id, entityType: 'people', side: 'app', formula: '1' } as const // prettier-ignore
    expect(await ada.client.checkFormula({ ...asked, ...other })).toMatchObject({
      ok: false,
      error: { code },
    })
  })
})
