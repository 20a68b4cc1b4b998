import { describe, expect, test } from 'vitest'
import { nodeStore } from './sqlite.ts'

const terms = (count: number): string =>
  Array.from({ length: count }, (_, at) => `select ${at}`).join(' union all ')
const asked = (count: number): string => `select ${Array(count).fill('?').join(', ')}`
const anded = (count: number): string => `select ${Array(count).fill('1').join(' + ')} as n`

/**
 * The double of an object's storage allows what the platform allows and no more (its limits, as met in its runtime): a
 * statement that would fail there is red here. Seen red with Node’s own limits: seven of the second table passed.
 */
describe('storage in plain Node', () => {
  test.each([
    { says: 'five terms in one compound select', query: terms(5), values: [] },
    { says: 'six terms as a union of unions', query: `select * from (${terms(5)}) union all select 6`, values: [] }, // prettier-ignore
    { says: 'a hundred bound values', query: asked(100), values: Array(100).fill(1) },
    { says: 'five hundred rows of values', query: `values ${Array(500).fill('(1)').join(',')}`, values: [] }, // prettier-ignore
    { says: 'a limit that is compiled once', query: 'select ?12 limit ?12 + 0', values: Array(12).fill(1) }, // prettier-ignore
    { says: 'a pattern of 50 bytes', query: 'select ? like ?', values: ['a', 'a'.repeat(50)] },
    {
      says: 'a script without values',
      query: 'create table a (x); create table b (x)',
      values: [],
    },
  ])('takes $says', ({ query, values }) => {
    expect(() => nodeStore().sql.exec(query, ...values)).not.toThrow()
  })

  test.each([
    { says: 'a sixth term', query: terms(6), values: [] },
    { says: 'the 101st bound value', query: asked(101), values: Array(101).fill(1) },
    { says: 'the 101st column', query: `create table a (${Array.from({ length: 101 }, (_, at) => `c${at}`).join(', ')})`, values: [] }, // prettier-ignore
    { says: 'an expression deeper than 100', query: anded(102), values: [] },
    { says: 'a pattern of 51 bytes', query: 'select ? like ?', values: ['a', 'a'.repeat(51)] },
    { says: 'a statement of more than 100 KB', query: `select '${'a'.repeat(100_000)}'`, values: [] }, // prettier-ignore
    { says: 'a value of more than 2 MB', query: 'select ? as a', values: ['a'.repeat(2_000_001)] },
    { says: 'transactions as statements', query: 'begin', values: [] },
    { says: 'a limit that has it compiled at each call', query: 'select 1 limit ?', values: [1] },
    { says: 'the same by number', query: 'select ?2 limit ?1', values: [1, 1] },
    { says: 'values for several statements', query: 'select 1; select ?', values: [1] },
  ])('refuses $says', ({ query, values }) => {
    expect(() => nodeStore().sql.exec(query, ...values)).toThrow()
  })

  test('a transaction that waits is a bug of ours', () => {
    const store = nodeStore()
    store.sql.exec('create table a (x integer) strict')
    expect(() =>
      store.transactionSync(async () => void store.sql.exec('insert into a values (1)')),
    ).toThrow('must not wait')
    expect(store.sql.exec('select * from a').toArray()).toEqual([])
  })
})
