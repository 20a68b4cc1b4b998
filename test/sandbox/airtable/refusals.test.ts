/** What the service refuses, in its own words, and what it looks at first. */
import { describe, expect, test } from 'vitest'
import { idFrom } from './identifiers.ts'
import { ACME, ADA, CRM, OTHER } from './sample.ts'
import type { AirtableSwitches } from './switches.ts'
import { COMPANIES, META, PEOPLE, visit } from './visitor.ts'

const nobody = idFrom('rec', 'nobody')
const NOT_FOUND = {
  type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
  message:
    'Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.',
}
const NOT_ALLOWED = {
  type: 'INVALID_PERMISSIONS',
  message: 'You are not permitted to perform this operation',
}
const SHAPE = {
  type: 'INVALID_REQUEST_UNKNOWN',
  message: 'Invalid request: parameter validation failed. Check your request data.',
}
const RECORDS = {
  type: 'INVALID_RECORDS',
  message:
    'You must provide an array of up to 10 record objects, each with an "id" ID field and a "fields" object for cell values.',
}
const eleven = Array.from({ length: 11 }, () => ({ fields: {} }))
const where = (formula: string) => `${PEOPLE}?filterByFormula=${encodeURIComponent(formula)}`

describe('refusals', () => {
  test.each<{
    says: string
    call: [method: string, path: string, body?: unknown, token?: string]
    status: number
    body: object
  }>([
    {
      says: 'a route nobody knows',
      call: ['GET', '/v0/nothing'],
      status: 404,
      body: { error: 'NOT_FOUND' },
    },
    {
      says: 'a base id that is none',
      call: ['GET', '/v0/meta/bases/junk/tables'],
      status: 404,
      body: { error: 'NOT_FOUND' },
    },
    {
      says: 'a record id that is none',
      call: ['GET', `${PEOPLE}/junk`],
      status: 404,
      body: { error: 'NOT_FOUND' },
    },
    {
      says: 'an unknown route comes before the missing token',
      call: ['GET', '/v0/nothing', undefined, ''],
      status: 404,
      body: { error: 'NOT_FOUND' },
    },
    {
      says: 'no token',
      call: ['GET', PEOPLE, undefined, ''],
      status: 401,
      body: { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } },
    },
    {
      says: 'a token nobody has',
      call: ['GET', PEOPLE, undefined, 'x'],
      status: 401,
      body: { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } },
    },
    {
      says: 'a scope that is missing',
      call: ['POST', PEOPLE, { fields: {} }, 'narrow'],
      status: 403,
      body: { error: NOT_FOUND },
    },
    {
      says: 'a base the token was not given',
      call: ['GET', `/v0/${OTHER}/Things`, undefined, 'narrow'],
      status: 403,
      body: { error: NOT_FOUND },
    },
    {
      says: 'a base the person is not in',
      call: ['GET', `/v0/${OTHER}/Things`, undefined, 'bob'],
      status: 403,
      body: { error: NOT_FOUND },
    },
    {
      says: 'a table nobody knows',
      call: ['GET', `/v0/${CRM}/Nowhere`],
      status: 403,
      body: { error: NOT_FOUND },
    },
    {
      says: 'a reader who writes',
      call: ['POST', PEOPLE, { fields: {} }, 'eve'],
      status: 403,
      body: { error: NOT_ALLOWED },
    },
    {
      says: 'an editor who builds',
      call: ['POST', `${META}/tables`, {}, 'bob'],
      status: 403,
      body: { error: NOT_ALLOWED },
    },
    {
      says: 'a table where only creators create',
      call: ['POST', COMPANIES, { fields: {} }, 'bob'],
      status: 403,
      body: {
        error: {
          type: 'INVALID_PERMISSIONS',
          message: `You are not permitted to create records in table Companies (${idFrom('tbl', 'companies')})`,
        },
      },
    },
    {
      says: 'a body that is no JSON',
      call: ['POST', PEOPLE, '{'],
      status: 400,
      body: { error: { type: 'INVALID_REQUEST_BODY' } },
    },
    {
      says: 'permission comes before the body',
      call: ['POST', PEOPLE, '{', 'eve'],
      status: 403,
      body: { error: NOT_ALLOWED },
    },
    {
      says: 'neither fields nor records',
      call: ['POST', PEOPLE, {}],
      status: 422,
      body: { error: { type: 'INVALID_REQUEST_MISSING_FIELDS' } },
    },
    {
      says: 'a key too many',
      call: ['POST', PEOPLE, { fields: {}, extra: 1 }],
      status: 422,
      body: { error: SHAPE },
    },
    {
      says: 'fields that are none',
      call: ['POST', PEOPLE, { fields: [] }],
      status: 422,
      body: { error: SHAPE },
    },
    {
      says: 'eleven creates',
      call: ['POST', PEOPLE, { records: eleven }],
      status: 422,
      body: {
        error: {
          type: 'INVALID_RECORDS',
          message:
            'You must provide an array of up to 10 record objects, each with a "fields" object for cell values.',
        },
      },
    },
    {
      says: 'eleven updates',
      call: ['PATCH', PEOPLE, { records: eleven.map((one) => ({ ...one, id: ADA })) }],
      status: 422,
      body: { error: RECORDS },
    },
    {
      says: 'an update without an id',
      call: ['PATCH', PEOPLE, { records: [{ fields: {} }] }],
      status: 422,
      body: { error: RECORDS },
    },
    {
      says: 'an update that sends its creation time',
      call: ['PATCH', PEOPLE, { records: [{ id: ADA, createdTime: '', fields: {} }] }],
      status: 422,
      body: { error: RECORDS },
    },
    {
      says: 'a delete without brackets',
      call: ['DELETE', `${PEOPLE}?records=${ADA}`],
      status: 422,
      body: {
        error: {
          type: 'INVALID_RECORDS',
          message: '"records" must be an array of up to 10 record IDs.',
        },
      },
    },
    {
      says: 'a delete of one that is gone',
      call: ['DELETE', `${PEOPLE}?records[]=${ADA}&records[]=${nobody}`],
      status: 422,
      body: {
        error: {
          type: 'ROW_DOES_NOT_EXIST',
          message: `Record ID ${nobody} does not exist in this table`,
        },
      },
    },
    {
      says: 'an update of one that is gone',
      call: ['PATCH', PEOPLE, { records: [{ id: nobody, fields: {} }] }],
      status: 422,
      body: {
        error: {
          type: 'ROW_DOES_NOT_EXIST',
          message: `Record ID ${nobody} does not exist in this table`,
        },
      },
    },
    {
      says: 'an update of one in another table',
      call: ['PATCH', PEOPLE, { records: [{ id: ACME, fields: {} }] }],
      status: 422,
      body: { error: { type: 'ROW_DOES_NOT_EXIST' } },
    },
    {
      says: 'a field nobody knows',
      call: ['POST', PEOPLE, { fields: { Nmae: 1 } }],
      status: 422,
      body: { error: { type: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "Nmae"' } },
    },
    {
      says: 'an unknown field comes before a wrong value and a missing record',
      call: [
        'PATCH',
        PEOPLE,
        {
          records: [
            { id: nobody, fields: { Age: 'x' } },
            { id: ADA, fields: { Nmae: 1 } },
          ],
        },
      ],
      status: 422,
      body: { error: { type: 'UNKNOWN_FIELD_NAME' } },
    },
    {
      says: 'a wrong value comes before a missing record',
      call: ['PATCH', PEOPLE, { records: [{ id: nobody, fields: { Age: 'x' } }] }],
      status: 422,
      body: { error: { type: 'INVALID_VALUE_FOR_COLUMN' } },
    },
    {
      says: 'a field few may write',
      call: ['PATCH', `${PEOPLE}/${ADA}`, { fields: { Locked: 'x' } }, 'bob'],
      status: 403,
      body: {
        error: {
          type: 'INVALID_PERMISSIONS',
          message: expect.stringContaining(
            'You are not permitted to write cell values in field Locked (fld',
          ),
        },
      },
    },
    {
      says: 'a page too long',
      call: ['GET', `${PEOPLE}?pageSize=101`],
      status: 422,
      body: { error: SHAPE },
    },
    {
      says: 'an unknown field to show',
      call: ['GET', `${PEOPLE}?fields[]=Nmae`],
      status: 422,
      body: { error: { type: 'UNKNOWN_FIELD_NAME', message: 'Unknown field name: "Nmae"' } },
    },
    {
      says: 'an unknown field to sort by',
      call: ['GET', `${PEOPLE}?sort[0][field]=Nmae`],
      status: 422,
      body: { error: { type: 'UNKNOWN_FIELD_NAME' } },
    },
    {
      says: 'an unknown view',
      call: ['GET', `${PEOPLE}?view=None`],
      status: 422,
      body: { error: { type: 'VIEW_NAME_NOT_FOUND', message: 'View None not found' } },
    },
    {
      says: 'a formula with unknown fields',
      call: ['GET', where('{None} = {Nor}')],
      status: 422,
      body: {
        error: {
          type: 'INVALID_FILTER_BY_FORMULA',
          message: 'The formula for filtering records is invalid: Unknown field names: None, Nor',
        },
      },
    },
    {
      says: 'a formula nobody can read',
      call: ['GET', where('AND(')],
      status: 422,
      body: {
        error: {
          type: 'INVALID_FILTER_BY_FORMULA',
          message:
            'The formula for filtering records is invalid: Invalid formula. Please check your formula text.',
        },
      },
    },
    {
      says: 'text cells without zone and locale',
      call: ['GET', `${PEOPLE}?cellFormat=string&timeZone=UTC`],
      status: 422,
      body: { error: SHAPE },
    },
    {
      says: 'text cells with zone and locale in the body only',
      call: [
        'POST',
        `${PEOPLE}/listRecords`,
        { cellFormat: 'string', timeZone: 'UTC', userLocale: 'en' },
      ],
      status: 422,
      body: { error: SHAPE },
    },
    {
      says: 'an offset that never was',
      call: ['GET', `${PEOPLE}?offset=itrx/recx`],
      status: 422,
      body: { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } },
    },
  ])('$says', async ({ call: [method, path, body, token], status, body: want }) => {
    const { call } = visit()
    const answer = await call(method, path, body, token)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject(want)
  })

  test.each<{ goneRecord: AirtableSwitches['goneRecord']; status: number; body: object }>([
    {
      goneRecord: 'typed',
      status: 404,
      body: { error: { type: 'MODEL_ID_NOT_FOUND', message: 'Record not found' } },
    },
    { goneRecord: 'object', status: 404, body: { error: { type: 'NOT_FOUND' } } },
    { goneRecord: 'word', status: 404, body: { error: 'NOT_FOUND' } },
    { goneRecord: 'permissions', status: 403, body: { error: NOT_FOUND } },
  ])('a record that is gone, as the switch $goneRecord says', async ({ goneRecord, ...want }) => {
    const { call } = visit({ switches: { goneRecord } })
    await call('DELETE', `${PEOPLE}/${ADA}`)
    expect(await call('GET', `${PEOPLE}/${ADA}`)).toEqual(want)
    expect(await call('DELETE', `${PEOPLE}/${ADA}`)).toEqual(want)
    expect(await call('PATCH', `${PEOPLE}/${ADA}`, { fields: {} })).toEqual(want)
  })

  test('an address beyond the limit is refused', async () => {
    const { call } = visit()
    expect((await call('GET', `${PEOPLE}?filterByFormula=${'1'.repeat(16_000)}`)).status).toBe(414)
  })
})
