import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { BASE, TAGS } from './world.ts'

/** Something a person can do; false where there was nobody to do it to. */
export type Deed = { readonly name: string; readonly often: number; readonly act: Act }
type Act = (world: Scene) => boolean
/** What is there when the deed is done. `tag` is a word nobody has used before. */
type Scene = {
  readonly engine: Engine
  readonly throwDie: Die
  readonly tag: string
  readonly bin: string[]
}

const anyRow = ({ engine, throwDie }: Scene, table = 'People') => {
  const rows = engine.airtable.rows(BASE, table)
  return rows.length === 0 ? null : pick(throwDie, rows)
}
const anyRecord = ({ engine, throwDie }: Scene, object = 'people') => {
  const rows = engine.attio.rows(object)
  return rows.length === 0 ? null : pick(throwDie, rows)
}
const some = <T>(throwDie: Die, list: readonly T[]): T[] => list.filter(() => throwDie() < 0.4)
const number = (throwDie: Die): number => Math.floor(throwDie() * 1_000)

function inRow(fields: (scene: Scene) => { readonly [name: string]: unknown }): Act {
  return (scene) => {
    const row = anyRow(scene)
    if (!row) return false
    scene.engine.airtable.edit(BASE, 'People', row.id, fields(scene))
    return true
  }
}
function inRecord(values: (scene: Scene) => { readonly [slug: string]: unknown }): Act {
  return (scene) => {
    const record = anyRecord(scene)
    if (!record) return false
    scene.engine.attio.edit('people', record.id, values(scene))
    return true
  }
}
const teamsThere = ({ engine, throwDie }: Scene) =>
  some(throwDie, engine.attio.rows('teams')).map((team) => ({
    target_object: 'teams',
    target_record_id: team.id,
  }))

/** What people do, and how often in proportion. */
export const DEEDS: readonly Deed[] = [
  {
    name: 'a number in Airtable',
    often: 3,
    act: inRow(({ throwDie }) => ({ Score: number(throwDie) })),
  },
  {
    name: 'a number in Attio',
    often: 3,
    act: inRecord(({ throwDie }) => ({ score: number(throwDie) })),
  },
  {
    name: 'a last name in Airtable',
    often: 2,
    act: inRow(({ tag }) => ({ 'Last name': `Left ${tag}` })),
  },
  {
    name: 'a first name in Airtable, perhaps emptied',
    often: 2,
    act: inRow(({ tag, throwDie }) => ({ 'First name': throwDie() < 0.3 ? null : `First ${tag}` })),
  },
  {
    name: 'a whole name in Attio',
    often: 2,
    act: inRecord(({ tag }) => ({ name: `Right ${tag}, Edited` })),
  },
  {
    name: 'a date in Attio',
    often: 1,
    act: inRecord(({ throwDie }) => ({ born: `19${50 + Math.floor(throwDie() * 49)}-01-02` })),
  },
  {
    name: 'an option in Airtable',
    often: 1,
    act: inRow(({ throwDie }) => ({ Level: pick(throwDie, ['Junior', 'Senior', null]) })),
  },
  {
    name: 'an option in Attio',
    often: 1,
    act: inRecord(({ throwDie }) => ({ level: pick(throwDie, ['Junior', 'Senior']) })),
  },
  {
    name: 'relations in Airtable',
    often: 2,
    act: inRow(({ engine, throwDie }) => ({
      Teams: some(throwDie, engine.airtable.rows(BASE, 'Teams')).map((team) => team.id),
    })),
  },
  {
    name: 'relations in Attio',
    often: 2,
    act: inRecord((scene) => ({ teams: teamsThere(scene) })),
  },
  {
    name: 'tags in Airtable',
    often: 2,
    act: inRow(({ throwDie }) => ({ Tags: some(throwDie, TAGS) })),
  },
  {
    name: 'tags in Attio',
    often: 2,
    act: inRecord(({ throwDie }) => ({ tags: some(throwDie, TAGS) })),
  },
  {
    name: 'what no mapping knows, in Airtable',
    often: 1,
    act: inRow(({ tag }) => ({ Memo: `memo ${tag}` })),
  },
  {
    name: 'what no mapping knows, in Attio',
    often: 1,
    act: inRecord(({ tag }) => ({ remark: `remark ${tag}` })),
  },
  {
    name: 'both sides edit the same list',
    often: 1,
    act({ engine, throwDie }) {
      const row = engine.airtable
        .rows(BASE, 'People')
        .find((one) =>
          engine.attio
            .rows('people')
            .some((two) => JSON.stringify(two.values).includes(`"${String(one.fields['Email'])}"`)),
        )
      const record =
        row &&
        engine.attio
          .rows('people')
          .find((two) => JSON.stringify(two.values).includes(`"${String(row.fields['Email'])}"`))
      if (!row || !record) return false
      engine.airtable.edit(BASE, 'People', row.id, { Tags: some(throwDie, TAGS) })
      engine.attio.edit('people', record.id, { tags: some(throwDie, TAGS) })
      return true
    },
  },
  {
    name: 'a new person in Airtable',
    often: 2,
    act({ engine, tag }) {
      engine.airtable.add(BASE, 'People', {
        Email: `l${tag}@example.com`,
        'First name': `New ${tag}`,
        Memo: `memo ${tag}`,
      })
      return true
    },
  },
  {
    name: 'a new person in Attio',
    often: 2,
    act({ engine, tag }) {
      engine.attio.add('people', {
        name: `New ${tag}, R`,
        email_addresses: [`r${tag}@example.com`],
        remark: `remark ${tag}`,
      })
      return true
    },
  },
  {
    name: 'the same new person on both sides',
    often: 1,
    act({ engine, tag }) {
      engine.airtable.add(BASE, 'People', { Email: `b${tag}@example.com`, 'First name': 'Left' })
      engine.attio.add('people', { name: 'Both, Right', email_addresses: [`b${tag}@example.com`] })
      return true
    },
  },
  {
    name: 'a new team with a circle of parents',
    often: 1,
    act({ engine, tag }) {
      const one = engine.airtable.add(BASE, 'Teams', { Name: `Team ${tag}1`, Code: `${tag}1` })
      const two = engine.airtable.add(BASE, 'Teams', {
        Name: `Team ${tag}2`,
        Code: `${tag}2`,
        Parent: [one.id],
      })
      engine.airtable.edit(BASE, 'Teams', one.id, { Parent: [two.id] })
      return true
    },
  },
  {
    name: 'a deletion in Airtable',
    often: 1,
    act(scene) {
      const row = anyRow(scene)
      if (!row) return false
      scene.engine.airtable.remove(BASE, 'People', row.id)
      scene.bin.push(row.id)
      return true
    },
  },
  {
    name: 'a deletion in Attio',
    often: 1,
    act(scene) {
      const record = anyRecord(scene)
      if (!record) return false
      scene.engine.attio.remove('people', record.id)
      return true
    },
  },
  {
    name: 'out of the trash again',
    often: 1,
    act({ engine, bin }) {
      const rowId = bin.pop()
      if (rowId === undefined) return false
      engine.airtable.restore(rowId)
      return true
    },
  },
  {
    name: 'two of Attio merged into one',
    often: 1,
    act({ engine, throwDie }) {
      const records = engine.attio.rows('people')
      if (records.length < 3) return false
      const keep = pick(throwDie, records)
      const gone = pick(
        throwDie,
        records.filter((one) => one.id !== keep.id),
      )
      engine.attio.merge('people', keep.id, gone.id)
      return true
    },
  },
  {
    name: 'a row duplicated',
    often: 1,
    act(scene) {
      const row = anyRow(scene)
      if (!row) return false
      scene.engine.airtable.add(BASE, 'People', row.fields)
      return true
    },
  },
  {
    name: 'deleted and imported again',
    often: 1,
    act(scene) {
      const row = anyRow(scene)
      if (!row) return false
      scene.engine.airtable.remove(BASE, 'People', row.id)
      // An import brings the columns of the file, not what the sync keeps for itself.
      const { 'Attio record ID': _, 'Sync status': __, ...fields } = row.fields
      scene.engine.airtable.add(BASE, 'People', fields)
      return true
    },
  },
]

/** One deed by the die. Gives its name, or null where there was nobody to do it to. */
export function act(scene: Scene): string | null {
  const weight = DEEDS.reduce((sum, deed) => sum + deed.often, 0)
  let at = scene.throwDie() * weight
  const deed = DEEDS.find((one) => (at -= one.often) < 0) ?? DEEDS[0]!
  return deed.act(scene) ? deed.name : null
}
