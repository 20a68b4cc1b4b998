import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import type { Result } from '../../shared/result.ts'
import type { Failure } from '../../shared/failure.ts'
import { tell } from '../../shared/failure.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const rec = (name: string): string => id('rec', name)
const ADA = 'ada@example.com'
/** What only Ada's records ever held. */
const TRACES = [ADA, 'Ada', 'Lovelace', 'Byron', 'Kept by hand']
const people = [
  { id: rec('ada'), fields: { Email: ADA, 'First name': 'Ada', 'Last name': 'Lovelace', Score: 1 } },
  { id: rec('bob'), fields: { Email: 'bob@example.com', 'First name': 'Bob', Score: 2 } },
] // prettier-ignore
const ask = { entityType: 'people', side: 'left', recordId: rec('ada') } as const

function must<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(tell(result.error))
  return result.value
}

/** Ada was created on the other side, changed, disagreed about, set aside in part, and backed up. */
async function known(): Promise<Engine> {
  const engine = openEngine({ world: smallWorld({ teams: [], people }) })
  await pairUp(engine, SMALL_PAIRINGS)
  await engine.sync()
  engine.airtable.edit(BASE, 'People', rec('ada'), { 'Last name': 'Byron' })
  await engine.sync()
  must(await engine.agreement.backUp('k1'))
  await engine.drain()
  await engine.agreement.hold({ ...ask, entryId: null, says: 'Kept by hand.' }, 'k1')
  engine.airtable.edit(BASE, 'People', rec('ada'), { 'Last name': 'Lovelace' })
  await engine.sync()
  return engine
}

/** Everything the sync's database holds, and all its backups. */
function everything({ memory, shelf }: Engine): string {
  const tables = memory.sql.exec(`select name from sqlite_master where type = 'table'`).toArray()
  const rows = tables.map(({ name }) => JSON.stringify(memory.sql.exec(`select * from "${String(name)}"`).toArray())) // prettier-ignore
  const files = [...shelf.files.values()].map((file) => gunzipSync(file).toString())
  return [...rows, ...files].join('\n')
}
const tracesIn = (engine: Engine): readonly string[] => {
  const text = everything(engine)
  return TRACES.filter((trace) => text.includes(trace))
}
const heldNow = async (engine: Engine): Promise<readonly number[]> =>
  must(await engine.agreement.view())
    .account.filter((one) => one.entityType === 'people')
    .map((one) => one.held)

/** How many records bear her address. */
const adas = (engine: Engine): { left: number; right: number } => ({
  left: engine.airtable
    .rows(BASE, 'People')
    .filter(({ fields }) => String(fields['Email']).toLowerCase() === ADA).length,
  right: engine.attio.rows('people').filter(({ values }) => JSON.stringify(values).includes(ADA))
    .length,
})
const linkOf = ({ memory }: Engine) =>
  memory.links.byRecord(memory.pairings.get('people')!.no, 'left', rec('ada'))

describe('what is kept of a person is erased', () => {
  // Seen red by leaving the ledger, the bases, or the backups as they were, and with a newest line that nothing could read.
  test('everywhere, and of nobody else; both records stay where they are', async () => {
    const engine = await known()
    expect(tracesIn(engine)).toEqual(TRACES)
    const erased = must(await engine.agreement.erase(ask, 'k1'))
    expect(erased).toMatchObject({ left: rec('ada'), backups: 1 })
    expect(erased.lines).toBeGreaterThan(1)
    expect(tracesIn(engine)).toEqual([])
    // What is left of the run that wrote her last can still be read.
    for (const { id: run } of must(await engine.agreement.runs({ cursor: null, limit: 50 })).items)
      must(await engine.agreement.writes(run, { cursor: null, limit: 50 }))
    expect(everything(engine)).toContain('bob@example.com')
    expect(personAt(engine, ADA).left?.fields['Last name']).toBe('Lovelace')
    expect(personAt(engine, ADA).right).toBeDefined()
  })

  // Seen red by keeping what is read of it, in a listing and in a backup.
  test('and nothing of it is kept, written or backed up from then on', async () => {
    const engine = await known()
    must(await engine.agreement.erase(ask, 'k1'))
    engine.airtable.edit(BASE, 'People', rec('ada'), { 'First name': 'Ada', Score: 7 })
    for (let runs = 0; runs < 2; runs++)
      expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0, blocked: 0 })
    must(await engine.agreement.backUp('k1'))
    await engine.drain()
    must(await engine.agreement.push([ask], 'k1'))
    await engine.drain()
    expect(tracesIn(engine)).toEqual([])
    expect(await heldNow(engine)).toEqual([1, 1])
    const { account } = must(await engine.agreement.view())
    expect(account.filter((one) => !addsUp(one))).toEqual([])
  })

  // Seen red by taking its row for a stranger that has to be made, and by letting go the one half alone.
  test('until one of them is let go: then both are found to be one again', async () => {
    const engine = await known()
    must(await engine.agreement.erase(ask, 'k1'))
    await engine.sync()
    const [hold] = must(await engine.agreement.holds({ cursor: null, limit: 10 })).items
    must(await engine.agreement.releaseHold(hold!.id, null, 'k1'))
    expect(must(await engine.agreement.holds({ cursor: null, limit: 10 })).items).toEqual([])
    await engine.sync()
    await engine.sync()
    expect(await heldNow(engine)).toEqual([0, 0])
    expect(adas(engine)).toEqual({ left: 1, right: 1 })
    expect(linkOf(engine)).toMatchObject({ gone: null })
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0, blocked: 0 })
  })

  // Seen red without the keyed hashes of its keys: there was no other half to be found, and one more was made.
  test('and whoever comes by its key is not made a second time, unless a person says who it is', async () => {
    const engine = await known()
    must(await engine.agreement.erase(ask, 'k1'))
    const { id: again } = engine.airtable.add(BASE, 'People', { Email: ADA.toUpperCase(), 'First name': 'Ada' }) // prettier-ignore
    for (let runs = 0; runs < 2; runs++) {
      engine.restart()
      expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0, blocked: 0 })
    }
    expect(adas(engine)).toEqual({ left: 2, right: 1 })
    expect(tracesIn(engine)).toEqual([])
    const holds = must(await engine.agreement.holds({ cursor: null, limit: 10 })).items
    const hers = holds.find(({ recordId }) => recordId === again)
    expect(hers).toMatchObject({ side: 'left', why: 'erased' })
    must(await engine.agreement.releaseHold(hers!.id, null, 'k1'))
    // Attio takes her address once, and whoever has it there is not known any more: a person looks.
    expect(await engine.sync()).toMatchObject({ state: 'done', blocked: 1 })
    expect(await heldNow(engine)).toEqual([1, 1])
    expect(adas(engine)).toEqual({ left: 2, right: 1 })
    const { account } = must(await engine.agreement.view())
    expect(account.filter((one) => !addsUp(one))).toEqual([])
  })

  // Seen red by asking for the draft's own number: the preview would have made her once more.
  test('nor in the preview of a mapping that is not saved', async () => {
    const engine = await known()
    must(await engine.agreement.erase(ask, 'k1'))
    engine.airtable.add(BASE, 'People', { Email: ADA, 'First name': 'Ada' })
    const entry = must(await engine.agreement.pairings()).find((one) => one.entityType === 'people')!.entries.find(({ right }) => right.field === 'score')!.id // prettier-ignore
    const draft = { entityType: 'people', remove: [entry] }
    const run = must(await engine.clock.run(engine.agreement.preview({ draft }, 'k1')))
    await engine.drain()
    expect(must(await engine.agreement.run(run.id))).toMatchObject({ state: 'planned', planned: 0 })
    expect(tracesIn(engine)).toEqual([])
  })

  test('also of one that is deleted on both sides', async () => {
    const engine = await known()
    engine.airtable.remove(BASE, 'People', rec('ada'))
    engine.attio.remove('people', personAt(engine, ADA).right!.id)
    await engine.sync()
    await engine.sync()
    must(await engine.agreement.erase(ask, 'k1'))
    expect(tracesIn(engine)).toEqual([])
  })

  // Seen red by asking for its link alone.
  test('also of both, by either name, where only the ledger knows that they were one', async () => {
    const engine = await known()
    const right = personAt(engine, ADA).right!.id
    must(await engine.clock.run(engine.agreement.unlink(String(linkOf(engine)!.id), 'apart', 'k1')))
    await engine.drain()
    const other = { entityType: 'people', side: 'right', recordId: right } as const
    expect(must(await engine.agreement.erase(other, 'k1'))).toMatchObject({ left: rec('ada') })
    expect(tracesIn(engine)).toEqual([])
  })

  // Seen red by erasing under a run's hands.
  test('only between runs, and only whom the sync knows', async () => {
    const engine = await known()
    const nobody = { ...ask, recordId: rec('nobody') }
    expect(await engine.agreement.erase(nobody, 'k1')).toMatchObject({ ok: false, error: { reason: 'not_found' } }) // prettier-ignore
    must(await engine.agreement.trigger(null, 'k1'))
    expect(await engine.agreement.erase(ask, 'k1')).toMatchObject({ ok: false, error: { reason: 'not_now' } }) // prettier-ignore
    await engine.drain()
    must(await engine.agreement.erase(ask, 'k1'))
  })
})

/** As many parts as need three goes. */
const BACKUPS = 16
/** What the platform's smallest plan allows in one request, or one slice. */
const CALLS = 50

async function backedUpOften(): Promise<Engine> {
  const engine = await known()
  for (let n = 1; n < BACKUPS; n++) {
    must(await engine.agreement.backUp('k1'))
    await engine.drain()
  }
  return engine
}
async function callsOf(engine: Engine, deed: () => Promise<unknown>): Promise<number> {
  const before = engine.shelf.calls()
  await deed()
  return engine.shelf.calls() - before
}
const erasures = async (engine: Engine) =>
  must(await engine.agreement.erasures({ cursor: null, limit: 10 })).items

describe('a person in many backups is taken out of them', () => {
  // Seen red with parts without number in a slice, and with the wish forgotten once it was answered.
  test('a few parts at a time, also when it is killed meanwhile, and whoever looks is told how many are left', async () => {
    const engine = await backedUpOften()
    const first = await callsOf(engine, () => engine.agreement.erase(ask, 'k1'))
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThanOrEqual(CALLS)
    const [begun] = await erasures(engine)
    expect(begun).toMatchObject({ entityType: 'people', left: rec('ada') })
    expect(begun!.backups).toBeGreaterThan(0)
    expect(begun!.backupsLeft).toBeGreaterThan(0)
    const left = [begun!.backupsLeft]
    for (let slices = 0; slices < BACKUPS && engine.agreement.isErasing(); slices++) {
      engine.restart()
      expect(await callsOf(engine, () => engine.agreement.tick())).toBeLessThanOrEqual(CALLS)
      left.push((await erasures(engine))[0]!.backupsLeft)
    }
    expect(left.length).toBeGreaterThan(2)
    expect(left).toEqual(left.toSorted((a, b) => b - a))
    expect(await erasures(engine)).toEqual([{ ...begun, backups: BACKUPS, backupsLeft: 0 }])
    expect(tracesIn(engine)).toEqual([])
  })

  // Seen red with the backups given out all the while: she was restored from one.
  test('and none of those left is downloaded or restored before', async () => {
    const engine = await backedUpOften()
    must(await engine.agreement.erase(ask, 'k1'))
    const [newest, ...older] = must(await engine.agreement.backups({ cursor: null, limit: 100 })).items // prettier-ignore
    const oldest = older.at(-1)!.id
    const whole = { entityType: 'people', side: 'left' } as const
    const late = { ok: false, error: { reason: 'not_now' } }
    expect(await engine.agreement.backupParts(oldest, 0)).toMatchObject(late)
    expect(await engine.agreement.restore(oldest, whole, 'k1')).toMatchObject(late)
    must(await engine.agreement.backupParts(newest!.id, 0))
    await engine.drain()
    must(await engine.agreement.backupParts(oldest, 0))
    must(await engine.agreement.restore(oldest, whole, 'k1'))
    await engine.drain()
    expect(tracesIn(engine)).toEqual([])
  })

  // Seen red without turns: the second wrote her back into the parts it had read before.
  test('together with another, and with a backup that is dropped meanwhile', async () => {
    const engine = await backedUpOften()
    const { files } = engine.shelf
    const dropped = must(await engine.agreement.backups({ cursor: null, limit: 1 })).items[0]!.id
    const bob = { ...ask, recordId: rec('bob') }
    const ends = await Promise.all([
      engine.agreement.erase(ask, 'k1'),
      engine.agreement.erase(bob, 'k1'),
      engine.agreement.dropBackup(dropped),
    ])
    expect(ends.map(({ ok }) => ok)).toEqual([true, true, true])
    await engine.drain()
    expect(tracesIn(engine)).toEqual([])
    expect(everything(engine)).not.toContain('bob@example.com')
    expect([...files.keys()].filter((key) => key.includes(`/${dropped}/`))).toEqual([])
    expect((await erasures(engine)).map(({ backupsLeft }) => backupsLeft)).toEqual([0, 0])
  })

  // Seen red with the fault handed on: nobody went on with it.
  test('again where the shelf did not answer', async () => {
    const engine = await backedUpOften()
    const get = engine.shelf.get
    engine.shelf.get = () => Promise.reject(new Error('the shelf is away'))
    must(await engine.agreement.erase(ask, 'k1'))
    const next = await engine.agreement.tick()
    expect(next).toBeGreaterThan(engine.clock.now())
    expect(tracesIn(engine)).not.toEqual([])
    engine.shelf.get = get
    await engine.drain()
    expect(tracesIn(engine)).toEqual([])
  })
})
