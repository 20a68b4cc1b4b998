import { expect, test } from 'vitest'
import { freshSeeds } from './day.ts'
import { companiesSync, peopleSync } from './first-sync.ts'

/**
 * From the vendors' own HTTP to the last write. Seen red with exact keys only (everybody whose address differs is made a
 * second time).
 */
test.each([1, ...freshSeeds(2)].map((seed) => ({ seed })))(
  'a first sync of real people at both vendors doubles nobody and takes nobody for another, seed $seed',
  async ({ seed }) => {
    const { state, people, records, linked, wrong, clear, doubled, asked, again } =
      await peopleSync(seed, 180)
    expect({ state, wrong, clear, again }).toEqual({
      state: 'done',
      wrong: [],
      clear: [],
      again: 0,
    })
    // Of whom too little is known to be found at all, hardly anybody.
    expect(doubled.length).toBeLessThanOrEqual(2)
    expect(asked / records).toBeLessThanOrEqual(0.02)
    expect(linked / people).toBeGreaterThan(0.85)
  },
)

test.each([1, ...freshSeeds(1)].map((seed) => ({ seed })))(
  'and so does one of real companies that share no key, seed $seed',
  async ({ seed }) => {
    const { state, people, records, linked, wrong, clear, asked, again } = await companiesSync(seed)
    expect({ state, wrong, clear, again }).toEqual({
      state: 'done',
      wrong: [],
      clear: [],
      again: 0,
    })
    expect(asked / records).toBeLessThanOrEqual(0.02)
    expect(linked / people).toBeGreaterThan(0.75)
  },
)
