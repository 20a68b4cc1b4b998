import { expect, test } from 'vitest'
import type { Paged, WriteView } from '../../worker/objects/sync/rpc.ts'
import { openEngine, pairUp } from './engine.ts'
import { must, rec } from './scene.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

test('of a plan of ten thousand writes every page is given once, in order, and counted', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ({
    id: `rec${String(at).padStart(14, '0')}`,
    fields: { Email: `p${at}@example.com`, 'First name': `P${at}` },
  }))
  const engine = openEngine({ world: smallWorld({ people: rows }) })
  await pairUp(engine, SMALL_PAIRINGS)
  const begun = must(await engine.clock.run(engine.agreement.preview()))
  await engine.drain()
  const names: string[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const page: Paged<WriteView> = must(
      await engine.agreement.writes(begun.id, { cursor, limit: 200 }),
    )
    names.push(...page.items.map(({ sourceId }) => sourceId ?? ''))
    cursor = page.cursor
    pages++
  } while (cursor !== null)
  expect([pages, names.length, new Set(names).size]).toEqual([51, 10_000, 10_000])
  const summary = must(await engine.agreement.summary(begun.id))
  expect(summary.writes).toEqual([
    { entityType: 'people', side: 'right', kind: 'create', state: 'planned', reason: null, n: 10_000 },
  ]) // prettier-ignore
  expect(summary.account.find(({ side, entityType }) => side === 'left' && entityType === 'people')).toMatchObject({ total: 10_000, pending: 10_000 }) // prettier-ignore
})

test('five records are tried, and of what they change nothing else is written', async () => {
  const engine = openEngine({ world: smallWorld({ people: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({ id: rec(name), fields: { Email: `${name}@example.com`, 'First name': name } })) }) }) // prettier-ignore
  await pairUp(engine, SMALL_PAIRINGS)
  const begun = must(await engine.clock.run(engine.agreement.preview({ sample: 5 })))
  await engine.drain()
  must(await engine.clock.run(engine.agreement.trigger(begun.id)))
  await engine.drain()
  expect(engine.attio.rows('people')).toHaveLength(5)
  await engine.sync()
  expect(engine.attio.rows('people')).toHaveLength(7)
})
