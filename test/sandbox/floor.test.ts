import { describe, expect, test } from 'vitest'
import {
  floorInTurn,
  floorSeconds,
  minimumCalls,
  type PairLoad,
  strand,
  type Written,
} from './floor.ts'

const NOTHING: Written = { created: 0, updated: 0, deleted: 0 }
const load = (
  more: { airtable?: Partial<PairLoad['airtable']>; attio?: Partial<PairLoad['attio']> } = {},
): PairLoad => ({
  airtable: { records: 0, written: NOTHING, ...more.airtable },
  attio: { records: 0, written: NOTHING, selects: 0, ...more.attio },
})

describe('the fewest calls', () => {
  test.each([
    {
      says: 'empty tables still have a page each, and a schema',
      pairs: [load()],
      airtable: { reads: 2, writes: 0 },
      attio: { reads: 3, writes: 0 },
    },
    {
      says: 'a page of Airtable holds a hundred, one of Attio five hundred',
      pairs: [load({ airtable: { records: 101 }, attio: { records: 501 } })],
      airtable: { reads: 3, writes: 0 },
      attio: { reads: 4, writes: 0 },
    },
    {
      says: 'selects have their options asked for apart',
      pairs: [load({ attio: { selects: 3 } })],
      airtable: { reads: 2, writes: 0 },
      attio: { reads: 6, writes: 0 },
    },
    {
      says: 'Attio is written one record a call',
      pairs: [load({ attio: { written: { created: 7, updated: 2, deleted: 1 } } })],
      airtable: { reads: 2, writes: 0 },
      attio: { reads: 4, writes: 10 },
    },
    {
      says: 'Airtable is written ten a call, each kind for itself, and re-read a hundred a call',
      pairs: [load({ airtable: { written: { created: 11, updated: 101, deleted: 1 } } })],
      airtable: { reads: 4, writes: 2 + 11 + 1 },
      attio: { reads: 3, writes: 0 },
    },
    {
      says: 'pairings add up',
      pairs: [
        load({ airtable: { records: 503 } }),
        load({ attio: { written: { ...NOTHING, created: 5 } } }),
      ],
      airtable: { reads: 1 + 6 + 1, writes: 0 },
      attio: { reads: 1 + 2 + 2, writes: 5 },
    },
  ])('$says', ({ pairs, airtable, attio }) => {
    expect(minimumCalls(pairs)).toEqual({ airtable, attio })
  })
})

describe('the time of one strand', () => {
  test.each([
    { says: 'no calls take no time', calls: 0, perSecond: 5, seconds: 0 },
    { says: 'a second’s worth goes at once', calls: 5, perSecond: 5, seconds: 0.15 },
    { says: 'one more waits a second', calls: 6, perSecond: 5, seconds: 1.15 },
    { says: 'a thousand writes at 25 a second', calls: 1_000, perSecond: 25, seconds: 39.15 },
  ])('$says', ({ calls, perSecond, seconds }) => {
    expect(strand(calls, perSecond, 150)).toBeCloseTo(seconds, 6)
  })
})

describe('the floor is the slowest strand', () => {
  const none = { reads: 0, writes: 0 }
  test.each([
    {
      says: 'Airtable’s reads and writes share one limit',
      airtable: { reads: 5, writes: 5 },
      attio: none,
      seconds: 1.15,
    },
    {
      says: 'Attio’s writes begin after two round trips',
      airtable: none,
      attio: { reads: 3, writes: 50 },
      seconds: 1.45,
    },
    {
      says: 'Attio’s reads alone',
      airtable: none,
      attio: { reads: 101, writes: 0 },
      seconds: 1.15,
    },
    {
      says: 'strands run side by side',
      airtable: { reads: 16, writes: 0 },
      attio: { reads: 12, writes: 1_270 },
      seconds: 50.45,
    },
  ])('$says', ({ airtable, attio, seconds }) => {
    expect(floorSeconds({ airtable, attio }, 150)).toBeCloseTo(seconds, 6)
  })
})

describe('the floor where the plan is whole before the first write', () => {
  const known = { records: 10_000 }
  test.each([
    {
      says: 'listings alone, where nothing is written',
      pairs: [load({ airtable: known, attio: known })],
      seconds: 20.15,
    },
    {
      says: 'writes into Attio follow the listings and a look',
      pairs: [
        load({ airtable: known, attio: { ...known, written: { ...NOTHING, updated: 100 } } }),
      ],
      seconds: 20.15 + 0.15 + 3.15,
    },
    {
      says: 'what is made needs no look',
      pairs: [load({ airtable: { ...known, written: { ...NOTHING, created: 60 } } })],
      seconds: 20.15 + 1.15,
    },
    {
      says: 'both sides are written side by side',
      pairs: [
        load({
          airtable: { ...known, written: { ...NOTHING, updated: 50 } },
          attio: { ...known, written: { ...NOTHING, updated: 50 } },
        }),
      ],
      seconds: 20.15 + 0.15 + 1.15,
    },
  ])('$says', ({ pairs, seconds }) => {
    expect(floorInTurn(pairs, 150)).toBeCloseTo(seconds, 6)
  })
})
