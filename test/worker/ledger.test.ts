import { describe, expect, test } from 'vitest'
import type { LedgerLine, LedgerQuery, Told } from '../../worker/objects/sync/rpc.ts'
import { type Engine, type EngineOptions, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const rec = (name: string): string => id('rec', name)
const people = [
  { id: rec('ada'), fields: { Email: 'ada@example.com', 'First name': 'Ada', Score: 1 } },
  { id: rec('bob'), fields: { Email: 'bob@example.com', 'First name': 'Bob', Score: 2 } },
]
const DAY_MS = 86_400_000

async function synced(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = openEngine({ world: smallWorld({ people }), ...options })
  await pairUp(engine, SMALL_PAIRINGS)
  await engine.sync()
  return engine
}
const rightId = (engine: Engine, email: string): string => personAt(engine, email).right!.id
const edit = (engine: Engine, name: string, fields: { readonly [name: string]: unknown }) =>
  engine.airtable.edit(BASE, 'People', rec(name), fields)

/** All lines, page by page. */
async function lines(
  engine: Engine,
  query: LedgerQuery = {},
  order: 'oldest' | 'newest' = 'oldest',
): Promise<readonly LedgerLine[]> {
  const found: LedgerLine[] = []
  for (let cursor: string | null = null; ;) {
    const page = await engine.agreement.ledger(query, order, { cursor, limit: 2 })
    found.push(...(page.ok ? page.value.items : []))
    cursor = page.ok ? page.value.cursor : null
    if (cursor === null) return found
  }
}
async function why(
  engine: Engine,
  side: 'left' | 'right',
  email: string,
  field: string,
): Promise<Told> {
  const at = personAt(engine, email)
  const told = await engine.agreement.explain('people', side, at[side]!.id, field)
  if (!told.ok) throw new Error(told.error.reason)
  return told.value
}

describe('the ledger', () => {
  test('knows before, after, run, time and who started it, and finds it by record and by time', async () => {
    const engine = await synced()
    const first = engine.clock.now()
    edit(engine, 'ada', { Score: 9 })
    await engine.clock.run(engine.clock.sleep(DAY_MS))
    const begun = await engine.agreement.trigger(null, 'key1')
    expect(begun.ok).toBe(true)
    await engine.drain()
    const ada = rightId(engine, 'ada@example.com')
    const all = await lines(engine)
    expect(all.map((line) => line.kind)).toEqual(['create', 'create', 'update'])
    expect(all[2]).toMatchObject({
      actor: 'key1', runId: '2', side: 'right', recordId: ada, sourceId: rec('ada'), entityType: 'people',
      changes: [{ field: 'Score', before: 1, after: 9, why: 'changed' }],
    }) // prettier-ignore
    expect(all[2]!.at).toBeGreaterThan(first + DAY_MS)
    expect(await lines(engine, { recordId: ada }, 'newest')).toEqual([all[2], all[0]])
    expect(await lines(engine, { recordId: rec('ada') })).toEqual([all[0], all[2]])
    expect(await lines(engine, { from: Math.floor(first) + 1 })).toEqual([all[2]])
    expect(await lines(engine, { to: Math.floor(first) + 1 })).toEqual([all[0], all[1]])
    expect(await lines(engine, { entityType: 'teams' })).toEqual([])
    expect((await engine.agreement.ledger({ entityType: 'deals' }, 'oldest', { cursor: null, limit: 1 })).ok).toBe(false) // prettier-ignore
  })

  test('forgets what is older than it is kept, and nothing else', async () => {
    const engine = await synced({ setup: { ledgerDays: 30 } })
    await engine.clock.run(engine.clock.sleep(20 * DAY_MS))
    edit(engine, 'ada', { Score: 9 })
    await engine.sync()
    expect(await engine.agreement.tidy()).toBe(0)
    await engine.clock.run(engine.clock.sleep(11 * DAY_MS))
    expect(await engine.agreement.tidy()).toBe(2)
    expect((await lines(engine)).map((line) => line.kind)).toEqual(['update'])
    edit(engine, 'bob', { Score: 8 })
    await engine.sync()
    expect(await lines(engine)).toHaveLength(2)
  })

  test('what it forgot can be undone no more, which is said; also where only some of a run was forgotten', async () => {
    const engine = await synced({ setup: { ledgerDays: 30 } })
    await engine.clock.run(engine.clock.sleep(31 * DAY_MS))
    edit(engine, 'ada', { Score: 9 })
    const kept = await engine.sync()
    expect(engine.memory.ledger.prune(engine.clock.now() - 30 * DAY_MS, 1)).toBe(1)
    const refused = {
      ok: false,
      error: { reason: 'not_now', why: expect.stringContaining('older than the ledger is kept (30 days)') },
    } // prettier-ignore
    expect(await engine.agreement.undo('1', null, 'key1')).toMatchObject(refused)
    const ada = { entityType: 'people', side: 'left', recordId: rec('ada') } as const
    expect(await engine.agreement.undo('1', ada, 'key1')).toMatchObject(refused)
    expect((await engine.agreement.undo(kept.id, null, 'key1')).ok).toBe(true)
  })

  test('goes with its sync', async () => {
    const engine = await synced()
    await engine.agreement.remove()
    expect(engine.memory.sql.exec('select id from write').toArray()).toEqual([])
  })
})

describe('why is this value here', () => {
  test.each<{
    says: string
    make: (engine: Engine) => Promise<unknown>
    setup?: Partial<EngineOptions>
    side?: 'left' | 'right'
    field?: string
    from: Told['from']
    sentence: RegExp
    standing?: Told['standing']
    by?: { readonly [part: string]: unknown }
  }>([
    {
      says: 'it came with the record',
      make: async () => {},
      from: 'sync',
      sentence: /came from “Score” in Airtable on .*: it was empty in Attio/,
    },
    {
      says: 'it was changed on the other side',
      make: async (e) => {
        edit(e, 'ada', { Score: 9 })
        await e.sync()
      },
      from: 'sync',
      sentence: /came from “Score” in Airtable on .* where it had changed\. It replaced “1”/,
    },
    {
      says: 'a rule decided',
      setup: { setup: { conflictResolution: 'app_wins' } },
      make: async (e) => {
        edit(e, 'ada', { Score: 9 })
        e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 7 })
        await e.sync()
      },
      from: 'sync',
      sentence:
        /the pairing’s rule decided that Airtable is right\. It replaced “7”\. “7” lost, and can be brought back/,
    },
    {
      says: 'nobody ever wrote it: it was here first',
      side: 'left',
      field: id('fld', 'pScore'),
      make: async () => {},
      from: 'first',
      sentence:
        /was in Airtable already when the two records met, and is equal on both sides, as of/,
    },
    {
      says: 'somebody edited it here since',
      make: async (e) => {
        e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 7 })
        await e.sync()
      },
      from: 'people',
      sentence: /was edited in Attio after .*not written by the sync\. Airtable has the same/,
    },
    {
      says: 'two sides disagree',
      make: async (e) => {
        edit(e, 'ada', { Score: 9 })
        e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 7 })
        await e.sync()
      },
      from: 'people',
      sentence: /Choose one\./,
      standing: 'conflict',
    },
    {
      says: 'it is held',
      make: async (e) => {
        const draft = { entityType: 'people', side: 'left', recordId: rec('ada'), entryId: null } as const // prettier-ignore
        await e.agreement.hold({ ...draft, says: 'Ada asked for it.' }, 'key1')
      },
      from: 'sync',
      sentence: /Ada asked for it\./,
      standing: 'held',
    },
    {
      says: 'a run was undone',
      make: async (e) => {
        edit(e, 'ada', { Score: 9 })
        const run = await e.sync()
        const plan = await e.agreement.undo(run.id, null, 'key1')
        await e.drain()
        await e.agreement.trigger(plan.ok ? plan.value.id : '')
        await e.drain()
      },
      from: 'sync',
      sentence: /was put back on .*, when a run was undone/,
      standing: 'held',
    },
    {
      says: 'a person settled it',
      make: async (e) => {
        edit(e, 'ada', { Score: 9 })
        e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 7 })
        await e.sync()
        const found = await e.agreement.conflicts({ cursor: null, limit: 1 })
        const conflict = found.ok ? found.value.items[0]!.id : ''
        await e.agreement.resolveConflict(conflict, { choice: 'left', always: false }, 'key7')
        await e.sync()
      },
      from: 'sync',
      sentence: /was decided by a person, and written on .*“7” lost, and can be brought back/,
      by: { why: 'person', actor: 'key7', runId: '3', before: 7, after: 9 },
    },
    {
      says: 'the rule of the field alone decided',
      make: async (e) => {
        const pairings = await e.agreement.pairings()
        const people = pairings.ok
          ? pairings.value.find((one) => one.entityType === 'people')
          : undefined
        const { id: score } = people!.entries.find((one) => one.right.field === 'score')!
        await e.clock.run(
          e.agreement.changeEntry('people', score, { conflictResolution: 'crm_wins' }),
        )
        await e.sync()
        edit(e, 'ada', { Score: 9 })
        e.attio.edit('people', rightId(e, 'ada@example.com'), { score: 7 })
        await e.sync()
      },
      side: 'left',
      field: id('fld', 'pScore'),
      from: 'sync',
      sentence: /the field’s own rule decided that Attio is right/,
      by: { why: 'rule', rule: { is: 'crm_wins', of: 'field' }, lost: 9 },
    },
    {
      says: 'a formula of the mapping made it',
      make: async (e) => {
        const pairings = await e.agreement.pairings()
        const people = pairings.ok
          ? pairings.value.find((one) => one.entityType === 'people')
          : undefined
        const { id: score } = people!.entries.find((one) => one.right.field === 'score')!
        const transform = { right: [{ do: 'formula', text: '{Score} * 10' }] } as const
        await e.clock.run(
          e.agreement.changeEntry('people', score, {
            direction: 'push',
            transform: { right: [...transform.right] },
          }),
        )
        edit(e, 'ada', { Score: 9 })
        await e.sync()
      },
      from: 'sync',
      sentence:
        /came from “Score” in Airtable on .* A formula of the mapping made it on the way\. It replaced “1”/,
      by: { after: 90 },
    },
    {
      says: 'the service fills it in by itself',
      field: ':created',
      make: async () => {},
      from: 'computed',
      sentence: /is filled in by Attio itself: neither people nor the sync write it/,
    },
    {
      says: 'the field is not mapped',
      field: 'job_title',
      make: async () => {},
      from: 'unknown',
      sentence: /could not be read/,
    },
  ])(
    '$says',
    async ({
      make,
      setup = {},
      side = 'right',
      field = 'score',
      from,
      sentence,
      standing = null,
      by,
    }) => {
      const engine = await synced(setup)
      await make(engine)
      const told = await why(engine, side, 'ada@example.com', field)
      expect({ from: told.from, standing: told.standing }).toEqual({ from, standing })
      // Seen red with nothing that could be let go.
      expect(told.holdIds.length > 0).toBe(standing === 'held')
      expect(told.says).toMatch(sentence)
      expect(told.by ?? {}).toMatchObject(by ?? {})
    },
  )

  test('with all the sync ever wrote there, newest first', async () => {
    const engine = await synced()
    for (const score of [3, 4]) {
      edit(engine, 'ada', { Score: score })
      await engine.sync()
    }
    const told = await why(engine, 'right', 'ada@example.com', 'score')
    expect(told.history.map((one) => [one.before, one.after])).toEqual([
      [3, 4],
      [1, 3],
      [null, 1],
    ])
    expect(told).toMatchObject({ value: 4, otherRecordId: rec('ada'), otherField: 'Score' })
  })

  test('nothing is known of strangers', async () => {
    const engine = await synced()
    expect((await engine.agreement.explain('people', 'left', rec('eve'), 'x')).ok).toBe(false)
    expect((await engine.agreement.explain('deals', 'left', rec('ada'), 'x')).ok).toBe(false)
  })
})

describe('of a preview', () => {
  test('a few records are tried, with the records they need; the rest stays pending', async () => {
    const many = Array.from({ length: 12 }, (_, n) => ({
      id: rec(`p${String.fromCharCode(97 + n)}`),
      fields: { Email: `p${n}@example.com`, 'First name': 'P', Teams: [rec('tA')] },
    }))
    const teams = ['A', 'B', 'C'].map((code) => ({
      id: rec(`t${code}`),
      fields: { Name: code, Code: code },
    }))
    const engine = openEngine({ world: smallWorld({ teams, people: many }) })
    await pairUp(engine, SMALL_PAIRINGS)
    const asked = await engine.agreement.preview({ sample: 3 }, 'key1')
    await engine.drain()
    const job = asked.ok ? asked.value.id : ''
    const shown = await engine.agreement.writes(job, { cursor: null, limit: 50 })
    const planned = shown.ok ? shown.value.items : []
    const kinds = new Set(planned.map((one) => one.entityType))
    expect([planned.length, kinds]).toEqual([3, new Set(['teams', 'people'])])
    await engine.agreement.trigger(job, 'key1')
    await engine.drain()
    expect(await engine.agreement.run(job)).toMatchObject({ value: { state: 'done', created: 3 } })
    expect([engine.attio.rows('teams').length + engine.attio.rows('people').length]).toEqual([3])
    const rest = await engine.sync()
    expect(rest).toMatchObject({ state: 'done', created: 12, blocked: 0 })
  })

  test('chosen records alone, and what they point at', async () => {
    const teams = [{ id: rec('tA'), fields: { Name: 'A', Code: 'A' } }, { id: rec('tB'), fields: { Name: 'B', Code: 'B' } }] // prettier-ignore
    const eve = { id: rec('eve'), fields: { Email: 'eve@example.com', 'First name': 'Eve', Teams: [rec('tB')] } } // prettier-ignore
    const engine = openEngine({ world: smallWorld({ teams, people: [...people, eve] }) })
    await pairUp(engine, SMALL_PAIRINGS)
    const records = [{ entityType: 'people', side: 'left', recordId: rec('eve') }] as const
    const asked = await engine.agreement.preview({ records })
    await engine.drain()
    await engine.agreement.trigger(asked.ok ? asked.value.id : '')
    await engine.drain()
    const titles = (await lines(engine)).map((line) => line.title).sort()
    expect(titles).toEqual(['B', 'eve@example.com'])
  })

  test('its writes are found by kind, state, table, side and reason, and counted', async () => {
    const noName = { id: rec('tX'), fields: { Code: 'X' } }
    const engine = openEngine({ world: smallWorld({ teams: [noName], people }) })
    await pairUp(engine, SMALL_PAIRINGS)
    const asked = await engine.agreement.preview()
    await engine.drain()
    const job = asked.ok ? asked.value.id : ''
    const titles = async (ask: Parameters<typeof engine.agreement.writes>[2]) => {
      const page = await engine.agreement.writes(job, { cursor: null, limit: 50 }, ask)
      return page.ok ? page.value.items.map((one) => one.title) : null
    }
    expect(await titles({ state: 'planned' })).toEqual(['ada@example.com', 'bob@example.com'])
    expect(await titles({ reason: 'missing_required' })).toHaveLength(1)
    expect(await titles({ entityType: 'teams' })).toHaveLength(1)
    expect(await titles({ side: 'left' })).toEqual([])
    expect(await titles({ kind: 'delete' })).toEqual([])
    expect(await titles({ entityType: 'deals' })).toBeNull()
    const summary = await engine.agreement.summary(job)
    expect(summary.ok && summary.value.writes).toEqual([
      { entityType: 'people', side: 'right', kind: 'create', state: 'planned', reason: null, n: 2 },
      { entityType: 'teams', side: 'right', kind: 'create', state: 'blocked', reason: 'missing_required', n: 1 },
    ].sort((a, b) => (a.entityType === 'teams' ? -1 : 1) - (b.entityType === 'teams' ? -1 : 1))) // prettier-ignore
  })
})

describe('a changed mapping', () => {
  /** The score is taken from the base again, and Attio holds another one by now. */
  async function remapped(): Promise<Engine> {
    const engine = await synced({ setup: { direction: 'push' } })
    const entryId = 'Score'
    const paired = await engine.agreement.pairings()
    const entry = (paired.ok ? paired.value : [])
      .flatMap((one) => one.entries)
      .find((one) => one.left.field === id('fld', `p${entryId}`))!
    const set = (direction: 'none' | 'push') =>
      engine.clock.run(engine.agreement.changeEntry('people', entry.id, { direction }))
    await set('none')
    await engine.sync()
    edit(engine, 'ada', { Score: 9 })
    await engine.sync()
    await set('push')
    return engine
  }

  test('stops a run that nobody started, with the number; approved, it goes on', async () => {
    const engine = await remapped()
    const begun = await engine.agreement.trigger(null, 'schedule')
    await engine.drain()
    const job = begun.ok ? begun.value.id : ''
    expect(await engine.agreement.run(job)).toMatchObject({
      value: {
        state: 'asking',
        says: expect.stringContaining('The mapping changed: 1 record would'),
      },
    })
    await engine.agreement.approve(job)
    await engine.drain()
    expect(await engine.agreement.run(job)).toMatchObject({ value: { state: 'done', updated: 1 } })
    edit(engine, 'ada', { Score: 10 })
    await engine.agreement.trigger(null, 'schedule')
    await engine.drain()
    expect((await why(engine, 'right', 'ada@example.com', 'score')).value).toBe(10)
  })

  test('does not stop one that a person started, nor one that was previewed', async () => {
    const engine = await remapped()
    expect(await engine.sync()).toMatchObject({ state: 'done', updated: 1 })
    const other = await remapped()
    const shown = await other.agreement.preview({}, 'key1')
    await other.drain()
    await other.agreement.trigger(shown.ok ? shown.value.id : '', 'schedule')
    await other.drain()
    expect((await why(other, 'right', 'ada@example.com', 'score')).value).toBe(9)
  })
})

describe('a retry', () => {
  test('tries what failed, and nothing else', async () => {
    const noName = { id: rec('tX'), fields: { Code: 'X' } }
    const engine = openEngine({ world: smallWorld({ teams: [noName], people }) })
    await pairUp(engine, SMALL_PAIRINGS)
    const run = await engine.sync()
    expect(run).toMatchObject({ state: 'done', blocked: 1 })
    engine.airtable.edit(BASE, 'Teams', rec('tX'), { Name: 'X' })
    edit(engine, 'ada', { Score: 9 })
    const again = await engine.agreement.retry(run.id, 'key1')
    await engine.drain()
    const ended = await engine.agreement.run(again.ok ? again.value.id : '')
    expect(ended).toMatchObject({ value: { purpose: 'retry', created: 1, updated: 0, blocked: 0 } })
    expect(await engine.sync()).toMatchObject({ updated: 1 })
  })

  test('there is nothing to retry where all was written', async () => {
    const engine = await synced()
    expect(await engine.agreement.retry('1', null)).toMatchObject({ ok: false })
    expect(await engine.agreement.retry('99', null)).toMatchObject({ ok: false })
  })
})
