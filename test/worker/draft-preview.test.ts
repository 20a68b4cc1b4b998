import { describe, expect, test } from 'vitest'
import type { MappingDraft, RunView, WriteView } from '../../worker/objects/sync/rpc.ts'
import { COPIED } from '../../worker/objects/sync/drafts.ts'
import { type Engine, Killed } from './engine.ts'
import { BASE, must, rec, rightId, synced } from './scene.ts'
import { id } from './worlds.ts'

const ADA = 'ada@example.com'
const BOB = 'bob@example.com'

/** Two people who are in sync, one waiting edit, and somebody new on the right whom nobody has seen yet. */
async function scene(): Promise<Engine> {
  const engine = await synced()
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
  engine.attio.edit('people', rightId(engine, BOB), { score: 9 })
  engine.attio.add('people', {
    name: 'Hopper, Grace',
    email_addresses: ['grace@example.com'],
    score: 100,
  })
  return engine
}
const entryOf = async (engine: Engine, right: string): Promise<string> => {
  const people = must(await engine.agreement.pairings()).find((one) => one.entityType === 'people')
  return people!.entries.find((one) => one.right.field === right && one.right.part === undefined)!
    .id
}

const previewOf = async (engine: Engine, draft?: MappingDraft): Promise<RunView> => {
  const begun = must(await engine.clock.run(engine.agreement.preview({ draft }, 'k1')))
  await engine.drain()
  return must(await engine.agreement.run(begun.id))
}
const plainly = (writes: readonly WriteView[]) =>
  writes
    .map(({ id: _, state, ...write }) => ({ ...write, isBlocked: state === 'blocked' }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
const writesOf = async (engine: Engine, run: RunView) =>
  plainly(must(await engine.agreement.writes(run.id, { cursor: null, limit: 200 })).items)

/** Everything the sync has saved, but for what every run leaves of itself and what the vendors say of their schemas. */
const OF_RUNS = [
  'run',
  'write',
  'need',
  'setup',
  'described',
  'name',
  'matching',
  'noticed',
  'highest',
]
function saved(engine: Engine) {
  const { sql } = engine.memory
  const tables = sql
    .exec(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`)
    .toArray()
    .map((row) => String(row['name']))
    .filter((name) => !OF_RUNS.includes(name)) // prettier-ignore
  return Object.fromEntries(
    tables.map((name) => [name, sql.exec(`select * from ${name}`).toArray().map((row) => ({ ...row }))]),
  ) // prettier-ignore
}

/** Save what the draft says, step by step, as a person would. */
async function save(engine: Engine, draft: MappingDraft): Promise<void> {
  const { entityType } = draft
  const { agreement, clock } = engine
  for (const one of draft.remove ?? [])
    must(await clock.run(agreement.removeEntry(entityType, one)))
  for (const { id: entryId, patch } of draft.change ?? [])
    must(await clock.run(agreement.changeEntry(entityType, entryId, patch)))
  for (const entry of draft.add ?? []) must(await clock.run(agreement.addEntry(entityType, entry)))
  if (draft.pairing) must(await clock.run(agreement.changePairing(entityType, draft.pairing)))
}

const DRAFTS: readonly {
  readonly says: string
  readonly draft: (engine: Engine) => Promise<Omit<MappingDraft, 'entityType'>>
}[] = [
  {
    says: 'a value formed on its way',
    draft: async (engine) => ({
      change: [
        {
          id: await entryOf(engine, 'score'),
          patch: { transform: { right: [{ do: 'formula', text: '{Score} * 10' }] } },
        },
      ],
    }),
  },
  {
    says: 'a mapping more',
    draft: async () => ({
      add: [{ left: { field: id('fld', 'pLast') }, right: { field: 'job_title' }, direction: 'push' }],
    }),
  },
  { says: 'a mapping less', draft: async (engine) => ({ remove: [await entryOf(engine, 'score')] }) },
  {
    says: 'another direction',
    draft: async () => ({ pairing: { direction: 'pull' } }),
  },
  {
    says: 'a filter',
    draft: async () => ({
      pairing: {
        filters: { left: { kind: 'rules', rules: { field: id('fld', 'pLast'), operator: 'is_not_empty' } } },
      },
    }),
  },
  {
    says: 'a rule that values must keep',
    draft: async (engine) => ({
      pairing: {
        validation: [
          { id: 'r1', side: 'both', entry: await entryOf(engine, 'score'), check: { is: 'range', max: 50 } },
        ],
      },
    }),
  },
  {
    says: 'who is told apart by what',
    draft: async (engine) => ({ pairing: { keys: [[await entryOf(engine, 'score')]], fuzzy: null } }),
  },
] // prettier-ignore

describe('a mapping that is not saved shows its effect', () => {
  test.each(DRAFTS)('$says: what it lists is what a run does once it is saved', async ({ draft }) => {
    const engine = await scene()
    const drawn: MappingDraft = { entityType: 'people', ...(await draft(engine)) }
    const before = saved(engine)
    const preview = await previewOf(engine, drawn)
    expect({ state: preview.state, purpose: preview.purpose }).toEqual({
      state: 'planned',
      purpose: 'draft',
    })
    expect(saved(engine)).toEqual(before)
    const foreseen = await writesOf(engine, preview)
    const told = must(await engine.agreement.summary(preview.id))

    await save(engine, drawn)
    const after = await previewOf(engine)
    expect(await writesOf(engine, after)).toEqual(foreseen)
    const summary = must(await engine.agreement.summary(after.id))
    expect(summary.account).toEqual(told.account)
    expect(summary.conflicts).toEqual(told.conflicts)
    must(await engine.clock.run(engine.agreement.trigger(after.id)))
    await engine.drain()
    const done = await writesOf(engine, after)
    expect(done.filter(({ isBlocked }) => !isBlocked)).toEqual(
      foreseen.filter(({ isBlocked }) => !isBlocked).map((write, at) => ({ ...write, recordId: done.filter(({ isBlocked }) => !isBlocked)[at]!.recordId })),
    )
    await engine.sync()
    const last = await engine.sync()
    expect(last.planned).toBe(0)
  }) // prettier-ignore

  // Seen red with the saved pairing taken for another one that holds the same record: nobody was to be deleted.
  test('whoever goes with a deleted half is listed, as they are by a preview without a draft', async () => {
    const engine = await synced({ setup: { deletions: 'delete' } })
    engine.airtable.remove(BASE, 'People', rec('bob'))
    const rule = { id: 'r1', side: 'both' as const, entry: await entryOf(engine, 'score'), check: { is: 'range' as const, max: 50 } } // prettier-ignore
    const drawn: MappingDraft = { entityType: 'people', pairing: { validation: [rule] } }
    const foreseen = await writesOf(engine, await previewOf(engine, drawn))
    expect(foreseen).toMatchObject([{ kind: 'delete', side: 'right' }])
    expect(await writesOf(engine, await previewOf(engine))).toEqual(foreseen)
  })

  // Seen red with the pairing's terms always last, and with them always first.
  test.each([
    {
      says: 'a mapping goes with the check that reads it',
      before: async ({ agreement, clock }: Engine, score: string) => {
        const rule = {
          id: 'r1',
          side: 'both' as const,
          entry: score,
          check: { is: 'required' as const },
        }
        must(await clock.run(agreement.changePairing('people', { validation: [rule] })))
      },
      draft: (score: string): Partial<MappingDraft> => ({
        remove: [score],
        pairing: { validation: [] },
      }),
    },
    // Seen red with names left as they are: the draft was refused for a key that nobody knew.
    {
      says: 'a mapping comes with the key and the check that are over it',
      before: async ({ agreement, clock }: Engine, score: string) => {
        must(await clock.run(agreement.removeEntry('people', score)))
      },
      draft: (): Partial<MappingDraft> => ({
        add: [{ left: { field: id('fld', 'pScore') }, right: { field: 'score' }, ref: 'mine' }],
        pairing: {
          keys: [['mine']],
          validation: [{ id: 'r1', side: 'left', entry: 'mine', check: { is: 'required' } }],
        },
      }),
    },
    {
      says: 'a mapping comes with the check that reads it',
      before: async ({ agreement, clock }: Engine, score: string) => {
        must(await clock.run(agreement.removeEntry('people', score)))
      },
      draft: (): Partial<MappingDraft> => ({
        add: [{ left: { field: id('fld', 'pScore') }, right: { field: 'score' } }],
        pairing: {
          validation: [
            {
              id: 'r1',
              side: 'left',
              says: 'It needs a score.',
              check: { is: 'custom', formula: '{Score} > 0' },
            },
          ],
        },
      }),
    },
  ])('$says, in one draft', async ({ before, draft }) => {
    const engine = await synced()
    const score = await entryOf(engine, 'score')
    await before(engine, score)
    const preview = await previewOf(engine, { entityType: 'people', ...draft(score) })
    expect(preview.state).toBe('planned')
  })

  test('not saved after all, the next run does what the saved mapping says', async () => {
    const plain = await scene()
    const engine = await scene()
    const change = { id: await entryOf(engine, 'score'), patch: { direction: 'none' as const } }
    await previewOf(engine, { entityType: 'people', change: [change] })
    const [run, want] = [await engine.sync(), await plain.sync()]
    expect(await writesOf(engine, run)).toEqual(await writesOf(plain, want))
  })

  test('conflicts it would raise are counted in its summary and listed nowhere', async () => {
    const engine = await synced()
    const score = await entryOf(engine, 'score')
    must(
      await engine.clock.run(engine.agreement.changeEntry('people', score, { direction: 'none' })),
    )
    engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 3 })
    engine.attio.edit('people', rightId(engine, ADA), { score: 4 })
    await engine.sync()
    const patch = { direction: 'bidirectional', firstMeeting: 'manual_review' } as const
    const change = [{ id: score, patch }]
    const preview = await previewOf(engine, { entityType: 'people', change })
    const summary = must(await engine.agreement.summary(preview.id))
    expect(summary.conflicts).toEqual([
      { entityType: 'people', kind: 'field', status: 'open', n: 1 },
    ])
    const listed = must(await engine.agreement.conflicts({ cursor: null, limit: 50 }))
    expect(listed.items).toEqual([])
  })

  test('it cannot be run: the mapping is to be saved first', async () => {
    const engine = await scene()
    const preview = await previewOf(engine, {
      entityType: 'people',
      pairing: { deletions: 'keep' },
    })
    expect(await engine.agreement.trigger(preview.id)).toMatchObject({
      error: { reason: 'not_now', why: expect.stringContaining('Save it first') },
    })
  })

  test.each([
    {
      says: 'a mapping there is not',
      draft: { remove: ['e999'] },
      error: { reason: 'not_found', what: 'field mapping' },
    },
    {
      says: 'a formula that cannot be read',
      draft: {
        add: [
          {
            left: { field: id('fld', 'pLast') },
            right: { field: 'job_title' },
            transform: { right: [{ do: 'formula', text: 'UPPER(' }] },
          },
        ],
      },
      error: { reason: 'invalid' },
    },
  ] as const)('$says is refused as if it were saved, and nothing begins', async ({ draft, error }) => {
    const engine = await scene()
    const drawn = { entityType: 'people', ...draft } as MappingDraft
    expect(await engine.clock.run(engine.agreement.preview({ draft: drawn }))).toMatchObject({ error })
    expect(engine.memory.runs.open()).toBeUndefined()
  }) // prettier-ignore

  test('cancelled or killed at any call, it leaves nothing behind either', async () => {
    for (let call = 0; call < 8; call++) {
      const engine = await scene()
      const drawn: MappingDraft = { entityType: 'people', pairing: { direction: 'pull' } }
      const before = saved(engine)
      engine.killAt(call)
      const begun = must(await engine.clock.run(engine.agreement.preview({ draft: drawn })))
      await engine.drain().catch((fault: unknown) => {
        if (!(fault instanceof Killed)) throw fault
      })
      engine.killAt(null)
      engine.restart()
      if (call % 2 === 0) await engine.drain()
      else must(await engine.agreement.cancel(begun.id))
      const ended = must(await engine.agreement.run(begun.id))
      expect([call, ended.state]).toEqual([call, call % 2 === 0 ? 'planned' : 'cancelled'])
      expect(saved(engine)).toEqual(before)
    }
  })
})

test('every table that knows of a pairing is copied for a draft whole, or named as one that is not', async () => {
  const engine = await synced()
  const { sql } = engine.memory
  const columnsOf = (table: string) =>
    sql.exec(`select name from pragma_table_info('${table}')`).toArray().map((row) => String(row['name'])) // prettier-ignore
  const tables = Object.keys(saved(engine)).filter((name) => columnsOf(name).includes('pairing'))
  const copied = new Map(COPIED.map(({ table, ...one }) => [table, one]))
  // Who was erased is asked of the pairing itself, for its draft too; what is to be told is no part of a plan.
  // What a run fills by itself, what only backups read, and whom somebody waits for.
  const left = ['backup_part', 'bits', 'erased_key', 'erased_not', 'erasure', 'errand', 'listing', 'membership', 'tiding'] // prettier-ignore
  expect(tables.filter((name) => !copied.has(name)).sort()).toEqual(left)
  for (const [table, { columns, renamed = {} }] of copied) {
    const named = [...columns.split(', '), ...Object.keys(renamed), 'pairing']
    expect([table, columnsOf(table).filter((one) => one !== 'id' && !named.includes(one))]).toEqual([table, []]) // prettier-ignore
  }
})
