import { describe, expect, test } from 'vitest'
import type { RunView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, type EngineOptions, Killed, openEngine, pairUp } from './engine.ts'
import { SAL, SALES, SALES_PAIRINGS, salesWorld, tableId, UMA } from './sales-world.ts'
import { expectAccountsToAddUp, must, rec, writesOf } from './scene.ts'

/** What Attio has beside people and companies, and every kind of reference, kept equal with tables of Airtable. */

type Rows = NonNullable<Parameters<typeof salesWorld>[0]>
type Seen = { readonly [key: string]: unknown }

const acme = { id: rec('acme'), fields: { Name: 'Acme', Domains: 'https://acme.test' } }
const globex = { id: rec('globex'), fields: { Name: 'Globex', Domains: 'https://globex.test' } }
const COMPANIES = { Companies: [acme, globex] }
const first = {
  id: rec('first'),
  fields: { Nick: 'First', Company: [acme.id], Step: 'New', Reasons: ['Price', 'Luck'], Worth: 5 },
}
const call = {
  id: rec('call'),
  fields: {
    Content: 'Call them',
    Deadline: '2026-03-01T10:00:00.000Z',
    'Linked records': [acme.id],
    Assignees: [{ email: UMA }],
  },
}
const memo = { id: rec('memo'), fields: { Title: 'Memo', Content: '**Bold**', Record: [acme.id] } }

/** The pairings of these names and those they lean on, in order. */
async function opened(rows: Rows, names: readonly string[], options: Partial<EngineOptions> = {}) {
  const engine = openEngine({ world: salesWorld(rows), ...options })
  await pairUp(
    engine,
    SALES_PAIRINGS.filter(({ entityType }) => names.includes(entityType)),
  )
  return engine
}

/** Opened and synced once, with nothing refused. */
async function synced(rows: Rows, names: readonly string[], options: Partial<EngineOptions> = {}) {
  const engine = await opened(rows, names, options)
  expect(ended(await engine.sync())).toEqual({ state: 'done', blocked: 0 })
  return engine
}

const ended = ({ state, blocked }: RunView) => ({ state, blocked })

/** The next run, and that the one after it finds nothing left to do. */
async function settled(engine: Engine): Promise<RunView> {
  const run = await engine.sync()
  expect(run.state).toBe('done')
  expect((await engine.sync()).planned).toBe(0)
  await expectAccountsToAddUp(engine)
  return run
}

const row = (engine: Engine, table: string, recordId: string): Seen =>
  engine.airtable.rows(SALES, table).find(({ id }) => id === recordId)?.fields ?? {}
const rowsOf = (engine: Engine, table: string): readonly Seen[] =>
  engine.airtable.rows(SALES, table).map(({ fields }) => fields)

/** The elements of one attribute, as a person would read them. */
function shown(values: Seen, slug: string): readonly unknown[] {
  return ((values[slug] ?? []) as readonly Seen[]).map(
    (one) =>
      one['value'] ??
      (one['option'] as Seen | undefined)?.['title'] ??
      (one['status'] as Seen | undefined)?.['title'] ??
      one['domain'] ??
      one['email_address'] ??
      one['currency_value'] ??
      one['target_record_id'] ??
      one['referenced_actor_id'],
  )
}
const values = (one: { readonly values: object } | undefined): Seen => ({ ...one?.values })
const entriesOf = (engine: Engine) =>
  engine.attio.entries('pipeline').map((one) => ({
    id: one.id,
    parent: one.parent_record_id,
    nick: shown(values(one), 'nick')[0],
    step: shown(values(one), 'step')[0],
    reasons: shown(values(one), 'reasons'),
    worth: shown(values(one), 'worth')[0],
  }))
/** The record of this object whose attribute holds this value. */
function recordOf(engine: Engine, object: string, slug: string, value: unknown) {
  const found = engine.attio.rows(object).find((one) => shown(values(one), slug).includes(value))
  if (!found) throw new Error(`no ${object} whose ${slug} is ${String(value)}`)
  return found
}
const companyId = (engine: Engine, name: string) => recordOf(engine, 'companies', 'name', name).id

const LIST = ['companies', 'pipeline']

describe('a list and its entries', () => {
  test('an entry is made with its record, which is made first in the same run', async () => {
    const engine = await synced({ ...COMPANIES, Pipeline: [first] }, LIST)
    expect(entriesOf(engine)).toEqual([
      {
        id: expect.any(String),
        parent: companyId(engine, 'Acme'),
        nick: 'First',
        step: 'New',
        reasons: ['Price', 'Luck'],
        worth: 5,
      },
    ])
    expect((await settled(engine)).planned).toBe(0)
  })

  test('an entry made in Attio becomes a row that points at the row of its record', async () => {
    const engine = await synced(COMPANIES, LIST)
    const parent = { object: 'companies', id: companyId(engine, 'Globex') }
    engine.attio.enlist('pipeline', parent, { nick: 'Second', step: 'Talking' })
    await settled(engine)
    expect(rowsOf(engine, 'Pipeline')).toMatchObject([
      { Nick: 'Second', Step: 'Talking', Company: [globex.id] },
    ])
  })

  test.each<{ says: string; edit: (engine: Engine) => void; want: Seen }>([
    {
      says: 'a number and a stage in Airtable',
      edit: (e) => e.airtable.edit(SALES, 'Pipeline', first.id, { Worth: 9, Step: 'Signed' }),
      want: { worth: 9, step: 'Signed' },
    },
    {
      says: 'a stage in Attio',
      edit: (e) => e.attio.editEntry('pipeline', entriesOf(e)[0]!.id, { step: 'Talking' }),
      want: { step: 'Talking' },
    },
    {
      says: 'options in Attio',
      edit: (e) => e.attio.editEntry('pipeline', entriesOf(e)[0]!.id, { reasons: ['Trust'] }),
      want: { reasons: ['Trust'] },
    },
    {
      says: 'an option taken away in Airtable',
      edit: (e) => e.airtable.edit(SALES, 'Pipeline', first.id, { Reasons: ['Luck'] }),
      want: { reasons: ['Luck'] },
    },
    {
      says: 'a number emptied in Airtable',
      edit: (e) => e.airtable.edit(SALES, 'Pipeline', first.id, { Worth: null }),
      want: { worth: undefined },
    },
  ])('an edit crosses: $says', async ({ edit, want }) => {
    const engine = await synced({ ...COMPANIES, Pipeline: [first] }, LIST)
    edit(engine)
    expect((await settled(engine)).updated).toBe(1)
    const [entry] = entriesOf(engine)
    expect(entry).toMatchObject(want)
    const fields = row(engine, 'Pipeline', first.id)
    expect([fields['Worth'], fields['Step'], fields['Reasons']]).toEqual([
      entry?.worth,
      entry?.step,
      entry?.reasons,
    ])
  })

  test.each<{ says: string; remove: (engine: Engine) => void }>([
    { says: 'Airtable', remove: (e) => e.airtable.remove(SALES, 'Pipeline', first.id) },
    {
      says: 'Attio',
      remove: (e) =>
        e.attio.delist('pipeline', entriesOf(e).find(({ nick }) => nick === 'First')!.id),
    },
  ])(
    'an entry deleted in $says goes on the other side, and its record stays',
    async ({ remove }) => {
      // Where nothing known is left, nothing counts as deleted: one stays.
      const stays = { id: rec('stays'), fields: { Nick: 'Stays', Company: [globex.id] } }
      const engine = await synced({ ...COMPANIES, Pipeline: [first, stays] }, LIST, {
        setup: { deletions: 'delete' },
      })
      remove(engine)
      await settled(engine)
      expect(entriesOf(engine).map(({ nick }) => nick)).toEqual(['Stays'])
      expect(rowsOf(engine, 'Pipeline').map(({ Nick }) => Nick)).toEqual(['Stays'])
      expect(engine.attio.rows('companies')).toHaveLength(2)
    },
  )

  test('one record may be in a list twice: two rows, two entries', async () => {
    const again = { id: rec('again'), fields: { Nick: 'Again', Company: [acme.id] } }
    const engine = await synced({ ...COMPANIES, Pipeline: [first, again] }, LIST)
    const acmeId = companyId(engine, 'Acme')
    expect(entriesOf(engine).map(({ parent }) => parent)).toEqual([acmeId, acmeId])
  })

  test.each<{ says: string; fields: Seen }>([
    { says: 'no record is named', fields: { Nick: 'Stray' } },
    { says: 'the record itself cannot cross', fields: { Nick: 'Stray', Company: [rec('bad')] } },
  ])('an entry waits, with a sentence, when $says; the others go on', async ({ fields }) => {
    // Two companies with one domain are one too many: neither is made.
    const bad = { id: rec('bad'), fields: { Name: 'Bad', Domains: 'https://acme.test' } }
    const stray = { id: rec('stray'), fields }
    const engine = await opened({ Companies: [acme, bad], Pipeline: [stray, first] }, LIST)
    const run = await engine.sync()
    expect(entriesOf(engine).map(({ nick }) => nick)).toEqual(['First'])
    const says = (await writesOf(engine, run)).filter(({ title }) => title === 'Stray')
    expect(says).toMatchObject([{ entityType: 'pipeline', kind: 'create' }])
    await expectAccountsToAddUp(engine)
  })

  test('without the record mapped no entry can be made, and each is told why', async () => {
    const engine = await opened({ ...COMPANIES, Pipeline: [first] }, ['pipeline'])
    const run = await engine.sync()
    expect(entriesOf(engine)).toEqual([])
    expect((await writesOf(engine, run)).map(({ says }) => says)).toEqual([
      expect.stringContaining('“Company” must not be empty there'),
    ])
  })

  test('the record of an entry cannot be changed: told at that field, and the rest crosses', async () => {
    const engine = await synced({ ...COMPANIES, Pipeline: [first] }, LIST)
    engine.airtable.edit(SALES, 'Pipeline', first.id, { Company: [globex.id], Worth: 7 })
    const run = await settled(engine)
    expect(ended(run)).toEqual({ state: 'done', blocked: 1 })
    expect(entriesOf(engine)).toMatchObject([{ parent: companyId(engine, 'Acme'), worth: 7 }])
    expect((await writesOf(engine, run)).map(({ says }) => says)).toContainEqual(
      expect.stringContaining('it can only be set while the record is made'),
    )
  })
})

describe('tasks', () => {
  const TASKS = ['companies', 'tasks']

  test('a row becomes a task with its deadline, its records and its people', async () => {
    const engine = await synced({ ...COMPANIES, Tasks: [call] }, TASKS)
    expect(engine.attio.beside().tasks()).toMatchObject([
      {
        content: 'Call them',
        deadline: '2026-03-01T10:00:00.000Z',
        completed: false,
        linked: [{ object: 'companies', id: companyId(engine, 'Acme') }],
        assignees: [UMA],
      },
    ])
    expect((await settled(engine)).planned).toBe(0)
  })

  test.each<{ says: string; edit: (engine: Engine, id: string) => void; left: Seen; right: Seen }>([
    {
      says: 'done in Airtable',
      edit: (e) => e.airtable.edit(SALES, 'Tasks', call.id, { Completed: true }),
      left: { Completed: true },
      right: { completed: true },
    },
    {
      says: 'done in Attio',
      edit: (e, id) => e.attio.beside().editTask(id, { completed: true }),
      left: { Completed: true },
      right: { completed: true },
    },
    {
      says: 'no longer due',
      edit: (e) => e.airtable.edit(SALES, 'Tasks', call.id, { Deadline: null }),
      left: {},
      right: { deadline: null },
    },
    {
      says: 'given to somebody else in Attio',
      edit: (e, id) => e.attio.beside().editTask(id, { assignees: [SAL] }),
      left: { Assignees: [expect.objectContaining({ email: SAL })] },
      right: { assignees: [SAL] },
    },
    {
      says: 'linked to one more record',
      edit: (e) =>
        e.airtable.edit(SALES, 'Tasks', call.id, { 'Linked records': [acme.id, globex.id] }),
      left: { 'Linked records': [acme.id, globex.id] },
      right: { linked: [expect.anything(), expect.anything()] },
    },
  ])('an edit crosses: $says', async ({ edit, left, right }) => {
    const engine = await synced({ ...COMPANIES, Tasks: [call] }, TASKS)
    edit(engine, engine.attio.beside().tasks()[0]!.id)
    expect(ended(await settled(engine))).toEqual({ state: 'done', blocked: 0 })
    expect(row(engine, 'Tasks', call.id)).toMatchObject(left)
    expect(engine.attio.beside().tasks()[0]).toMatchObject(right)
  })

  test('the words of a task stand for ever: told at that field, and the rest crosses', async () => {
    const engine = await synced({ ...COMPANIES, Tasks: [call] }, TASKS)
    engine.airtable.edit(SALES, 'Tasks', call.id, { Content: 'Write them', Completed: true })
    expect((await settled(engine)).blocked).toBe(1)
    expect(engine.attio.beside().tasks()).toMatchObject([{ content: 'Call them', completed: true }])
  })

  test('a task made in Attio becomes a row, and one deleted there is deleted here', async () => {
    const engine = await synced({ ...COMPANIES, Tasks: [call] }, TASKS, {
      setup: { deletions: 'delete' },
    })
    const made = engine.attio.beside().task({ content: 'From Attio', assignees: [SAL] })
    await settled(engine)
    expect(rowsOf(engine, 'Tasks').map(({ Content }) => Content)).toContain('From Attio')
    engine.attio.beside().removeTask(made)
    await settled(engine)
    expect(rowsOf(engine, 'Tasks').map(({ Content }) => Content)).toEqual(['Call them'])
  })
})

describe('notes', () => {
  const NOTES = ['companies', 'notes']

  test('a row becomes a note on its record, formatting kept', async () => {
    const engine = await synced({ ...COMPANIES, Notes: [memo] }, NOTES)
    expect(engine.attio.beside().notes()).toMatchObject([
      { title: 'Memo', content: '**Bold**', parent: { id: companyId(engine, 'Acme') } },
    ])
    expect((await settled(engine)).planned).toBe(0)
  })

  test.each<{ says: string; edit: (engine: Engine, id: string) => void; title: string; content: string }>([
    { says: 'its title in Airtable', edit: (e) => e.airtable.edit(SALES, 'Notes', memo.id, { Title: 'New' }), title: 'New', content: '**Bold**' },
    { says: 'its text in Airtable', edit: (e) => e.airtable.edit(SALES, 'Notes', memo.id, { Content: '* one' }), title: 'Memo', content: '- one' },
    { says: 'its text in Attio, spelled in another way', edit: (e, id) => e.attio.beside().editNote(id, { content: '* __one__' }), title: 'Memo', content: '- **one**' },
  ])('an edit crosses: $says', async ({ edit, title, content }) => {
    const engine = await synced({ ...COMPANIES, Notes: [memo] }, NOTES)
    edit(engine, engine.attio.beside().notes()[0]!.id)
    expect(ended(await settled(engine))).toEqual({ state: 'done', blocked: 0 })
    expect(row(engine, 'Notes', memo.id)['Title']).toBe(title)
    expect(String(row(engine, 'Notes', memo.id)['Content']).trim()).toBe(content)
  }) // prettier-ignore

  test('where notes cannot be changed it is said, and the note is not called gone', async () => {
    const engine = await synced({ ...COMPANIES, Notes: [memo] }, NOTES, {
      switches: { attio: { notesCanChange: false } },
    })
    engine.airtable.edit(SALES, 'Notes', memo.id, { Title: 'New' })
    const run = await settled(engine)
    expect(ended(run)).toEqual({ state: 'done', blocked: 1 })
    expect([rowsOf(engine, 'Notes').length, engine.attio.beside().notes().length]).toEqual([1, 1])
  })
})

describe('notes and tasks cannot carry a twin id, and are made once all the same', () => {
  test.each([
    { says: 'a task', names: ['companies', 'tasks'], rows: { Tasks: [call] }, count: (e: Engine) => e.attio.beside().tasks().length },
    { says: 'a note', names: ['companies', 'notes'], rows: { Notes: [memo] }, count: (e: Engine) => e.attio.beside().notes().length },
  ])('$says whose answer was lost, killed at every call', async ({ names, rows, count }) => {
    const untouched = await opened({ ...COMPANIES, ...rows }, names)
    const before = untouched.calls()
    await untouched.sync()
    const calls = untouched.calls() - before
    const counts: number[] = []
    for (let at = 0; at < calls; at++) {
      const engine = await opened({ ...COMPANIES, ...rows }, names)
      engine.killAt(at)
      await engine.sync().catch((death: unknown) => {
        if (!(death instanceof Killed)) throw death
      })
      engine.killAt(null)
      engine.restart()
      await engine.drain()
      for (let again = 0; again < 3; again++) await engine.sync()
      counts.push(count(engine))
    }
    expect(counts).toEqual(Array.from({ length: calls }, () => 1))
  }) // prettier-ignore
})

describe('deals, users and workspaces', () => {
  const deal = {
    id: rec('deal'),
    fields: {
      'Deal name': 'Big one',
      'Deal stage': 'Lead',
      'Deal owner': { email: SAL },
      'Deal value': 100,
      'Associated company': [acme.id],
    },
  }
  const DEALS = ['companies', 'deals']

  test('a deal crosses with its stage, its owner and its company', async () => {
    const engine = await synced({ ...COMPANIES, Deals: [deal] }, DEALS)
    const made = values(recordOf(engine, 'deals', 'name', 'Big one'))
    expect(shown(made, 'stage')).toEqual(['Lead'])
    expect(shown(made, 'value')).toEqual([100])
    expect(shown(made, 'associated_company')).toEqual([companyId(engine, 'Acme')])
  })

  test.each<{ says: string; edit: (engine: Engine) => void; stage: string; owner: string }>([
    { says: 'a stage in Attio', edit: (e) => e.attio.edit('deals', e.attio.rows('deals')[0]!.id, { stage: 'Won 🎉' }), stage: 'Won 🎉', owner: SAL },
    { says: 'a stage in Airtable', edit: (e) => e.airtable.edit(SALES, 'Deals', deal.id, { 'Deal stage': 'Lost' }), stage: 'Lost', owner: SAL },
    { says: 'an owner in Attio', edit: (e) => e.attio.edit('deals', e.attio.rows('deals')[0]!.id, { owner: UMA }), stage: 'Lead', owner: UMA },
    { says: 'an owner in Airtable', edit: (e) => e.airtable.edit(SALES, 'Deals', deal.id, { 'Deal owner': { email: UMA } }), stage: 'Lead', owner: UMA },
  ])('an edit crosses: $says', async ({ edit, stage, owner }) => {
    const engine = await synced({ ...COMPANIES, Deals: [deal] }, DEALS)
    edit(engine)
    expect((await settled(engine)).updated).toBe(1)
    expect(row(engine, 'Deals', deal.id)).toMatchObject({
      'Deal stage': stage,
      'Deal owner': { email: owner },
    })
    expect(shown(values(engine.attio.rows('deals')[0]), 'stage')).toEqual([stage])
  }) // prettier-ignore

  test('a stage nobody uses any more is told, and harms no other record', async () => {
    const engine = await synced({ ...COMPANIES, Deals: [deal] }, DEALS)
    engine.airtable.add(SALES, 'Deals', {
      'Deal name': 'Another',
      'Deal stage': 'Won 🎉',
      'Deal owner': { email: UMA },
      'Deal value': 7,
      'Associated company': [globex.id],
    })
    const archiving = engine.attio.fetch(
      new Request('https://api.attio.com/v2/objects/deals/attributes/stage/statuses/Lost', {
        method: 'PATCH',
        headers: { authorization: `Bearer ${'s'.repeat(64)}` },
        body: JSON.stringify({ data: { is_archived: true } }),
      }),
    )
    await engine.clock.run(archiving)
    engine.airtable.edit(SALES, 'Deals', deal.id, { 'Deal stage': 'Lost' })
    const run = await settled(engine)
    expect([run.created, run.blocked]).toEqual([1, 1])
    expect((await writesOf(engine, run)).map(({ says }) => says)).toContainEqual(
      expect.stringContaining('“Lost” is not an option of “Deal stage”'),
    )
  })

  test('users and workspaces point at each other, at people and at companies', async () => {
    const engine = await synced(
      {
        ...COMPANIES,
        People: [{ id: rec('ann'), fields: { 'Email addresses': 'ann@acme.test' } }],
        Workspaces: [
          {
            id: rec('w1'),
            fields: { 'Workspace ID': 'W1', Name: 'One', Company: [acme.id] },
          },
        ],
        Users: [
          {
            id: rec('u1'),
            fields: {
              'User ID': 'U1',
              'Primary email address': 'ann@acme.test',
              Person: [rec('ann')],
              Workspace: [rec('w1')],
            },
          },
        ],
      },
      ['companies', 'people', 'workspaces', 'users'],
    )
    const user = values(engine.attio.rows('users')[0])
    expect(shown(user, 'person')).toEqual([engine.attio.rows('people')[0]?.id])
    expect(shown(user, 'workspace')).toEqual([engine.attio.rows('workspaces')[0]?.id])
    expect(shown(values(engine.attio.rows('workspaces')[0]), 'company')).toEqual([
      companyId(engine, 'Acme'),
    ])
    expect((await settled(engine)).planned).toBe(0)
  })
})

describe('references among one table', () => {
  const person = (name: string, more: Seen = {}) => ({
    id: rec(name),
    fields: { 'Email addresses': `${name}@example.com`, ...more },
  })
  const PEOPLE = ['companies', 'people']
  const attioId = (e: Engine, name: string) =>
    recordOf(e, 'people', 'email_addresses', `${name}@example.com`).id
  const managerOf = (e: Engine, name: string) =>
    shown(values(recordOf(e, 'people', 'email_addresses', `${name}@example.com`)), 'manager')
  const mentorsOf = (e: Engine, name: string) =>
    shown(values(recordOf(e, 'people', 'email_addresses', `${name}@example.com`)), 'mentors')

  const CIRCLE = {
    People: [
      person('ann', { Manager: [rec('bea')], Mentors: [rec('bea'), rec('cy')] }),
      person('bea', { Manager: [rec('ann')], Mentors: [rec('ann')] }),
      person('cy', { Manager: [rec('cy')] }),
    ],
  }

  test('a circle of managers, many mentors and somebody who is their own', async () => {
    const engine = await synced(CIRCLE, PEOPLE)
    expect(['ann', 'bea', 'cy'].map((name) => managerOf(engine, name))).toEqual([
      [attioId(engine, 'bea')],
      [attioId(engine, 'ann')],
      [attioId(engine, 'cy')],
    ])
    expect(new Set(mentorsOf(engine, 'ann'))).toEqual(
      new Set([attioId(engine, 'bea'), attioId(engine, 'cy')]),
    )
    expect((await settled(engine)).planned).toBe(0)
  })

  test.each<{ says: string; edit: (engine: Engine) => void; left: Seen }>([
    {
      says: 'another manager in Attio',
      edit: (e) =>
        e.attio.edit('people', attioId(e, 'ann'), {
          manager: { target_object: 'people', target_record_id: attioId(e, 'cy') },
        }),
      left: { Manager: [rec('cy')] },
    },
    {
      says: 'one mentor fewer in Attio',
      edit: (e) =>
        e.attio.edit('people', attioId(e, 'ann'), {
          mentors: [{ target_object: 'people', target_record_id: attioId(e, 'cy') }],
        }),
      left: { Mentors: [rec('cy')] },
    },
    {
      says: 'a mentee added in Attio, which is the same relation seen from its other end',
      edit: (e) =>
        e.attio.edit('people', attioId(e, 'ann'), {
          mentees: [
            { target_object: 'people', target_record_id: attioId(e, 'cy') },
            { target_object: 'people', target_record_id: attioId(e, 'bea') },
          ],
        }),
      left: { Mentors: [rec('bea'), rec('cy')] },
    },
    {
      says: 'no manager any more in Airtable',
      edit: (e) => e.airtable.edit(SALES, 'People', rec('ann'), { Manager: [] }),
      left: {},
    },
  ])('an edit crosses: $says', async ({ edit, left }) => {
    const engine = await synced(CIRCLE, PEOPLE)
    edit(engine)
    await settled(engine)
    expect(row(engine, 'People', rec('ann'))).toMatchObject(left)
    expect(managerOf(engine, 'ann').length).toBe(
      ((row(engine, 'People', rec('ann'))['Manager'] ?? []) as unknown[]).length,
    )
    expect(mentorsOf(engine, 'ann').length).toBe(
      ((row(engine, 'People', rec('ann'))['Mentors'] ?? []) as unknown[]).length,
    )
  })
})

describe('what is no edit', () => {
  test.each<{ says: string; edit: (engine: Engine) => void }>([
    {
      says: 'options in another order in Attio',
      edit: (e) => e.attio.editEntry('pipeline', entriesOf(e)[0]!.id, { reasons: ['Luck', 'Price'] }),
    },
    {
      says: 'options in another order in Airtable',
      edit: (e) => e.airtable.edit(SALES, 'Pipeline', first.id, { Reasons: ['Luck', 'Price'] }),
    },
  ])('$says', async ({ edit }) => {
    const engine = await synced({ ...COMPANIES, Pipeline: [first] }, LIST)
    edit(engine)
    expect((await settled(engine)).planned).toBe(0)
  }) // prettier-ignore
})

describe('what a record says of itself', () => {
  test.each([
    { says: 'its address', from: ':url', to: 'Record link', want: (e: Engine) => `https://app.attio.com/sales/company/${companyId(e, 'Acme')}` },
    { says: 'its id', from: ':id', to: 'Number', want: (e: Engine) => companyId(e, 'Acme') },
  ])('$says is mapped one way, and what people write over it is put right', async ({ from, to, want }) => {
    const engine = await opened(COMPANIES, ['companies'])
    const target = engine.memory.described
      .table('left', tableId('Companies'))!
      .fields.find(({ name }) => name === to)!
    const draft = { left: { field: target.id }, right: { field: from } } as const
    const adding = engine.agreement.addEntry('companies', { ...draft, direction: 'pull' })
    must(await engine.clock.run(adding))
    await engine.sync()
    await settled(engine)
    expect(row(engine, 'Companies', acme.id)[to]).toBe(want(engine))
    engine.airtable.edit(SALES, 'Companies', acme.id, { [to]: 'https://elsewhere.test' })
    await settled(engine)
    expect(row(engine, 'Companies', acme.id)[to]).toBe(want(engine))
  }) // prettier-ignore

  test('it cannot be written', async () => {
    const engine = await opened(COMPANIES, ['companies'])
    const link = engine.memory.described
      .table('left', tableId('Companies'))!
      .fields.find(({ name }) => name === 'Record link')!
    const draft = { left: { field: link.id }, right: { field: ':url' } } as const
    const adding = engine.agreement.addEntry('companies', { ...draft, direction: 'push' })
    const added = await engine.clock.run(adding)
    expect(added).toMatchObject({ ok: false, error: { reason: 'invalid', field: 'Record link' } })
  })
})

describe('a table of which nothing known is left', () => {
  test('deletes nothing, and still adds up', async () => {
    const engine = await synced({ ...COMPANIES, Tasks: [call] }, ['companies', 'tasks'], {
      setup: { deletions: 'delete' },
    })
    engine.attio.beside().removeTask(engine.attio.beside().tasks()[0]!.id)
    await settled(engine)
    expect(rowsOf(engine, 'Tasks')).toHaveLength(1)
  })
})

describe('a merge in Attio', () => {
  const initech = {
    id: rec('initech'),
    fields: { Name: 'Initech', Domains: 'https://initech.test' },
  }
  const ROWS = { Companies: [acme, globex, initech], Pipeline: [first] }

  test.each([
    { says: 'a new record, as today', mergeMakesNew: true },
    { says: 'the primary one, as before', mergeMakesNew: false },
  ])('nothing is made twice and nothing deleted when what is left is $says', async ({ mergeMakesNew }) => {
    const engine = await synced(ROWS, LIST, {
      switches: { attio: { mergeMakesNew } },
      setup: { deletions: 'delete' },
    })
    const id = engine.attio.merge('companies', companyId(engine, 'Acme'), companyId(engine, 'Globex'))
    for (let run = 0; run < 3; run++) await engine.sync()
    const names = engine.attio.rows('companies').map((one) => shown(values(one), 'name')[0])
    expect(names.sort()).toEqual(['Acme', 'Initech'])
    expect(rowsOf(engine, 'Companies').map(({ Name }) => Name)).toContain('Acme')
    expect(entriesOf(engine).map(({ parent }) => parent)).toEqual([id])
    expect((await engine.sync()).planned).toBe(0)
    await expectAccountsToAddUp(engine)
  }) // prettier-ignore
})
