import { expect, test } from 'vitest'
import { PairingPatch } from '../../shared/api/pairing.ts'
import { FUZZY } from '../../shared/mapping.ts'
import { openEngine, pairUp } from './engine.ts'
import { lookLeft } from './look.ts'
import { ada, must, rightId, synced } from './scene.ts'
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

// Seen red for the usual thresholds, which nobody could save.
test.each([
  { says: 'the usual thresholds', likeness: FUZZY, isTaken: true },
  { says: 'asking about hardly anything', likeness: { link: 0.99, ask: 0.98 }, isTaken: true },
  { says: 'asking about all there is', likeness: { link: 0.5, ask: 0.01 }, isTaken: true },
  { says: 'exact keys only', likeness: null, isTaken: true },
  { says: 'linking what is likelier not the same', likeness: { link: 0.4, ask: 0.06 }, isTaken: false }, // prettier-ignore
  { says: 'asking without any likeness', likeness: { link: 0.99, ask: 0 }, isTaken: false },
  { says: 'asking only where it is linked', likeness: { link: 0.6, ask: 0.7 }, isTaken: false },
])('a pairing may be told of its likeness: $says', ({ likeness, isTaken }) => {
  expect(PairingPatch.safeParse({ likeness }).success).toBe(isTaken)
})

// Seen red with the sync's own fields left in, and with the pairs of a draft not heard of.
test('what is left of a pairing is found again, beside what is saved or what somebody is working out', async () => {
  const { agreement, clock } = await synced()
  const people = must(await agreement.pairings()).find((one) => one.entityType === 'people')!
  const suggest = async (met: Parameters<typeof agreement.suggest>[1]) =>
    must(await clock.run(agreement.suggest('people', met)))
  expect(await suggest(null)).toEqual([])
  const [first, ...others] = people.entries
  expect(await suggest(others)).toMatchObject([
    { left: first!.left, right: first!.right, direction: first!.direction },
  ])
  must(await clock.run(agreement.removeEntry('people', first!.id)))
  expect(await suggest(null)).toHaveLength(1)
  expect(await suggest([...others, { left: first!.left, right: { field: 'score' } }])).toEqual([])
})

// Seen red without the number that is kept: what had been set aside of the old field was of the new one too.
test('a field mapping never goes by the name of one that was taken out', async () => {
  const { agreement, clock } = await synced()
  const last = must(await agreement.pairings())
    .find((one) => one.entityType === 'people')!
    .entries.at(-1)!
  must(await clock.run(agreement.removeEntry('people', last.id)))
  const draft = { left: last.left, right: last.right }
  const again = must(await clock.run(agreement.addEntry('people', draft)))
  expect(again.id).not.toBe(last.id)
  must(await clock.run(agreement.removeEntry('people', again.id)))
  const once = must(await clock.run(agreement.addEntry('people', draft)))
  expect([last.id, again.id]).not.toContain(once.id)
})

// Seen red without turns: each wrote back what it had read before the other came.
test('a sync that is turned around and a pairing that is changed at the same moment both hold', async () => {
  const { agreement, clock } = await synced()
  const people = async () =>
    must(await agreement.pairings()).find((one) => one.entityType === 'people')!
  const [first, second] = (await people()).entries
  const done = await clock.run(
    Promise.all([
      agreement.changeEntry('people', first!.id, { direction: 'push' }),
      agreement.change({ direction: 'push' }),
      agreement.changeEntry('people', second!.id, { conflictResolution: 'crm_wins' }),
      agreement.changePairing('people', { deletions: 'keep' }),
      agreement.removeEntry('people', (await people()).entries.at(-1)!.id),
    ]),
  )
  done.forEach((one) => expect(one).toMatchObject({ ok: true }))
  const after = await people()
  expect(after).toMatchObject({ direction: 'push', deletions: 'keep' })
  expect(after.entries.slice(0, 2)).toMatchObject([
    { direction: 'push' },
    { conflictResolution: 'crm_wins' },
  ])
  expect(after.entries).toHaveLength(6)
})

// Seen red with the direction alone taken over: what stood there before was never met.
test('a sync that is opened to both ways meets anew what only went one way, as a pairing does', async () => {
  const engine = openEngine({
    world: smallWorld({ people: [{ ...ada, fields: { ...ada.fields, Teams: [] } }] }),
    setup: { direction: 'push', firstMeeting: 'crm_wins' },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  await engine.sync()
  const born = { born: '1815-12-10' }
  engine.attio.edit('people', rightId(engine, 'ada@example.com'), born)
  await engine.sync()
  expect(lookLeft(engine).people).toMatchObject([{ born: null }])
  must(await engine.clock.run(engine.agreement.change({ direction: 'bidirectional' })))
  await engine.sync()
  expect(lookLeft(engine).people).toMatchObject([born])
})
