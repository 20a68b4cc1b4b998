/** What a sync tells others of: what it wrote to the CRM, and what needs a person; nothing else, and nothing twice. */
import { describe, expect, test } from 'vitest'
import type { Tiding } from '../../shared/api/subscription.ts'
import type { Heed } from '../../worker/objects/sync/tidings.ts'
import type { Engine } from './engine.ts'
import { BASE, conflictsOf, must, rec, rightId, synced } from './scene.ts'

const ADA = 'ada@example.com'
const BOTH: Heed = { revision: 1, events: ['record_updated', 'conflict_found'] }

/** A synced world, and what was handed over since. */
async function listening(heed: Heed = BOTH) {
  const told: Tiding[] = []
  let isAway = false
  const engine = await synced({
    around: {
      async spread(_setup, tidings) {
        if (isAway) throw new Error('away')
        told.push(...tidings)
        return heed
      },
    },
  })
  await engine.agreement.heed(heed)
  return { engine, told, away: (away: boolean) => void (isAway = away) }
}
const score = (engine: Engine, fields: { app?: number; crm?: number }): void => {
  if (fields.app !== undefined) engine.airtable.edit(BASE, 'People', rec('ada'), { Score: fields.app }) // prettier-ignore
  if (fields.crm !== undefined) engine.attio.edit('people', rightId(engine, ADA), { score: fields.crm }) // prettier-ignore
}

describe('a record of the CRM was written for the app', () => {
  // Seen red: where a settled write told nobody.
  test('an edit in the app: which record, and which of its fields', async () => {
    const { engine, told } = await listening()
    score(engine, { app: 7 })
    await engine.sync()
    expect(told).toEqual([
      {
        id: expect.stringMatching(/^sync1\.w\d+$/),
        event: 'record_updated',
        at: expect.any(String),
        configId: 'sync1',
        entityType: 'people',
        table: 'people',
        recordId: rightId(engine, ADA),
        fields: ['Score'],
      },
    ])
    expect(JSON.stringify(told)).not.toContain('7,')
    await engine.sync()
    expect(told).toHaveLength(1)
  })

  test('a row that is new: the record it became', async () => {
    const { engine, told } = await listening()
    const eve = { Email: 'eve@example.com', 'First name': 'Eve' }
    engine.airtable.add(BASE, 'People', eve)
    await engine.sync()
    expect(told).toMatchObject([{ event: 'record_updated', recordId: rightId(engine, eve.Email) }])
    expect(told[0]!.fields.length).toBeGreaterThan(1)
  })

  // Seen red: where writes to either side were told.
  test('an edit in the CRM is not told: whoever made it knows', async () => {
    const { engine, told } = await listening()
    score(engine, { crm: 8 })
    await engine.sync()
    expect(told).toEqual([])
  })
})

describe('something needs a person', () => {
  // Seen red: where each run that found it again told it again.
  test('once, however often it is found; again when it comes back', async () => {
    const { engine, told } = await listening()
    score(engine, { app: 3, crm: 4 })
    await engine.sync()
    await engine.sync()
    expect(told).toMatchObject([{ event: 'conflict_found', recordId: rightId(engine, ADA), fields: ['Score'] }]) // prettier-ignore
    const [conflict] = await conflictsOf(engine)
    must(await engine.agreement.ignoreConflict(conflict!.id))
    score(engine, { app: 5 })
    await engine.sync()
    expect(told.map(({ event }) => event)).toEqual(['conflict_found', 'conflict_found'])
    expect(new Set(told.map(({ id }) => id)).size).toBe(2)
  })
})

describe('who listens', () => {
  test('nobody: nothing is kept', async () => {
    const { engine } = await listening({ revision: 1, events: [] })
    score(engine, { app: 7 })
    await engine.sync()
    expect(engine.memory.tidings.isWaiting()).toBe(false)
  })

  test('to one of them: the other is not kept', async () => {
    const { engine, told } = await listening({ revision: 1, events: ['conflict_found'] })
    score(engine, { app: 7 })
    await engine.sync()
    expect([told, engine.memory.tidings.isWaiting()]).toEqual([[], false])
  })

  test('an older word about it does not undo a newer one', async () => {
    const { engine } = await listening()
    await engine.agreement.heed({ revision: 0, events: [] })
    expect(engine.memory.tidings.isHeeded('record_updated')).toBe(true)
    await engine.agreement.heed({ revision: 2, events: [] })
    expect(engine.memory.tidings.isHeeded('record_updated')).toBe(false)
  })

  // Seen red: where what nobody took was dropped.
  test('nobody takes it: it waits, and goes over later, also out of a paused sync', async () => {
    const { engine, told, away } = await listening()
    away(true)
    score(engine, { app: 7 })
    await engine.sync()
    expect(await engine.agreement.tick()).toBe(engine.clock.now() + 5_000)
    away(false)
    await engine.agreement.pause()
    expect(await engine.agreement.tick()).toBeNull()
    expect(told).toHaveLength(1)
    expect(engine.memory.tidings.isWaiting()).toBe(false)
  })
})
