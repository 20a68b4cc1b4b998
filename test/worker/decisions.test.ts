import { describe, expect, test } from 'vitest'
import type { Resolution } from '../../worker/objects/sync/rpc.ts'
import type { Engine } from './engine.ts'
import { personAt } from './look.ts'
import {
  BASE,
  conflictsOf,
  expectAccountsToAddUp,
  must,
  rec,
  rightId,
  synced,
  writesOf,
} from './scene.ts'

const ADA = 'ada@example.com'
const ALL = { cursor: null, limit: 50 }
const attioScore = (engine: Engine): unknown =>
  (personAt(engine, ADA).right?.values as { score?: { value?: unknown }[] }).score?.[0]?.value ??
  null
const scores = (engine: Engine) => ({
  left: personAt(engine, ADA).left?.fields['Score'] ?? null,
  right: attioScore(engine),
})
const scoreEntry = async (engine: Engine): Promise<string> => {
  const pairing = must(await engine.agreement.pairings()).find((one) => one.entityType === 'people')
  return pairing!.entries.find((one) => one.right.field === 'score')!.id
}
function editBoth(engine: Engine, left: number, right: number): void {
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: left })
  engine.attio.edit('people', rightId(engine, ADA), { score: right })
}
/** Two values for one score, and a person who is asked. */
async function disagreeing(): Promise<{ engine: Engine; conflict: string }> {
  const engine = await synced()
  editBoth(engine, 3, 4)
  await engine.sync()
  const [conflict] = await conflictsOf(engine)
  expect(conflict).toMatchObject({ kind: 'field', left: 3, right: 4, status: 'open' })
  return { engine, conflict: conflict!.id }
}
const say = (choice: Resolution['choice'], more: Partial<Resolution> = {}): Resolution => ({
  choice,
  always: false,
  ...more,
})

// Seen red: no names given where the value is a link.
test('linked records that disagree are called by their names', async () => {
  const engine = await synced()
  const [team, parent] = ['A', 'C'].map((code) => engine.attio.rows('teams').find(({ values }) => JSON.stringify(values).includes(`Team ${code}`))!.id) // prettier-ignore
  engine.airtable.edit(BASE, 'Teams', rec('tA'), { Parent: [rec('tB')] })
  engine.attio.edit('teams', team!, { parent: [{ target_object: 'teams', target_record_id: parent }] }) // prettier-ignore
  await engine.sync()
  expect((await conflictsOf(engine)).map(({ title, names }) => ({ title, names }))).toEqual([
    { title: 'Team A', names: { base: [], left: ['Team B'], right: ['Team C'] } },
  ])
})

describe('a person answers a conflict', () => {
  test.each<{ says: string; answer: Resolution; left: number; right: number; lost: unknown[] }>([
    { says: 'with Airtable’s value', answer: say('left'), left: 3, right: 3, lost: [4] },
    { says: 'with Attio’s value', answer: say('right'), left: 4, right: 4, lost: [3] },
    {
      says: 'with a value of their own, as Airtable holds it',
      answer: say('value', { value: { side: 'left', value: 5.5 } }),
      left: 5.5,
      right: 5.5,
      lost: [3, 4],
    },
    {
      says: 'with a value of their own, as Attio holds it',
      answer: say('value', { value: { side: 'right', value: 6 } }),
      left: 6,
      right: 6,
      lost: [3, 4],
    },
    {
      says: 'with a value that one side holds already',
      answer: say('value', { value: { side: 'left', value: 3 } }),
      left: 3,
      right: 3,
      lost: [4],
    },
    {
      says: 'with nothing at all',
      answer: say('value', { value: { side: 'left', value: null } }),
      left: null as unknown as number,
      right: null as unknown as number,
      lost: [3, 4],
    },
  ])(
    '$says: the next run carries it out, under their name',
    async ({ answer, left, right, lost }) => {
      const { engine, conflict } = await disagreeing()
      expect(must(await engine.agreement.resolveConflict(conflict, answer, 'k1'))).toMatchObject({
        status: 'decided',
      })
      expect(scores(engine)).toEqual({ left: 3, right: 4 })
      const run = await engine.sync()
      expect(scores(engine)).toEqual({ left, right })
      const rows = engine.memory.plan.page(Number(run.id), 0, 10).flatMap((row) => row.changes)
      expect(rows.map(({ why, actor }) => [why, actor])).toEqual(lost.map(() => ['person', 'k1']))
      expect(rows.map((row) => row.lost).sort()).toEqual(lost)
      expect(await conflictsOf(engine)).toEqual([])
      const last = await engine.sync()
      expect(last.planned).toBe(0)
      await expectAccountsToAddUp(engine)
    },
  )

  test('but a value has moved since: the question is open again, with the new value', async () => {
    const { engine, conflict } = await disagreeing()
    must(await engine.agreement.resolveConflict(conflict, say('left'), 'k1'))
    engine.attio.edit('people', rightId(engine, ADA), { score: 8 })
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 3, right: 8 })
    expect(await conflictsOf(engine)).toMatchObject([{ left: 3, right: 8, status: 'open' }])
  })

  test('the preview shows it, and cancelling the preview does not forget it', async () => {
    const { engine, conflict } = await disagreeing()
    must(await engine.agreement.resolveConflict(conflict, say('right'), 'k1'))
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    expect(await writesOf(engine, preview)).toMatchObject([
      { side: 'left', kind: 'update', reason: 'A person decided.' },
    ])
    must(await engine.agreement.cancel(preview.id))
    expect(scores(engine)).toEqual({ left: 3, right: 4 })
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 4, right: 4 })
  })

  test('the last word counts', async () => {
    const { engine, conflict } = await disagreeing()
    must(await engine.agreement.resolveConflict(conflict, say('right'), 'k1'))
    must(await engine.agreement.resolveConflict(conflict, say('left'), 'k2'))
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 3, right: 3 })
  })

  test('and makes a rule of it: the like are answered alike, now and later', async () => {
    const { engine, conflict } = await disagreeing()
    const always = say('right', { always: true })
    must(await engine.clock.run(engine.agreement.resolveConflict(conflict, always, 'k1')))
    await engine.sync()
    editBoth(engine, 10, 11)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 11, right: 11 })
    expect(await conflictsOf(engine)).toEqual([])
  })

  test.each<{ says: string; answer: Resolution; reason: string }>([
    {
      says: 'a value the field cannot hold',
      answer: say('value', { value: { side: 'left', value: 'many' } }),
      reason: 'refused_value',
    },
    { says: 'no value', answer: say('value'), reason: 'invalid' },
    {
      says: 'a value as a rule',
      answer: say('value', { value: { side: 'left', value: 1 }, always: true }),
      reason: 'invalid',
    },
    { says: 'an answer to a deletion', answer: say('recreate'), reason: 'invalid' },
  ])('$says is refused, and nothing is decided', async ({ answer, reason }) => {
    const { engine, conflict } = await disagreeing()
    expect(await engine.agreement.resolveConflict(conflict, answer, 'k1')).toMatchObject({
      ok: false,
      error: { reason },
    })
    expect(await conflictsOf(engine)).toMatchObject([{ status: 'open' }])
  })

  test('where the sync may no longer write, it is refused in plain words', async () => {
    const { engine, conflict } = await disagreeing()
    await engine.agreement.changePairing('people', { sides: { right: { updateExisting: false } } })
    expect(await engine.agreement.resolveConflict(conflict, say('left'), 'k1')).toMatchObject({
      error: { reason: 'not_now' },
    })
    must(await engine.agreement.resolveConflict(conflict, say('right'), 'k1'))
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 4, right: 4 })
  })

  test('many at once, by what they are about', async () => {
    const { engine } = await disagreeing()
    const entryId = await scoreEntry(engine)
    const none = { filter: { entityType: 'teams' } }
    const these = { filter: { entityType: 'people', kind: 'field', entryId } } as const
    expect(must(await engine.agreement.resolveConflicts(none, say('left'), 'k1'))).toEqual({
      resolved: 0,
      refused: [],
      records: [],
    })
    expect(must(await engine.agreement.resolveConflicts(these, say('left'), 'k1'))).toMatchObject({
      resolved: 1,
      refused: [],
    })
    await engine.sync()
    expect(scores(engine)).toEqual({ left: 3, right: 3 })
  })
})

describe('a conflict is left alone', () => {
  test('until a value changes; meanwhile it is listed as such and counted', async () => {
    const { engine, conflict } = await disagreeing()
    must(await engine.agreement.ignoreConflict(conflict))
    const run = await engine.sync()
    expect([run.planned, run.conflicts]).toEqual([0, 0])
    expect(await conflictsOf(engine)).toMatchObject([{ status: 'ignored' }])
    await expectAccountsToAddUp(engine)
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 12 })
    await engine.sync()
    expect(await conflictsOf(engine)).toMatchObject([{ status: 'open', left: 12, right: 4 }])
  })
})

describe('a record was deleted here and edited there', () => {
  async function departed(): Promise<{ engine: Engine; conflict: string }> {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('ada'))
    engine.attio.edit('people', rightId(engine, ADA), { score: 9 })
    await engine.sync()
    const [conflict] = await conflictsOf(engine)
    expect(conflict).toMatchObject({ kind: 'deletion', status: 'open' })
    return { engine, conflict: conflict!.id }
  }
  const alive = (engine: Engine) => {
    const { left, right } = personAt(engine, ADA)
    return [left?.fields['Score'] ?? null, right ? attioScore(engine) : null]
  }

  test.each<{ says: string; choice: Resolution['choice']; want: unknown[] }>([
    { says: 'deleted after all', choice: 'delete', want: [null, null] },
    { says: 'the deletion was right', choice: 'left', want: [null, null] },
    { says: 'made again from what lives', choice: 'recreate', want: [9, 9] },
    { says: 'the edit was right', choice: 'right', want: [9, 9] },
    { says: 'kept apart', choice: 'apart', want: [null, 9] },
  ])('$says', async ({ choice, want }) => {
    const { engine, conflict } = await departed()
    must(await engine.agreement.resolveConflict(conflict, say(choice), 'k1'))
    await engine.sync()
    expect(alive(engine)).toEqual(want)
    expect(await conflictsOf(engine)).toEqual([])
    await engine.sync()
    const last = await engine.sync()
    expect([last.planned, ...alive(engine)]).toEqual([0, ...want])
    await expectAccountsToAddUp(engine)
  })

  // Seen red: with the id of a record in a list for what it is called.
  test('it is called the same in a list, where names are looked up together, and alone', async () => {
    for (const { engine } of [await departed(), await disagreeing()]) {
      const [listed] = await conflictsOf(engine)
      const { title } = must(await engine.agreement.ignoreConflict(listed!.id))
      expect([listed!.title, title]).toEqual([ADA, ADA])
    }
  })

  test('deleted after all, but edited once more meanwhile: asked again, not deleted', async () => {
    const { engine, conflict } = await departed()
    must(await engine.agreement.resolveConflict(conflict, say('delete'), 'k1'))
    engine.attio.edit('people', rightId(engine, ADA), { score: 10 })
    await engine.sync()
    expect(alive(engine)).toEqual([null, 10])
    expect(await conflictsOf(engine)).toMatchObject([{ kind: 'deletion', status: 'open' }])
  })

  test('made again also where new records are not created', async () => {
    const { engine, conflict } = await departed()
    await engine.agreement.changePairing('people', { createMissing: false })
    must(await engine.agreement.resolveConflict(conflict, say('recreate'), 'k1'))
    await engine.sync()
    expect(alive(engine)).toEqual([9, 9])
  })

  test('left alone until it is edited again', async () => {
    const { engine, conflict } = await departed()
    must(await engine.agreement.ignoreConflict(conflict))
    await engine.sync()
    expect(await conflictsOf(engine)).toMatchObject([{ status: 'ignored' }])
    engine.attio.edit('people', rightId(engine, ADA), { score: 11 })
    await engine.sync()
    expect(await conflictsOf(engine)).toMatchObject([{ status: 'open' }])
  })

  test('edited between the plan and the deletion: nothing is deleted unasked', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('ada'))
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    expect(await writesOf(engine, preview)).toMatchObject([{ kind: 'delete' }])
    engine.attio.edit('people', rightId(engine, ADA), { score: 9 })
    must(await engine.clock.run(engine.agreement.trigger(preview.id)))
    await engine.drain()
    expect(alive(engine)).toEqual([null, 9])
    expect(await conflictsOf(engine)).toMatchObject([{ kind: 'deletion' }])
  })
})

describe('whose a field is may depend on the record', () => {
  test.each([
    { says: 'while it is a junior, Attio is right', level: 'Junior', want: 4 },
    { says: 'once it is a senior, Airtable is right', level: 'Senior', want: 3 },
  ])('$says', async ({ level, want }) => {
    const engine = await synced()
    const owner = [
      {
        when: { side: 'right', rules: { field: 'level', operator: 'is', value: 'Senior' } },
        owner: 'left',
      },
    ] as const
    must(
      await engine.clock.run(
        engine.agreement.changeEntry('people', await scoreEntry(engine), {
          owner,
          conflictResolution: 'crm_wins',
        }),
      ),
    )
    engine.airtable.edit(BASE, 'People', rec('ada'), { Level: level })
    await engine.sync()
    editBoth(engine, 3, 4)
    await engine.sync()
    expect(scores(engine)).toEqual({ left: want, right: want })
    expect(await conflictsOf(engine)).toEqual([])
  })

  test('a condition on a field that is not there is refused', async () => {
    const engine = await synced()
    const owner = [
      { when: { side: 'left', rules: { field: 'fldNone', operator: 'is_empty' } }, owner: 'left' },
    ] as const
    expect(
      await engine.clock.run(
        engine.agreement.changeEntry('people', await scoreEntry(engine), { owner }),
      ),
    ).toMatchObject({ ok: false })
  })
})

describe('a record is set aside', () => {
  const hold = async (engine: Engine, entryId: string | null = null) =>
    must(
      await engine.agreement.hold(
        { entityType: 'people', side: 'left', recordId: rec('ada'), entryId, says: 'Wait.' },
        'k1',
      ),
    )
  const heldNow = async (engine: Engine): Promise<number[]> =>
    must(await engine.agreement.view())
      .account.filter((one) => one.entityType === 'people')
      .map((one) => one.held)

  test('whole: nothing crosses either way, and it is counted as held', async () => {
    const engine = await synced()
    await hold(engine)
    editBoth(engine, 3, 4)
    const run = await engine.sync()
    expect([run.planned, run.conflicts]).toEqual([0, 0])
    expect(scores(engine)).toEqual({ left: 3, right: 4 })
    expect(await heldNow(engine)).toEqual([1, 1])
    await expectAccountsToAddUp(engine)
  })

  test('whole, and deleted on the other side: it is neither marked nor deleted', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    await hold(engine)
    engine.attio.remove('people', rightId(engine, ADA))
    await engine.sync()
    expect(personAt(engine, ADA).left?.fields['Score']).toBe(1.5)
    expect(await heldNow(engine)).toEqual([1, 0])
    await expectAccountsToAddUp(engine)
  })

  test('one field of it: the others go on', async () => {
    const engine = await synced()
    await hold(engine, await scoreEntry(engine))
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3, 'Last name': 'King' })
    await engine.sync()
    expect(attioScore(engine)).toBe(1.5)
    expect(JSON.stringify(personAt(engine, ADA).right?.values)).toContain('King')
    await expectAccountsToAddUp(engine)
  })

  test('before it was ever copied: it is not created', async () => {
    const engine = await synced()
    await engine.agreement.changePairing('people', { createMissing: false })
    const row = engine.airtable.add(BASE, 'People', { Email: 'eve@example.com' })
    await engine.sync()
    await engine.agreement.hold(
      { entityType: 'people', side: 'left', recordId: row.id, entryId: null, says: 'Wait.' },
      'k1',
    )
    await engine.agreement.changePairing('people', { createMissing: true })
    await engine.sync()
    expect(personAt(engine, 'eve@example.com').right).toBeUndefined()
    expect(await heldNow(engine)).toEqual([1, 0])
    await expectAccountsToAddUp(engine)
  })

  test('what a waiting preview meant to write there is not written', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    await hold(engine)
    must(await engine.clock.run(engine.agreement.trigger(preview.id)))
    await engine.drain()
    expect(scores(engine)).toEqual({ left: 3, right: 1.5 })
  })

  test.each([
    { says: 'what changed meanwhile crosses', left: 3, right: null, then: null, want: [3, 3] },
    { says: 'both changed: a conflict', left: 3, right: 4, then: null, want: [3, 4] },
    { says: 'Airtable is right', left: 3, right: 4, then: 'left' as const, want: [3, 3] },
    { says: 'Attio is right', left: 3, right: 4, then: 'right' as const, want: [4, 4] },
    {
      says: 'Attio is right, though only Airtable changed',
      left: 3,
      right: null,
      then: 'right' as const,
      want: [1.5, 1.5],
    },
  ])('and let go: $says', async ({ left, right, then, want }) => {
    const engine = await synced()
    const { id } = await hold(engine)
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: left })
    if (right !== null) engine.attio.edit('people', rightId(engine, ADA), { score: right })
    await engine.sync()
    must(await engine.agreement.releaseHold(id, then, 'k1'))
    expect(must(await engine.agreement.holds(ALL)).items).toEqual([])
    await engine.sync()
    expect(Object.values(scores(engine))).toEqual(want)
    const last = await engine.sync()
    expect(last.planned).toBe(0)
    await expectAccountsToAddUp(engine)
  })
})
