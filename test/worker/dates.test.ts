import { describe, expect, test } from 'vitest'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { ada, BASE, conflictsOf, rec, rightId } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld, type World } from './worlds.ts'

const ADA = 'ada@example.com'
const stamp = (name: string, watches: readonly string[]) => ({
  id: id('fld', name),
  name,
  type: 'lastModifiedTime',
  options: { referencedFieldIds: watches },
})
const STAMPS = {
  'no stamp': [],
  'a stamp of the field': [stamp('sScore', [id('fld', 'pScore')])],
  'a stamp of the whole record': [stamp('sAny', [])],
  'both stamps': [stamp('sScore', [id('fld', 'pScore')]), stamp('sAny', [])],
} as const

function worldWith(fields: readonly object[]): World {
  const world = smallWorld({ people: [{ id: ada.id, fields: { Email: ADA, Score: 1 } }] })
  const base = world.airtable.bases?.[0]
  const tables = base!.tables.map((table) =>
    table.name === 'People' ? { ...table, fields: [...table.fields, ...fields] } : table,
  )
  return { ...world, airtable: { ...world.airtable, bases: [{ ...base!, tables }] } } as World
}

const wait = (engine: Engine, ms: number): Promise<void> => engine.clock.run(engine.clock.sleep(ms))
const here = (engine: Engine, score: number | null): void =>
  void engine.airtable.edit(BASE, 'People', rec('ada'), { Score: score })
const there = (engine: Engine, score: number | null): void =>
  void engine.attio.edit('people', rightId(engine, ADA), { score })
const scores = (engine: Engine): unknown[] => {
  const { left, right } = personAt(engine, ADA)
  const values = right?.values as { score?: { value?: unknown }[] }
  return [left?.fields['Score'] ?? null, values.score?.[0]?.value ?? null]
}

type Deed = (engine: Engine) => void
const A: Deed = (engine) => here(engine, 2)
const B: Deed = (engine) => there(engine, 3)
const OTHER: Deed = (engine) =>
  void engine.airtable.edit(BASE, 'People', rec('ada'), { 'First name': 'Augusta' })

/**
 * Airtable gives no times of its own: only fields that people make for it do. Seen red by taking the record's stamp for the
 * field's, and by deciding where the two moments overlap.
 */
describe('the last write wins, where it is known which was last', () => {
  const CONFLICT = [2, 3]
  test.each<{ says: string; with: keyof typeof STAMPS; deeds: Deed[]; want: number[] }>([
    { says: 'Attio after Airtable', with: 'a stamp of the field', deeds: [A, B], want: [3, 3] },
    { says: 'Airtable after Attio', with: 'a stamp of the field', deeds: [B, A], want: [2, 2] },
    { says: 'Attio after Airtable', with: 'a stamp of the whole record', deeds: [A, B], want: [3, 3] },
    { says: 'Airtable after Attio', with: 'a stamp of the whole record', deeds: [B, A], want: CONFLICT },
    { says: 'Attio after Airtable', with: 'no stamp', deeds: [A, B], want: CONFLICT },
    { says: 'Airtable after Attio', with: 'no stamp', deeds: [B, A], want: CONFLICT },
    { says: 'Attio in between, another field last', with: 'a stamp of the whole record', deeds: [A, B, OTHER], want: CONFLICT },
    { says: 'Attio in between, another field last', with: 'a stamp of the field', deeds: [A, B, OTHER], want: [3, 3] },
    { says: 'Attio in between, another field last', with: 'both stamps', deeds: [A, B, OTHER], want: [3, 3] },
  ])('$says, with $with', async ({ with: which, deeds, want }) => {
    const engine = openEngine({
      world: worldWith(STAMPS[which]),
      setup: { conflictResolution: 'last_write_wins' },
    })
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    for (const deed of deeds) {
      await wait(engine, 5_000)
      deed(engine)
    }
    await engine.sync()
    expect(scores(engine)).toEqual(want)
    expect(await conflictsOf(engine)).toHaveLength(want === CONFLICT ? 1 : 0)
  }) // prettier-ignore

  test('within the same second nobody was last', async () => {
    const engine = openEngine({
      world: worldWith(STAMPS['a stamp of the field']),
      setup: { conflictResolution: 'last_write_wins' },
    })
    await pairUp(engine, SMALL_PAIRINGS)
    await engine.sync()
    await wait(engine, 5_000 - (engine.clock.now() % 1_000))
    A(engine)
    await wait(engine, 400)
    B(engine)
    await engine.sync()
    expect(scores(engine)).toEqual(CONFLICT)
  })
})
