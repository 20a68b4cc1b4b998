/** Pages that are asked for again: the same is said to be the same, and is never shown once it would be another. */
import { expect, test } from 'vitest'
import { ok } from '../../shared/result.ts'
import type { PageName, PageQuestion, SyncView } from '../../worker/objects/sync/rpc.ts'
import { Pages } from '../../worker/objects/sync/pages.ts'
import { watched } from '../../worker/objects/watched.ts'
import { openKnownPages } from '../../worker/known-pages.ts'
import { textOf, toldOnce } from '../../worker/routes/told-once.ts'
import { pageOf } from '../../worker/routes/sync.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { nodeStore } from './sqlite.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const PAGE = { cursor: null, limit: 50 }
const NO_CONFLICT = { link: null, leftId: 'a', rightId: 'b', entry: null, base: null, left: 1, right: 2, says: '', now: 1 } // prettier-ignore

function openShop(life = 'l') {
  const { sql } = watched(nodeStore())
  sql.exec('create table pet (name text)')
  const pages = new Pages(sql, life)
  const world = { made: 0 }
  const ask = (mark: string | null, question = 'pets') =>
    pages.of(question, mark, () => {
      world.made++
      return ok(sql.exec('select name from pet').toArray())
    })
  return { sql, world, ask }
}

// Seen red: with what holds not looked at; with a page made for whoever has it already.
test('a page is made once for whoever shows its mark, and again after a write', () => {
  const { sql, world, ask } = openShop()
  expect([ask(null), ask('l.1'), world.made]).toEqual([
    ok({ mark: 'l.1', json: '[]' }),
    ok({ mark: 'l.1', json: null }),
    1,
  ])
  sql.exec(`insert into pet values ('Rex')`)
  const fresh = ok({ mark: 'l.2', json: '[{"name":"Rex"}]' })
  expect([ask('l.1'), ask('l.2'), world.made]).toEqual([fresh, ok({ mark: 'l.2', json: null }), 2])
  // Somebody else, who has no page or an older one, is given it under the same mark.
  expect([ask(null), ask('l.1'), ask('l.2')]).toEqual([
    fresh,
    fresh,
    ok({ mark: 'l.2', json: null }),
  ])
})

// Seen red: with the words of a page not kept; with a page that comes to the same words given another mark.
test('for many who have not got it a page is made once, and goes by its mark while it comes to the same', () => {
  const { sql, world, ask } = openShop()
  expect([ask(null), ask(null), ask('old'), world.made]).toEqual([...Array.from({ length: 3 }, () => ok({ mark: 'l.1', json: '[]' })), 1]) // prettier-ignore
  sql.exec(`insert into pet values ('Rex')`)
  sql.exec('delete from pet')
  expect([ask('l.1'), ask(null), world.made]).toEqual([ok({ mark: 'l.1', json: null }), ok({ mark: 'l.1', json: '[]' }), 2]) // prettier-ignore
})

// Seen red: with no end to what is kept; with a mark dropped together with its page.
test('only so much of pages is kept; what is dropped is made anew, under its mark', () => {
  const { sql, world, ask } = openShop()
  sql.exec('insert into pet values (?)', 'x'.repeat(400_000))
  const marks = () => ['a', 'b', 'c'].map((question) => { const page = ask(null, question); return page.ok ? page.value.mark : null }) // prettier-ignore
  expect([marks(), world.made]).toEqual([['l.1', 'l.2', 'l.3'], 3])
  expect([marks(), world.made]).toEqual([['l.1', 'l.2', 'l.3'], 6])
})

// Seen red: with a page that is of its moment kept, and given the same mark for the same words.
test('what the clock has a part in goes by another mark each time', () => {
  const { sql } = watched(nodeStore())
  const pages = new Pages(sql, 'l')
  const ask = () => pages.of('now', 'none', () => (sql.passing(), ok('under way')))
  expect([ask(), ask()]).toEqual([1, 2].map((n) => ok({ mark: `l.${n}`, json: '"under way"' }))) // prettier-ignore
})

// Seen red: with all questions under one name; with marks of one life taken for those of another.
test('a mark is of one question and of one life', () => {
  const { ask } = openShop('one')
  ask(null)
  expect(ask('one.1', 'other')).toMatchObject({ value: { mark: 'one.2', json: '[]' } })
  const again = openShop('another')
  expect(again.ask('one.1')).toMatchObject({ value: { mark: 'another.1', json: '[]' } })
})

const QUESTIONS = {
  ledger: [{}, 'newest', PAGE],
  writes: ['1', PAGE],
  conflicts: [PAGE, {}],
  matches: [PAGE, {}],
  pairings: [],
  records: [{ entityType: 'people', side: 'left', standing: 'held' }, PAGE],
  runs: [PAGE, {}],
  run: ['1'],
  summary: ['1'],
  live: [],
  view: [0],
} as const

async function synced(): Promise<Engine> {
  const person = (name: string) => ({ id: id('rec', name), fields: { Email: `${name}@example.com`, 'First name': name } }) // prettier-ignore
  const people = ['a', 'b', 'c'].map(person)
  const engine = openEngine({ world: smallWorld({ teams: [], people, attio: {} }), seed: 5 })
  await pairUp(engine, SMALL_PAIRINGS)
  await engine.sync()
  return engine
}

const DEEDS: readonly {
  says: string
  moves: readonly PageName[]
  does(engine: Engine): Promise<unknown>
}[] = [
  {
    says: 'the sync gets another name',
    moves: ['view'],
    does: ({ agreement }) => agreement.change({ name: 'Other' }),
  },
  {
    says: 'a record is edited and crosses',
    moves: ['ledger', 'runs', 'live', 'view'],
    async does(engine) {
      engine.airtable.edit(BASE, 'People', id('rec', 'a'), { 'First name': 'Ann' })
      await engine.sync()
    },
  },
  {
    says: 'a field is disagreed about',
    moves: ['conflicts'],
    async does({ memory }) {
      memory.conflicts.raise({ ...NO_CONFLICT, about: 'x', pairing: 1, kind: 'field' })
    },
  },
  {
    says: 'two records may be the same',
    moves: ['conflicts', 'matches'],
    async does({ memory }) {
      memory.conflicts.raise({ ...NO_CONFLICT, about: 'match:1:left:x', pairing: 1, kind: 'match' })
    },
  },
  {
    says: 'a table gets another name',
    moves: ['ledger', 'writes', 'pairings'],
    async does({ memory }) {
      memory.sql.exec(`update name set text = text || '!'`)
    },
  },
  {
    says: 'a record is set aside',
    moves: ['records', 'summary', 'view'],
    does: ({ agreement }) => agreement.hold({ entityType: 'people', side: 'left', recordId: id('rec', 'a'), entryId: null, says: '' }, 'k'), // prettier-ignore
  },
  {
    says: 'a sync is paused',
    moves: ['live', 'view'],
    does: ({ agreement }) => agreement.pause(),
  },
  {
    says: 'a run begins',
    moves: ['runs', 'live', 'view'],
    does: ({ agreement }) => agreement.trigger(null),
  },
  {
    says: 'a mapping is changed',
    moves: ['pairings'],
    does: ({ agreement }) => agreement.changePairing('people', { createMissing: false }),
  },
]

// Seen red: with nothing dropped; with a page that names fields not dropped by a change of names.
test.each(DEEDS)('what is known of pages is as they are after $says', async ({ moves, does }) => {
  const engine = await synced()
  const pages = new Pages(engine.memory.sql, 'l')
  const names = Object.keys(QUESTIONS) as PageName[]
  const known = new Map<PageName, { mark: string; json: string }>()
  const now = (name: PageName) => JSON.stringify(engine.agreement.page(name, QUESTIONS[name] as never)) // prettier-ignore
  const look = (name: PageName): string => {
    const before = known.get(name)
    const found = pages.of(name, before?.mark ?? null, () => engine.agreement.page(name, QUESTIONS[name] as never)) // prettier-ignore
    if (!found.ok) throw new Error(found.error.reason)
    const json = found.value.json ?? before?.json ?? ''
    known.set(name, { mark: found.value.mark, json })
    return `{"ok":true,"value":${json}}`
  }
  const before = names.map(look)
  expect(before).toEqual(names.map(now))
  await does(engine)
  const after = names.map(look)
  expect(after).toEqual(names.map(now))
  expect(names.filter((_, i) => after[i] !== before[i])).toEqual(expect.arrayContaining([...moves]))
})

function openLook({ agreement, memory }: Engine) {
  const pages = new Pages(memory.sql, 'l')
  const names = Object.keys(QUESTIONS) as PageName[]
  /** The pages that are made for somebody who has none, others than those of which it is known that they are the same. */
  return (): PageName[] =>
    names.filter((name) => {
      let isMade = false
      pages.of(name, null, () => {
        isMade = true
        return agreement.page(name, QUESTIONS[name] as never)
      })
      return isMade
    })
}

// Seen red: with all that the sync's terms say taken for what is shown of records.
test('of the terms of a sync what is shown of records depends on the country alone', async () => {
  const engine = await synced()
  engine.memory.conflicts.raise({ ...NO_CONFLICT, about: 'match:1:left:x', pairing: 1, kind: 'match' }) // prettier-ignore
  const made = openLook(engine)
  made()
  const ofSync = ['summary', 'live', 'view']
  await engine.agreement.change({ name: 'Other', ledgerDays: 90 })
  expect(made()).toEqual(ofSync)
  await engine.agreement.change({ defaultCountry: 'FR' })
  expect(made()).toEqual(['matches', ...ofSync])
})

// Seen red: with a run that is under way told like one that is over.
test('as long as a run is under way it is told anew each time', async () => {
  const engine = await synced()
  const made = openLook(engine)
  made()
  expect(made()).toEqual([])
  await engine.agreement.trigger(null)
  const ofRun = ['runs', 'live', 'view']
  expect(made()).toEqual(expect.arrayContaining(ofRun))
  expect(made()).toEqual(ofRun)
  await engine.drain()
  made()
  expect(made()).toEqual([])
})

// Seen red: with what the month comes to reckoned by the clock.
test('what the month comes to is that of the moment that is asked for', async () => {
  const { agreement, memory } = await synced()
  memory.setup.setQuota({ month: '2026-05', used: 1_000, limit: null })
  const forecast = (day: number) => {
    const view = agreement.page('view', [Date.UTC(2026, 4, day)])
    return view.ok ? (view.value as SyncView).quota?.forecast : null
  }
  expect([forecast(11), forecast(21)]).toEqual([3_100, 1_550])
})

// Seen red: with pages kept under their question without their sync; with what another one read not looked for; with the page of a mark that no longer holds shown.
test('a known page is shown only for its own sync, and only where that says it is the same', async () => {
  const syncs: { [id: string]: { mark: string; page: { items: string[]; cursor: null } } } = {
    s1: { mark: '1', page: { items: ['one'], cursor: null } },
    s2: { mark: '1', page: { items: ['two'], cursor: null } },
  }
  const marked = async (id: string, { mark }: PageQuestion) => {
    const here = syncs[id]!
    return ok({
      mark: here.mark,
      json: mark === here.mark ? null : JSON.stringify(here.page),
    })
  }
  const deps: Parameters<typeof pageOf>[0] = { marked, pages: openKnownPages() }
  const ask = async (id: string) => {
    const page = await pageOf(deps, id, 'matches', PAGE)
    return page.ok ? page.value : null
  }
  const first = await ask('s1')
  expect([first, await ask('s2')]).toEqual([syncs['s1']!.page, syncs['s2']!.page])
  expect(await ask('s1')).toBe(first)
  syncs['s1'] = { mark: '2', page: { items: [], cursor: null } }
  // Two who have the page of before ask at once: the second is given what the first has read.
  const [one, other] = await Promise.all([ask('s1'), ask('s1')])
  expect(one).toEqual(syncs['s1'].page)
  expect(other).toBe(one)
})

// Seen red: with no end to what is kept; with the one asked for last dropped first; with a large one kept.
test('of known pages only so much is kept, and what is asked for longest', () => {
  const pages = openKnownPages()
  for (let n = 0; n < 8; n++) {
    pages.put(`q${n}`, 'm', n, 900_000)
    pages.get('q0')
  }
  pages.put('large', 'm', 'large', 1_000_001)
  const left = Array.from({ length: 8 }, (_, n) => pages.get(`q${n}`)?.page).filter((page) => page !== undefined) // prettier-ignore
  expect([left, pages.get('large')]).toEqual([[0, 5, 6, 7], undefined])
})

// Seen red: with what is told kept under no page; with an answer of which only a part was told once written once.
test('what is told of a page is told once, and written once', () => {
  const page = { items: [1] }
  let told = 0
  const tell = () => ({ items: [`${++told}`] })
  const answer = toldOnce(page, tell)
  expect([toldOnce(page, tell), toldOnce({ items: [1] }, tell)]).toEqual([answer, { items: ['2'] }])
  expect([textOf(answer), textOf({ answer }), textOf('a'), textOf(null)]).toEqual(['{"items":["1"]}', '{"answer":{"items":["1"]}}', '"a"', 'null']) // prettier-ignore
})
