/** What a person reads below the fields that differ. */
import { expect, test } from 'vitest'
import { captionsOf } from '../../attio-app/src/details/captions.ts'
import type { CardField } from '../../shared/api/card.ts'
import type { Value } from '../../shared/value.ts'

const field = (state: CardField['state'], says: string | null, app: Value, crm: Value): CardField => ({
  mappingId: 'm1',
  app: { field: 'f', name: 'Company', value: app, names: [] },
  crm: { field: 'g', name: 'Company', value: crm, names: [] },
  state,
  conflictId: null,
  says,
}) // prettier-ignore
const link = (id: string) => ({ table: 'companies', id })

// Seen red: where two other records that are linked looked like the same.
test.each([
  ['texts', [field('conflict', null, 'a', 'b')], []],
  ['linked records on both sides', [field('conflict', null, link('r1'), [link('c2')])], ['only counted']],
  ['a linked record on one side', [field('pending', null, null, link('c2'))], ['only counted']],
  ['linked records that all have names', [{ ...field('conflict', null, null, link('c2')), crm: { field: 'g', name: 'Company', value: link('c2'), names: ['Acme'] } }], []],
  ['a reason', [field('blocked', 'It is no email.', 'a', 'b')], ['It is no email.']],
  ['a reason twice', [field('blocked', 'No.', 'a', 'b'), field('blocked', 'No.', 'c', 'd')], ['No.']],
  ['a reason that stands above', [field('blocked', 'Above.', 'a', 'b')], []],
])('%s', (_says, fields, captions) => {
  const told = captionsOf(fields, ['Above.'])
  expect(told).toEqual(captions.map((words) => expect.stringContaining(words)))
}) // prettier-ignore
