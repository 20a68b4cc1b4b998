import { expect, test } from 'vitest'
import { recordIdIn, tableOf } from '../../extension/frontend/words/record-id.ts'
import { tellSupport } from '../../extension/frontend/words/support.ts'

const UUID = '3f2a8b1c-0d4e-4f5a-9b6c-7d8e9f0a1b2c'

// Seen red: the first id of an address is its base, its table or its workspace.
test.each([
  ['https://airtable.com/appA/tblB/viwC/recAbcdefghijklmn?blocks=hide', 'recAbcdefghijklmn'],
  [`https://app.attio.com/acme/person/${UUID}/overview`, UUID],
  [' recAbcdefghijklmn ', 'recAbcdefghijklmn'],
  ['003x00000001', '003x00000001'],
  ['', ''],
])('%j names the record %j', (text, id) => {
  expect(recordIdIn(text)).toBe(id)
})

test.each([
  ['https://airtable.com/appA/tblFirms/recAbcdefghijklmn', 'app companies'],
  ['recAbcdefghijklmn', 'app people'],
  [`https://app.attio.com/acme/person/${UUID}`, 'crm people'],
  [`https://app.attio.com/acme/companies/${UUID}`, 'crm companies'],
  ['', undefined],
])('%j is in %j', (text, name) => {
  const tables = [
    { side: 'app', table: 'tblPeople', name: 'app people' },
    { side: 'app', table: 'tblFirms', name: 'app companies' },
    { side: 'crm', table: 'people', name: 'crm people' },
    { side: 'crm', table: 'companies', name: 'crm companies' },
  ] as const
  expect(tableOf(text, tables)?.name).toBe(name)
})

test.each([
  ['', null],
  ['help@acme.test', 'mailto:help@acme.test'],
  ['https://acme.test/@help', 'https://acme.test/@help'],
])('people write to %j by %j', (address, href) => {
  expect(tellSupport(address).href).toBe(href)
})
