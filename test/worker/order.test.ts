import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import {
  order,
  ORDERED_AT_ONCE,
  type Ordered,
  orderWhole,
  UNORDERED,
} from '../../worker/run/order.ts'
import type { Work } from '../../worker/run/work.ts'
import { nodeStore } from './sqlite.ts'

/** A plan of creates: each record of the left side with those it points at. */
function planned(points: readonly (readonly string[])[], names: readonly string[]) {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  const run = memory.runs.get(memory.runs.add('run', 0))!
  const ids = new Map<string, number>()
  memory.together(() => {
    for (const [at, name] of names.entries()) {
      const needs = points[at]!
      const after = needs.map((one) => ({ table: 'rightThings', source: one }))
      const id = memory.plan.add(
        {
          run: run.id,
          pairing: 1,
          side: 'right',
          kind: 'create',
          link: null,
          record_id: null,
          source_id: name,
          title: name,
          changes: [{ entry: 'e', slot: { field: 'parents' }, before: null, after, why: 'filled' }],
          source: [],
          version: 1,
        },
        needs.map((source_id) => ({ pairing: 1, side: 'left' as const, source_id })),
      )
      ids.set(name, id)
    }
  })
  const work = { memory, run } as unknown as Work
  const rankOf = (name: string): number => memory.plan.get(ids.get(name)!)!.rank
  return { memory, work, run, rankOf }
}

test('a chain of parents goes from its end, and those nobody waits for last', () => {
  const names = ['child', 'parent', 'grandparent', 'other', 'friend']
  const { work, rankOf } = planned([['parent'], ['grandparent'], [], ['friend'], []], names)
  orderWhole(work)
  expect(Object.fromEntries(names.map((name) => [name, rankOf(name)]))).toEqual({
    child: 0,
    parent: -1,
    grandparent: -2,
    other: 0,
    friend: -1,
  })
})

test('a circle is closed by a second write', () => {
  const { work, memory, run } = planned([['b'], ['a'], ['self']], ['a', 'b', 'self'])
  orderWhole(work)
  const kinds = memory.plan.page(run.id, 0, 10).map(({ kind, title }) => `${kind} ${title}`)
  expect(kinds.sort()).toEqual(['create a', 'create b', 'create self', expect.stringMatching(/^update [ab]$/), 'update self']) // prettier-ignore
})

/** Seen red with the step's place left out of what it returns, and with `awaited` not kept between steps. */
test('more waits than one step looks at are put in order step by step, wherever it is cut off', () => {
  const parents = Array.from({ length: ORDERED_AT_ONCE + 100 }, (_, n) => `p${n}`)
  const children = parents.flatMap((_, n) => [`c${n}`, `d${n}`])
  const top = 'top'
  const names = [...children, ...parents, top]
  const points = [
    ...children.map((name) => [`p${name.slice(1)}`]),
    // A few parents wait for one of their own.
    ...parents.map((_, n) => (n < 10 ? [top] : [])),
    [],
  ]
  const { memory, work, rankOf } = planned(points, names)
  let steps = 0
  for (let at: Ordered | null = UNORDERED; at !== null; steps++) {
    const here: Ordered = at
    // Killed in this step: nothing of it stays, and it is taken again.
    expect(() =>
      memory.together(() => {
        order(work, here)
        throw new Error('killed')
      }),
    ).toThrow('killed')
    at = memory.together(() => order(work, here))
  }
  expect(steps).toBeGreaterThan(3)
  expect([...new Set(children.map(rankOf))]).toEqual([0])
  expect([...new Set(parents.map(rankOf))]).toEqual([-1])
  expect(rankOf(top)).toBe(-2)
  expect(memory.bits.get(0, 'awaited').after(0, 1)).toEqual([])
})
