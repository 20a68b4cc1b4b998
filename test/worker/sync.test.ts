import { describe, expect, test, vi } from 'vitest'
import type { Deletions } from '../../shared/mapping.ts'
import type { WriteView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, Killed, openEngine, pairUp } from './engine.ts'
import { lookLeft, lookRight, personAt } from './look.ts'
import {
  ada,
  BASE,
  bob,
  conflictsOf,
  expectAccountsToAddUp,
  must,
  rec,
  rightId,
  synced,
  teams,
  writesOf,
} from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

/** Listings of two tables on two sides, a re-read of the target: then comes the write. */
const KILLED_AT_THE_WRITE = 5
const teamOnRight = (engine: Engine, code: string): string =>
  engine.attio
    .rows('teams')
    .find((row) => JSON.stringify(row.values).includes(`"value":"${code}"`))!.id

describe('an edit on one side crosses, and nothing else is written', () => {
  test.each<{ says: string; edit: (engine: Engine) => void; writes: number }>([
    { says: 'nobody edits', edit: () => {}, writes: 0 },
    {
      says: 'a number in Airtable',
      edit: (e) => e.airtable.edit(BASE, 'People', rec('ada'), { Score: 9 }),
      writes: 1,
    },
    {
      says: 'a number in Attio',
      edit: (e) => e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 9 }),
      writes: 1,
    },
    {
      says: 'a number emptied in Airtable',
      edit: (e) => e.airtable.edit(BASE, 'People', rec('ada'), { Score: null }),
      writes: 1,
    },
    {
      says: 'one part of a name in Airtable',
      edit: (e) => e.airtable.edit(BASE, 'People', rec('ada'), { 'Last name': 'Byron' }),
      writes: 1,
    },
    {
      says: 'a whole name in Attio',
      edit: (e) =>
        e.attio.edit('people', rightId(e, 'bob@example.com'), { name: 'Builder, Bobby' }),
      writes: 1,
    },
    {
      says: 'a relation added in Airtable',
      edit: (e) => e.airtable.edit(BASE, 'People', rec('bob'), { Teams: [rec('tB')] }),
      writes: 1,
    },
    {
      says: 'a relation added in Attio, seen from its mirror',
      edit: (e) =>
        e.attio.edit('teams', teamOnRight(e, 'B'), {
          members: [{ target_object: 'people', target_record_id: rightId(e, 'bob@example.com') }],
        }),
      writes: 1,
    },
    {
      says: 'a relation removed in Airtable',
      edit: (e) => e.airtable.edit(BASE, 'People', rec('ada'), { Teams: [] }),
      writes: 1,
    },
    {
      says: 'both sides, different fields of one record',
      edit: (e) => {
        e.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
        e.attio.edit('people', rightId(e, 'ada@example.com'), { born: '1815-12-10' })
      },
      writes: 2,
    },
    {
      says: 'both sides, the same field to the same value',
      edit: (e) => {
        e.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
        e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 3 })
      },
      writes: 0,
    },
    {
      says: 'both sides, different parts of one name',
      edit: (e) => {
        e.airtable.edit(BASE, 'People', rec('ada'), { 'First name': 'Augusta' })
        e.attio.edit('people', rightId(e, 'ada@example.com'), {
          name: [{ first_name: 'Ada', last_name: 'King', full_name: 'Ada King' }],
        })
      },
      writes: 2,
    },
    {
      says: 'a record made in Airtable',
      edit: (e) =>
        e.airtable.add(BASE, 'People', {
          Email: 'eve@example.com',
          'First name': 'Eve',
          Teams: [rec('tC')],
        }),
      writes: 1,
    },
    {
      says: 'a record made in Attio',
      edit: (e) =>
        e.attio.add('people', {
          name: 'Fox, Fay',
          email_addresses: ['fay@example.com'],
          level: 'Senior',
        }),
      writes: 1,
    },
  ])('$says', async ({ edit, writes }) => {
    const engine = await synced()
    edit(engine)
    const run = await engine.sync()
    expect({ state: run.state, written: run.written, conflicts: run.conflicts }).toEqual({
      state: 'done',
      written: writes,
      conflicts: 0,
    })
    expect(lookLeft(engine)).toEqual(lookRight(engine))
    await expectAccountsToAddUp(engine)
    expect((await engine.sync()).planned).toBe(0)
  })
})

describe('both sides edit the same field', () => {
  const edit = (engine: Engine): void => {
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
    engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 4 })
  }

  test('left to a person: one conflict with both values, and neither is lost', async () => {
    const engine = await synced()
    edit(engine)
    const run = await engine.sync()
    expect(run.written).toBe(0)
    expect(await conflictsOf(engine)).toMatchObject([
      { kind: 'field', base: 1.5, left: 3, right: 4 },
    ])
    expect(lookLeft(engine).people[0]).toMatchObject({ score: 3 })
    expect(lookRight(engine).people[0]).toMatchObject({ score: 4 })
    await expectAccountsToAddUp(engine)

    await engine.sync()
    expect(await conflictsOf(engine), 'the same conflict is not raised twice').toHaveLength(1)

    engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 3 })
    await engine.sync()
    expect(await conflictsOf(engine), 'settled by hand').toEqual([])
    await expectAccountsToAddUp(engine)
  })

  test.each([
    { rule: 'app_wins', score: 3, lost: 4 },
    { rule: 'crm_wins', score: 4, lost: 3 },
  ] as const)(
    '$rule: $score stands, $lost is kept in the ledger',
    async ({ rule, score, lost }) => {
      const engine = await synced({ setup: { conflictResolution: rule } })
      edit(engine)
      const run = await engine.sync()
      expect(lookLeft(engine).people[0]).toMatchObject({ score })
      expect(lookRight(engine).people[0]).toMatchObject({ score })
      expect((await writesOf(engine, run))[0]).toMatchObject({
        changes: [{ before: lost, after: score }],
      })
    },
  )
})

test('both sides link one record to different others: both links stay', async () => {
  const engine = await synced()
  engine.airtable.edit(BASE, 'People', rec('ada'), { Teams: [rec('tA'), rec('tB')] })
  const at = (code: string) => ({
    target_object: 'teams',
    target_record_id: teamOnRight(engine, code),
  })
  engine.attio.edit('people', rightId(engine, 'ada@example.com'), { teams: [at('A'), at('C')] })
  await engine.sync()
  expect(lookLeft(engine).people[0]).toMatchObject({ teams: ['A', 'B', 'C'] })
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  expect((await engine.sync()).planned).toBe(0)
})

describe('a record is deleted', () => {
  test.each<{
    says: string
    deletions: Deletions
    remove: (engine: Engine) => void
    left: number
    right: number
    kind: string | null
  }>([
    {
      says: 'in Airtable, and marked in Attio',
      deletions: 'mark',
      remove: (e) => e.airtable.remove(BASE, 'People', rec('bob')),
      left: 1,
      right: 2,
      kind: 'mark',
    },
    {
      says: 'in Attio, and marked in Airtable',
      deletions: 'mark',
      remove: (e) => e.attio.remove('people', rightId(e, 'bob@example.com')),
      left: 2,
      right: 1,
      kind: 'mark',
    },
    {
      says: 'in Airtable, and deleted in Attio',
      deletions: 'delete',
      remove: (e) => e.airtable.remove(BASE, 'People', rec('bob')),
      left: 1,
      right: 1,
      kind: 'delete',
    },
    {
      says: 'in Attio, and deleted in Airtable',
      deletions: 'delete',
      remove: (e) => e.attio.remove('people', rightId(e, 'bob@example.com')),
      left: 1,
      right: 1,
      kind: 'delete',
    },
    {
      says: 'in Airtable, and kept in Attio',
      deletions: 'keep',
      remove: (e) => e.airtable.remove(BASE, 'People', rec('bob')),
      left: 1,
      right: 2,
      kind: null,
    },
    {
      says: 'on both sides at once',
      deletions: 'delete',
      remove: (e) => {
        e.attio.remove('people', rightId(e, 'bob@example.com'))
        e.airtable.remove(BASE, 'People', rec('bob'))
      },
      left: 1,
      right: 1,
      kind: null,
    },
  ])('$says, and not brought back', async ({ deletions, remove, left, right, kind }) => {
    const engine = await synced({ setup: { deletions } })
    remove(engine)
    const run = await engine.sync()
    expect((await writesOf(engine, run)).map((write) => write.kind)).toEqual(
      kind === null ? [] : [kind],
    )
    await engine.sync()
    const last = await engine.sync()
    expect(last.planned).toBe(0)
    expect(lookLeft(engine).people).toHaveLength(left)
    expect(lookRight(engine).people).toHaveLength(right)
    await expectAccountsToAddUp(engine)
  })

  test('the mark says in plain words what happened', async () => {
    const engine = await synced()
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await engine.sync()
    expect(JSON.stringify(personAt(engine, 'bob@example.com').right)).toContain(
      'Deleted in Airtable (seen 2026-01-05)',
    )
  })

  test('while the other half was edited: a person is asked, nothing is deleted', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('bob'))
    engine.attio.edit('people', rightId(engine, 'bob@example.com'), { score: 5 })
    await engine.sync()
    expect(await conflictsOf(engine)).toMatchObject([{ kind: 'deletion' }])
    expect(lookRight(engine).people).toHaveLength(2)
    await expectAccountsToAddUp(engine)
  })

  test('and restored from the trash: the link lives again', async () => {
    const engine = await synced({ setup: { deletions: 'mark' } })
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await engine.sync()
    engine.airtable.restore(rec('bob'))
    engine.airtable.edit(BASE, 'People', rec('bob'), { Score: 8 })
    await engine.sync()
    expect(lookRight(engine).people).toHaveLength(2)
    expect(lookRight(engine).people[1]).toMatchObject({ score: 8 })
    await expectAccountsToAddUp(engine)
  })

  // Seen red (storm 5000930): it counted as gone, for the listing of that run had not met it.
  test('and restored before the run that proved it gone writes: it counts as there again', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('bob'))
    const preview = must(await engine.clock.run(engine.agreement.preview({})))
    await engine.drain()
    engine.airtable.restore(rec('bob'))
    engine.attio.edit('people', rightId(engine, 'bob@example.com'), { score: 5 })
    must(await engine.clock.run(engine.agreement.trigger(preview.id)))
    await engine.drain()
    await expectAccountsToAddUp(engine)
    expect(lookLeft(engine)).toEqual(lookRight(engine))
  })

  test('and restored: the mark comes off again', async () => {
    const engine = await synced()
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await engine.sync()
    engine.airtable.restore(rec('bob'))
    const run = await engine.sync()
    expect(await writesOf(engine, run)).toMatchObject([
      { kind: 'mark', reason: expect.stringContaining('restored') },
    ])
    expect(JSON.stringify(personAt(engine, 'bob@example.com').right)).not.toContain('Deleted in')
    await expectAccountsToAddUp(engine)
    expect((await engine.sync()).planned).toBe(0)
  })

  // Seen red: the link went to the double, and the row it had belonged to was counted nowhere.
  test('and restored, with a double beside it: the link stays its own, and the double is asked about', async () => {
    const engine = await synced()
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await engine.sync()
    engine.airtable.restore(rec('bob'))
    engine.airtable.add(BASE, 'People', { Email: 'bob@example.com', 'First name': 'Bob' })
    await engine.sync()
    expect(await conflictsOf(engine)).toMatchObject([{ kind: 'match' }])
    expect(lookRight(engine).people).toHaveLength(2)
    const pairing = engine.memory.pairings.get('people')!
    expect(engine.memory.links.byRecord(pairing.no, 'left', rec('bob'))).toMatchObject({ gone: null }) // prettier-ignore
    await expectAccountsToAddUp(engine)
  })

  // Seen red: both were carried out as planned, however long ago that was; and who had come back was counted nowhere.
  test.each<Deletions>(['delete', 'mark'])(
    'and restored before a previewed “%s” is carried out: it is not',
    async (deletions) => {
      const engine = await synced({ setup: { deletions } })
      engine.airtable.remove(BASE, 'People', rec('bob'))
      const preview = await engine.agreement.preview()
      await engine.drain()
      engine.airtable.restore(rec('bob'))
      await engine.agreement.trigger(preview.ok ? preview.value.id : '')
      await engine.drain()
      await expectAccountsToAddUp(engine)
      expect(lookRight(engine)).toEqual(lookLeft(engine))
      expect(lookRight(engine).people).toHaveLength(2)
      expect(JSON.stringify(personAt(engine, 'bob@example.com').right)).not.toContain('Deleted in')
      expect((await engine.sync()).planned).toBe(0)
    },
  )

  test('and imported again under a new id: the link follows its keys', async () => {
    const engine = await synced()
    engine.airtable.remove(BASE, 'People', rec('bob'))
    engine.airtable.add(BASE, 'People', { Email: 'bob@example.com', 'First name': 'Bob', Score: 2 })
    await engine.sync()
    expect(lookRight(engine)).toEqual(lookLeft(engine))
    expect(lookLeft(engine).people).toHaveLength(2)
    await expectAccountsToAddUp(engine)
  })

  test('and imported again later: the mark comes off, and what was typed meanwhile crosses in the same run', async () => {
    const engine = await synced()
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await engine.sync()
    engine.attio.edit('people', rightId(engine, 'bob@example.com'), { score: 7 })
    await engine.sync()
    engine.airtable.add(BASE, 'People', { Email: 'bob@example.com', 'First name': 'Bob' })
    await engine.sync()
    expect(personAt(engine, 'bob@example.com').left?.fields).toMatchObject({ Score: 7 })
    expect(JSON.stringify(personAt(engine, 'bob@example.com').right)).not.toContain('Deleted in')
    await expectAccountsToAddUp(engine)
    expect((await engine.sync()).planned).toBe(0)
  })

  test('too many at once: the run stops and asks', async () => {
    const people = Array.from({ length: 12 }, (_, i) => ({
      id: rec(`p${i}x`),
      fields: { Email: `p${i}@example.com`, 'First name': `P${i}` },
    }))
    const engine = await synced({
      world: smallWorld({ teams, people }),
      setup: { deletions: 'delete' },
    })
    for (const { id: row } of people.slice(0, 6)) engine.airtable.remove(BASE, 'People', row)
    const run = await engine.sync()
    expect(run).toMatchObject({ state: 'asking', written: 0 })
    expect(run.says).toContain('approve or cancel')
    expect(lookRight(engine).people).toHaveLength(12)
    await engine.agreement.approve(run.id)
    await engine.drain()
    expect(lookRight(engine).people).toHaveLength(6)
    await expectAccountsToAddUp(engine)
  })

  // Seen red: each was looked at before its write, found gone, and its other half deleted at once, past the brake and
  // though no preview had listed it.
  test('too many while a previewed run writes: nothing goes that nobody was shown, and the next run asks', async () => {
    const people = Array.from({ length: 12 }, (_, i) => ({
      id: rec(`p${i}x`),
      fields: { Email: `p${i}@example.com`, 'First name': `P${i}`, Score: i },
    }))
    const engine = await synced({
      world: smallWorld({ teams, people }),
      setup: { deletions: 'delete' },
    })
    // What is put right is written for no edit of the other half, so that a deletion stands against none.
    const { entries } = engine.memory.pairings.get('people')!.json
    const score = entries.find((one) => one.right.field === 'score')!
    await engine.clock.run(engine.agreement.changeEntry('people', score.id, { direction: 'push' }))
    await engine.sync()
    for (let n = 0; n < 6; n++)
      engine.attio.edit('people', rightId(engine, `p${n}@example.com`), { score: 99 })
    const preview = await engine.agreement.preview()
    await engine.drain()
    for (let n = 0; n < 6; n++) engine.attio.remove('people', rightId(engine, `p${n}@example.com`))
    await engine.agreement.trigger(preview.ok ? preview.value.id : '')
    await engine.drain()
    expect(lookLeft(engine).people).toHaveLength(12)
    await expectAccountsToAddUp(engine)
    expect(await engine.sync()).toMatchObject({ state: 'asking', written: 0 })
    expect(lookLeft(engine).people).toHaveLength(12)
  })
})

test('too many cells of one field emptied at once: the run stops and asks', async () => {
  const people = Array.from({ length: 12 }, (_, i) => ({
    id: rec(`p${i}x`),
    fields: { Email: `p${i}@example.com`, 'First name': `P${i}`, Score: i + 1 },
  }))
  const engine = await synced({ world: smallWorld({ teams, people }) })
  for (const { id: row } of people.slice(0, 6))
    engine.airtable.edit(BASE, 'People', row, { Score: null })
  const run = await engine.sync()
  expect(run).toMatchObject({ state: 'asking', written: 0 })
  expect(run.says).toContain('would empty “Score” in 6 records of “People” in Attio')
  await engine.agreement.cancel(run.id)
  await engine.drain()
  expect(lookRight(engine).people.every((one) => one.score !== null)).toBe(true)
})

test('the last write wins only where that is certain: two edits between two runs are left to a person', async () => {
  const engine = await synced({ setup: { conflictResolution: 'last_write_wins' } })
  await engine.sync()
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
  engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 4 })
  const run = await engine.sync()
  expect(run).toMatchObject({ written: 0, conflicts: 1 })
})

test('what could not be sent at creation is sent once it can be held', async () => {
  const people = [
    {
      id: rec('ann'),
      fields: { Email: 'ann@example.com', 'First name': 'Ann', Level: 'Principal' },
    },
  ]
  const engine = openEngine({ world: smallWorld({ people }) })
  await pairUp(engine, SMALL_PAIRINGS)
  expect(await engine.sync()).toMatchObject({ created: 1, blocked: 1 })
  expect(lookRight(engine).people).toMatchObject([{ first: 'Ann', level: null }])
  await expectAccountsToAddUp(engine)
  engine.airtable.edit(BASE, 'People', rec('ann'), { Level: 'Senior' })
  expect(await engine.sync()).toMatchObject({ written: 1, blocked: 0 })
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  await expectAccountsToAddUp(engine)
})

test('a change of the sync’s own terms is followed by its pairings, unless they were told otherwise', async () => {
  const engine = await synced()
  await engine.agreement.changePairing('teams', { direction: 'pull' })
  await engine.agreement.change({ direction: 'push', deletions: 'delete' })
  const pairings = await engine.agreement.pairings()
  expect(pairings).toMatchObject({
    value: [
      { entityType: 'teams', direction: 'pull', deletions: 'delete' },
      { entityType: 'people', direction: 'push', deletions: 'delete' },
    ],
  })
})

test('a link to a record that is blocked crosses once that one does', async () => {
  const nameless = { id: rec('tN'), fields: { Code: 'N' } }
  const member = { ...ada, fields: { ...ada.fields, Teams: [rec('tA'), rec('tN')] } }
  const engine = openEngine({
    world: smallWorld({ teams: [...teams, nameless], people: [member] }),
  })
  await pairUp(engine, SMALL_PAIRINGS)
  const run = await engine.sync()
  const says = (await writesOf(engine, run))
    .map((write) => write.says)
    .filter((one) => one !== null)
  expect(says).toEqual([expect.stringContaining('“Name” must not be empty there')])
  expect(lookRight(engine).people[0]).toMatchObject({ teams: ['A'] })
  await expectAccountsToAddUp(engine)
  engine.airtable.edit(BASE, 'Teams', rec('tN'), { Name: 'Team N' })
  await engine.sync()
  await engine.sync()
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  expect(lookRight(engine).people[0]).toMatchObject({ teams: ['A', 'N'] })
  expect((await engine.sync()).planned).toBe(0)
})

describe('what the vendor does by itself', () => {
  const companies = { entityType: 'companies', left: id('tbl', 'companies'), right: 'companies' }

  test('a company it makes for a work address is held, not copied', async () => {
    const engine = openEngine({ world: smallWorld({ people: [ada], teams, withCompanies: true }) })
    await pairUp(engine, [companies, ...SMALL_PAIRINGS])
    await engine.sync()
    expect(engine.attio.rows('companies')).toHaveLength(1)
    expect((await engine.sync()).planned).toBe(0)
    expect(engine.airtable.rows(BASE, 'Companies')).toHaveLength(0)
    await expectAccountsToAddUp(engine)
    engine.airtable.add(BASE, 'Companies', { Name: 'Example', Website: 'https://example.com' })
    const run = await engine.sync()
    expect(run).toMatchObject({ linked: 1, created: 0 })
    await expectAccountsToAddUp(engine)
  })
})

describe('the first meeting of two records', () => {
  const world = smallWorld({
    people: [ada],
    teams,
    attio: {
      people: [
        {
          values: {
            name: 'Ada, Lovely',
            email_addresses: ['ADA@example.com'],
            score: 7,
            born: '1815-12-10',
          },
        },
      ],
    },
  })
  test.each([
    { rule: 'app_wins', score: 1.5, conflicts: 0 },
    { rule: 'crm_wins', score: 7, conflicts: 0 },
    { rule: 'manual_review', score: null, conflicts: 3 },
  ] as const)(
    '$rule: one record, empty sides filled, the rest by the rule',
    async ({ rule, score, conflicts }) => {
      const engine = openEngine({ world, setup: { firstMeeting: rule } })
      await pairUp(engine, SMALL_PAIRINGS)
      const run = await engine.sync()
      expect(run).toMatchObject({ linked: 1, created: 3, conflicts })
      const [left] = lookLeft(engine).people
      const [right] = lookRight(engine).people
      expect(left).toMatchObject({ born: '1815-12-10', score: score ?? 1.5 })
      expect(right).toMatchObject({ score: score ?? 7, teams: ['A'] })
      await expectAccountsToAddUp(engine)
    },
  )

  test('a preview says what would happen, writes nothing, and is what then runs', async () => {
    const engine = openEngine({ world })
    await pairUp(engine, SMALL_PAIRINGS)
    const begun = await engine.agreement.preview()
    await engine.drain()
    const id = begun.ok ? begun.value.id : ''
    const seen = await engine.agreement.run(id)
    expect(seen).toMatchObject({
      ok: true,
      value: { kind: 'preview', state: 'planned', written: 0, linked: 1 },
    })
    expect(lookRight(engine).people).toHaveLength(1)
    expect(lookRight(engine).teams).toHaveLength(0)
    const planned = seen.ok ? await writesOf(engine, seen.value) : []
    expect((await engine.agreement.trigger(id)).ok).toBe(true)
    await engine.drain()
    const ran = await engine.agreement.run(id)
    const done = ran.ok ? await writesOf(engine, ran.value) : []
    // A link to a record made in the same run is a pointer in the preview and that record's id in the ledger.
    const told = (changes: WriteView['changes']) =>
      JSON.parse(
        JSON.stringify(changes).replace(/"(id|source)":"[^"]+"/g, '"to":"that record"'),
      ) as unknown
    const what = ({ side, kind, title, changes }: WriteView) => ({
      side,
      kind,
      title,
      changes: told(changes),
    })
    expect(done.map(what)).toEqual(planned.map(what))
    expect(done.every((write) => write.state === 'settled')).toBe(true)
    expect(lookRight(engine)).toEqual(lookLeft(engine))
  })
})

describe('doubtful identity is left to a person, and nothing is created twice', () => {
  const double = {
    id: rec('ada2'),
    fields: { Email: 'ada@example.com', 'First name': 'Ada', 'Last name': 'Second' },
  }

  test('two rows with one key on the first run: neither is created, both wait', async () => {
    const attio = {
      people: [{ values: { name: 'Lovelace, Ada', email_addresses: ['ada@example.com'] } }],
    }
    const engine = openEngine({ world: smallWorld({ teams, people: [ada, double], attio }) })
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    expect((await conflictsOf(engine)).map((one) => one.kind)).toContain('match')
    expect(lookRight(engine).people).toHaveLength(1)
    expect(lookLeft(engine).people).toHaveLength(2)
    await expectAccountsToAddUp(engine)
  })

  test('a row with the key of a linked one is held back for ever, not created', async () => {
    const engine = await synced()
    engine.airtable.add(BASE, 'People', double.fields)
    await engine.sync()
    await engine.sync()
    expect(lookRight(engine).people).toHaveLength(2)
    expect(await conflictsOf(engine)).toMatchObject([{ kind: 'match' }])
    await expectAccountsToAddUp(engine)
  })

  test('once the keys differ the doubt is gone, and the row is created', async () => {
    const engine = await synced()
    const row = engine.airtable.add(BASE, 'People', double.fields)
    await engine.sync()
    engine.airtable.edit(BASE, 'People', typeof row === 'string' ? row : row.id, {
      Email: 'other@example.com',
    })
    const run = await engine.sync()
    expect(run).toMatchObject({ created: 1, conflicts: 0, resolved: 1 })
    expect(lookRight(engine)).toEqual(lookLeft(engine))
  })

  test('a copy of a linked row, twin id and all, is held', async () => {
    const engine = await synced()
    engine.attio.add('people', { name: 'Fox, Fay' })
    await engine.sync()
    const fay = engine.airtable
      .rows(BASE, 'People')
      .find((row) => row.fields['First name'] === 'Fay')!
    expect(fay.fields['Attio record ID']).toBeTypeOf('string')
    engine.airtable.add(BASE, 'People', fay.fields)
    await engine.sync()
    expect(lookRight(engine).people).toHaveLength(3)
    await expectAccountsToAddUp(engine)
  })

  test('links lost with our memory are found again by the twin ids', async () => {
    const world = smallWorld({
      teams: [],
      people: [{ id: rec('nokey'), fields: { 'First name': 'Nokey' } }],
    })
    const engine = await synced({ world })
    await engine.agreement.removePairing('people')
    await pairUp(engine, [SMALL_PAIRINGS[1]!])
    const run = await engine.sync()
    expect(run).toMatchObject({ linked: 1, created: 0 })
    expect(lookRight(engine).people).toHaveLength(1)
  })
})

describe('bad days', () => {
  test('a vendor that says yes and keeps its old value: the field is blocked and named, and not asked again', async () => {
    const engine = await synced({ switches: { attio: { keepsOld: { people: ['score'] } } } })
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 9, Born: '1815-12-10' })
    const run = await engine.sync()
    const blocked = (await writesOf(engine, run)).find((write) => write.state === 'blocked')
    expect(blocked?.says).toContain('Attio said yes but kept its own value in “Score”')
    expect(lookRight(engine).people[0]).toMatchObject({ score: 1.5, born: '1815-12-10' })
    await expectAccountsToAddUp(engine)
    const writes = engine.attio.counters.of('records.put')
    await engine.sync()
    expect(engine.attio.counters.of('records.put')).toBe(writes)
  })

  test('a value the other side cannot hold blocks that field only, with its reason', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Level: 'Principal', Score: 9 })
    const run = await engine.sync()
    const says = (await writesOf(engine, run))
      .map((write) => write.says)
      .filter((one) => one !== null)
    expect(says).toEqual([expect.stringContaining('“Principal” is not an option of “Level”')])
    expect(lookRight(engine).people[0]).toMatchObject({ score: 9, level: null })
    await expectAccountsToAddUp(engine)
  })

  test('a field that is gone: named, and the rest goes on', async () => {
    const engine = await synced()
    engine.airtable.dropField(BASE, 'People', 'Score')
    engine.airtable.edit(BASE, 'People', rec('ada'), { 'Last name': 'Byron' })
    const run = await engine.sync()
    expect(run).toMatchObject({ state: 'done', written: 1 })
    expect(run.says).toContain('no longer in Airtable')
    expect(lookRight(engine).people[0]).toMatchObject({ last: 'Byron', score: 1.5 })
  })

  test.each([
    { says: 'half of all calls put off', weather: { tooMany: 0.3 } },
    { says: 'servers in trouble', weather: { broken: 0.1, overloaded: 0.1 } },
    { says: 'calls and answers lost', weather: { lostAnswer: 0.1, lostCall: 0.1 } },
    { says: 'listings that break', weather: { brokenListing: 0.3 } },
  ])('$says: the first sync still ends equal, without a double', async ({ weather }) => {
    const engine = openEngine({
      world: smallWorld({ teams, people: [ada, bob] }),
      weather: { latency: 100, jitter: 50 },
    })
    await pairUp(engine, SMALL_PAIRINGS)
    engine.airtable.sky.change({ seed: 5, ...weather })
    engine.attio.sky.change({ seed: 6, ...weather })
    await engine.sync()
    engine.airtable.sky.change({
      tooMany: 0,
      broken: 0,
      overloaded: 0,
      lostAnswer: 0,
      lostCall: 0,
      brokenListing: 0,
    })
    engine.attio.sky.change({
      tooMany: 0,
      broken: 0,
      overloaded: 0,
      lostAnswer: 0,
      lostCall: 0,
      brokenListing: 0,
    })
    await engine.sync()
    expect(lookRight(engine)).toEqual(lookLeft(engine))
    expect(lookRight(engine).people).toHaveLength(2)
    expect((await engine.sync()).planned).toBe(0)
  })

  test('a target edited between plan and write is merged anew, not overwritten', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 9 })
    const begun = await engine.agreement.preview()
    await engine.drain()
    engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 4 })
    await engine.agreement.trigger(begun.ok ? begun.value.id : '')
    await engine.drain()
    expect(lookRight(engine).people[0]).toMatchObject({ score: 4 })
    expect(await conflictsOf(engine)).toMatchObject([{ left: 9, right: 4 }])
  })

  test('paused in the middle it stops, and resumed it goes on', async () => {
    const engine = openEngine({ world: smallWorld({ teams, people: [ada, bob] }) })
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.agreement.trigger(null)
    await engine.agreement.pause()
    await engine.drain()
    expect(lookRight(engine).people).toHaveLength(0)
    await engine.agreement.resume()
    await engine.drain()
    expect(lookRight(engine)).toEqual(lookLeft(engine))
  })

  test('a mapping changed after the preview: the preview no longer runs', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 9 })
    const begun = await engine.agreement.preview()
    await engine.drain()
    await engine.clock.run(engine.agreement.changeEntry('people', 'e1', { direction: 'push' }))
    const triggered = await engine.agreement.trigger(begun.ok ? begun.value.id : '')
    expect(triggered).toMatchObject({ ok: false, error: { reason: 'not_now' } })
  })
})

describe('one way only', () => {
  test('an edit on the receiving side is put right, and said so', async () => {
    const engine = await synced({ setup: { direction: 'push' } })
    engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 4 })
    const run = await engine.sync()
    expect(lookRight(engine).people[0]).toMatchObject({ score: 1.5 })
    expect(await writesOf(engine, run)).toMatchObject([
      { side: 'right', reason: expect.stringContaining('put right') },
    ])
  })

  test('the giving side is never written', async () => {
    const engine = await synced({ setup: { direction: 'push' } })
    engine.attio.add('people', { name: 'Fox, Fay' })
    engine.attio.edit('people', rightId(engine, 'bob@example.com'), {
      score: 4,
      born: '2001-01-01',
    })
    const before = JSON.stringify(lookLeft(engine))
    await engine.sync()
    expect(JSON.stringify(lookLeft(engine))).toBe(before)
    await expectAccountsToAddUp(engine)
  })
})

describe('where we may not make fields there are no twin ids', () => {
  const people = ['Ann', 'Ben', 'Cleo', 'Dan', 'Eve', 'Fay'].map((name) => ({
    id: rec(name),
    fields: { 'First name': name, 'Last name': 'Nokey' },
  }))

  test('the sync works all the same', async () => {
    const engine = await synced({ world: smallWorld({ teams, people, mayMakeFields: false }) })
    expect(lookRight(engine)).toEqual(lookLeft(engine))
    engine.attio.add('people', { name: 'Gil, Nokey' })
    await engine.sync()
    expect(lookRight(engine)).toEqual(lookLeft(engine))
    expect((await engine.sync()).planned).toBe(0)
  })

  // Seen red without the look at what a lost create would hold.
  test.each([3, 4, 5])(
    'a create whose answer was lost is known again by what it holds: seed %i',
    async (seed) => {
      const world = smallWorld({ people, mayMakeFields: false })
      const engine = openEngine({ world, seed, weather: { latency: 100, jitter: 50 } })
      const [pairing] = await pairUp(engine, [SMALL_PAIRINGS[1]!])
      expect(pairing!.twins).toEqual({ left: null, right: null })
      engine.attio.sky.change({ seed, lostAnswer: 0.5 })
      engine.airtable.sky.change({ seed, lostAnswer: 0.1 })
      await engine.sync()
      engine.attio.sky.change({ lostAnswer: 0 })
      engine.airtable.sky.change({ lostAnswer: 0 })
      expect(lookRight(engine).people).not.toHaveLength(0)
      await engine.sync()
      expect(lookRight(engine)).toEqual(lookLeft(engine))
      expect(lookRight(engine).people).toHaveLength(people.length)
      expect((await engine.sync()).planned).toBe(0)
    },
  )
})

describe('between plan and write the world moves', () => {
  test('somebody makes the same person there: the create becomes a link, and nothing is doubled', async () => {
    const engine = await synced()
    engine.airtable.add(BASE, 'People', { Email: 'eve@example.com', 'First name': 'Eve', Score: 5 })
    const begun = await engine.agreement.preview()
    await engine.drain()
    engine.attio.add('people', {
      name: 'Evans, Eve',
      email_addresses: ['eve@example.com'],
      born: '1999-09-09',
    })
    await engine.agreement.trigger(begun.ok ? begun.value.id : '')
    await engine.drain()
    const run = await engine.agreement.run(begun.ok ? begun.value.id : '')
    expect(run).toMatchObject({ value: { state: 'done', blocked: 0 } })
    expect(lookRight(engine).people).toHaveLength(3)
    expect(lookRight(engine)).toEqual(lookLeft(engine))
    expect(lookLeft(engine).people[2]).toMatchObject({
      first: 'Eve',
      last: 'Evans',
      score: 5,
      born: '1999-09-09',
    })
    await expectAccountsToAddUp(engine)
  })

  test('somebody deletes the target: the deletion counts, and nothing is written to a ghost', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('bob'), { Score: 5 })
    const begun = await engine.agreement.preview()
    await engine.drain()
    engine.attio.remove('people', rightId(engine, 'bob@example.com'))
    await engine.agreement.trigger(begun.ok ? begun.value.id : '')
    await engine.drain()
    await expectAccountsToAddUp(engine)
    expect(engine.airtable.rows(BASE, 'People')).toHaveLength(2)
    await engine.sync()
    await expectAccountsToAddUp(engine)
    expect(lookRight(engine).people).toHaveLength(1)
  })

  test('somebody else there holds the address and is linked already: blocked, with the way to mend it', async () => {
    const engine = await synced()
    engine.airtable.add(BASE, 'People', { Email: 'eve@example.com', 'First name': 'Eve' })
    const begun = await engine.agreement.preview()
    await engine.drain()
    engine.attio.edit('people', rightId(engine, 'bob@example.com'), {
      email_addresses: ['bob@example.com', 'eve@example.com'],
    })
    await engine.agreement.trigger(begun.ok ? begun.value.id : '')
    await engine.drain()
    const run = await engine.agreement.run(begun.ok ? begun.value.id : '')
    const writes = run.ok ? await writesOf(engine, run.value) : []
    expect(writes.find((write) => write.state === 'blocked')?.says).toContain(
      'Link or merge the two',
    )
    expect(lookRight(engine).people).toHaveLength(2)
    await expectAccountsToAddUp(engine)
  })

  test.each([21, 22, 23])(
    'answers to updates and deletions are lost: looked at, never doubled, seed %i',
    async (seed) => {
      const people = Array.from({ length: 12 }, (_, i) => ({
        id: rec(`p${i}x`),
        fields: { Email: `p${i}@example.com`, 'First name': `P${i}`, Score: i + 1 },
      }))
      const engine = await synced({
        world: smallWorld({ teams, people }),
        setup: { deletions: 'delete' },
      })
      for (const { id: row } of people.slice(0, 6))
        engine.airtable.edit(BASE, 'People', row, { Score: 99 })
      for (const i of [6, 7, 8])
        engine.attio.edit('people', rightId(engine, `p${i}@example.com`), { born: '1990-01-01' })
      for (const { id: row } of people.slice(9, 12)) engine.airtable.remove(BASE, 'People', row)
      engine.attio.sky.change({ seed, lostAnswer: 0.4 })
      engine.airtable.sky.change({ seed: seed + 1, lostAnswer: 0.4 })
      await engine.sync()
      engine.attio.sky.change({ lostAnswer: 0 })
      engine.airtable.sky.change({ lostAnswer: 0 })
      await engine.sync()
      expect(lookRight(engine)).toEqual(lookLeft(engine))
      expect(lookRight(engine).people.map((one) => one.score)).toEqual([
        99, 99, 99, 99, 99, 99, 7, 8, 9,
      ])
      expect(await conflictsOf(engine)).toEqual([])
      await expectAccountsToAddUp(engine)
      expect((await engine.sync()).planned).toBe(0)
    },
  )

  test('an update’s answer is lost and a person edits before the look: both are kept for a person', async () => {
    const engine = await synced()
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 9 })
    const begun = await engine.agreement.trigger(null)
    expect(begun.ok).toBe(true)
    // It takes effect, and we are gone.
    engine.killAt(KILLED_AT_THE_WRITE)
    await expect(engine.drain()).rejects.toBeInstanceOf(Killed)
    engine.killAt(null)
    await engine.clock.advance(2_000)
    expect(lookRight(engine).people[0]).toMatchObject({ score: 9 })
    engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 4 })
    engine.restart()
    await engine.drain()
    expect(lookRight(engine).people[0]).toMatchObject({ score: 4 })
    expect(await conflictsOf(engine)).toMatchObject([{ left: 9, right: 4 }])
    await expectAccountsToAddUp(engine)
  })
})

test('the mapping changes while a run writes: the rest waits for the next run, and the run says so', async () => {
  const people = Array.from({ length: 80 }, (_, i) => ({
    id: rec(`p${i}x`),
    fields: { Email: `p${i}@example.com`, 'First name': `P${i}` },
  }))
  const engine = openEngine({
    world: smallWorld({ people }),
    weather: { latency: 150, jitter: 50 },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  await engine.agreement.trigger(null)
  await engine.clock.run(
    Promise.all([
      engine.agreement.tick(),
      (async () => {
        await engine.clock.sleep(1_200)
        await engine.agreement.changePairing('people', { deletions: 'keep' })
      })(),
    ]),
  )
  await engine.drain()
  const [run] = await engine.agreement
    .runs({ cursor: null, limit: 1 })
    .then((found) => (found.ok ? found.value.items : []))
  expect(run).toMatchObject({
    state: 'done',
    says: expect.stringContaining('The mapping changed while this run was writing'),
  })
  expect(run!.written).toBeLessThan(80)
  await engine.sync()
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  expect(lookRight(engine).people).toHaveLength(80)
})

test('a sentence about waiting is gone when the waiting is over', async () => {
  const engine = await synced()
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 9 })
  engine.attio.sky.change({ seed: 3, tooMany: 0.6 })
  await engine.sync()
  engine.attio.sky.change({ tooMany: 0 })
  const run = await engine.sync()
  expect(run).toMatchObject({ state: 'done', says: null })
  expect(lookRight(engine)).toEqual(lookLeft(engine))
})

test('links that are gone by the time they would be planned hide none of the others', async () => {
  const people = Array.from({ length: 410 }, (_, i) => ({
    id: rec(`p${String(i).padStart(3, '0')}`),
    fields: { Email: `p${i}@example.com`, 'First name': `P${i}`, Score: 1 },
  }))
  const engine = await synced({ world: smallWorld({ teams, people }) })
  for (const { id: row } of people) engine.airtable.edit(BASE, 'People', row, { Score: 2 })
  const { bits, links, pairings } = engine.memory
  const { no } = pairings.get('people')!
  const save = bits.save.bind(bits)
  // While the plan grows, a person lets the records of half of it be made anew.
  const gone = links.after(no, 0, 400).slice(200)
  vi.spyOn(bits, 'save').mockImplementation((pairing, name, ...rest) => {
    save(pairing, name, ...rest)
    if (pairing === no && name === 'moved') for (const link of gone.splice(0)) links.drop(link.id)
  })
  const run = await engine.sync()
  expect({ state: run.state, updated: run.updated }).toEqual({ state: 'done', updated: 210 })
})
