import { describe, expect, test } from 'vitest'
import type { RunView } from '../../worker/objects/sync/rpc.ts'
import type { Engine } from './engine.ts'
import { personAt } from './look.ts'
import { BASE, expectAccountsToAddUp, must, rec, synced, writesOf } from './scene.ts'

const TAKEN = 'Another record in Attio already has this value'

/** New rows in Airtable, one for each address; their ids. */
const people = (engine: Engine, ...emails: readonly string[]): readonly string[] =>
  emails.map((email, at) => {
    const fields = { Email: email, 'First name': `Person ${at}`, Score: at }
    return engine.airtable.add(BASE, 'People', fields).id
  })

async function previewed(engine: Engine): Promise<RunView> {
  const { id } = must(await engine.clock.run(engine.agreement.preview({}, 'Ops')))
  await engine.drain()
  return must(await engine.agreement.run(id))
}

/** Who is listed to be made, by their rows in Airtable, and who is not. */
async function listed(engine: Engine, run: RunView) {
  const creates = (await writesOf(engine, run)).filter(({ kind }) => kind === 'create')
  const of = (state: string) => creates.filter((one) => one.state === state)
  return {
    planned: of('planned').map(({ sourceId }) => sourceId),
    taken: of('blocked').filter(({ says }) => says?.startsWith(TAKEN)).map(({ sourceId }) => sourceId),
  } // prettier-ignore
}

/** Run what was previewed, and count what the CRM was asked to make. */
async function carriedOut(engine: Engine, preview: RunView) {
  const before = engine.attio.counters.of('records.create')
  must(await engine.clock.run(engine.agreement.trigger(preview.id)))
  await engine.drain()
  const { state, created } = must(await engine.agreement.run(preview.id))
  return { state, created, asked: engine.attio.counters.of('records.create') - before }
}

describe('the CRM takes an address once, and so does the plan', () => {
  test.each<{ says: string; emails: readonly string[]; made: number; blocked: number }>([
    { says: 'two rows of one address', emails: ['t@x.example', 't@x.example'], made: 1, blocked: 1 },
    { says: 'typed otherwise, it is the same', emails: ['t@x.example', 'T@X.example'], made: 1, blocked: 1 },
    { says: 'thirty of one address', emails: Array.from({ length: 30 }, () => 't@x.example'), made: 1, blocked: 29 },
    { says: 'two addresses, twice each', emails: ['t@x.example', 'u@x.example', 'u@x.example', 't@x.example'], made: 2, blocked: 2 },
    { says: 'two rows without any', emails: ['', ''], made: 2, blocked: 0 },
  ])('$says: what the preview lists is what is made', async ({ emails, made, blocked }) => {
    const engine = await synced()
    people(engine, ...emails)
    const preview = await previewed(engine)
    const list = await listed(engine, preview)
    expect([list.planned.length, list.taken.length]).toEqual([made, blocked])
    expect(await carriedOut(engine, preview)).toEqual({ state: 'done', created: made, asked: made })
    await expectAccountsToAddUp(engine)
  }) // prettier-ignore

  test('where the first may not cross for another reason, the second is promised', async () => {
    const engine = await synced()
    const [first, second] = people(engine, 't@x.example', 't@x.example')
    const validation = [{ id: 'r1', side: 'right', check: { is: 'custom', formula: '{Score} > 0' }, says: 'Only who scored crosses' }] as const // prettier-ignore
    must(await engine.clock.run(engine.agreement.changePairing('people', { validation })))
    const preview = await previewed(engine)
    expect(await listed(engine, preview)).toEqual({ planned: [second], taken: [] })
    expect(first).not.toBe(second)
    expect(await carriedOut(engine, preview)).toEqual({ state: 'done', created: 1, asked: 1 })
    await expectAccountsToAddUp(engine)
  })

  test('once the first bears another address, nothing is in the way of the second', async () => {
    const engine = await synced()
    const [first, second] = people(engine, 't@x.example', 't@x.example')
    expect(await listed(engine, await previewed(engine))).toEqual({ planned: [first], taken: [second] }) // prettier-ignore
    engine.airtable.edit(BASE, 'People', first!, { Email: 'other@x.example' })
    const preview = await previewed(engine)
    expect(await listed(engine, preview)).toEqual({ planned: [first, second], taken: [] })
    expect(await carriedOut(engine, preview)).toEqual({ state: 'done', created: 2, asked: 2 })
    await expectAccountsToAddUp(engine)
  })
})

describe('two whom a person parted, and who have one address', () => {
  async function apart(direction: 'push' | 'bidirectional' = 'push'): Promise<Engine> {
    const engine = await synced({ setup: { direction } })
    const { items } = must(await engine.agreement.links({ entityType: 'people' }, { cursor: null, limit: 9 })) // prettier-ignore
    const { id } = items.find(({ leftId }) => leftId === rec('ada'))!
    must(await engine.clock.run(engine.agreement.unlink(id, 'apart', 'k1')))
    await engine.drain()
    return engine
  }

  test('the preview says who holds it, promises nobody, and the CRM is not asked', async () => {
    const engine = await apart()
    const preview = await previewed(engine)
    expect(await listed(engine, preview)).toEqual({ planned: [], taken: [rec('ada')] })
    expect(await carriedOut(engine, preview)).toEqual({ state: 'done', created: 0, asked: 0 })
    await expectAccountsToAddUp(engine)
  })

  test('linked with another meanwhile, the other one still holds it', async () => {
    const engine = await apart('bidirectional')
    const right = personAt(engine, 'ada@example.com').right!.id
    const [stranger] = people(engine, 'stranger@x.example')
    must(await engine.clock.run(engine.agreement.link({ entityType: 'people', left: stranger!, right, holds: 'right' }, 'k1'))) // prettier-ignore
    await engine.drain()
    expect(await listed(engine, await previewed(engine))).toEqual({ planned: [], taken: [rec('ada')] }) // prettier-ignore
  })

  test('once the other one has another address, or is gone, nothing is in the way', async () => {
    for (const change of ['edit', 'remove'] as const) {
      const engine = await apart()
      const right = personAt(engine, 'ada@example.com').right!.id
      if (change === 'edit')
        engine.attio.edit('people', right, { email_addresses: ['a@x.example'] }) // prettier-ignore
      else engine.attio.remove('people', right)
      const preview = await previewed(engine)
      expect(await listed(engine, preview)).toEqual({ planned: [rec('ada')], taken: [] })
      expect(await carriedOut(engine, preview)).toEqual({ state: 'done', created: 1, asked: 1 })
      await expectAccountsToAddUp(engine)
    }
  })
})
