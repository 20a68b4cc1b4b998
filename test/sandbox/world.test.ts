import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AirtableSandbox } from './airtable/airtable.ts'
import { AttioSandbox } from './attio/attio.ts'
import { virtualClock } from './clock.ts'
import { type RealWorld, realWorld, TABLES } from './real.ts'
import { parseWorld, readWorld } from './world.ts'

const WORLDS = join(import.meta.dirname, 'worlds')
const SMALLEST = {
  airtable: { users: [{ id: 'usradaxxxxxxxxxxx', email: 'a@b.test' }] },
  attio: { workspaces: [] },
}

describe('a world that is not right is refused by what and where', () => {
  test.each([
    { says: 'no JSON', text: '{', names: /not valid JSON/ },
    {
      says: 'a side is missing',
      text: JSON.stringify({ airtable: SMALLEST.airtable }),
      names: /“attio”/,
    },
    {
      says: 'a side nobody knows',
      text: JSON.stringify({ ...SMALLEST, hubspot: {} }),
      names: /“hubspot”, which nobody knows/,
    },
    {
      says: 'an id of the wrong form',
      text: JSON.stringify({
        ...SMALLEST,
        airtable: { users: [{ id: 'ada', email: 'a@b.test' }] },
      }),
      names: /“airtable\.users\[0\]\.id”: .*14 letters or digits/,
    },
    {
      says: 'a token that is too short',
      text: JSON.stringify({
        ...SMALLEST,
        attio: {
          workspaces: [
            {
              id: 'w',
              name: 'W',
              slug: 'w',
              members: [],
              tokens: [{ token: 'short', scopes: [] }],
            },
          ],
        },
      }),
      names: /“attio\.workspaces\[0\]\.tokens\[0\]\.token”/,
    },
  ])('$says', ({ text, names }) => {
    expect(parseWorld(text)).toMatchObject({ ok: false, error: expect.stringMatching(names) })
  })

  test('a file that is not there is named', async () => {
    expect(await readWorld('nowhere.json')).toEqual({
      ok: false,
      error: 'The world “nowhere.json” cannot be read. Check the path after --world.',
    })
  })
})

describe('the worlds beside the loader', () => {
  const examples = readdirSync(WORLDS).filter((name) => name.endsWith('.json'))
  test.each(examples)('%s opens on both sides', async (name) => {
    const read = await readWorld(join(WORLDS, name))
    const world = read.ok ? read.value : { airtable: { users: [] }, attio: { workspaces: [] } }
    expect(read).toMatchObject({ ok: true })
    const clock = virtualClock()
    expect(() => [
      new AirtableSandbox(world.airtable, { clock }),
      new AttioSandbox(world.attio, { clock }),
    ]).not.toThrow()
  })

  test('the README shows every one of them', () => {
    const readme = readFileSync(join(WORLDS, 'README.md'), 'utf8')
    expect(examples.filter((name) => !readme.includes(name))).toEqual([])
  })
})

describe('the world of real records', () => {
  const count = ({ rows }: Pick<RealWorld, 'rows'>) =>
    [rows.companies, rows.committees, rows.people, rows.seats].map((list) => list.length)

  test('holds all of the files', () => {
    expect(count(realWorld())).toEqual([503, 230, 537, 3_879])
  })

  test.each([1, 5, 20, 100])('of %i per table, holds links only among what is there', (records) => {
    const { rows } = realWorld({ records })
    const [people, committees] = [
      rows.people.map((one) => one.bioguideId),
      rows.committees.map((one) => one.code),
    ]
    expect(count({ rows }).slice(0, 3)).toEqual([records, records, records])
    expect(
      rows.seats.filter(
        ({ person, committee }) => !people.includes(person) || !committees.includes(committee),
      ),
    ).toEqual([])
  })

  test('small ones have links and parents too', () => {
    const { rows } = realWorld({ records: 20 })
    const codes = rows.committees.map(({ code }) => code)
    expect(rows.seats.length).toBeGreaterThan(20)
    expect(rows.committees.filter(({ parent }) => codes.includes(parent)).length).toBeGreaterThan(5)
  })

  test('an overlap stands on both sides, a share of it a little different', () => {
    const real = realWorld({ records: 30, overlap: 0.5 })
    const { records = {} } = real.world.attio.workspaces[0] ?? {}
    expect(Object.values(records).map((list) => list.length)).toEqual([15, 15, 15])
    expect([real.met, real.differing]).toEqual([45, 21])
  })

  test('is the same each time', () => {
    expect(realWorld({ records: 40, overlap: 0.3 })).toEqual(
      realWorld({ records: 40, overlap: 0.3 }),
    )
  })

  test('opens as a base and a workspace that fit each other', () => {
    const { world } = realWorld({ records: 10, overlap: 1 })
    const clock = virtualClock()
    const base = new AirtableSandbox(world.airtable, { clock }).rows(
      'appdirectoryxxxxx',
      TABLES.people,
    )
    const workspace = new AttioSandbox(world.attio, { clock }).rows('people')
    expect([base.length, workspace.length]).toEqual([10, 10])
  })
})
