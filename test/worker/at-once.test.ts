import { describe, expect, test } from 'vitest'
import {
  halvesOf,
  type RecordAsk,
  type Resolution,
  type RunView,
} from '../../worker/objects/sync/rpc.ts'
import { type Engine, Killed, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { BASE, conflictsOf, expectAccountsToAddUp, must, rec, rightId, synced } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const ADA = 'ada@example.com'
const BOB = 'bob@example.com'
const LEFT: Resolution = { choice: 'left', always: false }

const scores = (engine: Engine, email: string) => ({
  left: personAt(engine, email).left?.fields['Score'] ?? null,
  right:
    (personAt(engine, email).right?.values as { score?: { value?: unknown }[] }).score?.[0]
      ?.value ?? null,
})

/** Ada's score disagrees on both sides, and Bob's was changed on one, which no run has carried over yet. */
async function disagreeing(): Promise<{ engine: Engine; conflict: string; whom: RecordAsk[] }> {
  const engine = await synced()
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
  engine.attio.edit('people', rightId(engine, ADA), { score: 4 })
  await engine.sync()
  const [conflict] = await conflictsOf(engine)
  engine.airtable.edit(BASE, 'People', rec('bob'), { Score: 7 })
  return { engine, conflict: conflict!.id, whom: halvesOf(conflict!) }
}
const answer = async (engine: Engine, conflict: string, resolution = LEFT) =>
  must(await engine.clock.run(engine.agreement.resolveConflict(conflict, resolution, 'k1')))
const atOnce = async (engine: Engine, whom: readonly RecordAsk[]): Promise<RunView | null> =>
  must(await engine.agreement.atOnce(whom, 'k1'))
const runsOf = async (engine: Engine) => must(await engine.agreement.runs({ cursor: null, limit: 50 })).items // prettier-ignore

describe('what a person decided is carried out at once', () => {
  test('for that record alone: nobody else is read or written', async () => {
    const { engine, conflict, whom } = await disagreeing()
    await answer(engine, conflict)
    const before = engine.calls()
    const began = engine.clock.now()
    const run = await atOnce(engine, whom)
    await engine.drain()
    expect(must(await engine.agreement.run(run!.id))).toMatchObject({
      state: 'done',
      purpose: 'direct',
      actor: 'k1',
      read: 2,
      written: 1,
    })
    expect(scores(engine, ADA)).toEqual({ left: 3, right: 3 })
    expect(scores(engine, BOB)).toEqual({ left: 7, right: null })
    // Two schemas, one look at each side, one look before the write, the write.
    expect(engine.calls() - before).toBeLessThanOrEqual(7)
    expect(engine.clock.now() - began).toBeLessThan(3_000)
    await expectAccountsToAddUp(engine)
    await engine.sync()
    expect(scores(engine, BOB)).toEqual({ left: 7, right: 7 })
    const last = await engine.sync()
    expect(last.planned).toBe(0)
  })

  test('edited since the answer: the question is open again, and nothing is written', async () => {
    const { engine, conflict, whom } = await disagreeing()
    await answer(engine, conflict)
    engine.attio.edit('people', rightId(engine, ADA), { score: 8 })
    await atOnce(engine, whom)
    await engine.drain()
    expect(scores(engine, ADA)).toEqual({ left: 3, right: 8 })
    expect(await conflictsOf(engine)).toMatchObject([{ status: 'open', left: 3, right: 8 }])
  })

  test('asked twice it happens once', async () => {
    const { engine, conflict, whom } = await disagreeing()
    await answer(engine, conflict)
    const first = await atOnce(engine, whom)
    const second = await atOnce(engine, whom)
    await engine.drain()
    expect([first === null, second]).toEqual([false, null])
    const written = (await runsOf(engine)).filter(({ purpose }) => purpose === 'direct')
    expect(written.map((run) => run.written).sort()).toEqual([0, 1])
  })

  test('while another run is under way it waits for its turn, and comes by itself', async () => {
    const { engine, conflict, whom } = await disagreeing()
    must(await engine.clock.run(engine.agreement.trigger(null)))
    await answer(engine, conflict)
    expect(await atOnce(engine, whom)).toBeNull()
    await engine.drain()
    const [latest] = await runsOf(engine)
    expect(latest).toMatchObject({ purpose: 'direct', state: 'done' })
    expect(scores(engine, ADA)).toEqual({ left: 3, right: 3 })
  })

  test('a preview somebody looks at is not taken away: it comes after that', async () => {
    const { engine, conflict, whom } = await disagreeing()
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    await answer(engine, conflict)
    expect(await atOnce(engine, whom)).toBeNull()
    must(await engine.clock.run(engine.agreement.trigger(preview.id)))
    await engine.drain()
    expect([scores(engine, ADA), scores(engine, BOB)]).toEqual([
      { left: 3, right: 3 },
      { left: 7, right: 7 },
    ])
  })

  test('paused it is not; once resumed, the next run does it', async () => {
    const { engine, conflict, whom } = await disagreeing()
    must(await engine.agreement.pause())
    await answer(engine, conflict)
    expect(await atOnce(engine, whom)).toBeNull()
    await engine.drain()
    expect(scores(engine, ADA)).toEqual({ left: 3, right: 4 })
    must(await engine.agreement.resume())
    await engine.sync()
    expect(scores(engine, ADA)).toEqual({ left: 3, right: 3 })
  })

  test('a whole sync asked for meanwhile takes it along', async () => {
    const { engine, conflict, whom } = await disagreeing()
    await answer(engine, conflict)
    await atOnce(engine, whom)
    const run = await engine.sync()
    expect({ state: run.state, purpose: run.purpose }).toEqual({ state: 'done', purpose: 'sync' })
    expect(scores(engine, ADA)).toEqual({ left: 3, right: 3 })
  })

  test.each(['before', 'after'] as const)('killed %s any call: the next start ends it, once', async (when) => {
    for (let call = 0; call < 6; call++) {
      const { engine, conflict, whom } = await disagreeing()
      await answer(engine, conflict)
      engine.killAt(call, when)
      const run = await atOnce(engine, whom)
      await engine.drain().catch((fault: unknown) => {
        if (!(fault instanceof Killed)) throw fault
      })
      engine.killAt(null)
      engine.restart()
      await engine.drain()
      const ended = must(await engine.agreement.run(run!.id))
      expect([call, ended.state, ended.written, scores(engine, ADA)]).toEqual([call, 'done', 1, { left: 3, right: 3 }]) // prettier-ignore
    }
  }) // prettier-ignore

  test.each(['keep', 'mark', 'delete'] as const)(
    'merged in the CRM meanwhile (deletions: %s), its other half is left alone, and the next run finds who it is now',
    async (deletions) => {
      const engine = await synced({ setup: { deletions } })
      engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
      engine.attio.edit('people', rightId(engine, ADA), { score: 4 })
      await engine.sync()
      const [conflict] = await conflictsOf(engine)
      await answer(engine, conflict!.id)
      const stranger = engine.attio.add('people', { name: 'Clay, Cora', email_addresses: ['cora@merge.example'] }) // prettier-ignore
      const merged = engine.attio.merge('people', stranger, rightId(engine, ADA))
      // As it was when both were last equal: no edit of ours speaks against a deletion.
      engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 1.5 })
      await atOnce(engine, halvesOf(conflict!))
      await engine.drain()
      await expectAccountsToAddUp(engine)
      const next = await engine.sync()
      expect([next.state, next.created, next.deleted]).toEqual(['done', 0, 0])
      const linked = must(await engine.agreement.links({ entityType: 'people' }, { cursor: null, limit: 9 })) // prettier-ignore
      expect(linked.items.find((one) => one.leftId === rec('ada'))?.rightId).toBe(merged)
      expect(engine.airtable.rows(BASE, 'People').map((row) => row.id)).toContain(rec('ada'))
      await expectAccountsToAddUp(engine)
      await engine.sync()
      expect((await engine.sync()).planned).toBe(0)
    },
  )

  test('a deletion that was decided is carried out after one look at the record', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('ada'))
    engine.attio.edit('people', rightId(engine, ADA), { score: 9 })
    await engine.sync()
    const [conflict] = await conflictsOf(engine)
    await answer(engine, conflict!.id, { choice: 'delete', always: false })
    await atOnce(engine, halvesOf(conflict!))
    await engine.drain()
    expect(personAt(engine, ADA).right).toBeUndefined()
    expect(await conflictsOf(engine)).toEqual([])
    await expectAccountsToAddUp(engine)
  })

  test('made again after all, it is made at once', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('ada'))
    engine.attio.edit('people', rightId(engine, ADA), { score: 9 })
    await engine.sync()
    const [conflict] = await conflictsOf(engine)
    await answer(engine, conflict!.id, { choice: 'recreate', always: false })
    await atOnce(engine, halvesOf(conflict!))
    await engine.drain()
    expect(scores(engine, ADA)).toEqual({ left: 9, right: 9 })
    await expectAccountsToAddUp(engine)
  })
})

describe('who is who, once said, is so at once', () => {
  /** Ann on both sides under another address each: a person is asked. */
  async function asked() {
    const engine = openEngine({
      world: smallWorld({
        people: [
          {
            id: id('rec', 'ann'),
            fields: { Email: 'ann@here.example', 'First name': 'Ann', 'Last name': 'Archer' },
          },
        ],
        attio: {
          people: [{ values: { name: 'Archer, Ann', email_addresses: ['archer@there.example'] } }],
        },
      }),
    })
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    const [match] = must(
      await engine.agreement.matches({ cursor: null, limit: 50 }, { entityType: 'people' }),
    ).items
    return { engine, match: match! }
  }
  const people = (engine: Engine) => ({
    left: engine.airtable.rows(BASE, 'People').length,
    right: engine.attio.rows('people').length,
  })

  test.each([
    { is: 'same', want: { left: 1, right: 1 }, links: 1 },
    { is: 'apart', want: { left: 2, right: 2 }, links: 2 },
  ] as const)('$is', async ({ is, want, links }) => {
    const { engine, match } = await asked()
    const recordId = match.candidates[0]!.id
    const said = must(await engine.agreement.answerMatches([{ id: match.id, is, recordId }]))
    expect(said.records.map((one) => one.side)).toEqual(['left', 'right'])
    await atOnce(engine, said.records)
    await engine.drain()
    expect(people(engine)).toEqual(want)
    const linked = must(await engine.agreement.links({ entityType: 'people' }, { cursor: null, limit: 9 })) // prettier-ignore
    expect(linked.items).toHaveLength(links)
    await expectAccountsToAddUp(engine)
    await engine.sync()
    const last = await engine.sync()
    expect([last.planned, people(engine)]).toEqual([0, want])
  })
})
