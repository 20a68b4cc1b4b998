import { expect, test } from 'vitest'
import { openEngine, pairUp } from './engine.ts'
import { must } from './scene.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

// Seen red with `sure` carried over by a change.
test('fields that paired themselves say how sure they are, until a person has said something of them', async () => {
  const engine = openEngine({ world: smallWorld({ teams: [], people: [] }) })
  const [, people] = await pairUp(engine, SMALL_PAIRINGS)
  const [entry, ...others] = people!.entries
  expect([entry, ...others].filter((one) => !(Number(one?.sure) >= 0.7))).toEqual([])

  const changed = await engine.clock.run(
    engine.agreement.changeEntry('people', entry!.id, { direction: 'push' }),
  )
  expect(must(changed).sure).toBeUndefined()
  const now = must(await engine.agreement.pairings()).find((one) => one.entityType === 'people')
  expect(now!.entries.filter(({ sure }) => sure === undefined)).toHaveLength(1)
})
