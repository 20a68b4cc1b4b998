import { type Die, pick } from '../sandbox/random.ts'
import { type Engine, pairUp } from '../worker/engine.ts'
import { id, type World } from '../worker/worlds.ts'
import { BASE } from './world.ts'

const TABLE = 'Customers'
const FIELDS = [
  { id: id('fld', 'kEmail'), name: 'Email', type: 'email' },
  { id: id('fld', 'kFirst'), name: 'First name', type: 'singleLineText' },
  { id: id('fld', 'kLast'), name: 'Last name', type: 'singleLineText' },
  { id: id('fld', 'kScore'), name: 'Score', type: 'number', options: { precision: 2 } },
  {
    id: id('fld', 'kLevel'),
    name: 'Level',
    type: 'singleSelect',
    options: { choices: [{ name: 'Junior' }, { name: 'Senior' }] },
  },
  { id: id('fld', 'kMemo'), name: 'Memo', type: 'singleLineText' },
]

/** A second table against the same people of Attio: some of the first table are in it too, and some nobody else knows. */
export function withCustomers(world: World, throwDie: Die): World {
  const [base] = world.airtable.bases ?? []
  const people = base?.tables.find((one) => one.name === 'People')?.records ?? []
  const shared = people.filter(() => throwDie() < 0.6)
  const records = [
    ...shared.map(({ fields = {} }, n) => ({
      id: id('rec', `k${n}x`),
      fields: {
        Email: fields['Email'],
        'First name': throwDie() < 0.5 ? fields['First name'] : `Other${n}`,
        ...(throwDie() < 0.5 ? { Score: Math.floor(throwDie() * 100) } : {}),
        Memo: `customer ${n}`,
      },
    })),
    { id: id('rec', 'kownx'), fields: { Email: 'k@example.com', 'First name': 'Own' } },
  ]
  const table = { id: id('tbl', 'customers'), name: TABLE, fields: FIELDS, records }
  return { ...world, airtable: { ...world.airtable, bases: [{ ...base!, tables: [...base!.tables, table] }] } } // prettier-ignore
}

/**
 * Both tables write to the same people. Where all goes to Attio alone the second one only takes: two that each put right
 * what the other wrote would never come to rest, and that is for the breaker to hold.
 */
export async function pairCustomers(engine: Engine): Promise<void> {
  await pairUp(engine, [{ entityType: 'customers', left: id('tbl', 'customers'), right: 'people' }])
  if (engine.memory.pairings.get('people')?.json.direction === 'push')
    await engine.clock.run(engine.agreement.changePairing('customers', { direction: 'pull' }))
}

type Scene = {
  readonly engine: Engine
  readonly throwDie: Die
  readonly tag: string
  readonly bin: string[]
}

/** Somebody edits, adds, doubles, deletes or restores a customer, or adds one whom both tables then hold. */
export function serve({ engine: { airtable }, throwDie, tag, bin }: Scene): void {
  const rows = airtable.rows(BASE, TABLE)
  const row = rows.length > 0 ? pick(throwDie, rows) : null
  const deed = throwDie()
  if (deed < 0.35 && row)
    airtable.edit(BASE, TABLE, row.id, { Score: Math.floor(throwDie() * 1_000) }) // prettier-ignore
  else if (deed < 0.5 && row) airtable.edit(BASE, TABLE, row.id, { 'Last name': `Cust ${tag}` })
  else if (deed < 0.58 && row)
    airtable.edit(BASE, TABLE, row.id, { Level: pick(throwDie, ['Junior', 'Senior', null]) }) // prettier-ignore
  else if (deed < 0.7) {
    const Email = `c${tag}@example.com`
    airtable.add(BASE, TABLE, { Email, 'First name': `Cust ${tag}` })
    if (throwDie() < 0.6) airtable.add(BASE, 'People', { Email, 'First name': `Lead ${tag}` })
  } else if (deed < 0.78) {
    // One of the first table becomes a customer.
    const people = airtable.rows(BASE, 'People')
    const known = new Set(rows.map(({ fields }) => fields['Email']))
    const one = people.find(({ fields }) => !known.has(fields['Email']))
    if (one) airtable.add(BASE, TABLE, { Email: one.fields['Email'], 'First name': `Won ${tag}` })
  } else if (deed < 0.88 && row) {
    airtable.remove(BASE, TABLE, row.id)
    bin.push(row.id)
  } else if (deed < 0.93 && row) airtable.add(BASE, TABLE, row.fields)
  else {
    const back = bin.pop()
    if (back !== undefined) airtable.restore(back)
  }
}
