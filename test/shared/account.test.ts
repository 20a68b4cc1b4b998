import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Account, addsUp } from '../../shared/account.ts'

const STANDINGS = ['inSync', 'pending', 'conflict', 'blocked', 'filtered', 'held', 'notCreated', 'kept'] as const // prettier-ignore
const account = (counts: Partial<Account>): Account => ({
  entityType: 'people',
  side: 'left',
  total: 0,
  inSync: 0,
  pending: 0,
  conflict: 0,
  blocked: 0,
  filtered: 0,
  held: 0,
  notCreated: 0,
  kept: 0,
  ...counts,
})

describe('an account (L14)', () => {
  test.each(STANDINGS)('counts each record that is %s, once', (standing) => {
    expect(addsUp(account({ total: 1, [standing]: 1 }))).toBe(true)
    expect(addsUp(account({ total: 1 }))).toBe(false)
    expect(addsUp(account({ [standing]: 1 }))).toBe(false)
    expect(addsUp(account({ total: 1, [standing]: 2 }))).toBe(false)
  })

  /** Whatever stands where, the total is their sum and nothing else. Seen red with `kept` left out of the sum. */
  test('adds up to the sum of all standings, and to nothing else', () => {
    const counts = fc.record(
      Object.fromEntries(STANDINGS.map((one) => [one, fc.nat({ max: 1_000_000 })])),
    )
    fc.assert(
      fc.property(counts, fc.integer({ min: -5, max: 5 }), (one, off) => {
        const total = Object.values(one).reduce((sum, n) => sum + n, 0)
        expect(addsUp(account({ ...one, total: total + off }))).toBe(off === 0)
      }),
    )
  })
})
