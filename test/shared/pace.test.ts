import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  closePace,
  easedShare,
  EMPTY_TAIL,
  MARGIN,
  type PaceAsk,
  type PaceClass,
  type PaceTail,
  planPace,
} from '../../shared/pace.ts'

const ask = (n: number, more: Partial<PaceAsk> = {}): PaceAsk => ({
  rule: { perSecond: 5 },
  class: 'event',
  n,
  ...more,
})
const at = (answer: { grants: readonly { at: number }[] }) => answer.grants.map((grant) => grant.at)
const tail = (...times: number[]): PaceTail => ({ times, closedUntil: 0 })

test.each<[says: string, tail: PaceTail, ask: PaceAsk, now: number, at: number[]]>([
  [
    'an idle limit gives a turn as soon as the answer can be there',
    EMPTY_TAIL,
    ask(1),
    1_000,
    [1_010],
  ],
  [
    'two of five go at once, the rest is spread over the second',
    EMPTY_TAIL,
    ask(5),
    0,
    [10, 10, 431, 431, 852],
  ],
  [
    'a person may have all five at once',
    EMPTY_TAIL,
    ask(5, { class: 'person' }),
    0,
    [10, 10, 10, 10, 10],
  ],
  [
    'the sixth waits for the window and its margin',
    tail(0, 0, 424, 424, 848),
    ask(1),
    849,
    [1_052],
  ],
  [
    'a wider margin waits longer',
    tail(0, 0, 0, 0, 0),
    ask(1, { rule: { perSecond: 5, marginMs: 200 }, class: 'person' }),
    1,
    [1_200],
  ],
  [
    'nothing is given while the vendor wants quiet',
    closePace(EMPTY_TAIL, 3_000, 0),
    ask(1, { class: 'person' }),
    0,
    [3_000],
  ],
  [
    'a call that another limit holds back comes no sooner',
    EMPTY_TAIL,
    ask(1, { within: [{ at: 70, until: 90 }] }),
    0,
    [70],
  ],
  [
    'a turn that comes too late for another limit is not taken',
    tail(0, 0),
    ask(2, {
      within: [
        { at: 0, until: 45 },
        { at: 400, until: 650 },
      ],
    }),
    1,
    [421],
  ],
  ['a gap before a later booking is used', tail(900), ask(1), 100, [110]],
  [
    'no gap is used that would crowd a later booking',
    tail(200, 200, 624, 624),
    ask(1, { rule: { perSecond: 5 } }),
    100,
    [1_045],
  ],
  [
    'half of the limit left to others',
    EMPTY_TAIL,
    ask(3, { rule: { perSecond: 4, share: 0.5 }, class: 'person' }),
    0,
    [10, 10, 1_062],
  ],
  [
    'a fifth of it left to us is one whole call, whatever floating numbers make of it',
    EMPTY_TAIL,
    ask(2, { rule: { perSecond: 5, share: 1 - 0.8 }, class: 'person' }),
    0,
    [10, 1_062],
  ],
  [
    'a first sync takes its second as it comes, a breath at a time',
    EMPTY_TAIL,
    ask(12, { rule: { perSecond: 25 }, class: 'first' }),
    0,
    [10, 10, 10, 10, 10, 35, 35, 35, 35, 35, 60, 60],
  ],
  [
    'after a refusal that asks for half a minute of quiet, four of five',
    closePace(EMPTY_TAIL, 30_500, 500),
    ask(5, { class: 'person' }),
    30_500,
    [30_510, 30_510, 30_510, 30_510, 31_562],
  ],
  [
    'less than one call a second',
    tail(0),
    ask(1, { rule: { perSecond: 1, share: 0.5 }, class: 'person' }),
    1,
    [2_104],
  ],
])('%s', (_says, before, asked, now, expected) => {
  expect(at(planPace(before, asked, now))).toEqual(expected)
})

test.each<
  [says: string, who: PaceClass, now: number, n: number, given: number, againAt: number | null]
>([
  ['a person may book seconds ahead', 'person', 0, 12, 12, null],
  ['an event may book a second ahead', 'event', 0, 12, 5, 562],
  ['a first sync books most of a second ahead', 'first', 0, 12, 5, 662],
  ['a sweep books a quarter of a second ahead', 'sweep', 0, 12, 2, 306],
])('%s, and is told when to ask again', (_says, who, now, n, given, againAt) => {
  const answer = planPace(EMPTY_TAIL, ask(n, { class: who }), now)
  expect([answer.grants.length, answer.againAt]).toEqual([given, againAt])
})

test('what a patient class cannot book yet, a person gets first', () => {
  const first = planPace(EMPTY_TAIL, ask(10, { class: 'first' }), 0)
  const person = planPace(first.tail, ask(5, { class: 'person' }), 1)
  expect(at(person)).toEqual([1_062, 1_062, 1_062, 1_062, 1_062])
  const later = planPace(person.tail, ask(1, { class: 'first' }), first.againAt!)
  expect(at(later)).toEqual([])
  expect(later.againAt).toBeGreaterThan(1_062)
})

test.each<[says: string, refusals: number[], at: number, share: number]>([
  ['nobody refused, all of it', [], 0, 1],
  ['refused once for a moment, all of it still', [0], 1_000, 1],
  ['calls refused together count once', [0, 20, 1_500], 2_000, 1],
  ['refused again soon, four fifths', [0, 5_000], 6_000, 0.8],
  ['and again, less again', [0, 5_000, 10_000], 11_000, 0.64],
  ['refused again after a quarter of a minute, that is forgiven too', [0, 15_000], 16_000, 1],
  ['but not the third, soon after it', [0, 15_000, 29_000], 30_000, 0.8],
  ['nor one while less than all is left', [0, 5_000, 20_000], 21_000, 0.72],
  ['never less than two fifths', [0, 4_000, 8_000, 12_000, 16_000, 20_000, 24_000], 25_000, 0.4],
  ['a quarter of a minute of peace gives a tenth back', [0, 5_000], 20_000, 0.9],
  ['and half a minute all of it', [0, 5_000], 35_000, 1],
  ['it never grows beyond the limit', [0, 5_000], 900_000, 1],
])('what refusals leave of a limit: %s', (_says, refusals, when, share) => {
  const tail = refusals.reduce((kept, time) => closePace(kept, time, time), EMPTY_TAIL)
  expect(easedShare(tail, when)).toBeCloseTo(share, 9)
})

test.each([
  [3_000, 1],
  [3_001, 0.8],
])('a lone refusal that asks for %i ms of quiet leaves %d', (quiet, share) => {
  expect(easedShare(closePace(EMPTY_TAIL, quiet, 0), quiet)).toBe(share)
})

test('what a refusal took comes back only after the quiet it asked for', () => {
  const locked = closePace(EMPTY_TAIL, 30_000, 0)
  expect([30_000, 44_999, 45_000].map((now) => easedShare(locked, now))).toEqual([0.8, 0.8, 0.9])
})

test('turns given out are void soon after their moment', () => {
  const [grant] = planPace(EMPTY_TAIL, ask(1), 500).grants
  expect(grant!.until - grant!.at).toBe(45)
})

const someAsk = fc.record({
  wait: fc.integer({ min: 0, max: 400 }),
  n: fc.integer({ min: 1, max: 12 }),
  who: fc.constantFrom<PaceClass>('person', 'event', 'first', 'sweep'),
  later: fc.integer({ min: 0, max: 3_000 }),
  restarts: fc.boolean(),
})

test('calls given at one moment are one moment, however late they are counted', () => {
  let kept: PaceTail = EMPTY_TAIL
  const given = [0, 22, 22, 237, 531, 827, 1_162, 1_494, 1_810, 2_104, 2_104].flatMap((now) => {
    const plan = planPace(kept, { rule: { perSecond: 5 }, class: 'person', n: 1 }, now)
    kept = plan.tail
    return at(plan)
  })
  expect(Math.min(...given.slice(5).map((time, i) => time - given[i]!))).toBeGreaterThanOrEqual(
    1_000 + MARGIN,
  )
})

// L12. Seen red by counting nine tenths of a second for a whole one.
test('no second ever holds more than the limit, whoever asks, also over restarts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.array(someAsk, { maxLength: 60 }),
      (perSecond, asks) => {
        let now = 10_000
        let kept: PaceTail = EMPTY_TAIL
        const given: number[] = []
        for (const { wait, n, who, later, restarts } of asks) {
          now += wait
          if (restarts) kept = JSON.parse(JSON.stringify(kept))
          const within = Array.from({ length: n }, () => ({
            at: now + later,
            until: now + later + 45,
          }))
          const plan = planPace(
            kept,
            { rule: { perSecond }, class: who, n, ...(later % 2 ? { within } : {}) },
            now,
          )
          kept = plan.tail
          given.push(...at(plan))
          expect(Math.min(now + 10, ...at(plan))).toBe(now + 10)
          expect(plan.againAt === null || plan.againAt > now).toBe(true)
        }
        given.sort((a, b) => a - b)
        const tightest = given.slice(perSecond).map((time, i) => time - given[i]!)
        expect(Math.min(1_000 + MARGIN, ...tightest)).toBe(1_000 + MARGIN)
      },
    ),
    { numRuns: 300 },
  )
})

test('a busy limit is used up but for its margin', () => {
  let now = 0
  let kept: PaceTail = EMPTY_TAIL
  let given = 0
  while (given < 1_000) {
    const plan = planPace(kept, ask(3, { rule: { perSecond: 25 }, class: 'sweep' }), now)
    kept = plan.tail
    given += plan.grants.length
    now = plan.againAt ?? Math.max(now, ...at(plan))
  }
  expect(given / (now / 1_000)).toBeGreaterThan(23.5)
})
