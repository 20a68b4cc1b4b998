import fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import type { Draft } from '../../worker/objects/sync/plan.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { nodeStore } from './sqlite.ts'

const FAILED = { reason: 'refused', vendor: 'Attio', what: 'That' } as const

const value = fc.constantFrom(null, '', 0, false, 'Ada', ['x'])
const change = fc.record(
  {
    entry: fc.constantFrom('e1', 'e2'),
    slot: fc.constantFrom({ field: 'name' }, { field: 'name', part: 'first' }, { field: 'city' }),
    before: value,
    after: value,
    why: fc.constant('changed'),
    mapped: fc.constant(true as const),
  },
  { requiredKeys: ['entry', 'slot', 'before', 'after', 'why'] },
)
/** A write of a plan, and whether it cannot be made. */
const write = fc.record({
  pairing: fc.constantFrom(1, 2),
  side: fc.constantFrom('left' as const, 'right' as const),
  kind: fc.constantFrom('create' as const, 'update' as const, 'mark' as const),
  changes: fc.array(change, { maxLength: 3 }),
  isBlocked: fc.boolean(),
})

/** Seen red with creates and marks counted too, with what is blocked, and with cells that were empty already. */
test('what a plan comes to is the same added up meanwhile as read again from its rows', () => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  const run = memory.runs.add('run', 0)
  const add = ({ isBlocked, ...what }: typeof write extends fc.Arbitrary<infer T> ? T : never) => {
    const draft: Draft = { run, link: null, record_id: 'r1', source_id: 's1', title: '', source: [], version: 1, ...what } // prettier-ignore
    if (isBlocked) memory.plan.addBlocked(draft, FAILED)
    else memory.plan.add(draft)
  }
  const sorted = (list: readonly object[]): string[] =>
    list.map((one) => JSON.stringify(one)).sort()
  fc.assert(
    fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
      const first = memory.plan.next()
      const reckoned = memory.together(() => memory.plan.reckon(() => writes.forEach(add)))
      expect(sorted(reckoned.emptied)).toEqual(sorted(memory.plan.emptied(run, first)))
      const planned = memory.plan.page(run, first - 1, 100)
      expect(planned).toHaveLength(writes.length)
      expect(reckoned.mapped).toBe(
        planned.filter(
          ({ kind, state, changes }) =>
            kind === 'update' && state === 'planned' && changes.some((one) => one.mapped),
        ).length,
      )
    }),
    { numRuns: 500 },
  )
})
