import { expect, test } from 'vitest'
import { freshSeeds } from './day.ts'
import { fill, peopleRig, personSlots } from './judged.ts'
import { labelledPeople } from './people.ts'
import { type Bucket, EMPTY, joined, reliabilityOf, strayOf } from './reliability.ts'

/** Tables in which little is filled in, so that much is doubtful: where everything is known, nearly all is certain. */
const THIN = { email: 0.7, phone: 0.7, born: 0.7 }

const seeds = freshSeeds(3)
let found: readonly Bucket[] | null = null
function buckets(): readonly Bucket[] {
  found ??= seeds.reduce((sum, seed) => {
    const set = labelledPeople(seed, 1_500, THIN)
    const rig = peopleRig([])
    fill(rig, set, personSlots)
    rig.match()
    return reliabilityOf(rig, set, sum)
  }, EMPTY)
  return found
}

/**
 * The bound is what chance allows, not a number that fits. Seen red with pairs believed ten times likelier (from 0.9 and
 * 0.99 on), with names taken for twenty times rarer (from 0.99 on), and with pairs believed ten times less likely (0.5 to 0.9).
 */
test.each([
  { says: 'that are said to be the same in 99 of 100 cases and more', from: 0.99, to: 1.01, least: 500 },
  { says: 'said in 90 to 99', from: 0.9, to: 0.99, least: 50 },
  { says: 'said in 50 to 90', from: 0.5, to: 0.9, least: 5 },
])(`of pairs $says so many are (seeds ${seeds.join(', ')})`, ({ from, to, least }) => {
  const bucket = joined(buckets(), from, to)
  expect(bucket.pairs).toBeGreaterThan(least)
  expect(Math.abs(strayOf(bucket)), JSON.stringify(bucket)).toBeLessThan(3)
}) // prettier-ignore
