import { describe, expect, test } from 'vitest'
import type { Owner } from '../../shared/mapping/owner.ts'
import type { Engine } from './engine.ts'
import { personAt } from './look.ts'
import { BASE, conflictsOf, must, rec, rightId, synced } from './scene.ts'

const ADA = 'ada@example.com'

const scores = (engine: Engine) => ({
  left: personAt(engine, ADA).left?.fields['Score'] ?? null,
  right:
    (personAt(engine, ADA).right?.values as { score?: { value?: unknown }[] }).score?.[0]?.value ??
    null,
})
const editBoth = (engine: Engine, left: number, right: number): void => {
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: left })
  engine.attio.edit('people', rightId(engine, ADA), { score: right })
}
const scoreEntry = async (engine: Engine): Promise<string> => {
  const pairing = must(await engine.agreement.pairings()).find((one) => one.entityType === 'people')
  return pairing!.entries.find((one) => one.right.field === 'score')!.id
}
/** “The CRM's until the level is Senior, then ours.” */
const UNTIL_SENIOR: readonly Owner[] = [
  { when: { side: 'right', formula: '{Level} = "Senior"', reads: {} }, owner: 'left' },
  { when: { side: 'right', formula: 'TRUE()', reads: {} }, owner: 'right' },
]
/** The same the other way round, judged on the other side. */
const AFTER_SENIOR: readonly Owner[] = [
  { when: { side: 'left', formula: 'AND({Level} = "Senior", {Score} > 0)', reads: {} }, owner: 'right' },
  { when: { side: 'left', formula: 'TRUE()', reads: {} }, owner: 'left' },
] // prettier-ignore

type Where = 'field' | 'pairing'
async function owned(owner: readonly Owner[], where: Where): Promise<Engine> {
  const engine = await synced()
  const { agreement, clock } = engine
  if (where === 'pairing') must(await clock.run(agreement.changePairing('people', { owner })))
  else must(await clock.run(agreement.changeEntry('people', await scoreEntry(engine), { owner })))
  return engine
}

describe('whose a field is may be said by a formula', () => {
  test.each<{ says: string; owner: readonly Owner[]; where: Where; level: string; want: number }>([
    { says: 'the CRM’s before', owner: UNTIL_SENIOR, where: 'field', level: 'Junior', want: 4 },
    { says: 'ours after', owner: UNTIL_SENIOR, where: 'field', level: 'Senior', want: 3 },
    { says: 'ours before', owner: AFTER_SENIOR, where: 'field', level: 'Junior', want: 3 },
    { says: 'the CRM’s after', owner: AFTER_SENIOR, where: 'field', level: 'Senior', want: 4 },
    { says: 'the pairing says so: the CRM’s before', owner: UNTIL_SENIOR, where: 'pairing', level: 'Junior', want: 4 },
    { says: 'the pairing says so: ours after', owner: UNTIL_SENIOR, where: 'pairing', level: 'Senior', want: 3 },
  ])('$says', async ({ owner, where, level, want }) => {
    const engine = await owned(owner, where)
    engine.airtable.edit(BASE, 'People', rec('ada'), { Level: level })
    await engine.sync()
    editBoth(engine, 3, 4)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: want, right: want })
    expect(await conflictsOf(engine)).toEqual([])
    const last = await engine.sync()
    expect(last.planned).toBe(0)
  }) // prettier-ignore

  test('a change on one side alone crosses, whoever the owner is', async () => {
    const engine = await owned(UNTIL_SENIOR, 'field')
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 7 })
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 7, right: 7 })
  })

  test.each([
    { says: 'on the side that is asked', side: 'right', want: 3 },
    { says: 'on the other side, which is asked only of the next disagreement', side: 'left', want: 4 },
  ])('in the run in which the condition flips $says, and never back', async ({ side, want }) => {
    const engine = await owned(UNTIL_SENIOR, 'field')
    engine.airtable.edit(BASE, 'People', rec('ada'), { Level: 'Junior' })
    await engine.sync()
    if (side === 'right') engine.attio.edit('people', rightId(engine, ADA), { level: 'Senior' })
    else engine.airtable.edit(BASE, 'People', rec('ada'), { Level: 'Senior' })
    editBoth(engine, 3, 4)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: want, right: want })
    const still = await engine.sync()
    expect(still.planned).toBe(0)
    editBoth(engine, 5, 6)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 5, right: 5 })
  }) // prettier-ignore

  test('per field before pairing before sync: a field’s own rule is not overruled by the pairing’s condition', async () => {
    const engine = await owned(UNTIL_SENIOR, 'pairing')
    const entry = await scoreEntry(engine)
    must(
      await engine.clock.run(
        engine.agreement.changeEntry('people', entry, { conflictResolution: 'app_wins' }),
      ),
    )
    editBoth(engine, 3, 4)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 3, right: 3 })
    // Its own condition comes before its own rule.
    must(
      await engine.clock.run(
        engine.agreement.changeEntry('people', entry, { owner: UNTIL_SENIOR }),
      ),
    )
    editBoth(engine, 5, 6)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 6, right: 6 })
  })

  test('taken away, the rule of the sync decides again', async () => {
    const engine = await owned(UNTIL_SENIOR, 'pairing')
    must(await engine.clock.run(engine.agreement.changePairing('people', { owner: null })))
    editBoth(engine, 3, 4)
    await engine.sync()
    expect(await conflictsOf(engine)).toMatchObject([{ left: 3, right: 4 }])
  })

  test.each([
    { says: 'a field there is not', formula: '{Levle} = "Senior"', why: 'did you mean “Level”' },
    { says: 'the clock', formula: 'NOW() > 0', why: 'it reads the clock' },
    { says: 'what cannot be read', formula: 'AND(', why: 'at character' },
  ])('a condition on $says is refused, for a field and for a pairing', async ({ formula, why }) => {
    const engine = await synced()
    const owner: Owner[] = [{ when: { side: 'right', formula, reads: {} }, owner: 'left' }]
    const { agreement, clock } = engine
    const entry = await scoreEntry(engine)
    const refused = { error: { reason: 'invalid', why: expect.stringContaining(why) } }
    expect(await clock.run(agreement.changeEntry('people', entry, { owner }))).toMatchObject(
      refused,
    )
    expect(await clock.run(agreement.changePairing('people', { owner }))).toMatchObject(refused)
  })
})
