import { describe, expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const person = (name: string, first: string, last: string) => ({
  id: id('rec', name),
  fields: { Email: `${name}@merge.example`, 'First name': first, 'Last name': last },
})

/** Ann and Bea are linked; Cora stands in the CRM alone, outside the sync of new records. */
async function world(): Promise<{ engine: Engine; crm: (email: string) => string }> {
  const engine = openEngine({
    world: smallWorld({ people: [person('ann', 'Ann', 'Archer'), person('bea', 'Beatrix', 'Underhill')] }),
    setup: { direction: 'push', deletions: 'keep' },
  }) // prettier-ignore
  await pairUp(engine, SMALL_PAIRINGS)
  expect(await engine.sync()).toMatchObject({ state: 'done', created: 2 })
  engine.attio.add('people', { name: 'Clay, Cora', email_addresses: ['cora@merge.example'] })
  await engine.sync()
  const crm = (email: string): string =>
    engine.attio.rows('people').find(({ values }) => JSON.stringify(values).includes(email))!.id
  return { engine, crm }
}

const peopleLeft = (engine: Engine) => engine.airtable.rows(BASE, 'People').length
const peopleRight = (engine: Engine) => engine.attio.rows('people').length

/** What is linked now, by the left record. */
function links(engine: Engine): Map<string, string> {
  const found = engine.memory.links.after(engine.memory.pairings.get('people')!.no, 0, 50)
  return new Map(
    found.filter(({ gone }) => gone === null).map((one) => [one.left_id, one.right_id]),
  )
}

async function expectRest(engine: Engine): Promise<void> {
  const again = await engine.sync()
  expect({ planned: again.planned, state: again.state }).toEqual({ planned: 0, state: 'done' })
  const view = await engine.agreement.view()
  expect(view.ok && view.value.account.filter((one) => !addsUp(one))).toEqual([])
}

describe('records merged in the CRM, no event told of it', () => {
  test.each<{ says: string; keep: string; gone: string; linked: string[] }>([
    { says: 'a linked one and a stranger, the linked one kept', keep: 'ann', gone: 'cora', linked: ['ann', 'bea'] },
    { says: 'a linked one and a stranger, the stranger kept', keep: 'cora', gone: 'ann', linked: ['ann', 'bea'] },
    { says: 'two linked ones', keep: 'ann', gone: 'bea', linked: ['ann'] },
  ])('$says: the link follows, nothing is deleted and nobody is made again', async ({ keep, gone, linked }) => {
    const { engine, crm } = await world()
    const merged = engine.attio.merge('people', crm(`${keep}@`), crm(`${gone}@`))
    const run = await engine.sync()
    expect({ state: run.state, created: run.created, deleted: run.deleted }).toEqual({ state: 'done', created: 0, deleted: 0 })
    expect({ left: peopleLeft(engine), right: peopleRight(engine) }).toEqual({ left: 2, right: 2 })
    const now = links(engine)
    const kept = [...now].filter(([, right]) => right === merged)
    expect({ links: now.size, kept: kept.length }).toEqual({ links: linked.length, kept: 1 })
    await expectRest(engine)
  }) // prettier-ignore
})
