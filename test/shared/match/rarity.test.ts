import { describe, expect, test } from 'vitest'
import type { Aspect, AspectKind } from '../../../shared/match/aspect.ts'
import { blocksOf, isStrong } from '../../../shared/match/block.ts'
import { judge, priorOf } from '../../../shared/match/judge.ts'
import { believedRarity, learnRarity, Spectrum } from '../../../shared/match/rarity.ts'
import { TermCounts, termOf } from '../../../shared/match/terms.ts'

const aspect = (kind: AspectKind, isTitle = false): Aspect => ({
  kind, name: kind, slots: { left: {}, right: {} }, isTitle, isCode: false,
}) // prettier-ignore
const name = (first: string, last: string): string => `${first}\u0002${last}`
const spectrum = (aspects: readonly Aspect[], forms: readonly (readonly string[])[]): Spectrum => {
  const found = new Spectrum(aspects)
  forms.forEach((form) => found.add(form))
  return found
}

describe('how rare what is rare is, is told by the sides', () => {
  const codes = [aspect('number')]
  const [believed] = believedRarity(codes).unseen[0]!
  test.each<{ says: string; forms: string[][]; want: (seen: number) => boolean }>([
    { says: 'nothing was seen: as believed', forms: [], want: (seen) => seen === believed },
    { says: 'all differ: rarer than believed', forms: Array.from({ length: 2_000 }, (_, i) => [String(i)]), want: (seen) => seen < believed! / 10 },
    { says: 'most are there twice: one that is not will be', forms: Array.from({ length: 2_000 }, (_, i) => [String(i % 1_100)]), want: (seen) => seen === 1 },
  ])('$says', ({ forms, want }) => {
    const { unseen } = learnRarity(codes, [spectrum(codes, forms)])
    expect([unseen[0]![0], want(unseen[0]![0]!)]).toEqual([unseen[0]![0], true])
  }) // prettier-ignore

  const people = [aspect('person', true)]
  const firsts = Array.from({ length: 20 }, (_, i) => `f${i}`)
  test.each<{ says: string; last: (first: number, turn: number) => string; want: (together: number) => boolean }>([
    { says: 'names that know nothing of each other', last: (_, turn) => `l${turn % 20}`, want: (together) => together < 1.5 },
    { says: 'names that always go together', last: (first) => `l${first}`, want: (together) => together > 10 },
  ])('$says', ({ last, want }) => {
    const forms = firsts.flatMap((first, i) => firsts.map((_, turn) => [name(first, last(i, turn))]))
    const { together } = learnRarity(people, [spectrum(people, forms)])
    expect([together, want(together)]).toEqual([together, true])
  }) // prettier-ignore
})

test('a count never comes out too low', () => {
  const counts = TermCounts.for(100, 1)
  const terms = Array.from({ length: 400 }, (_, i) => termOf(0, '=', `word ${i % 150}`))
  terms.forEach((term) => counts.add(term))
  const low = terms.filter((term) => counts.of(term) < terms.filter((one) => one === term).length)
  expect(low).toEqual([])
})

describe('where a slip leaves two records findable', () => {
  const aspects = [aspect('person', true), aspect('phone'), aspect('date'), aspect('text')]
  const ann = [name('angela', 'archer'), '+12125550100', '1970-02-03', 'salem']
  test.each<{ says: string; other: string[]; meets: boolean }>([
    { says: 'names swapped', other: [name('archer', 'angela'), '', '', ''], meets: true },
    { says: 'a slip in the last name, the first and the town the same', other: [name('angela', 'archre'), '', '', 'salem'], meets: true },
    { says: 'a slip in both names, the birthday the same', other: [name('angla', 'arher'), '', '1970-02-03', ''], meets: true },
    { says: 'a slip in both names and in the number', other: [name('angla', 'arher'), '+12125550190', '', ''], meets: true },
    { says: 'nothing but the town', other: [name('zoe', 'miller'), '', '', 'salem'], meets: false },
    { says: 'nothing', other: [name('zoe', 'miller'), '+13057770199', '1981-12-24', 'reno'], meets: false },
  ])('$says: $meets', ({ other, meets }) => {
    const mine = new Set(blocksOf(aspects, ann))
    const shared = blocksOf(aspects, other).filter((block) => mine.has(block) && isStrong(block))
    // A town is strong by its sound: what it says alone is drowned by how many live there.
    const town = new Set(blocksOf(aspects, ['', '', '', 'salem']))
    expect(shared.some((block) => !town.has(block))).toBe(meets)
  }) // prettier-ignore
})

describe('candidates are weighed against each other and against being alone', () => {
  const alike = (id: string, weight: number, taken = false) => ({ id, weight, sure: true, taken })
  const prior = priorOf(0.5, { left: 100, right: 100, linked: 10 }, 'left')
  test.each<{ says: string; weights: number[]; want: (found: number[]) => boolean }>([
    { says: 'nobody', weights: [], want: (found) => found.length === 0 },
    { says: 'one that is very like', weights: [15], want: ([one]) => one! > 0.99 },
    { says: 'one that is hardly like', weights: [1], want: ([one]) => one! < 0.1 },
    { says: 'two that are equally like share', weights: [15, 15], want: ([one, two]) => Math.abs(one! - 0.5) < 0.01 && one === two },
  ])('$says', ({ weights, want }) => {
    const judged = judge(weights.map((weight, i) => alike(`r${i}`, weight)), prior)
    expect([[...judged.likeness.values()], want([...judged.likeness.values()])]).toEqual([[...judged.likeness.values()], true])
  }) // prettier-ignore

  test('who has no like is surely alone, and all shares come to one', () => {
    expect(judge([], prior).any).toBe(0)
    const judged = judge([alike('r', 3), alike('s', 2, true)], prior)
    expect([...judged.likeness.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(judged.any)
  })
})
