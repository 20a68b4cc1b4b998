import { expect, test } from 'vitest'
import { ConfigRequest } from '../../shared/api/config.ts'
import { ConnectRequest } from '../../shared/api/connection.ts'
import { KeyRequest } from '../../shared/api/key.ts'
import { FieldMappingPatch } from '../../shared/api/mapping.ts'
import { PairingRequest } from '../../shared/api/pairing.ts'
import { LogQuery } from '../../shared/api/run.ts'
import { tell } from '../../shared/failure.ts'
import { asked, json } from '../../worker/routes/asked.ts'

const config = { name: 'Sales', appConnectionId: 'c1', crmConnectionId: 'c2' }
const pairing = { entityType: 'people', appTable: 'tblA', crmTable: 'people' }

test.each([
  { schema: ConfigRequest, given: { ...config, name: undefined }, says: '“name” is not right: it is missing.' },
  { schema: ConfigRequest, given: { ...config, name: ' ' }, says: '“name” is not right: it must not be empty.' },
  { schema: ConfigRequest, given: { ...config, name: 'x'.repeat(101) }, says: '“name” is not right: it may have at most 100 characters.' },
  { schema: ConfigRequest, given: { ...config, name: 7 }, says: '“name” is not right: it must be a text.' },
  { schema: ConfigRequest, given: { ...config, createMissing: 'yes' }, says: '“createMissing” is not right: it must be true or false.' },
  { schema: ConfigRequest, given: { ...config, syncDirection: 'up' }, says: '“syncDirection” is not right: it must be “bidirectional”, “push” or “pull”.' },
  { schema: ConfigRequest, given: { ...config, defaultCountry: 'usa' }, says: '“defaultCountry” is not right: it must be a country code of two capital letters, such as “US”.' },
  { schema: ConfigRequest, given: { ...config, sincDirection: 'push' }, says: '“sincDirection” is not right: this call does not know it; leave it out, or check its spelling.' },
  { schema: ConfigRequest, given: [], says: '“body” is not right: it must be an object.' },
  { schema: ConfigRequest, given: null, says: '“body” is not right: it must be an object.' },
  { schema: ConnectRequest, given: { provider: 'Attio', token: 't' }, says: '“provider” is not right: it must be the lower-case name of a service.' },
  { schema: ConnectRequest, given: { provider: 'airtable', token: 't', baseId: 'tbl1' }, says: '“baseId” is not right: it must be the base’s id, which begins with “app”.' },
  { schema: PairingRequest, given: { ...pairing, keys: [['a'], []] }, says: '“keys.1” is not right: it must not be empty.' },
  { schema: PairingRequest, given: { ...pairing, keys: Array(11).fill(['a']) }, says: '“keys” is not right: it may have at most 10 entries.' },
  { schema: PairingRequest, given: { ...pairing, entityType: 'a/b' }, says: '“entityType” is not right: it must be a short name of letters, digits, “-” and “_”.' },
  { schema: FieldMappingPatch, given: { appPart: 'first' }, says: '“appPart” is not right: it needs “appField” beside it.' },
  { schema: KeyRequest, given: { name: 'x', role: 'boss' }, says: '“role” is not right: it must be “admin”, “manager”, “user” or “read-only”.' },
  { schema: LogQuery, given: { limit: '0' }, says: '“limit” is not right: it must be at least 1.' },
  { schema: LogQuery, given: { limit: 'ten' }, says: '“limit” is not right: it must be a number.' },
  { schema: LogQuery, given: { configId: 'a b' }, says: '“configId” is not right: it does not look like an id.' },
])('$says', ({ schema, given, says }) => {
  const result = asked(schema, given, 'body')
  expect(result.ok ? 'nothing' : tell(result.error)).toBe(says)
}) // prettier-ignore

test.each([
  {
    says: 'JSON is read',
    text: '{"a":1}',
    type: 'application/json; charset=utf-8',
    want: { ok: true, value: { a: 1 } },
  },
  {
    says: 'broken JSON is refused',
    text: '{"a":1',
    type: 'application/json',
    want: { error: { field: 'body' } },
  },
  {
    says: 'an empty body is refused',
    text: '',
    type: 'application/json',
    want: { error: { field: 'body' } },
  },
  {
    says: 'what does not call itself JSON is refused',
    text: '{"a":1}',
    type: 'text/plain',
    want: { error: { field: 'body' } },
  },
  {
    says: 'what says nothing about itself is refused',
    text: '{"a":1}',
    type: null,
    want: { error: { field: 'body' } },
  },
])('$says', ({ text, type, want }) => {
  expect(json(text, type)).toMatchObject(want)
})

test('what is left out of a request takes its usual value', () => {
  expect(asked(ConfigRequest, config, 'body')).toMatchObject({
    ok: true,
    value: {
      syncDirection: 'bidirectional',
      deletions: 'mark',
      createMissing: true,
      defaultCountry: 'US',
    },
  })
})
