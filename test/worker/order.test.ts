import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import {
  order,
  ORDERED_AT_ONCE,
  type Ordered,
  orderOn,
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

/** Seen red with the slice not looked at, and with `keep` called outside the transaction. */
test('a slice that is spent ends after the step it is in, and the next goes on where it was', () => {
  const names = Array.from({ length: ORDERED_AT_ONCE + 100 }, (_, n) => `p${n}`)
  const points = names.map((_, n) => (n === 0 ? [] : ['p0']))
  const { memory, work, rankOf } = planned(points, names)
  const spent: Work = { ...work, budget: { rows: 0 }, until: 0, clock: { now: () => 0, sleep: async () => {} } } // prettier-ignore
  const kept: (Ordered | null)[] = []
  const keep = (at: Ordered | null): void => {
    memory.runs.change(work.run.id, { cursor: JSON.stringify(at) })
    kept.push(at)
  }
  for (let slices = 1, isDone = false; !isDone; slices++) {
    const from = kept.at(-1) ?? UNORDERED
    expect(() =>
      orderOn(spent, from, () => {
        memory.runs.change(work.run.id, { cursor: 'half a step' })
        throw new Error('killed')
      }),
    ).toThrow('killed')
    expect(memory.runs.get(work.run.id)!.cursor).not.toBe('half a step')
    isDone = orderOn(spent, from, keep)
    expect(kept).toHaveLength(slices)
  }
  expect(kept.length).toBeGreaterThan(2)
  expect(kept.at(-1)).toBeNull()
  expect([rankOf('p0'), rankOf('p1'), rankOf(names.at(-1)!)]).toEqual([-1, 0, 0])
})
