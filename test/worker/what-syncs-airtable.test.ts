import { describe, expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import type { RunView, WriteView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, type EngineOptions, openEngine, pairUp } from './engine.ts'
import { THINGS, thingsWorld } from './things.ts'
import { id } from './worlds.ts'

const { base: BASE } = THINGS
const rec = (name: string): string => id('rec', name)
const fld = (word: string): string => id('fld', word)

const lamp = {
  id: rec('lamp'),
  fields: {
    Name: 'Lamp',
    Code: 'L1',
    Story: '* one\n* two',
    Tags: ['Red', 'Blue'],
    Owner: { id: id('usr', 'kim') },
    Crew: [{ id: id('usr', 'lee') }, { id: id('usr', 'kim') }],
    Price: 12.5,
    Share: 0.25,
    Length: 90,
    Stars: 4,
    Done: true,
    Due: '2026-05-01T10:30:00.000Z',
    Barcode: { text: '4711' },
    Files: [{ url: 'https://files.test/plan.png' }],
    Likes: [rec('desk')],
    Open: { label: 'Go', url: 'https://go.test/lamp' },
    Summary: { state: 'generated', isStale: false, value: 'A lamp.' },
    Mood: { hue: 7 },
  },
}
const desk = {
  id: rec('desk'),
  fields: { Name: 'Desk', Code: 'D1', Parent: [rec('room')], Likes: [rec('lamp'), rec('desk')] },
}
const room = { id: rec('room'), fields: { Name: 'Room', Code: 'R1', Parent: [rec('desk')] } }

/** Entries nobody would guess: one way, from what only Airtable has. */
const ONE_WAY: readonly (readonly [field: string, slug: string])[] = [
  ['files', 'file_names'],
  ['twice', 'twice'],
  ['liked', 'liked'],
  ['codes', 'codes'],
  ['no', 'no'],
  ['open', 'open'],
  ['ai', 'summary'],
]

async function opened(
  rows: Parameters<typeof thingsWorld>[0] = [lamp, desk, room],
  options: Partial<EngineOptions> & { attio?: Parameters<typeof thingsWorld>[1] } = {},
): Promise<Engine> {
  const engine = openEngine({ world: thingsWorld(rows, options.attio), ...options })
  await pairUp(engine, [{ entityType: 'things', left: THINGS.table, right: 'things' }])
  return engine
}
async function map(
  engine: Engine,
  left: string,
  right: string,
  direction: 'push' | 'pull' | 'bidirectional',
) {
  return engine.clock.run(
    engine.agreement.addEntry('things', {
      left: { field: left },
      right: { field: right },
      direction,
    }),
  )
}
async function synced(
  options: Parameters<typeof opened>[1] = {},
  rows?: Parameters<typeof opened>[0],
) {
  const engine = await opened(rows, options)
  for (const [word, slug] of ONE_WAY)
    expect((await map(engine, fld(word), slug, 'push')).ok).toBe(true)
  const run = await engine.sync()
  expect([run.state, await blocked(engine, run)]).toEqual(['done', []])
  return engine
}
const writesOf = async (engine: Engine, run: RunView): Promise<readonly WriteView[]> => {
  const found = await engine.agreement.writes(run.id, { cursor: null, limit: 200 })
  return found.ok ? found.value.items : []
}
const blocked = async (engine: Engine, run: RunView) =>
  (await writesOf(engine, run)).filter(({ state }) => state === 'blocked').map(({ says }) => says)
async function expectQuiet(engine: Engine): Promise<void> {
  const run = await engine.sync()
  expect(
    (await writesOf(engine, run)).map(({ kind, title, changes }) => [kind, title, changes]),
  ).toEqual([])
  const view = await engine.agreement.view()
  expect(view.ok && view.value.account.filter((one) => !addsUp(one))).toEqual([])
}

type Attio = { readonly [key: string]: unknown }
const thing = (engine: Engine, code: string) =>
  engine.attio
    .rows('things')
    .find((row) => JSON.stringify((row.values as Attio)['code']).includes(`"value":"${code}"`))
/** What a thing holds in Attio, in the words of neither side. */
function shown(engine: Engine, code: string, slug: string): unknown {
  const values = ((thing(engine, code)?.values as Attio)[slug] ?? []) as Attio[]
  return values.map((one) => plain(engine, one))
}
function plain(engine: Engine, one: Attio): unknown {
  if ('target_record_id' in one)
    return engine.attio.rows('things').find(({ id: found }) => found === one['target_record_id'])
      ? codeOf(engine, String(one['target_record_id']))
      : null
  if ('option' in one) return (one['option'] as Attio)['title']
  if ('currency_value' in one) return one['currency_value']
  return one['value'] ?? one['referenced_actor_id']
}
const codeOf = (engine: Engine, recordId: string): unknown =>
  (
    (engine.attio.rows('things').find((row) => row.id === recordId)?.values as Attio)[
      'code'
    ] as Attio[]
  )[0]?.['value']
const cell = (engine: Engine, name: string, field: string): unknown =>
  engine.airtable.rows(BASE, 'Things').find((row) => row.id === rec(name))?.fields[field]
const edit = (engine: Engine, name: string, fields: { [name: string]: unknown }) =>
  void engine.airtable.edit(BASE, 'Things', rec(name), fields)

describe('every kind of field', () => {
  test('crosses to the CRM once, and comes to rest', async () => {
    const engine = await synced()
    const kinds = [
      'story',
      'tags',
      'price',
      'share',
      'length',
      'stars',
      'done',
      'due',
      'bar',
      'likes',
    ]
    expect(
      Object.fromEntries(kinds.map((slug) => [slug, shown(engine, 'L1', slug)])),
    ).toMatchObject({
      story: ['- one\n- two'],
      tags: expect.arrayContaining(['Red', 'Blue']),
      price: [12.5],
      share: [0.25],
      length: [90],
      stars: [4],
      done: [true],
      due: [expect.stringMatching(/^2026-05-01T10:30:00/)],
      bar: ['4711'],
      likes: ['D1'],
    })
    expect([shown(engine, 'L1', 'owner'), shown(engine, 'L1', 'crew')]).toMatchObject([
      { length: 1 },
      { length: 2 },
    ])
    await expectQuiet(engine)
    await expectQuiet(engine)
  })

  test('what Airtable computes is told one way', async () => {
    const engine = await synced()
    const told = (code: string) =>
      ['twice', 'liked', 'codes', 'no', 'open', 'summary', 'file_names'].map((slug) =>
        shown(engine, code, slug),
      )
    expect(told('L1')).toEqual([
      [25],
      [1],
      ['D1'],
      [1],
      ['https://go.test/lamp'],
      ['A lamp.'],
      ['plan.png'],
    ])
    edit(engine, 'desk', { Price: 4, Code: 'D2' })
    await engine.sync()
    expect([shown(engine, 'D2', 'twice'), shown(engine, 'L1', 'codes')]).toEqual([[8], ['D2']])
    await expectQuiet(engine)
  })

  test.each<[word: string, slug: string]>([
    ['twice', 'twice'],
    ['no', 'no'],
    ['open', 'open'],
    ['ai', 'summary'],
    [':id', 'app_id'],
    [':url', 'link'],
  ])('%s cannot be written, so it is not taken both ways', async (word, slug) => {
    const engine = await opened()
    const mapped = await map(engine, word.startsWith(':') ? word : fld(word), slug, 'bidirectional')
    expect(mapped).toMatchObject({
      ok: false,
      error: { reason: 'invalid', why: expect.stringContaining('cannot be written') },
    })
  })

  test('of a type that nobody has heard of is shown and cannot be mapped', async () => {
    const engine = await opened()
    expect((await map(engine, fld('new'), 'summary', 'push')).ok).toBe(false)
    const run = await engine.sync()
    expect(await blocked(engine, run)).toEqual([])
    expect(cell(engine, 'lamp', 'Mood')).toEqual({ hue: 7 })
  })

  test.each<{ says: string; slug: string; value: unknown; field: string; want: unknown }>([
    { says: 'an option added', slug: 'tags', value: ['Blue', 'Red', 'Green'], field: 'Tags', want: expect.arrayContaining(['Red', 'Blue', 'Green']) },
    { says: 'a checkbox cleared', slug: 'done', value: false, field: 'Done', want: undefined },
    { says: 'an amount', slug: 'price', value: 99.95, field: 'Price', want: 99.95 },
    { says: 'stars', slug: 'stars', value: 2, field: 'Stars', want: 2 },
    { says: 'seconds', slug: 'length', value: 3600, field: 'Length', want: 3600 },
    { says: 'a moment', slug: 'due', value: '2026-06-01T08:00:00.000Z', field: 'Due', want: '2026-06-01T08:00:00.000Z' },
    { says: 'a text with a bullet', slug: 'story', value: '* three', field: 'Story', want: '- three\n' },
    { says: 'a barcode', slug: 'bar', value: '0815', field: 'Barcode', want: { text: '0815' } },
    { says: 'nobody', slug: 'owner', value: [], field: 'Owner', want: undefined },
  ])('an edit in the CRM crosses back and rests: $says', async ({ slug, value, field, want }) => {
    const engine = await synced()
    engine.attio.edit('things', thing(engine, 'L1')!.id, { [slug]: value })
    const run = await engine.sync()
    expect(await blocked(engine, run)).toEqual([])
    expect(cell(engine, 'lamp', field)).toEqual(want)
    // What Airtable computes from it is seen by the next run.
    await engine.sync()
    await expectQuiet(engine)
  }) // prettier-ignore

  test('people meet by their address, on both sides', async () => {
    const engine = await synced()
    const member = (code: string, slug: string) => shown(engine, code, slug)
    const [kim] = member('L1', 'owner') as unknown[]
    edit(engine, 'desk', { Owner: { id: id('usr', 'kim') } })
    await engine.sync()
    expect(member('D1', 'owner')).toEqual([kim])
    engine.attio.edit('things', thing(engine, 'L1')!.id, { owner: 'sal@example.com' })
    await engine.sync()
    expect(cell(engine, 'lamp', 'Owner')).toMatchObject({ email: 'sal@example.com' })
    await expectQuiet(engine)
  })
})

describe('order says nothing', () => {
  test.each<[field: string, cells: unknown[]]>([
    ['Tags', ['Blue', 'Red']],
    ['Crew', [{ id: id('usr', 'kim') }, { id: id('usr', 'lee') }]],
    ['Likes', [rec('desk')]],
  ])('%s put in another order in Airtable writes nothing', async (field, cells) => {
    const engine = await synced()
    edit(engine, 'lamp', { [field]: cells })
    await expectQuiet(engine)
  })

  test('both sides add to one list: each keeps the other’s', async () => {
    const engine = await synced()
    edit(engine, 'desk', { Tags: ['Red'] })
    engine.attio.edit('things', thing(engine, 'D1')!.id, { tags: ['Blue'] })
    await engine.sync()
    expect([
      [...(cell(engine, 'desk', 'Tags') as string[])].sort(),
      [...(shown(engine, 'D1', 'tags') as string[])].sort(),
    ]).toEqual([
      ['Blue', 'Red'],
      ['Blue', 'Red'],
    ])
    await expectQuiet(engine)
  })
})

describe('records that point at records', () => {
  test('at themselves, at each other and in a circle', async () => {
    const engine = await synced()
    expect(shown(engine, 'D1', 'likes')).toEqual(expect.arrayContaining(['L1', 'D1']))
    expect([shown(engine, 'D1', 'parent'), shown(engine, 'R1', 'parent')]).toEqual([['R1'], ['D1']])
    await expectQuiet(engine)
  })

  test('a link taken in the CRM is taken in Airtable, the others stay', async () => {
    const engine = await synced()
    engine.attio.edit('things', thing(engine, 'D1')!.id, {
      likes: [{ target_object: 'things', target_record_id: thing(engine, 'L1')!.id }],
    })
    await engine.sync()
    expect(cell(engine, 'desk', 'Likes')).toEqual([rec('lamp')])
    edit(engine, 'desk', { Likes: [rec('lamp'), rec('room')] })
    await engine.sync()
    expect(shown(engine, 'D1', 'likes')).toEqual(expect.arrayContaining(['L1', 'R1']))
    await expectQuiet(engine)
  })
})

describe('files', () => {
  /** The desk is given files by their addresses, and time to fetch them. */
  async function fetching(direction: 'pull' | 'bidirectional', files: readonly string[]) {
    const engine = await opened(undefined, { switches: { airtable: { fetchMs: 2000 } } })
    const mapped = await map(engine, fld('files'), 'sources', direction)
    expect(mapped.ok).toBe(true)
    await engine.sync()
    engine.attio.edit('things', thing(engine, 'D1')!.id, { sources: files.join(' ') })
    expect(await blocked(engine, await engine.sync())).toEqual([])
    await engine.clock.run(engine.clock.sleep(5000))
    return engine
  }
  const fileNames = (engine: Engine): string[] =>
    ((cell(engine, 'desk', 'Files') ?? []) as { filename: string }[]).map((one) => one.filename)
  const standing = (engine: Engine) =>
    engine.memory.accounts
      .of(engine.memory.pairings.get('things')!, engine.clock.now())
      .find(({ side }) => side === 'right')

  test('are the same file at every reading, however their address changes', async () => {
    const engine = await synced()
    const at = (): string => (cell(engine, 'lamp', 'Files') as { url: string }[])[0]!.url
    const before = at()
    await engine.clock.run(engine.clock.sleep(3 * 3_600_000))
    expect(at()).not.toBe(before)
    await expectQuiet(engine)
  })

  test('one more is told by its name', async () => {
    const engine = await synced()
    const kept = (cell(engine, 'lamp', 'Files') as { id: string }[]).map((one) => ({ id: one.id }))
    edit(engine, 'lamp', { Files: [...kept, { url: 'https://files.test/b.pdf' }] })
    await engine.sync()
    expect(shown(engine, 'L1', 'file_names')).toEqual(['plan.png, b.pdf'])
    await expectQuiet(engine)
  })

  test.each<{ says: string; direction: 'pull' | 'bidirectional'; files: readonly string[]; kept: number }>([
    { says: 'the only one', direction: 'bidirectional', files: ['https://gone.invalid/c.pdf'], kept: 0 },
    { says: 'one of two', direction: 'bidirectional', files: ['https://files.test/d.pdf', 'https://gone.invalid/c.pdf'], kept: 1 },
    { says: 'one way', direction: 'pull', files: ['https://gone.invalid/c.pdf'], kept: 0 },
  ])('whose address fails later were not removed by anybody: $says', async ({ direction, files, kept }) => {
    const engine = await fetching(direction, files)
    const failed = ['Airtable cannot hold this value in “Files”: it could not fetch the file from its address. Change the value, then retry the record.']
    for (const _ of [1, 2]) {
      const run = await engine.sync()
      expect([run.planned, await blocked(engine, run)]).toEqual([0, failed])
      expect(shown(engine, 'D1', 'sources')).toEqual([files.join(' ')])
    }
    expect(standing(engine)).toMatchObject({ blocked: 1 })
    // Another field goes on, and what is stuck stays told.
    edit(engine, 'desk', { Price: 4 })
    await engine.sync()
    expect([shown(engine, 'D1', 'price'), standing(engine)]).toMatchObject([[4], { blocked: 1 }])
    expect(fileNames(engine)).toHaveLength(kept)
  }) // prettier-ignore

  test.each<{ says: string; act: (engine: Engine) => void; files: readonly string[]; sources: string }>([
    { says: 'another address is tried', files: ['e.pdf'], sources: 'https://files.test/e.pdf',
      act: (engine) => engine.attio.edit('things', thing(engine, 'D1')!.id, { sources: 'https://files.test/e.pdf' }) },
    { says: 'another file put in by hand crosses', files: ['f.pdf'], sources: 'f.pdf',
      act: (engine) => edit(engine, 'desk', { Files: [{ url: 'https://files.test/f.pdf' }] }) },
  ])('after a failed one $says', async ({ act, files, sources }) => {
    const engine = await fetching('bidirectional', ['https://gone.invalid/c.pdf'])
    await engine.sync()
    act(engine)
    await engine.sync()
    await engine.clock.run(engine.clock.sleep(5000))
    expect([fileNames(engine), shown(engine, 'D1', 'sources')]).toEqual([files, [sources]])
    await expectQuiet(engine)
    expect(standing(engine)).toMatchObject({ blocked: 0 })
  }) // prettier-ignore

  test('a failed one that is asked for again is fetched again', async () => {
    const engine = await fetching('bidirectional', ['https://gone.invalid/c.pdf'])
    const run = await engine.sync()
    const again = await engine.clock.run(engine.agreement.retry(run.id, null))
    await engine.drain()
    expect(again.ok && (await writesOf(engine, again.value))).toMatchObject([
      { kind: 'update', state: 'settled' },
    ])
  })

  test.each([[0], [1], [2]])('removed by a person after %i quiet runs, though it had been fetched', async (quiet) => {
    const engine = await fetching('bidirectional', ['https://files.test/c.pdf'])
    // Somebody has to have seen it whole: until then it cannot be told from one that failed.
    await expectQuiet(engine)
    for (let run = 0; run < quiet; run++) await expectQuiet(engine)
    edit(engine, 'desk', { Files: null })
    await engine.sync()
    expect(shown(engine, 'D1', 'sources')).toEqual([])
    await expectQuiet(engine)
  }) // prettier-ignore

  test('addresses in the CRM become files in Airtable, once, also while they are being fetched', async () => {
    const engine = await opened(undefined, { switches: { airtable: { fetchMs: 2000 } } })
    await map(engine, fld('files'), 'sources', 'pull')
    await engine.sync()
    const urls = 'https://files.test/c.pdf https://files.test/d.pdf'
    engine.attio.edit('things', thing(engine, 'D1')!.id, { sources: urls })
    const run = await engine.sync()
    expect(await blocked(engine, run)).toEqual([])
    await expectQuiet(engine)
    await engine.clock.run(engine.clock.sleep(5000))
    await expectQuiet(engine)
    const files = cell(engine, 'desk', 'Files') as { filename: string; size: number }[]
    expect(files).toMatchObject([
      { filename: 'c.pdf', size: expect.any(Number) },
      { filename: 'd.pdf', size: expect.any(Number) },
    ])
  })

  test('what is no address is blocked with a sentence, everything else goes on', async () => {
    const engine = await opened()
    await map(engine, fld('files'), 'sources', 'pull')
    await engine.sync()
    engine.attio.edit('things', thing(engine, 'D1')!.id, { sources: 'on my desk', stars: 3 })
    const run = await engine.sync()
    expect(await blocked(engine, run)).toEqual([expect.stringContaining('not the web address')])
    expect(cell(engine, 'desk', 'Stars')).toBe(3)
  })
})

describe('what a record says of itself', () => {
  test('its id, its address and its birth are told to the CRM, also of records that are made later', async () => {
    const engine = await opened()
    await map(engine, ':id', 'app_id', 'push')
    await map(engine, ':url', 'link', 'push')
    await map(engine, ':created', 'born', 'push')
    await engine.sync()
    edit(engine, 'lamp', { Stars: 1 })
    const made = engine.airtable.add(BASE, 'Things', { Name: 'Vase', Code: 'V1' })
    await engine.sync()
    expect(['app_id', 'link'].map((slug) => shown(engine, 'L1', slug))).toEqual([
      [rec('lamp')],
      [`https://airtable.com/${BASE}/${THINGS.table}/${rec('lamp')}`],
    ])
    expect(shown(engine, 'V1', 'app_id')).toEqual([made.id])
    expect(shown(engine, 'V1', 'born')).toEqual([expect.stringMatching(/^\d{4}-/)])
    await expectQuiet(engine)
  })
})

describe('rows that come and go', () => {
  test.each([true, false])(
    'a duplicated row is held, not copied (record ids kept: %s)',
    async (twins) => {
      const world = thingsWorld([lamp, desk, room])
      const scopes = world.airtable.tokens![0]!.scopes!
      const engine = openEngine({
        world: {
          ...world,
          airtable: {
            ...world.airtable,
            tokens: [
              { ...world.airtable.tokens![0]!, scopes: twins ? scopes : scopes.slice(0, 3) },
            ],
          },
        },
      })
      await pairUp(engine, [{ entityType: 'things', left: THINGS.table, right: 'things' }])
      await engine.sync()
      const vase = { name: 'Vase', code: 'V1' }
      engine.attio.add('things', vase)
      await engine.sync()
      const made = engine.airtable.rows(BASE, 'Things').find(({ fields }) => fields.Code === 'V1')
      engine.airtable.duplicate(BASE, 'Things', rec('lamp'))
      engine.airtable.duplicate(BASE, 'Things', made!.id)
      await engine.sync()
      expect(engine.attio.rows('things')).toHaveLength(4)
      const view = await engine.agreement.view()
      // A row that we made carries the id of its twin, and so does its copy; the copy of another one is known by its keys.
      expect(view.ok && view.value.account[0]).toMatchObject({
        total: 6,
        inSync: 4,
        held: twins ? 1 : 0,
        conflict: twins ? 1 : 2,
      })
      await expectQuiet(engine)
    },
  )

  test('rows deleted and imported again are linked with the same records', async () => {
    const plain = ['Vase', 'Bowl', 'Cup'].map((name) => ({
      id: rec(name),
      fields: { Name: name, Code: `${name}1`, Stars: 2 },
    }))
    const engine = await synced({ setup: { deletions: 'delete' } }, plain)
    const before = engine.attio
      .rows('things')
      .map((row) => row.id)
      .sort()
    const ids = engine.airtable.reimport(BASE, 'Things')
    await engine.sync()
    expect(
      engine.attio
        .rows('things')
        .map((row) => row.id)
        .sort(),
    ).toEqual(before)
    engine.airtable.edit(BASE, 'Things', ids.get(rec('Cup'))!, { Stars: 5 })
    await engine.sync()
    expect(shown(engine, 'Cup1', 'stars')).toEqual([5])
    await expectQuiet(engine)
  })

  test.each(['keep', 'mark', 'delete'] as const)(
    'a table emptied at once proves nothing, whatever follows deletions (%s), and its numbers still add up',
    async (deletions) => {
      const engine = await synced({ setup: { deletions } })
      for (const name of ['lamp', 'desk', 'room']) engine.airtable.remove(BASE, 'Things', rec(name))
      await expectQuiet(engine)
      await expectQuiet(engine)
      expect(engine.attio.rows('things')).toHaveLength(3)
    },
  )

  test('a row out of the trash lives again, with what was edited meanwhile', async () => {
    const engine = await synced({ setup: { deletions: 'mark' } })
    engine.airtable.remove(BASE, 'Things', rec('room'))
    await engine.sync()
    engine.attio.edit('things', thing(engine, 'R1')!.id, { stars: 5 })
    await engine.sync()
    engine.airtable.restore(rec('room'))
    await engine.sync()
    await engine.sync()
    expect(cell(engine, 'room', 'Stars')).toBe(5)
    expect(engine.attio.rows('things')).toHaveLength(3)
    await expectQuiet(engine)
  })
})

describe('a base that changes shape', () => {
  test('a field the plan withholds empties nothing, and goes on when it is given back', async () => {
    const engine = await synced()
    engine.airtable.withholdField(BASE, 'Things', 'Stars')
    const run = await engine.sync()
    expect(run.says).toContain('Stars')
    expect(shown(engine, 'L1', 'stars')).toEqual([4])
    engine.attio.edit('things', thing(engine, 'L1')!.id, { stars: 1 })
    await engine.sync()
    engine.airtable.giveBackField(BASE, 'Things', fld('stars'))
    // A schema is believed for a minute.
    await engine.clock.run(engine.clock.sleep(61_000))
    await engine.sync()
    expect(cell(engine, 'lamp', 'Stars')).toBe(1)
    await expectQuiet(engine)
  })

  test('many cells emptied at once by the service wait for a person', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({
      fields: { Name: `N${i}`, Code: `C${i}`, Stars: 3 },
    }))
    const engine = await synced({}, rows)
    engine.airtable.emptyField(BASE, 'Things', 'Stars')
    const run = await engine.sync()
    expect([run.state, run.says]).toEqual(['asking', expect.stringContaining('would empty')])
    expect(shown(engine, 'C3', 'stars')).toEqual([3])
  })

  test('an unknown kind of field that appears changes nothing', async () => {
    const engine = await synced()
    engine.airtable.addField(BASE, 'Things', { name: 'Aura', type: 'auraField' })
    await expectQuiet(engine)
  })
})

describe('a base that others use', () => {
  test('a neighbour who takes two of five calls a second causes no refusal of ours to be final', async () => {
    const rows = Array.from({ length: 150 }, (_, i) => ({
      fields: { Name: `N${i}`, Code: `C${i}` },
    }))
    const engine = await opened(rows)
    let stop = false
    const neighbour = (async () => {
      while (!stop) {
        engine.airtable.neighbour(BASE)
        await engine.clock.sleep(500)
      }
    })()
    const run = await engine.sync()
    stop = true
    await engine.clock.run(neighbour)
    expect([run.state, run.blocked, engine.attio.rows('things').length]).toEqual(['done', 0, 150])
  })
})
