import { tell } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { Failure } from '../../shared/failure.ts'
import type { RunView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, Killed, openEngine, pairUp } from './engine.ts'
import { lookLeft, lookRight, personAt } from './look.ts'
import { id, SMALL_PAIRINGS, smallWorld, type World } from './worlds.ts'

const BASE = id('app', 'small')
const rec = (name: string): string => id('rec', name)
const at = (name: string): string => `${name}@example.com`
const row = (name: string, score: number, ...teams: string[]) => ({
  id: rec(name),
  fields: {
    Email: at(name),
    'First name': name,
    'Last name': 'Left',
    Level: name === 'ada' ? 'Principal' : 'Junior',
    Score: score,
    Teams: teams.map((one) => rec(`t${one}`)),
  },
})
const team = (code: string, parent?: string) => ({
  id: rec(`t${code}`),
  fields: { Name: `Team ${code}`, Code: code, ...(parent ? { Parent: [rec(`t${parent}`)] } : {}) },
})

/** Two sides that share one person; teams that point at each other in a circle. */
function world(): World {
  const small = smallWorld({
    teams: [team('A', 'B'), team('B', 'A'), team('C')],
    people: [row('ada', 1, 'A', 'B'), row('bob', 2, 'C'), row('cid', 3), row('dan', 4, 'A')],
    attio: {
      people: [
        { values: { name: 'Right, bob', email_addresses: [at('bob')], born: '1990-01-02' } },
        { values: { name: 'Right, eve', email_addresses: [at('eve')] } },
      ],
      teams: [{ values: { name: 'Team Z', code: 'Z' } }],
    },
  })
  const level = small.airtable.bases?.[0]?.tables
    .flatMap((table) => table.fields)
    .find((field) => field.name === 'Level')
  // Attio does not know two of them yet.
  const choices = ['Junior', 'Senior', 'Principal', 'Head'].map((name) => ({ name }))
  Object.assign(level ?? {}, { options: { choices } })
  return small
}

export async function openScene(): Promise<Engine> {
  const engine = openEngine({
    world: world(),
    weather: { latency: 150, jitter: 50 },
    setup: { deletions: 'delete', conflictResolution: 'app_wins' },
  })
  const made = await pairUp(engine, SMALL_PAIRINGS)
  const level = made[1]?.entries.find((one) => one.left.field === id('fld', 'pLevel'))
  const changed = await engine.clock.run(
    engine.agreement.changeEntry('people', level?.id ?? '', {
      choices: { left: 'create', right: 'create' },
    }),
  )
  if (!changed.ok) throw new Error(tell(changed.error))
  return engine
}

type Begun = Promise<Result<RunView, Failure>>
/** One thing that is asked of the product, in parts each of which it is left alone with until it rests. */
export type Act = {
  readonly name: string
  /** What people do at the vendors before it. */
  readonly before?: (engine: Engine) => void
  readonly parts: readonly ((engine: Engine) => Begun)[]
}

const lastRun = async (engine: Engine): Promise<RunView> => {
  const runs = await engine.agreement.runs({ cursor: null, limit: 1 })
  if (!runs.ok || !runs.value.items[0]) throw new Error('there is no run')
  return runs.value.items[0]
}
const carryOut = async (engine: Engine) => engine.agreement.trigger((await lastRun(engine)).id)
const rightOf = (engine: Engine, name: string): string => personAt(engine, at(name)).right?.id ?? ''

export const ACTS: readonly Act[] = [
  { name: 'a first sync', parts: [(engine) => engine.agreement.trigger(null)] },
  {
    name: 'a run with edits, new options, deletions and merged records',
    before(engine) {
      const { airtable, attio } = engine
      airtable.edit(BASE, 'People', rec('ada'), { Score: 10, Level: 'Head', Teams: [rec('tC')] })
      attio.edit('people', rightOf(engine, 'bob'), { score: 20 })
      airtable.add(BASE, 'People', { Email: at('fay'), 'First name': 'fay', Teams: [rec('tA')] })
      attio.add('people', { name: 'Right, gil', email_addresses: [at('gil')], score: 7 })
      airtable.remove(BASE, 'People', rec('cid'))
      attio.merge('people', rightOf(engine, 'dan'), rightOf(engine, 'eve'))
      airtable.edit(BASE, 'Teams', rec('tC'), { Parent: [rec('tA')] })
    },
    parts: [(engine) => engine.agreement.trigger(null)],
  },
  {
    name: 'its undo',
    parts: [
      async (engine) => engine.agreement.undo((await lastRun(engine)).id, null, 'Ops'),
      carryOut,
    ],
  },
  { name: 'a backup', parts: [(engine) => engine.agreement.backUp('Ops')] },
  {
    name: 'a run with more deletions',
    before({ airtable }) {
      airtable.remove(BASE, 'People', rec('bob'))
      airtable.edit(BASE, 'People', rec('ada'), { 'First name': 'Ada again', Score: 11 })
    },
    parts: [(engine) => engine.agreement.trigger(null)],
  },
  {
    name: 'what the backup brings back',
    parts: [
      async (engine) => {
        const kept = await engine.agreement.backups({ cursor: null, limit: 1 })
        const backup = kept.ok ? (kept.value.items[0]?.id ?? '') : ''
        return engine.agreement.restore(backup, { entityType: 'people', side: 'left' }, 'Ops')
      },
      carryOut,
    ],
  },
]

/** One act, during which the process dies at these places: the first counts from its beginning, each other from the death before it. */
export async function play(
  engine: Engine,
  act: Act,
  deaths: readonly number[] = [],
): Promise<void> {
  const waiting = [...deaths]
  act.before?.(engine)
  engine.fate.killAt(waiting.shift() ?? null)
  for (const part of act.parts) {
    const begun = await engine.clock.run(part(engine))
    if (!begun.ok) throw new Error(`${act.name}: ${tell(begun.error)}`)
    await rest(engine, waiting)
  }
  engine.fate.killAt(null)
}

async function rest(engine: Engine, waiting: number[]): Promise<void> {
  for (;;) {
    const ended = await engine.drain().then(
      () => 'rest',
      (fault: unknown) => fault,
    )
    if (ended === 'rest') return
    if (!(ended instanceof Killed)) throw ended
    engine.restart()
    engine.fate.killAt(waiting.shift() ?? null)
  }
}

/** All that may not differ whether the process was killed or not. */
export async function outcome(engine: Engine): Promise<object> {
  const run = await lastRun(engine)
  const view = await engine.agreement.view()
  const held = await engine.agreement.holds({ cursor: null, limit: 100 })
  const writes = await engine.agreement.writes(run.id, { cursor: null, limit: 500 })
  return {
    left: lookLeft(engine),
    right: lookRight(engine),
    state: run.state,
    account: view.ok ? view.value.account : null,
    held: held.ok ? held.value.items.length : null,
    ledger: writes.ok
      ? writes.value.items
          .filter((one) => one.state === 'settled')
          .map(({ side, kind, title }) => `${side} ${kind} ${title}`)
          .sort()
      : null,
  }
}

/** How often each vendor was asked to write. */
export const writesAsked = ({ airtable, attio }: Engine): number =>
  [airtable, attio].reduce(
    (sum, { counters }) =>
      sum +
      Object.entries(counters.toJSON())
        .filter(([kind]) => /create|update|patch|put|delete|upsert|replace|post/iu.test(kind))
        .reduce((all, [, calls]) => all + calls, 0),
    0,
  )
