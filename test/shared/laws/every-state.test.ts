import { describe, expect, test } from 'vitest'
import type { ConflictRule, Deletions, Direction } from '../../../shared/mapping.ts'
import {
  type Cell,
  mirrored,
  mirroredTerms,
  type Pair,
  type Rec,
  run,
  type Terms,
} from './world.ts'

/**
 * All states of two records × two fields × {absent, a, b} on base, left and right, 3¹² = 531,441; a record none of whose
 * fields is there is absent itself. Which of the two records is called first, and which of the two values a, changes
 * nothing but names, so each state stands for those it becomes by renaming, and they are counted together.
 */
const CELLS: readonly Cell[] = [null, 'a', 'b']
const RECS: readonly (Rec | null)[] = CELLS.flatMap((key) =>
  CELLS.map((value): Rec | null => (key === null && value === null ? null : [key, value])),
)
/** Where a record stands when a and b change their names. */
const RENAMED = RECS.map((_, at) => [0, 2, 1][Math.floor(at / 3)]! * 3 + [0, 2, 1][at % 3]!)
const PAIRS: readonly Pair[] = RECS.flatMap((base) =>
  RECS.flatMap((left) =>
    RECS.map((right): Pair => ({
      left,
      right,
      base: base && { left: base, right: base },
      link: base ? 'live' : null,
    })),
  ),
)
const renamed = (at: number): number =>
  RENAMED[Math.floor(at / 81)]! * 81 + RENAMED[Math.floor(at / 9) % 9]! * 9 + RENAMED[at % 9]!
const RENAMED_PAIRS = PAIRS.map((_, at) => renamed(at))

/** One of each class of states that differ by names only, and how many it stands for. */
function* states(): Generator<{ readonly world: readonly Pair[]; readonly stands: number }> {
  const all = PAIRS.length
  for (let one = 0; one < all; one++)
    for (let two = one; two < all; two++) {
      const [first, second] = [RENAMED_PAIRS[one]!, RENAMED_PAIRS[two]!]
      const [low, high] = first < second ? [first, second] : [second, first]
      if (low < one || (low === one && high < two)) continue
      const itself = low === one && high === two
      yield {
        world: [PAIRS[one]!, PAIRS[two]!],
        stands: (one === two ? 1 : 2) * (itself ? 1 : 2),
      }
    }
}

const isTold = (pair: Pair): boolean =>
  pair.link !== 'live' || (pair.left !== null && pair.right !== null)
const agrees = (pair: Pair, { direction }: Terms): boolean =>
  [0, 1].every((at) => {
    const [left, right] = [pair.left?.[at] ?? null, pair.right?.[at] ?? null]
    // One way, what was never filled in over here is not an order to empty it over there.
    const silent = direction === 'push' ? left === null : direction === 'pull' && right === null
    return left === right || silent
  })

/** What is wrong with one state under these terms, by law; nothing where all is well. */
function breaches(start: readonly Pair[], terms: Terms): string[] {
  const wrong: string[] = []
  let world = start
  for (let round = 0; round < 4; round++) {
    const { pairs, deeds, asked } = run(world, terms)
    for (const deed of deeds) {
      const isForbidden =
        deed.side === 'left' ? terms.direction === 'push' : terms.direction === 'pull'
      if (isForbidden) wrong.push('L7: wrote a side the direction forbids')
      if (deed.kind === 'create' && !deed.safe) wrong.push('L5: made somebody who was there')
      if (deed.kind === 'delete' && (!deed.safe || terms.deletions !== 'delete'))
        wrong.push('L4: deleted what was edited, or unasked')
      const typed = deed.before !== null && deed.before !== deed.met
      if (deed.kind === 'update' && typed && deed.lost !== deed.before)
        wrong.push('L3: replaced what somebody typed, and did not name it')
    }
    if (round === 3 && deeds.length > 0) wrong.push('L1: still writes in the fourth run')
    if (round === 3)
      for (const pair of pairs)
        if (!asked.has(pair) && (!isTold(pair) || (pair.link === 'live' && !agrees(pair, terms))))
          wrong.push('L1: neither agrees nor is listed')
    world = pairs
    if (deeds.length === 0 && round < 3) round = 2
  }
  return wrong
}

const TERMS: readonly Terms[] = (
  [
    // One way no rule is asked, and without times the later change is a question like any other.
    ['push', ['manual_review']],
    ['pull', ['manual_review']],
    ['bidirectional', ['app_wins', 'crm_wins', 'manual_review']],
  ] as const satisfies readonly (readonly [Direction, readonly ConflictRule[]])[]
).flatMap(([direction, rules]) =>
  rules.flatMap((rule) =>
    (['keep', 'mark', 'delete'] as const satisfies readonly Deletions[]).map((deletions) => ({
      direction,
      rule,
      deletions,
    })),
  ),
)

/**
 * Seen red by letting `writesTo` say yes to both ways (L7), by deleting edited records unasked (L4), by creating without the
 * guard against linked ones (L5), by leaving `lost` out where a rule decides (L3), by giving a conflict to the left (L11).
 */
describe.each(TERMS)(
  'every state of two records, $direction, $rule, deletions $deletions',
  (terms) => {
    test('comes to rest, writes nothing forbidden, and loses nothing unnamed', () => {
      let counted = 0
      const wrong: string[] = []
      for (const { world, stands } of states()) {
        counted += stands
        const found = breaches(world, terms)
        if (found.length > 0) wrong.push(`${JSON.stringify(world)}: ${found.join('; ')}`)
      }
      expect(counted).toBe(531_441)
      expect(wrong.slice(0, 3)).toEqual([])
    })
  },
)

/** The other half is their mirror. */
const HALF = TERMS.filter(({ direction, rule }) => direction !== 'pull' && rule !== 'crm_wins')

const shown = (pairs: readonly Pair[]): string[] =>
  pairs
    .map(({ left, right, base, link }) =>
      JSON.stringify([left, right, base?.left, base?.right, link]),
    )
    .sort()

describe.each(HALF)(
  'seen from the other side, $direction, $rule, deletions $deletions',
  (terms) => {
    test('everything happens the other way round (L11)', () => {
      const wrong: string[] = []
      for (const { world } of states()) {
        const here = shown(run(world, terms).pairs)
        const there = shown(run(world.map(mirrored), mirroredTerms(terms)).pairs.map(mirrored))
        if (here.join() !== there.join()) wrong.push(JSON.stringify(world))
      }
      expect(wrong.slice(0, 3)).toEqual([])
    })
  },
)
