import { describe, expect, test } from 'vitest'
import { type Alike, type Back, decide, judge, priorOf } from '../../../shared/match/judge.ts'

const FUZZY = { link: 0.99, ask: 0.5 }
const PRIOR = { pair: 0.001, double: 0.0001, alone: 0.5 }

/** One that many to one say is the same. */
const alike = (id: string, times: number, more: Partial<Alike> = {}): Alike => ({
  id, weight: Math.log(times), sure: true, taken: false, ...more,
}) // prettier-ignore
const seenAs =
  (likeness: number, any = likeness): ((id: string) => Back) =>
  () => ({ likeness, any })

describe('what is known before anything is compared', () => {
  test.each<{ says: string; overlap: number; left: number; right: number; linked: number; of: 'left' | 'right'; want: readonly number[] }>([
    { says: 'two of the same size', overlap: 0.4, left: 100, right: 100, linked: 0, of: 'left', want: [0.004, 0.02, 0.6] },
    { says: 'the larger side: most of it are alone', overlap: 0.4, left: 100, right: 10, linked: 50, of: 'left', want: [0.004, 0.0004, 0.96] },
    { says: 'the smaller side', overlap: 0.4, left: 100, right: 10, linked: 50, of: 'right', want: [0.004, 0.0004, 0.6] },
    { says: 'nobody is ever sure not to be alone', overlap: 1, left: 10, right: 10, linked: 1, of: 'left', want: [0.1, 0.02, 0.05] },
    { says: 'nobody there at all', overlap: 0.4, left: 0, right: 0, linked: 0, of: 'right', want: [0.4, 0.02, 1] },
  ])('$says', ({ overlap, left, right, linked, of, want }) => {
    const { pair, double, alone } = priorOf(overlap, { left, right, linked }, of)
    expect([pair, double, alone].map((one) => Number(one.toFixed(6)))).toEqual(want)
  }) // prettier-ignore
})

describe('candidates are weighed against each other and against being alone', () => {
  test.each<{ says: string; candidates: Alike[]; likeness: number[]; any: number }>([
    { says: 'nobody', candidates: [], likeness: [], any: 0 },
    { says: 'one, as likely as to be alone', candidates: [alike('a', 500)], likeness: [0.5], any: 0.5 },
    { says: 'two that share it', candidates: [alike('a', 500), alike('b', 500)], likeness: [0.333, 0.333], any: 0.667 },
    { says: 'a linked one is less likely: it would be a double', candidates: [alike('a', 500, { taken: true })], likeness: [0.091], any: 0.091 },
    { says: 'so much that no number holds it', candidates: [alike('a', 1e300)], likeness: [1], any: 1 },
  ])('$says', ({ candidates, likeness, any }) => {
    const judged = judge(candidates, PRIOR)
    const short = (one: number): number => Number(one.toFixed(3))
    expect([[...judged.likeness.values()].map(short), short(judged.any)]).toEqual([likeness, any])
  }) // prettier-ignore
})

describe('what becomes of a record', () => {
  const [sure, likely, hardly] = [1e9, 1_500, 50]
  test.each<{ says: string; candidates: Alike[]; back: (id: string) => Back; want: string }>([
    { says: 'nobody is like it', candidates: [], back: seenAs(1), want: 'stranger' },
    { says: 'one surely is, seen from both', candidates: [alike('a', sure)], back: seenAs(0.995), want: 'link a' },
    { says: 'at the very threshold it still is', candidates: [alike('a', sure)], back: seenAs(0.99), want: 'link a' },
    { says: 'surely from here, but not from there', candidates: [alike('a', sure)], back: seenAs(0.9), want: 'ask alike a' },
    { says: 'surely, but by too little that tells', candidates: [alike('a', sure, { sure: false })], back: seenAs(1), want: 'ask alike a' },
    { says: 'surely one who is linked already', candidates: [alike('a', sure, { taken: true })], back: seenAs(1), want: 'ask taken a' },
    { says: 'likely', candidates: [alike('a', likely)], back: seenAs(0.75), want: 'ask alike a' },
    { says: 'hardly, from both', candidates: [alike('a', hardly)], back: seenAs(0.1), want: 'stranger' },
    { says: 'hardly from here, but asked about from there', candidates: [alike('a', hardly)], back: seenAs(0.6), want: 'ask alike a' },
    { says: 'asked about from there by a linked one: that is its affair', candidates: [alike('a', hardly, { taken: true })], back: seenAs(0.6), want: 'stranger' },
    { says: 'from there it is somebody, but hardly this one', candidates: [alike('a', hardly)], back: seenAs(0.01, 0.9), want: 'stranger' },
    { says: 'the likelier is named first', candidates: [alike('b', likely), alike('a', 2 * likely)], back: seenAs(0.5), want: 'ask alike a,b' },
    { says: 'as likely: by their ids', candidates: [alike('b', likely), alike('a', likely)], back: seenAs(0.5), want: 'ask alike a,b' },
    { says: 'who is hardly likely beside another is not named', candidates: [alike('a', 1e6), alike('b', 1_000)], back: seenAs(0.2), want: 'ask alike a' },
    { says: 'of very many ten are named', candidates: Array.from({ length: 12 }, (_, i) => alike(String.fromCharCode(97 + i), likely)), back: seenAs(0.1), want: 'ask alike a,b,c,d,e,f,g,h,i,j' },
  ])('$says: $want', ({ candidates, back, want }) => {
    const decision = decide(candidates, judge(candidates, PRIOR), back, FUZZY)
    const told =
      decision.is === 'link'
        ? `link ${decision.id}`
        : decision.is === 'ask'
          ? `ask ${decision.why} ${decision.ids.join()}`
          : decision.is
    expect(told).toBe(want)
  }) // prettier-ignore
})
