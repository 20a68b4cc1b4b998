import { expect } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import type { Failure } from '../../shared/failure.ts'
import { tell } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { ConflictView, RunView, WriteView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, type EngineOptions, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

export const BASE = id('app', 'small')
export const rec = (name: string): string => id('rec', name)

export const ada = {
  id: rec('ada'),
  fields: {
    Email: 'ada@example.com',
    'First name': 'Ada',
    'Last name': 'Lovelace',
    Score: 1.5,
    Teams: [rec('tA')],
  },
}
export const bob = { id: rec('bob'), fields: { Email: 'bob@example.com', 'First name': 'Bob' } }
export const teams = ['A', 'B', 'C'].map((code) => ({
  id: rec(`t${code}`),
  fields: { Name: `Team ${code}`, Code: code },
}))

/** A world that has been synced once. */
export async function synced(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = openEngine({ world: smallWorld({ teams, people: [ada, bob] }), ...options })
  await pairUp(engine, SMALL_PAIRINGS)
  const run = await engine.sync()
  expect({ state: run.state, blocked: run.blocked }).toEqual({ state: 'done', blocked: 0 })
  return engine
}

export const conflictsOf = async (engine: Engine): Promise<readonly ConflictView[]> => {
  const found = await engine.agreement.conflicts({ cursor: null, limit: 50 })
  return found.ok ? found.value.items : []
}
export const writesOf = async (engine: Engine, run: RunView): Promise<readonly WriteView[]> => {
  const found = await engine.agreement.writes(run.id, { cursor: null, limit: 200 })
  return found.ok ? found.value.items : []
}
export async function expectAccountsToAddUp(engine: Engine): Promise<void> {
  const view = await engine.agreement.view()
  expect(view.ok && view.value.account.filter((account) => !addsUp(account))).toEqual([])
}
export const rightId = (engine: Engine, email: string): string => personAt(engine, email).right!.id

/** The value of something that must have worked. */
export function must<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(tell(result.error))
  return result.value
}

/** From now on nothing but that field of the CRM tells the records of a pairing apart. Returns its entry. */
export async function tellApartBy(
  engine: Engine,
  entityType: string,
  slug: string,
  also: { readonly createMissing?: boolean } = {},
): Promise<string> {
  const { json } = engine.memory.pairings.get(entityType)!
  const { id } = json.entries.find((one) => one.right.field === slug)!
  const change = { keys: [[id]], fuzzy: null, ...also }
  must(await engine.clock.run(engine.agreement.changePairing(entityType, change)))
  return id
}
