import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import type { Filter, Rules } from '../../shared/filter.ts'
import type { Side } from '../../shared/record.ts'
import type { RunView, WriteView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, type EngineOptions, Killed, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { expectAccountsToAddUp, must } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld, type World } from './worlds.ts'

const BASE = id('app', 'small')
const VIEW = id('viw', 'seniors')
const rec = (name: string): string => id('rec', name)

/** Two seniors and a junior in Airtable, one of each in Attio; a view of the seniors. */
function world(attio: Parameters<typeof smallWorld>[0] = {}): World {
  const person = (name: string, level: string) => ({
    id: rec(name),
    fields: { Email: `${name}@example.com`, 'First name': name, Level: level, Score: 1 },
  })
  const made = smallWorld({
    people: [person('ada', 'Senior'), person('bob', 'Senior'), person('cy', 'Junior')],
    ...attio,
  })
  const [base] = made.airtable.bases ?? []
  const tables = (base?.tables ?? []).map((table) =>
    table.name === 'People'
      ? {
          ...table,
          fields: [
            ...table.fields,
            { id: id('fld', 'pOwner'), name: 'Owner', type: 'singleCollaborator' },
            { id: id('fld', 'pSeen'), name: 'Seen', type: 'checkbox' },
          ],
          views: [
            { name: 'All' },
            { id: VIEW, name: 'Seniors', filterByFormula: "{Level}='Senior'" },
          ],
        }
      : table,
  )
  return { ...made, airtable: { ...made.airtable, bases: [{ ...base!, tables }] } }
}

const SENIOR: Rules = { field: id('fld', 'pLevel'), operator: 'is', value: 'senior' }
const FILTERS: readonly { says: string; filter: Filter }[] = [
  { says: 'rules', filter: { kind: 'rules', rules: SENIOR } },
  { says: 'a view', filter: { kind: 'view', view: VIEW } },
  { says: 'a formula', filter: { kind: 'expression', expression: "{Level}='Senior'" } },
]

async function narrow(engine: Engine, left: Filter | null, right?: Filter | null) {
  const filters = { left, ...(right === undefined ? {} : { right }) }
  return engine.clock.run(engine.agreement.changePairing('people', { filters }))
}

async function opened(filter: Filter | null, options: Partial<EngineOptions> = {}) {
  const engine = openEngine({ world: world(), ...options })
  await pairUp(engine, SMALL_PAIRINGS)
  expect((await narrow(engine, filter)).ok).toBe(true)
  return engine
}

/** Synced once, as it must be: done, nothing blocked. */
async function synced(filter: Filter | null, options: Partial<EngineOptions> = {}) {
  const engine = await opened(filter, options)
  const run = await engine.sync()
  expect({ state: run.state, blocked: run.blocked }).toEqual({ state: 'done', blocked: 0 })
  return engine
}

const mails = (engine: Engine): unknown[] =>
  engine.attio
    .rows('people')
    .map((row) => /"(\w+)@example.com"/.exec(JSON.stringify(row.values))?.[1])
    .sort()
const right = (engine: Engine, name: string) => personAt(engine, `${name}@example.com`).right
const edit = (engine: Engine, name: string, fields: { [name: string]: unknown }) =>
  void engine.airtable.edit(BASE, 'People', rec(name), fields)
const score = (engine: Engine, name: string): unknown =>
  (right(engine, name)?.values as { score: { value: unknown }[] } | undefined)?.score[0]?.value
const writesOf = async (engine: Engine, run: RunView): Promise<readonly WriteView[]> => {
  const found = await engine.agreement.writes(run.id, { cursor: null, limit: 200 })
  return found.ok ? found.value.items : []
}
const kindsOf = async (engine: Engine, run: RunView): Promise<string[]> =>
  (await writesOf(engine, run)).map(({ kind, title }) => `${kind} ${title}`).sort()
async function account(engine: Engine, side: Side) {
  const view = await engine.agreement.view()
  const all = view.ok ? view.value.account : []
  expect(all.filter((one) => !addsUp(one))).toEqual([])
  return all.find((one) => one.entityType === 'people' && one.side === side)!
}
/** A run that had nothing to write. */
async function expectQuiet(engine: Engine): Promise<RunView> {
  const run = await engine.sync()
  expect(await kindsOf(engine, run)).toEqual([])
  expect(run.state).toBe('done')
  return run
}

describe.each(FILTERS)('filtered by $says', ({ filter }) => {
  test('who is outside is not copied, and counted as filtered', async () => {
    const engine = await synced(filter)
    expect(mails(engine)).toEqual(['ada', 'bob'])
    expect(await account(engine, 'left')).toMatchObject({ total: 3, inSync: 2, filtered: 1 })
    expect(await account(engine, 'right')).toMatchObject({ total: 2, inSync: 2, filtered: 0 })
    await expectQuiet(engine)
  })

  test('who leaves stands still: no write, no mark, no deletion, whatever is edited', async () => {
    const engine = await synced(filter, { setup: { deletions: 'delete' } })
    edit(engine, 'bob', { Level: 'Junior', Score: 7 })
    await expectQuiet(engine)
    engine.attio.edit('people', right(engine, 'bob')!.id, { born: '1990-01-01' })
    await expectQuiet(engine)
    expect([mails(engine), score(engine, 'bob')]).toEqual([['ada', 'bob'], 1])
    expect(await account(engine, 'left')).toMatchObject({ inSync: 1, filtered: 2 })
    expect(await account(engine, 'right')).toMatchObject({ inSync: 1, filtered: 1 })
  })

  test('who comes back brings the edits made meanwhile, of both sides', async () => {
    const engine = await synced(filter)
    edit(engine, 'bob', { Level: 'Junior', Score: 7 })
    await engine.sync()
    engine.attio.edit('people', right(engine, 'bob')!.id, { born: '1990-01-01' })
    edit(engine, 'bob', { Level: 'Senior' })
    const back = await engine.sync()
    expect(await kindsOf(engine, back)).toEqual(['update bob', 'update bob@example.com'])
    expect(score(engine, 'bob')).toBe(7)
    expect(personAt(engine, 'bob@example.com').left?.fields).toMatchObject({ Born: '1990-01-01' })
    await expectQuiet(engine)
  })

  test('edits of one field made on both sides meanwhile are a conflict once it is back', async () => {
    const engine = await synced(filter)
    edit(engine, 'bob', { Level: 'Junior', Score: 7 })
    engine.attio.edit('people', right(engine, 'bob')!.id, { score: 8 })
    expect((await engine.sync()).conflicts).toBe(0)
    edit(engine, 'bob', { Level: 'Senior' })
    expect((await engine.sync()).conflicts).toBe(1)
    expect(score(engine, 'bob')).toBe(8)
    expect(await account(engine, 'left')).toMatchObject({ conflict: 1, filtered: 1 })
  })

  test('who comes in for the first time is copied', async () => {
    const engine = await synced(filter)
    edit(engine, 'cy', { Level: 'Senior' })
    expect(await kindsOf(engine, await engine.sync())).toEqual(['create cy@example.com'])
    await expectQuiet(engine)
  })

  test('going out and in again costs no write', async () => {
    const engine = await synced(filter)
    for (const level of ['Junior', 'Senior', 'Junior', 'Senior']) {
      edit(engine, 'bob', { Level: level })
      await expectQuiet(engine)
    }
    expect(await account(engine, 'left')).toMatchObject({ inSync: 2, filtered: 1 })
  })

  test('the other half deleted while it is out: nothing, until it is back', async () => {
    const engine = await synced(filter)
    edit(engine, 'bob', { Level: 'Junior' })
    await engine.sync()
    engine.attio.remove('people', right(engine, 'bob')!.id)
    await expectQuiet(engine)
    expect(await account(engine, 'left')).toMatchObject({ inSync: 1, filtered: 2 })
    edit(engine, 'bob', { Level: 'Senior' })
    // It was edited where it lives, and is marked as deleted there.
    expect(await kindsOf(engine, await engine.sync())).toEqual(['mark bob@example.com'])
  })

  test('deleted while it is out: the other half is left alone, and lives again with it', async () => {
    const engine = await synced(filter, { setup: { deletions: 'delete' } })
    edit(engine, 'bob', { Level: 'Junior' })
    await engine.sync()
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await expectQuiet(engine)
    await expectQuiet(engine)
    expect(mails(engine)).toEqual(['ada', 'bob'])
    expect(await account(engine, 'right')).toMatchObject({ inSync: 1, kept: 1 })
    engine.airtable.restore(rec('bob'))
    await expectQuiet(engine)
    expect(await account(engine, 'right')).toMatchObject({ inSync: 1, filtered: 1 })
    edit(engine, 'bob', { Level: 'Senior', Score: 5 })
    await engine.sync()
    expect(score(engine, 'bob')).toBe(5)
  })

  // Seen red where the row that said it was gone stayed when it was met again (storm seed 30000007).
  test('kept after a deletion, then outside: gone and out of the trash again, it is counted', async () => {
    const engine = await synced(filter, { setup: { deletions: 'keep' } })
    engine.attio.remove('people', right(engine, 'bob')!.id)
    await expectQuiet(engine)
    edit(engine, 'bob', { Level: 'Junior' })
    await expectQuiet(engine)
    expect(await account(engine, 'left')).toMatchObject({ total: 3, inSync: 1, kept: 1 })
    engine.airtable.remove(BASE, 'People', rec('bob'))
    await expectQuiet(engine)
    expect(await account(engine, 'left')).toMatchObject({ total: 2, inSync: 1, kept: 0 })
    engine.airtable.restore(rec('bob'))
    await expectQuiet(engine)
    expect(await account(engine, 'left')).toMatchObject({ total: 3, inSync: 1, kept: 1 })
    expect(mails(engine)).toEqual(['ada'])
  })

  test('a twin outside the filter is linked, not made a second time', async () => {
    const values = { email_addresses: ['cy@example.com'], score: 9 }
    const engine = await synced(filter, { world: world({ attio: { people: [{ values }] } }) })
    expect(mails(engine)).toEqual(['ada', 'bob', 'cy'])
    expect(engine.airtable.rows(BASE, 'People')).toHaveLength(3)
    expect(await account(engine, 'right')).toMatchObject({ total: 3, inSync: 2, filtered: 1 })
    expect(personAt(engine, 'cy@example.com').left?.fields).toMatchObject({ Score: 1 })
    edit(engine, 'cy', { Level: 'Senior' })
    await engine.sync()
    expect(score(engine, 'cy')).toBe(1)
    await expectQuiet(engine)
  })

  test('taken away, it lets everybody in, and the preview says whom before', async () => {
    const engine = await synced(filter)
    edit(engine, 'bob', { Level: 'Junior', Score: 7 })
    await engine.sync()
    await narrow(engine, null)
    const preview = await engine.clock.run(engine.agreement.preview())
    await engine.drain()
    const shown = preview.ok ? await kindsOf(engine, preview.value) : []
    expect(shown).toEqual(['create cy@example.com', 'update bob@example.com'])
    expect(mails(engine)).toEqual(['ada', 'bob'])
    const run = await engine.clock.run(
      engine.agreement.trigger(preview.ok ? preview.value.id : null),
    )
    expect(run.ok).toBe(true)
    await engine.drain()
    expect([mails(engine), score(engine, 'bob')]).toEqual([['ada', 'bob', 'cy'], 7])
  })

  test('set later, it deletes nothing', async () => {
    const engine = await synced(null, { setup: { deletions: 'delete' } })
    await narrow(engine, filter)
    await expectQuiet(engine)
    expect(mails(engine)).toEqual(['ada', 'bob', 'cy'])
    expect(await account(engine, 'left')).toMatchObject({ inSync: 2, filtered: 1 })
  })

  // Seen red: without asking at the end whether somebody chose another one, bob was written (seed 600000100).
  test('chosen while a run reads, it is what that run goes by', async () => {
    const engine = await synced({ kind: 'expression', expression: '{Score}<100' })
    edit(engine, 'ada', { Score: 5 })
    edit(engine, 'bob', { Score: 7, Level: 'Junior' })
    const fetch = engine.attio.fetch.bind(engine.attio)
    const chosen: Promise<unknown>[] = []
    engine.attio.fetch = async (request) => {
      const answer = await fetch(request)
      if (!request.url.endsWith('/records/query')) return answer
      // Airtable has told of everybody by then.
      if (chosen.length === 0)
        chosen.push(engine.clock.sleep(2_000).then(() => engine.agreement.changePairing('people', { filters: { left: filter } }))) // prettier-ignore
      await chosen[0]
      return answer
    }
    const run = await engine.sync()
    expect(await Promise.all(chosen)).toMatchObject([{ ok: true }])
    expect(await kindsOf(engine, run)).toEqual(['update ada@example.com'])
    expect([score(engine, 'ada'), score(engine, 'bob')]).toEqual([5, 1])
    expect(await account(engine, 'left')).toMatchObject({ inSync: 1, filtered: 2 })
    await expectQuiet(engine)
  })

  // Seen red: with the search for who is gone left at its end, cy was counted as there and in nobody's number (storm 410004127).
  test('chosen while a run reads, whoever goes before it reads once more is counted off', async () => {
    const engine = await synced({ kind: 'expression', expression: '{Score}<100' })
    const [airtable, attio] = [engine.airtable, engine.attio].map((one) => one.fetch.bind(one))
    const chosen: Promise<unknown>[] = []
    let isChosen = false
    engine.attio.fetch = async (request) => {
      const answer = await attio!(request)
      if (!request.url.endsWith('/records/query')) return answer
      if (chosen.length === 0)
        chosen.push(engine.clock.sleep(2_000).then(() => engine.agreement.changePairing('people', { filters: { left: filter } }))) // prettier-ignore
      await chosen[0]
      isChosen = true
      return answer
    }
    engine.airtable.fetch = (request) => {
      if (isChosen && request.url.includes(id('tbl', 'people')) && !request.url.includes('filterByFormula')) {
        isChosen = false
        engine.airtable.remove(BASE, 'People', rec('cy'))
      }
      return airtable!(request)
    } // prettier-ignore
    await engine.sync()
    expect(await Promise.all(chosen)).toMatchObject([{ ok: true }])
    expect(isChosen).toBe(false)
    expect(engine.airtable.rows(BASE, 'People')).toHaveLength(2)
    await expectAccountsToAddUp(engine)
    await engine.sync()
    await expectQuiet(engine)
  })

  test('killed at any call, it ends the same', async () => {
    const whole = await opened(filter)
    const before = whole.calls()
    await whole.sync()
    const calls = whole.calls() - before
    for (let call = 0; call < calls; call += 3) {
      const engine = await opened(filter)
      engine.killAt(call)
      const end = await engine.sync().catch((fault: unknown) => fault)
      expect(end).toBeInstanceOf(Killed)
      engine.killAt(null)
      engine.restart()
      await engine.drain()
      await engine.sync()
      expect(mails(engine)).toEqual(['ada', 'bob'])
      expect(await account(engine, 'left')).toMatchObject({ inSync: 2, filtered: 1 })
    }
  })

  test('a count says who would join and who would stand still', async () => {
    const engine = await synced(null)
    const count = (one: Filter | null) =>
      engine.clock.run(engine.agreement.countFilter('people', 'left', one))
    expect(await count(filter)).toMatchObject({
      value: { passing: 2, leaving: 1, joining: 0, isWhole: true },
    })
    await narrow(engine, filter)
    await engine.sync()
    expect(await count(filter)).toMatchObject({ value: { passing: 2, leaving: 0, joining: 0 } })
    expect(await count(null)).toMatchObject({
      value: { looked: 3, passing: 3, leaving: 0, joining: 1 },
    })
  })
})

describe('a filter that cannot be judged freezes the pairing', () => {
  // Seen red where rules counted as asked though they had judged nobody while the view could not be judged.
  test('once it can be, rules of the other side hold in the same run', async () => {
    const engine = await synced({ kind: 'view', view: VIEW })
    engine.airtable.withholdField(BASE, 'People', id('fld', 'pLevel'))
    expect((await engine.sync()).says).toContain('cannot be judged')
    const above: Rules = { field: 'score', operator: 'greater', value: 500 }
    const filters = { right: { kind: 'rules', rules: above } } as const
    must(await engine.clock.run(engine.agreement.changePairing('people', { filters })))
    engine.airtable.giveBackField(BASE, 'People', id('fld', 'pLevel'))
    await engine.clock.run(engine.clock.sleep(61_000))
    await engine.sync()
    expect(await account(engine, 'right')).toMatchObject({ total: 2, filtered: 2 })
  })

  test.each<{ says: string; filter: Filter; spoil: (engine: Engine) => void; sentence: string }>([
    {
      says: 'its view was dropped',
      filter: { kind: 'view', view: VIEW },
      spoil: (engine) => engine.airtable.dropView(BASE, 'People', VIEW),
      sentence: 'Restore it there',
    },
    {
      says: 'the formula lost its field',
      filter: { kind: 'expression', expression: '{Seen}=0' },
      spoil: (engine) => engine.airtable.dropField(BASE, 'People', 'Seen'),
      sentence: 'a field that “People” does not have',
    },
    {
      says: 'the rules lost their field',
      filter: {
        kind: 'rules',
        rules: { field: id('fld', 'pSeen'), operator: 'is_not_checked' },
      },
      spoil: (engine) => engine.airtable.dropField(BASE, 'People', 'Seen'),
      sentence: 'no such field',
    },
  ])('$says', async ({ filter, spoil, sentence }) => {
    const engine = await synced(filter)
    const before = mails(engine)
    spoil(engine)
    edit(engine, 'ada', { Score: 4 })
    engine.airtable.add(BASE, 'People', { Email: 'new@example.com', Level: 'Senior' })
    const frozen = await expectQuiet(engine)
    expect(frozen.says).toContain('stand still')
    expect(frozen.says).toContain(sentence)
    expect(mails(engine)).toEqual(before)
    await account(engine, 'left')
    await narrow(engine, null)
    await engine.sync()
    expect(score(engine, 'ada')).toBe(4)
    expect(mails(engine)).toEqual(['ada', 'bob', 'cy', 'new'])
    expect(await account(engine, 'left')).toMatchObject({ total: 4, inSync: 4 })
  })

  test.each<[says: string, left: Filter | null, right: Filter | null, sentence: string]>([
    ['an unknown view', { kind: 'view', view: 'viwNone' }, null, 'view'],
    ['a broken formula', { kind: 'expression', expression: 'IF(' }, null, 'cannot read the formula'],
    ['a field that is not there', { kind: 'rules', rules: { field: 'fldNone', operator: 'is_empty' } }, null, 'no such field'],
    ['an unfit question', { kind: 'rules', rules: { ...SENIOR, operator: 'greater' } as Rules }, null, 'cannot be asked'],
    ['a wrong field on the other side', null, { kind: 'rules', rules: { field: 'none', operator: 'is_empty' } }, 'no such field'],
  ])('and is not taken in the first place: %s', async (_says, left, right, sentence) => {
    const engine = await opened(null)
    const set = await narrow(engine, left, right)
    expect(set.ok ? null : JSON.stringify(set.error)).toContain(sentence)
    const pairings = await engine.agreement.pairings()
    expect(pairings.ok && pairings.value[1]?.filters).toEqual({})
  }) // prettier-ignore
})

describe('what rules look at', () => {
  const owner: Rules = { field: id('fld', 'pOwner'), operator: 'is', value: { me: true } }

  test('a field that is not mapped: the current user’s records', async () => {
    const engine = await opened({ kind: 'rules', rules: owner })
    edit(engine, 'ada', { Owner: id('usr', 'ops') })
    expect(await kindsOf(engine, await engine.sync())).toEqual(['create ada@example.com'])
    edit(engine, 'bob', { Owner: id('usr', 'ops') })
    expect(await kindsOf(engine, await engine.sync())).toEqual(['create bob@example.com'])
  })

  test('time itself: a day that passes takes a record out', async () => {
    const recent: Rules = { field: id('fld', 'pBorn'), operator: 'within_last', value: 1 }
    const engine = await opened({ kind: 'rules', rules: recent })
    const today = new Date(engine.clock.now()).toISOString().slice(0, 10)
    edit(engine, 'ada', { Born: today })
    expect(await kindsOf(engine, await engine.sync())).toEqual(['create ada@example.com'])
    await engine.clock.run(engine.clock.sleep(3 * 86_400_000))
    edit(engine, 'ada', { Score: 8 })
    await expectQuiet(engine)
    expect(await account(engine, 'left')).toMatchObject({ inSync: 0, filtered: 3 })
  })

  test('rules on the CRM’s side keep its records from being copied, and freeze those that leave', async () => {
    const person = (name: string, value: number) => ({
      values: { email_addresses: [`${name}@example.com`], score: value },
    })
    const engine = await opened(null, {
      world: world({ people: [], attio: { people: [person('dee', 5), person('eve', 1)] } }),
    })
    await narrow(engine, null, {
      kind: 'rules',
      rules: { field: 'score', operator: 'at_least', value: 3 },
    })
    await engine.sync()
    const left = () => engine.airtable.rows(BASE, 'People').map(({ fields }) => fields.Email)
    expect(left()).toEqual(['dee@example.com'])
    engine.attio.edit('people', right(engine, 'dee')!.id, { score: 2 })
    await expectQuiet(engine)
    expect(await account(engine, 'right')).toMatchObject({ total: 2, filtered: 2 })
    expect(await account(engine, 'left')).toMatchObject({ total: 1, filtered: 1 })
  })
})

/**
 * L4. Seen red with `planLink` going on although a half is out, and with a listing taken through the view, so that who left it was absent.
 */
test('leaving a filter is not deletion, however it flips', async () => {
  type Deed = { who: 'ada' | 'bob' | 'cy'; does: 'out' | 'in' | 'edit' | 'crm' }
  const deed: fc.Arbitrary<Deed> = fc.record({
    who: fc.constantFrom('ada', 'bob', 'cy'),
    does: fc.constantFrom('out', 'in', 'edit', 'crm'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILTERS.map(({ filter }) => filter)),
      fc.array(fc.array(deed, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (filter, days) => {
        const engine = await synced(filter, { setup: { deletions: 'delete' } })
        let n = 10
        for (const deeds of days) {
          for (const { who, does } of deeds) {
            const crm = right(engine, who)
            if (does === 'out') edit(engine, who, { Level: 'Junior' })
            if (does === 'in') edit(engine, who, { Level: 'Senior' })
            if (does === 'edit') edit(engine, who, { Score: n++ })
            if (does === 'crm' && crm) engine.attio.edit('people', crm.id, { score: n++ })
          }
          const out = ['ada', 'bob', 'cy'].filter(
            (name) => personAt(engine, `${name}@example.com`).left?.fields.Level === 'Junior',
          )
          const writes = await writesOf(engine, await engine.sync())
          expect(writes.filter(({ kind }) => kind === 'delete' || kind === 'mark')).toEqual([])
          expect(writes.filter(({ title }) => out.includes(title.split('@')[0]!))).toEqual([])
          expect((await account(engine, 'left')).filtered).toBe(out.length)
        }
        expect(engine.airtable.rows(BASE, 'People')).toHaveLength(3)
      },
    ),
    { numRuns: 40 },
  )
})
