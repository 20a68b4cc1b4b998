/** One record as a card, and pushed by name: what the CRM's own pages ask of us. */
import { describe, expect, test } from 'vitest'
import { OutcomesRequest, PushRequest } from '../../shared/api/card.ts'
import type { PushOutcome, RecordLook } from '../../worker/objects/sync/rpc.ts'
import { type Engine, Killed, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import {
  bob,
  BASE,
  conflictsOf,
  expectAccountsToAddUp,
  must,
  rec,
  rightId,
  synced,
} from './scene.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const ADA = 'ada@example.com'
const EVE = 'eve@example.com'

async function look(engine: Engine, recordId: string): Promise<RecordLook> {
  const found = must(await engine.agreement.look('right', 'people', recordId))
  return found.records[0]!
}
const eveIn = (engine: Engine): string =>
  engine.attio.add('people', { name: [{ first_name: 'Eve', last_name: 'Online', full_name: 'Eve Online' }], email_addresses: [EVE] }) // prettier-ignore

async function push(engine: Engine, recordIds: readonly string[]) {
  const asked = recordIds.map((recordId) => ({ entityType: 'people', side: 'right', recordId }) as const) // prettier-ignore
  return must(await engine.agreement.push(asked, 'k1'))
}
const outcomes = async (engine: Engine, recordIds: readonly string[], since: number) =>
  must(await engine.agreement.outcomes({ entityType: 'people', side: 'right', recordIds, since }))

describe('the card of a record', () => {
  test('in sync: its row, and nothing that differs', async () => {
    const engine = await synced()
    const before = engine.calls()
    expect(await look(engine, rightId(engine, ADA))).toMatchObject({
      entityType: 'people',
      otherTableName: 'People',
      otherId: rec('ada'),
      standing: 'in_sync',
      waits: false,
      fields: [],
      syncedAt: expect.any(Number),
    })
    expect(engine.calls()).toBe(before)
  })

  // Seen red: nothing was ever written to either, and the card had no name for it.
  test('two that were found to be one, and never written, go by what both hold', async () => {
    const engine = openEngine({
      world: smallWorld({
        people: [{ id: rec('ann'), fields: { Email: 'ann@card.example', 'First name': 'Ann' } }],
        attio: { people: [{ values: { email_addresses: ['ann@card.example'], name: 'Ann' } }] },
      }),
    })
    await pairUp(engine, SMALL_PAIRINGS)
    const run = await engine.sync()
    const ann = rightId(engine, 'ann@card.example')
    expect(await look(engine, ann)).toMatchObject({
      standing: 'in_sync',
      title: 'ann@card.example',
    })
    expect((await outcomes(engine, [ann], run.startedAt))[0]).toMatchObject({
      title: 'ann@card.example',
    })
  })

  // Seen red: where only what was just seen had a name.
  test('linked records are called by their names, as far as the store knows them', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Teams: ['B', 'C'].map((code) => rec(`t${code}`)) }) // prettier-ignore
    must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    const { fields } = await look(engine, rightId(engine, ADA))
    expect(fields).toMatchObject([
      { left: { names: ['Team B', 'Team C'] }, right: { names: ['Team A'] } },
    ])
  })

  test('a record nobody has seen is not linked; a table that is not synced has no card', async () => {
    const engine = await synced()
    expect(await look(engine, eveIn(engine))).toMatchObject({ standing: 'unknown', otherId: null })
    const none = must(await engine.agreement.look('right', 'deals', 'x'))
    expect([none.records, none.tables.includes('people')]).toEqual([[], true])
  })

  test('in conflict: both values side by side; answered, it is pending; carried out, in sync', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
    engine.attio.edit('people', rightId(engine, ADA), { score: 4 })
    await engine.sync()
    const [conflict] = await conflictsOf(engine)
    const id = rightId(engine, ADA)
    expect(await look(engine, id)).toMatchObject({
      standing: 'conflict',
      fields: [{ state: 'conflict', conflictId: conflict!.id, left: { name: 'Score', value: 3 }, right: { value: 4 } }],
    }) // prettier-ignore
    const answer = engine.agreement.resolveConflict(conflict!.id, { choice: 'right', always: false }, 'k1') // prettier-ignore
    must(await engine.clock.run(answer))
    expect((await look(engine, id)).fields).toMatchObject([{ state: 'pending', conflictId: null }])
    must(await engine.agreement.atOnce([{ entityType: 'people', side: 'right', recordId: id }], 'k1')) // prettier-ignore
    expect((await look(engine, id)).waits).toBe(true)
    await engine.drain()
    expect(await look(engine, id)).toMatchObject({ standing: 'in_sync', waits: false, fields: [] })
  })

  test('seen to have moved and not yet written: pending, with what is to be written', async () => {
    const engine = await synced()
    engine.attio.edit('people', rightId(engine, ADA), { score: 9 })
    must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    expect(await look(engine, rightId(engine, ADA))).toMatchObject({
      standing: 'pending',
      fields: [{ state: 'pending', left: { value: 1.5 }, right: { value: 9 } }],
    })
  })
})

describe('push', () => {
  test('of a record the other side has not: it is made, and its row is named', async () => {
    const engine = await synced()
    const eve = eveIn(engine)
    const { since } = await push(engine, [eve])
    expect(await outcomes(engine, [eve], since)).toMatchObject([{ is: 'waiting', otherId: null }])
    await engine.drain()
    const row = personAt(engine, EVE).left!
    expect(await outcomes(engine, [eve], since)).toMatchObject([{ is: 'created', otherId: row.id }])
    await expectAccountsToAddUp(engine)
    expect((await engine.sync()).planned).toBe(0)
  })

  test.each([
    { says: 'what agrees is in sync', edit: {}, is: 'in_sync' },
    { says: 'what moved is written', edit: { score: 8 }, is: 'updated' },
  ])('$says', async ({ edit, is }) => {
    const engine = await synced()
    const id = rightId(engine, ADA)
    engine.attio.edit('people', id, edit)
    const { since } = await push(engine, [id])
    await engine.drain()
    expect(await outcomes(engine, [id], since)).toMatchObject([{ is, otherId: rec('ada') }])
  })

  test('where the terms create nothing, a person’s word makes it, and only that one', async () => {
    const engine = openEngine({ world: smallWorld({ people: [bob] }), setup: { createMissing: false } }) // prettier-ignore
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    const [eve, max] = [eveIn(engine), engine.attio.add('people', { email_addresses: ['max@example.com'] })] // prettier-ignore
    await engine.sync()
    expect(await look(engine, eve)).toMatchObject({ standing: 'not_created' })
    const { since } = await push(engine, [eve])
    await engine.drain()
    await engine.sync()
    expect(await outcomes(engine, [eve, max], since)).toMatchObject([{ is: 'created' }, { is: 'not_created' }]) // prettier-ignore
  })

  test('each record has its own outcome: one is gone, one disagrees, the third goes through', async () => {
    const engine = await synced()
    const id = rightId(engine, ADA)
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
    engine.attio.edit('people', id, { score: 4 })
    const [eve, gone] = [eveIn(engine), '99999999-9999-4999-8999-999999999999']
    const { since } = await push(engine, [id, gone, eve])
    await engine.drain()
    const found = await outcomes(engine, [id, gone, eve], since)
    expect(found.map(({ is }) => is)).toEqual(['conflict', 'gone', 'created'])
    expect(found.map(({ says }) => says === null)).toEqual([false, false, true])
  })

  test('paused it is refused, with what to do', async () => {
    const engine = await synced()
    must(await engine.agreement.pause())
    const asked = engine.agreement.push([{ entityType: 'people', side: 'right', recordId: 'x' }], null) // prettier-ignore
    expect(await asked).toMatchObject({ ok: false, error: { reason: 'not_now', why: expect.stringContaining('Resume') } }) // prettier-ignore
  })

  test('a vendor that lets nobody in is told as that record’s outcome', async () => {
    const engine = await synced()
    const eve = eveIn(engine)
    engine.tokens.airtable = 'taken-back'
    const { since } = await push(engine, [eve])
    await engine.drain()
    const [told] = await outcomes(engine, [eve], since)
    expect(told).toMatchObject({ is: 'failed', says: expect.stringContaining('Airtable') })
  })

  test('behind somebody’s preview it waits, and says for what', async () => {
    const engine = await synced()
    must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    const eve = eveIn(engine)
    const { run, since } = await push(engine, [eve])
    const [told] = await outcomes(engine, [eve], since)
    expect([run, told?.is, told?.says]).toEqual([null, 'waiting', expect.stringContaining('preview')]) // prettier-ignore
  })

  test.each(['before', 'after'] as const)('killed %s any call: it is made once', async (when) => {
    for (let call = 0; call < 6; call++) {
      const engine = await synced()
      const eve = eveIn(engine)
      engine.killAt(call, when)
      const { since } = await push(engine, [eve])
      await engine.drain().catch((fault: unknown) => {
        if (!(fault instanceof Killed)) throw fault
      })
      engine.killAt(null)
      engine.restart()
      await engine.drain()
      const [told] = await outcomes(engine, [eve], since)
      const rows = engine.airtable.rows(BASE, 'People').filter(({ fields }) => fields['Email'] === EVE) // prettier-ignore
      expect([call, told?.is, rows.length]).toEqual([call, 'created', 1] satisfies [number, PushOutcome['is'], number]) // prettier-ignore
    }
  })
})

describe('the wire', () => {
  const many = Array.from({ length: 251 }, (_, i) => `r${i}`)
  test.each([
    { says: 'none', ids: [], fits: false },
    { says: '250', ids: many.slice(1), fits: true },
    { says: '251', ids: many, fits: false },
  ])('$says at once: $fits', ({ ids, fits }) => {
    const ask = { configId: 'y1', entityType: 'people', recordIds: ids }
    expect(PushRequest.safeParse(ask).success).toBe(fits)
    const since = '2026-01-01T00:00:00Z'
    expect(OutcomesRequest.safeParse({ ...ask, since }).success).toBe(fits)
  })
})
