import fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import type { Draft, Named, WriteKind } from '../../worker/objects/sync/plan.ts'
import type { Purpose } from '../../worker/objects/sync/purpose.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import {
  FAILED_AT_ONCE,
  inTurns,
  thinning,
  THINNED_AT_ONCE,
  type Thinned,
  UNTHINNED,
} from '../../worker/run/thin.ts'
import type { Work } from '../../worker/run/work.ts'
import { nodeStore } from './sqlite.ts'

const MANY = THINNED_AT_ONCE + 100
/** Far apart, so that each step has something to keep. */
const [EARLY, LATE, PARENT] = ['r7', `r${MANY - 3}`, 'parent']
const FAILED = { reason: 'refused', vendor: 'Attio', what: 'That' } as const

/** A plan of many creates, one of which waits for a record planned before all others; and an earlier run with two refused. */
function planned(purpose: (earlier: number) => Purpose, between = 0) {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  const create = (run: number, source_id: string): Draft =>
    ({ run, pairing: 1, side: 'right', kind: 'create', link: null, record_id: null, source_id, title: source_id, changes: [], source: [], version: 1 }) // prettier-ignore
  const earlier = memory.runs.add('run', 0)
  memory.together(() => {
    const others = Array.from({ length: between }, (_, n) => `other${n}`)
    for (const name of [EARLY, ...others, LATE])
      memory.plan.addBlocked(create(earlier, name), FAILED)
  })
  memory.plan.settle(memory.plan.add(create(earlier, 'r9')), 1, 'there', null)
  const run = memory.runs.get(memory.runs.add('run', 0, null, purpose(earlier)))!
  memory.together(() => {
    memory.plan.add(create(run.id, PARENT))
    for (let n = 0; n < MANY; n++) {
      const needs =
        `r${n}` === LATE ? [{ pairing: 1, side: 'left' as const, source_id: PARENT }] : []
      memory.plan.add(create(run.id, `r${n}`), needs)
    }
  })
  return { memory, work: { memory, run } as unknown as Work, run }
}

/** Seen red with the set of those kept not stored between steps, and with the place left out of what a step returns. */
test.each([
  {
    says: 'what an earlier run could not write, and what that needs',
    purpose: (earlier: number): Purpose => ({ is: 'retry', run: earlier }),
    kept: [PARENT, EARLY, LATE],
  },
  {
    says: 'chosen records, and what they need',
    purpose: (): Purpose => ({
      is: 'chosen',
      records: [{ pairing: 1, side: 'left', recordId: LATE }],
    }),
    kept: [PARENT, LATE],
  },
  {
    says: 'a few to try',
    purpose: (): Purpose => ({ is: 'sample', records: 2 }),
    kept: [PARENT, 'r0'],
  },
])('a plan is thinned step by step, wherever it is cut off: $says', ({ purpose, kept }) => {
  const { memory, work, run } = planned(purpose)
  let steps = 0
  for (let at: Thinned | null = UNTHINNED; at !== null; steps++) {
    const here: Thinned = at
    // Killed in this step: nothing of it stays, and another process takes it again.
    expect(() =>
      memory.together(() => {
        thinning(work)?.(here)
        throw new Error('killed')
      }),
    ).toThrow('killed')
    at = memory.together(() => thinning(work)?.(here) ?? null)
  }
  expect(steps).toBeGreaterThan(2)
  const left = memory.plan.page(run.id, 0, MANY)
  expect(left.map((one) => one.source_id)).toEqual(kept)
  expect(memory.bits.get(0, 'kept').after(0, 1)).toEqual([])
})

/** Seen red with only those kept that the first look found, and with the rest of the failures never looked for. */
test('where more failed than are looked for at once, the first and the last are tried again', () => {
  const { memory, work, run } = planned((earlier) => ({ is: 'retry', run: earlier }), FAILED_AT_ONCE) // prettier-ignore
  for (let at: Thinned | null = UNTHINNED; at !== null;) {
    const here: Thinned = at
    at = memory.together(() => thinning(work)?.(here) ?? null)
  }
  const left = memory.plan.page(run.id, 0, MANY)
  expect(left.map((one) => one.source_id)).toEqual([PARENT, EARLY, LATE])
})

const KINDS: readonly WriteKind[] = ['create', 'update', 'delete']
const named = (kinds: readonly WriteKind[]): Named[] =>
  kinds.map((kind, at) => ({ id: at + 1, pairing: 1, side: 'left', kind, state: 'planned', record_id: null, source_id: null })) // prettier-ignore

/** Seen red with the writes sorted by their numbers alone, and with `limit - 1` kept. */
test('the first of each kind are tried, then the second, as many as were asked for', () => {
  const writes = named(['create', 'create', 'create', 'update', 'update', 'delete'])
  expect(inTurns(writes, 4).map(({ id }) => id)).toEqual([1, 2, 4, 6])
})

/** Seen red with the highest turns kept, and with one less kept of each page. */
test('looked through page by page, the same are tried as of all at once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...KINDS), { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 20 }),
      (kinds, limit, page) => {
        const all = named(kinds)
        let tried: Named[] = []
        for (let at = 0; at < all.length; at += page)
          tried = inTurns([...tried, ...all.slice(at, at + page)], limit)
        expect(tried).toEqual(inTurns(all, limit))
      },
    ),
  )
})

/** Seen red with what is noted of a page not stored, and with blocked writes among those tried. */
test('of a plan of many pages, a kind that is on the last alone is tried too', () => {
  const { memory, work, run } = planned(() => ({ is: 'sample', records: 3 }))
  const update: Draft = { run: run.id, pairing: 1, side: 'right', kind: 'update', link: null, record_id: 'x', source_id: 'refused', title: '', changes: [], source: [], version: 1 } // prettier-ignore
  memory.plan.addBlocked({ ...update, kind: 'mark' }, FAILED)
  memory.plan.add({ ...update, source_id: 'last' })
  for (let at: Thinned | null = UNTHINNED; at !== null;) {
    const here: Thinned = at
    at = memory.together(() => thinning(work)?.(here) ?? null)
  }
  const left = memory.plan.page(run.id, 0, MANY)
  expect(left.map((one) => one.source_id)).toEqual([PARENT, 'r0', 'last'])
  expect(memory.bits.get(0, 'tried').after(0, 1)).toEqual([])
})
