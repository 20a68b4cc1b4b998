import { expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import { lookLeft, lookRight } from './look.ts'
import { BASE, must, rec, rightId, synced } from './scene.ts'

const ADA = 'ada@example.com'

/** The write to the CRM arrives a second after it was sent; a look at the base's half meanwhile ends only after that. */
function slowly({ airtable, attio, clock }: Engine, typed: () => void): void {
  const write = attio.fetch.bind(attio)
  attio.fetch = async (request) => {
    if (request.method === 'PUT') await clock.sleep(1_000)
    return write(request)
  }
  const read = airtable.fetch.bind(airtable)
  let looks = 0
  airtable.fetch = async (request) => {
    const isLook = (await request.clone().text()).includes('RECORD_ID()')
    looks += isLook ? 1 : 0
    if (isLook && looks === 1) {
      await clock.sleep(300)
      typed()
    }
    const answer = await read(request)
    if (isLook && looks === 2) await clock.sleep(2_000)
    return answer
  }
}

const heldOn = (engine: Engine): readonly unknown[] =>
  [lookLeft(engine), lookRight(engine)].map(({ people }) => {
    const ada = people.find(({ email }) => email === ADA)
    return [ada?.first, ada?.last, ada?.score]
  })

/**
 * L3: both halves are written to; what was typed before ours is written to one of them has both read again, while the write to
 * the other is still on its way. Seen red where that look was taken for newer than the write: the name was put back
 * as it was, over what a person had typed, until the next run.
 */
test('a look that began while a half was being written to says nothing once the write has settled', async () => {
  const engine = await synced({ setup: { conflictResolution: 'crm_wins' } })
  engine.airtable.edit(BASE, 'People', rec('ada'), { 'First name': 'Augusta' })
  engine.attio.edit('people', rightId(engine, ADA), { score: 9 })
  slowly(engine, () => void engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 77 }))
  const run = await engine.sync()
  expect(run).toMatchObject({ state: 'done', blocked: 0 })
  expect(await engine.sync()).toMatchObject({ state: 'done', blocked: 0 })
  const held = ['Augusta', 'Lovelace', 9]
  expect(heldOn(engine)).toEqual([held, held])
  const told = must(await engine.agreement.ledger({}, 'oldest', { cursor: null, limit: 50 }))
  const replaced = told.items.flatMap((one) => one.changes.map(({ before }) => before))
  expect(replaced).toContain(77)
  expect(replaced).not.toContain('Augusta')
})
