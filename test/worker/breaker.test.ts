import { describe, expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import { personAt } from './look.ts'
import { BASE, expectAccountsToAddUp, must, rec, rightId, synced } from './scene.ts'

const ADA = 'ada@example.com'
const ALL = { cursor: null, limit: 50 }
type Scored = { readonly score?: readonly { readonly value?: unknown }[] }
const right = (engine: Engine): unknown =>
  (personAt(engine, ADA).right?.values as Scored).score?.[0]?.value ?? null
const left = (engine: Engine): unknown => personAt(engine, ADA).left?.fields['Score'] ?? null
const scoreOf = (values: unknown): unknown => (values as Scored).score?.[0]?.value

const heldNow = async (engine: Engine) => must(await engine.agreement.holds(ALL)).items
/** How many writes each of so many runs planned. */
async function planned(engine: Engine, runs: number): Promise<number[]> {
  const counts: number[] = []
  for (let i = 0; i < runs; i++) {
    await engine.clock.run(engine.clock.sleep(60_000))
    const run = await engine.sync()
    counts.push(run.planned)
  }
  return counts
}

/** L6. Seen red by never holding, and by not looking at the sides of the writes. */
describe('a field that only goes round is held', () => {
  test.each<{ says: string; automate: (engine: Engine) => void; sides: string[] }>([
    {
      says: 'both sides insist on their own value',
      automate: (engine) => {
        engine.attio.automate('people', (values) => (scoreOf(values) === 5 ? { score: 6 } : null))
        engine.airtable.automate(BASE, 'People', 'Score', (value) => (value === 6 ? 5 : value))
      },
      sides: ['bidirectional'],
    },
    {
      says: 'both sides rewrite what they are given, each time otherwise',
      automate: (engine) => {
        const grow = (value: unknown): unknown =>
          typeof value === 'number' && value >= 5 ? value + 1 : value
        const seen = new Map<unknown, boolean>()
        engine.attio.automate('people', (values) => {
          const score = scoreOf(values)
          if (typeof score !== 'number' || score < 5 || seen.has(`r${score}`)) return null
          seen.set(`r${score + 1}`, true)
          return { score: score + 1 }
        })
        engine.airtable.automate(BASE, 'People', 'Score', (value) => {
          if (seen.has(`l${String(value)}`)) return value
          const next = grow(value)
          seen.set(`l${String(next)}`, true)
          return next
        })
      },
      sides: ['bidirectional'],
    },
    {
      says: 'one way, and an automation over there changes it back',
      automate: (engine) =>
        engine.attio.automate('people', (values) => (scoreOf(values) === 5 ? { score: 6 } : null)),
      sides: ['push'],
    },
  ])('$says', async ({ automate, sides }) => {
    const engine = await synced()
    await engine.agreement.changePairing('people', {
      direction: sides[0] === 'push' ? 'push' : 'bidirectional',
      conflictResolution: 'app_wins',
    })
    await engine.sync()
    automate(engine)
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 5 })
    const counts = await planned(engine, 12)
    expect(counts.slice(0, 4)).toEqual([1, 1, 1, 1])
    expect(counts.slice(-2)).toEqual([0, 0])
    expect(await heldNow(engine)).toMatchObject([
      { why: 'breaker', says: expect.stringContaining('“Score”') },
    ])
    await expectAccountsToAddUp(engine)
  })

  // Seen red by holding in a preview too.
  test('a preview leaves it out and holds nothing; the next run holds it', async () => {
    const engine = await synced()
    await engine.agreement.changePairing('people', { direction: 'push' })
    engine.attio.automate('people', (values) => (scoreOf(values) === 5 ? { score: 6 } : null))
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 5 })
    expect(await planned(engine, 5)).toEqual([1, 1, 1, 1, 1])
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    expect(must(await engine.agreement.run(preview.id))).toMatchObject({ planned: 0 })
    expect(await heldNow(engine)).toEqual([])
    await expectAccountsToAddUp(engine)
    expect(await planned(engine, 1)).toEqual([0])
    expect(await heldNow(engine)).toMatchObject([{ why: 'breaker' }])
    await expectAccountsToAddUp(engine)
  })

  test('the rest of the record goes on, and once let go the field does too', async () => {
    const engine = await synced()
    await engine.agreement.changePairing('people', { direction: 'push' })
    let isOn = true
    engine.attio.automate('people', (values) =>
      isOn && scoreOf(values) === 5 ? { score: 6 } : null,
    )
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 5 })
    await planned(engine, 7)
    const [hold] = await heldNow(engine)
    engine.airtable.edit(BASE, 'People', rec('ada'), { 'Last name': 'King' })
    expect(await planned(engine, 1)).toEqual([1])
    expect(JSON.stringify(personAt(engine, ADA).right?.values)).toContain('King')

    isOn = false
    must(await engine.agreement.releaseHold(hold!.id, null, 'k1'))
    expect(await planned(engine, 2)).toEqual([1, 0])
    expect([left(engine), right(engine)]).toEqual([5, 5])
    expect(await heldNow(engine)).toEqual([])
  })
})

describe('people are not taken for a machine', () => {
  test('who toggles a value to and fro on one side', async () => {
    const engine = await synced()
    for (let i = 0; i < 12; i++) {
      engine.airtable.edit(BASE, 'People', rec('ada'), { Score: i % 2 })
      await planned(engine, 1)
    }
    expect([right(engine), (await heldNow(engine)).length]).toEqual([1, 0])
  })

  test('who edits here and there in turn, a few times', async () => {
    const engine = await synced()
    for (let i = 0; i < 6; i++) {
      if (i % 2 === 0) engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 10 + i })
      else engine.attio.edit('people', rightId(engine, ADA), { score: 10 + i })
      await planned(engine, 1)
    }
    expect([left(engine), right(engine), (await heldNow(engine)).length]).toEqual([15, 15, 0])
  })
})
