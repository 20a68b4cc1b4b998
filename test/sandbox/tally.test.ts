import { describe, expect, test } from 'vitest'
import type { Counts } from '../../shared/api/config.ts'
import { accountLines, wrongIn } from './tally.ts'

const counts = (more: Partial<Counts> = {}): Counts => ({
  entityType: 'people', side: 'app', total: 5, inSync: 5, pending: 0, conflict: 0,
  blocked: 0, filtered: 0, held: 0, notCreated: 0, kept: 0, ...more,
}) // prettier-ignore
const held = [{ entityType: 'people', app: 5, crm: 4 }]

describe('an account is checked', () => {
  test.each([
    { says: 'it adds up', of: counts(), is: [] },
    { says: 'in parts too', of: counts({ inSync: 2, blocked: 1, conflict: 2 }), is: [] },
    {
      says: 'its parts fall short',
      of: counts({ inSync: 4 }),
      is: ['people in Airtable: the parts make 4, the total says 5.'],
    },
    {
      says: 'the vendor holds another number',
      of: counts({ side: 'crm' }),
      is: ['people in Attio: there are 4 records, the account says 5.'],
    },
    {
      says: 'nobody knows the pairing',
      of: counts({ entityType: 'cats' }),
      is: ['cats in Airtable: there are no records, the account says 5.'],
    },
  ])('$says', ({ of, is }) => {
    expect(wrongIn([of], held)).toEqual(is)
  })
})

test('an account is shown by what it is made of', () => {
  expect(accountLines([counts({ inSync: 4, kept: 1 }), counts({ total: 0, inSync: 0 })])).toEqual([
    '  people      Airtable      5 = 4 in sync + 1 kept after deletion',
    '  people      Airtable      0 = 0',
  ])
})
