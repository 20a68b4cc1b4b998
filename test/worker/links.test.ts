import { describe, expect, test } from 'vitest'
import type { LinkView, RunView } from '../../worker/objects/sync/rpc.ts'
import type { Parting } from '../../worker/objects/sync/purpose.ts'
import { Killed, type Engine, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { ada, BASE, expectAccountsToAddUp, must, rec, rightId, synced, teams } from './scene.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const ADA = 'ada@example.com'
const ALL = { cursor: null, limit: 50 }

const linkOfAda = async (engine: Engine): Promise<LinkView> =>
  must(
    await engine.agreement.links(
      { entityType: 'people', record: { side: 'left', recordId: rec('ada') } },
      ALL,
    ),
  ).items[0]!

/** Let a run that was begun come to rest. */
async function ended(engine: Engine, begun: RunView): Promise<RunView> {
  await engine.drain()
  return must(await engine.agreement.run(begun.id))
}
const unlink = async (engine: Engine, then: Parting): Promise<RunView> =>
  ended(
    engine,
    must(await engine.clock.run(engine.agreement.unlink((await linkOfAda(engine)).id, then, 'k1'))),
  )
const link = (engine: Engine, left: string, right: string, holds: 'left' | 'right' | null = null) =>
  engine.clock.run(engine.agreement.link({ entityType: 'people', left, right, holds }, 'k1'))

const adas = (engine: Engine) => ({
  left: engine.airtable
    .rows(BASE, 'People')
    .filter(({ fields }) => String(fields['Email']).toLowerCase() === ADA).length,
  right: engine.attio.rows('people').filter(({ values }) => JSON.stringify(values).includes(ADA))
    .length,
})
/** What the ledger tells of linking and unlinking. */
const bonds = async (engine: Engine) =>
  must(await engine.agreement.ledger({ entityType: 'people' }, 'newest', ALL))
    .items.filter(({ kind }) => kind === 'link' || kind === 'unlink')
    .map(({ kind, sourceId, recordId, actor, reason }) => ({
      kind,
      sourceId,
      recordId,
      actor,
      reason,
    }))

describe('two linked records are parted', () => {
  test('neither is deleted, the ledger tells who did it, and nothing else was read or written', async () => {
    const engine = await synced()
    const right = rightId(engine, ADA)
    const before = engine.calls()
    const run = await unlink(engine, 'apart')
    expect({ state: run.state, read: run.read, deleted: run.deleted }).toEqual({
      state: 'done',
      read: 2,
      deleted: 0,
    })
    // One look at each side, and one write to take the other's id off the record that bore it.
    expect(engine.calls() - before).toBeLessThanOrEqual(6)
    expect(adas(engine)).toEqual({ left: 1, right: 1 })
    expect(await linkOfAda(engine)).toBeUndefined()
    expect(await bonds(engine)).toEqual([
      {
        kind: 'unlink',
        sourceId: rec('ada'),
        recordId: right,
        actor: 'k1',
        reason: 'A person parted the two.',
      },
    ])
    await expectAccountsToAddUp(engine)
  })

  test.each<{ says: string; then: Parting; want: { left: number; right: number } }>([
    {
      says: 'apart: each is a record of its own, and gets another half of its own',
      then: 'apart',
      want: { left: 2, right: 1 },
    },
    {
      says: 'free: they are matched anew by their keys',
      then: 'match',
      want: { left: 1, right: 1 },
    },
    { says: 'aside: nobody is made and nobody linked', then: 'aside', want: { left: 1, right: 1 } },
  ])('$says', async ({ then, want }) => {
    const engine = await synced()
    const right = rightId(engine, ADA)
    // Two people of one address are possible in Airtable; in Attio an address is unique.
    await unlink(engine, then)
    engine.restart()
    await engine.sync()
    await engine.sync()
    const last = await engine.sync()
    expect(last.planned).toBe(0)
    expect(adas(engine)).toEqual(want)
    const linked = await linkOfAda(engine)
    expect(linked?.rightId === right).toBe(then === 'match')
    await expectAccountsToAddUp(engine)
  })

  test('apart, also where the CRM takes one address only once: told so, and not linked again by the refusal', async () => {
    const engine = await synced()
    const terms = { sides: { left: { createMissing: false } } }
    must(await engine.clock.run(engine.agreement.changePairing('people', terms)))
    await unlink(engine, 'apart')
    const run = await engine.sync()
    expect([run.blocked, run.linked]).toEqual([1, 0])
    await engine.sync()
    expect(await linkOfAda(engine)).toBeUndefined()
    expect(adas(engine)).toEqual({ left: 1, right: 1 })
    await expectAccountsToAddUp(engine)
  })

  test('a record that bore the id of the other is not written into when that one is made anew', async () => {
    const engine = await synced()
    const bob = personAt(engine, 'bob@example.com')
    expect(JSON.stringify(bob.right?.values)).toContain(rec('bob'))
    const found = must(
      await engine.agreement.links(
        { entityType: 'people', record: { side: 'left', recordId: rec('bob') } },
        ALL,
      ),
    )
    const begun = must(
      await engine.clock.run(engine.agreement.unlink(found.items[0]!.id, 'apart', 'k1')),
    )
    await ended(engine, begun)
    const after = engine.attio.rows('people').find(({ id }) => id === bob.right!.id)
    expect(JSON.stringify(after?.values)).not.toContain(rec('bob'))
  })

  test('killed at any call: the next start ends it, once', async () => {
    for (let call = 0; call < 6; call++) {
      const engine = await synced()
      engine.killAt(call)
      const begun = must(
        await engine.clock.run(
          engine.agreement.unlink((await linkOfAda(engine)).id, 'apart', 'k1'),
        ),
      )
      await engine.drain().catch((fault: unknown) => {
        if (!(fault instanceof Killed)) throw fault
      })
      engine.killAt(null)
      engine.restart()
      const run = await ended(engine, begun)
      expect([call, run.state, (await bonds(engine)).length]).toEqual([call, 'done', 1])
      expect(adas(engine)).toEqual({ left: 1, right: 1 })
    }
  })

  test('what is not linked cannot be parted', async () => {
    const engine = await synced()
    expect(await engine.agreement.unlink('999', 'apart', 'k1')).toMatchObject({
      error: { reason: 'not_found', what: 'link' },
    })
  })
})

describe('a person says that two records are the same', () => {
  /** Ada here, and somebody there whom nothing marks as her. */
  async function strangers(): Promise<{ engine: Engine; right: string }> {
    const engine = openEngine({
      world: smallWorld({
        teams,
        people: [ada],
        attio: { people: [{ values: { name: 'King, Augusta', score: 9 } }] },
      }),
      setup: { createMissing: false },
    })
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    return { engine, right: engine.attio.rows('people')[0]!.id }
  }
  const score = (engine: Engine) => ({
    left: engine.airtable.rows(BASE, 'People')[0]?.fields['Score'],
    right: (engine.attio.rows('people')[0]?.values as { score?: { value: number }[] }).score?.[0]
      ?.value,
  })

  test.each([
    { says: 'the rule for a first meeting decides', holds: null, want: { left: 1.5, right: 1.5 } },
    { says: 'or the side they name', holds: 'right', want: { left: 9, right: 9 } },
  ] as const)('they are linked and made equal: $says', async ({ holds, want }) => {
    const { engine, right } = await strangers()
    const run = await ended(engine, must(await link(engine, rec('ada'), right, holds)))
    expect({ state: run.state, linked: run.linked }).toEqual({ state: 'done', linked: 1 })
    expect(score(engine)).toEqual(want)
    expect(await linkOfAda(engine)).toMatchObject({ rightId: right, gone: null })
    expect(await bonds(engine)).toMatchObject([{ kind: 'link', recordId: right, actor: 'k1' }])
    const last = await engine.sync()
    expect(last.planned).toBe(0)
    await expectAccountsToAddUp(engine)
  })

  test('a record made a moment ago, which no listing has met, can be linked too', async () => {
    const { engine } = await strangers()
    const right = engine.attio.add('people', { name: 'Byron, Ada' })
    await ended(engine, must(await link(engine, rec('ada'), right)))
    expect(await linkOfAda(engine)).toMatchObject({ rightId: right })
    await expectAccountsToAddUp(engine)
  })

  test('links stay one to one: who is linked with another is refused, and told what to do', async () => {
    const engine = await synced()
    const bob = personAt(engine, 'bob@example.com').right!.id
    expect(await link(engine, rec('ada'), bob)).toMatchObject({
      error: { reason: 'not_now', why: expect.stringContaining('Unlink it there first') },
    })
    expect(await link(engine, rec('ada'), rightId(engine, ADA))).toMatchObject({
      error: { reason: 'not_now', why: expect.stringContaining('already') },
    })
  })

  test('a record that is not there is named, and nothing is linked', async () => {
    const { engine } = await strangers()
    const nobody = '00000000-0000-4000-8000-00000000dead'
    const run = await ended(engine, must(await link(engine, rec('ada'), nobody)))
    expect({ state: run.state, says: run.says }).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('Attio'),
    })
    expect(await linkOfAda(engine)).toBeUndefined()
  })

  test('parted and joined again: the later word holds', async () => {
    const engine = await synced()
    const right = rightId(engine, ADA)
    await unlink(engine, 'apart')
    await ended(engine, must(await link(engine, rec('ada'), right)))
    expect(await linkOfAda(engine)).toMatchObject({ rightId: right })
    expect((await bonds(engine)).map(({ kind }) => kind)).toEqual(['link', 'unlink'])
    await engine.sync()
    const last = await engine.sync()
    expect([last.planned, adas(engine)]).toEqual([0, { left: 1, right: 1 }])
  })

  test('undoing such a run puts values back, and says that links are changed elsewhere', async () => {
    const { engine, right } = await strangers()
    const run = await ended(engine, must(await link(engine, rec('ada'), right)))
    const undo = must(await engine.clock.run(engine.agreement.undo(run.id, null, 'k1')))
    await engine.drain()
    must(await engine.clock.run(engine.agreement.trigger(undo.id)))
    await engine.drain()
    expect(score(engine)).toEqual({ left: 1.5, right: 9 })
    expect(await linkOfAda(engine)).toMatchObject({ rightId: right })
  })

  test('while paused nothing is joined or parted', async () => {
    const { engine, right } = await strangers()
    must(await engine.agreement.pause())
    expect(await link(engine, rec('ada'), right)).toMatchObject({ error: { reason: 'not_now' } })
  })
})
