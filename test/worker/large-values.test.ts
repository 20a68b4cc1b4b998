import { describe, expect, test } from 'vitest'
import type { RunView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { expectAccountsToAddUp, must, writesOf } from './scene.ts'
import { THINGS, thingsWorld } from './things.ts'
import { id } from './worlds.ts'

const rec = (name: string): string => id('rec', name)
/** Airtable's own limit for a long text, in characters. */
const LONGEST = 100_000
const text = (word: string, length: number): string => `${word} ${'文'.repeat(length - word.length - 1)}` // prettier-ignore

type Values = { readonly [slug: string]: readonly { readonly [key: string]: unknown }[] }
const thing = (engine: Engine, code: string) =>
  engine.attio.rows('things').find(({ values }) => (values as Values)['code']?.[0]?.['value'] === code)! // prettier-ignore
const cells = (engine: Engine, name: string): { readonly [field: string]: unknown } =>
  engine.airtable.rows(THINGS.base, 'Things').find((row) => row.id === rec(name))!.fields

async function opened(rows: Parameters<typeof thingsWorld>[0]): Promise<Engine> {
  const engine = openEngine({ world: thingsWorld(rows) })
  await pairUp(engine, [{ entityType: 'things', left: THINGS.table, right: 'things' }])
  return engine
}
const brief = ({ state, created, updated, blocked, planned }: RunView) => ({
  state, created, updated, blocked, planned,
}) // prettier-ignore
const calm = async (engine: Engine): Promise<void> => {
  expect((await engine.sync()).planned).toBe(0)
  await expectAccountsToAddUp(engine)
}
/** Said in a word: the texts are too long to be printed. */
const isSame = (a: unknown, b: unknown): boolean => a === b

describe('texts as long as they may be', () => {
  const long = { id: rec('long'), fields: { Name: 'Long', Code: 'L', Story: text('first', LONGEST - 1) } } // prettier-ignore
  const short = { id: rec('short'), fields: { Name: 'Short', Code: 'S', Story: 'short' } }

  const story = (engine: Engine, code: string): unknown =>
    (thing(engine, code).values as Values)['story']?.[0]?.['value']

  test('cross both ways, are told why they stand there, and are taken back', async () => {
    const engine = await opened([long, short])
    expect(brief(await engine.sync())).toMatchObject({ state: 'done', created: 2, blocked: 0 })
    expect(isSame(story(engine, 'L'), long.fields.Story)).toBe(true)
    await calm(engine)
    const second = text('second', LONGEST - 1)
    engine.attio.edit('things', thing(engine, 'L').id, { story: second })
    const run = await engine.sync()
    expect(brief(run)).toMatchObject({ state: 'done', updated: 1, blocked: 0 })
    expect(isSame(String(cells(engine, 'long')['Story']).trimEnd(), second)).toBe(true)
    await calm(engine)

    const told = must(await engine.agreement.explain('things', 'left', rec('long'), id('fld', 'story'))) // prettier-ignore
    expect(isSame(String(told.value).trimEnd(), second)).toBe(true)
    const undo = must(await engine.clock.run(engine.agreement.undo(run.id, null, null)))
    await engine.drain()
    must(await engine.clock.run(engine.agreement.trigger(undo.id)))
    await engine.drain()
    expect(isSame(String(cells(engine, 'long')['Story']).trimEnd(), long.fields.Story)).toBe(true)
    await expectAccountsToAddUp(engine)
  })

  test('longer than Airtable takes: that record is told so, and the others go on', async () => {
    const engine = await opened([long, short])
    await engine.sync()
    engine.attio.edit('things', thing(engine, 'L').id, { story: text('too much', LONGEST + 1) })
    engine.attio.edit('things', thing(engine, 'S').id, { story: 'longer' })
    const run = await engine.sync()
    expect(brief(run)).toMatchObject({ state: 'done', updated: 1, blocked: 1 })
    const [refused] = (await writesOf(engine, run)).filter(({ state }) => state === 'blocked')
    expect(refused!.says).toMatch(/^Airtable cannot hold this value in “Story”/)
    await calm(engine)
  })
})

describe('a thousand linked records', () => {
  const likes = Array.from({ length: 1_000 }, (_, at) => ({
    id: rec(`t${String(at).padStart(4, '0')}`),
    fields: { Name: `Thing ${at}`, Code: `T${at}` },
  }))
  const hub = { id: rec('hub'), fields: { Name: 'Hub', Code: 'HUB', Likes: likes.map((one) => one.id) } } // prettier-ignore
  const likedThere = (engine: Engine): string[] =>
    ((thing(engine, 'HUB').values as Values)['likes'] ?? []).map((one) => String(one['target_record_id'])) // prettier-ignore

  test('of one record cross, one more and one less on either side too, and nothing else is written', async () => {
    const engine = await opened([...likes, hub])
    expect(brief(await engine.sync())).toMatchObject({ state: 'done', created: 1_001, blocked: 0 })
    expect(likedThere(engine)).toHaveLength(1_000)
    await calm(engine)

    const fewer = likes.slice(1).map((one) => one.id)
    engine.airtable.edit(THINGS.base, 'Things', rec('hub'), { Likes: [...fewer, rec('hub')] })
    const without = likedThere(engine).slice(0, -1)
    engine.attio.edit('things', thing(engine, 'HUB').id, { likes: without.map((target_record_id) => ({ target_object: 'things', target_record_id })) }) // prettier-ignore
    expect(brief(await engine.sync())).toMatchObject({ state: 'done', planned: 2, blocked: 0 })
    expect([likedThere(engine).length, (cells(engine, 'hub')['Likes'] as unknown[]).length]).toEqual([999, 999]) // prettier-ignore
    await calm(engine)
  })
})
