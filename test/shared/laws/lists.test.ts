import { describe, expect, test } from 'vitest'
import type { Direction, Entry } from '../../../shared/mapping.ts'
import { type Bridge, type Memory, merge, type Merge } from '../../../shared/merge.ts'
import { other, SIDES, type Side } from '../../../shared/record.ts'
import { ok } from '../../../shared/result.ts'
import { elements, many, type Value } from '../../../shared/value.ts'

/**
 * Every state of a multi-value: each subset of {a, b, c}, or never met, as base of either side, and each as what stands
 * there now; and where one element of it (c) cannot cross. Seen red by dropping `lost`, by writing against the direction,
 * by emptying the receiver of what the giver never had, and by taking the base for what was added.
 */
const SUBSETS: readonly Value[] = Array.from({ length: 8 }, (_, bits) =>
  many(['a', 'b', 'c'].filter((__, at) => bits & (1 << at))),
)
const BASES: readonly (Value | undefined)[] = [undefined, ...SUBSETS]
const DIRECTIONS: readonly Direction[] = ['bidirectional', 'push', 'pull']

const bridge = (alien: string | null): Bridge => ({
  isMany: () => true,
  carry: (_, __, value) =>
    ok({
      value: many(elements(value).filter((one) => one !== alien)),
      stuck: elements(value).filter((one) => one === alien),
    }),
})
const entry: Entry = {
  id: 'e',
  left: { field: 'L' },
  right: { field: 'R' },
  direction: 'bidirectional',
  since: 1,
}
type State = {
  readonly direction: Direction
  readonly alien: string | null
  readonly base: { readonly left: Value | undefined; readonly right: Value | undefined }
  readonly now: { readonly left: Value; readonly right: Value }
}

function* states(): Generator<State> {
  for (const direction of DIRECTIONS)
    for (const alien of [null, 'c'])
      for (const baseLeft of BASES)
        for (const baseRight of BASES)
          for (const left of SUBSETS)
            for (const right of SUBSETS)
              yield {
                direction,
                alien,
                base: { left: baseLeft, right: baseRight },
                now: { left, right },
              }
}

function merged({ direction, alien, base, now }: State): Merge {
  const memory = (side: Side): Memory => {
    const key = side === 'left' ? 'L' : 'R'
    const was = base[side]
    return { now: { [key]: now[side] }, base: was === undefined ? {} : { [key]: was } }
  }
  return merge(
    [entry],
    memory('left'),
    memory('right'),
    { direction, conflictResolution: 'manual_review', firstMeeting: 'manual_review' },
    bridge(alien),
  )
}
const has = (value: Value | undefined, one: unknown): boolean =>
  value !== undefined && elements(value).some((element) => element === one)

describe('a multi-value in every state', () => {
  test('loses no element but by somebody’s removal, and names what was typed meanwhile (L3)', () => {
    const wrong: string[] = []
    let removed = 0
    for (const state of states()) {
      const { changes } = merged(state)
      for (const side of SIDES)
        for (const change of changes[side])
          for (const one of elements(state.now[side])) {
            if (has(change.after, one)) continue
            removed++
            const giver = other(side)
            const isRemoved = has(state.base[giver], one) && !has(state.now[giver], one)
            const isTyped = !has(state.base[side], one)
            if (!isRemoved || (isTyped && !has(change.lost, one)))
              wrong.push(JSON.stringify([state, change]))
          }
    }
    expect(wrong.slice(0, 3)).toEqual([])
    expect(removed).toBeGreaterThan(1_000)
  })

  test('gains no element that neither side ever had, nor one that cannot cross (L7)', () => {
    const wrong: string[] = []
    for (const state of states()) {
      const { changes } = merged(state)
      for (const side of SIDES)
        for (const change of changes[side])
          for (const one of elements(change.after)) {
            const crossed = has(state.now[other(side)], one) && one !== state.alien
            if (!has(state.now[side], one) && !crossed) wrong.push(JSON.stringify([state, change]))
          }
    }
    expect(wrong.slice(0, 3)).toEqual([])
  })

  // Seen red by adding what the other side has just lost: each got what the other had, at every run.
  test('swaps nothing: what one side loses by it the other does not gain (L1)', () => {
    const wrong: string[] = []
    for (const state of states()) {
      if (state.direction !== 'bidirectional') continue
      const { changes } = merged(state)
      for (const side of SIDES)
        for (const { after } of changes[side])
          for (const one of elements(state.now[side])) {
            const isGained = changes[other(side)].some((two) => has(two.after, one))
            if (!has(after, one) && isGained && !has(state.now[other(side)], one))
              wrong.push(JSON.stringify([state, changes]))
          }
    }
    expect(wrong.slice(0, 3)).toEqual([])
  })

  test('is still after its own writes, and writes only where the direction allows (L1, L2, L7)', () => {
    const wrong: string[] = []
    for (const state of states()) {
      const first = merged(state)
      const forbidden = {
        push: first.changes.left,
        pull: first.changes.right,
        bidirectional: [],
        none: [],
      }
      if (forbidden[state.direction].length > 0) wrong.push(JSON.stringify(state))
      const now = {
        left:
          first.changes.left[0]?.after ?? (first.changes.left.length > 0 ? null : state.now.left),
        right:
          first.changes.right[0]?.after ??
          (first.changes.right.length > 0 ? null : state.now.right),
      }
      const based = (side: Side): Value | undefined => {
        if (first.changes[side].length > 0) return now[side]
        const given = first.source.find((one) => one.side === side)
        const [agreed] = first.agreed
        return given ? given.value : agreed ? agreed[side] : state.base[side]
      }
      const next = { ...state, now, base: { left: based('left'), right: based('right') } }
      const { changes } = merged(next)
      if (changes.left.length + changes.right.length > 0) wrong.push(JSON.stringify([state, next]))
    }
    expect(wrong.slice(0, 3)).toEqual([])
  })
})
