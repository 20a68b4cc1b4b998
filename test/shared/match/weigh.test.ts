import { describe, expect, test } from 'vitest'
import type { Aspect, AspectKind } from '../../../shared/match/aspect.ts'
import { LEVELS } from '../../../shared/match/level.ts'
import { believed } from '../../../shared/match/model.ts'
import { weigh } from '../../../shared/match/weigh.ts'

const aspect = (kind: AspectKind, more: Partial<Aspect> = {}): Aspect => ({
  kind, name: kind, slots: { left: { whole: kind }, right: { whole: kind } }, isTitle: false, isCode: false, ...more,
}) // prettier-ignore
const PERSON = [aspect('person', { isTitle: true }), aspect('email'), aspect('phone'), aspect('date'), aspect('text')] // prettier-ignore

/** The weights of evidence: how often strangers stand there, one in so many. */
type Stands = readonly (readonly [level: string, oneIn: number] | null)[]
function weighed(aspects: readonly Aspect[], stands: Stands) {
  const levels = stands.map((one, i) =>
    one === null ? null : LEVELS[aspects[i]!.kind].findIndex((level) => level === one[0]),
  )
  const chance = stands.map((one) => (one === null ? 0 : -Math.log(one[1])))
  return weigh(aspects, believed(aspects), { levels, chance })
}

describe('is there enough to link two people unasked?', () => {
  const none = null
  test.each<{ says: string; stands: Stands; sure: boolean; identified: boolean }>([
    { says: 'nothing is known of them', stands: [none, none, none, none, none], sure: false, identified: false },
    { says: 'the name alone', stands: [['same', 1e5], none, none, none, none], sure: false, identified: true },
    { says: 'name and address', stands: [['same', 1e5], ['same', 1e5], none, none, none], sure: true, identified: true },
    { says: 'a name that many bear, and an address', stands: [['same', 5], ['same', 1e5], none, none, none], sure: false, identified: true },
    { says: 'both nearly, nothing to the letter', stands: [['near', 1e4], none, ['alike', 1e5], none, none], sure: false, identified: true },
    { says: 'a name that agrees in part, and a number', stands: [['same last name', 1e4], none, ['same', 1e5], none, none], sure: false, identified: false },
    { says: 'another name, all else the same', stands: [['different', 1.01], ['same', 1e5], ['same', 1e5], ['same', 400], none], sure: false, identified: true },
    { says: 'the name and an address, with another birthday', stands: [['same', 1e5], ['same', 1e5], none, ['different', 1.01], none], sure: false, identified: true },
    { says: 'the name, an address and a number, with another birthday', stands: [['same', 1e5], ['same', 1e5], ['same', 1e5], ['different', 1.01], none], sure: true, identified: true },
    { says: 'a birthday and a city: nothing they go by', stands: [none, none, none, ['same', 400], ['same', 50]], sure: true, identified: false },
    { says: 'the mailbox of their name at another host says what the name says', stands: [['same', 1e5], ['alike', 1e5], none, none, none], sure: false, identified: true },
  ])('$says: $sure', ({ stands, sure, identified }) => {
    const verdict = weighed(PERSON, stands)
    expect({ sure: verdict.sure, identified: verdict.identified }).toEqual({ sure, identified })
  }) // prettier-ignore
})

test('what households share says little of people of other names', () => {
  const shared = weighed(PERSON, [['different', 1.01], null, ['same', 1e6], null, ['same', 1e6]])
  const alone = weighed(PERSON, [['different', 1.01], null, null, null, null])
  // At most three to one, whatever they share.
  expect(shared.weight - alone.weight).toBeCloseTo(Math.log(3), 5)
  const born = weighed(PERSON, [['different', 1.01], null, ['same', 1e6], ['same', 400], null])
  expect(born.weight - alone.weight).toBeGreaterThan(Math.log(1e6))
})

test('rarer agreement counts more, disagreement against', () => {
  const weight = (level: string, oneIn: number): number =>
    weighed(PERSON, [null, [level, oneIn], null, null, null]).weight
  expect(weight('same', 1e6) - weight('same', 1e3)).toBeCloseTo(Math.log(1_000), 5)
  expect(weight('different', 1.01)).toBeLessThan(0)
})

test('codes that differ are different things, whatever else agrees', () => {
  const aspects = [aspect('text', { isTitle: true }), aspect('text', { isCode: true }), aspect('domain')] // prettier-ignore
  const of = (code: string): boolean =>
    weighed(aspects, [
      ['same', 1e5],
      [code, 1e5],
      ['same', 1e5],
    ]).sure
  expect([of('same'), of('different')]).toEqual([true, false])
})
