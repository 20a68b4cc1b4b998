import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { id } from '../worker/worlds.ts'
import { fieldOn } from './remapping.ts'
import type { LetGo } from './undone.ts'

/** Something a person does with the product itself; false where there was nothing to do it to. */
type Order = { readonly name: string; readonly often: number; readonly act: Act }
type Act = (engine: Engine, throwDie: Die, about: Orders) => Promise<boolean>
/** What the orders so far leave behind for the judge: what was let go, and whom a person said to delete, by both their names. */
export type Orders = { readonly letGo: LetGo[]; readonly deleted: string[] }

const peopleEntries = async (engine: Engine) => {
  const pairings = await engine.agreement.pairings()
  return pairings.ok
    ? (pairings.value.find((one) => one.entityType === 'people')?.entries ?? [])
    : []
}

const ORDERS: readonly Order[] = [
  {
    name: 'settles a conflict',
    often: 4,
    async act(engine, throwDie, { deleted }) {
      const listed = await engine.agreement.conflicts({ cursor: null, limit: 50 })
      const open = listed.ok ? listed.value.items.filter((one) => one.kind !== 'match') : []
      if (open.length === 0) return false
      const conflict = pick(throwDie, open)
      const choice =
        conflict.kind === 'field'
          ? pick(throwDie, ['left', 'right'] as const)
          : pick(throwDie, ['delete', 'apart'] as const)
      if (choice === 'delete')
        deleted.push(...[conflict.leftId, conflict.rightId].filter((one) => one !== null))
      await engine.agreement.resolveConflict(
        conflict.id,
        { choice, always: throwDie() < 0.1 },
        'Ops',
      )
      return true
    },
  },
  {
    name: 'leaves a conflict alone',
    often: 1,
    async act(engine, throwDie) {
      const listed = await engine.agreement.conflicts({ cursor: null, limit: 50 })
      if (!listed.ok || listed.value.items.length === 0) return false
      await engine.agreement.ignoreConflict(pick(throwDie, listed.value.items).id)
      return true
    },
  },
  {
    name: 'sets a record or a field aside',
    often: 2,
    async act(engine, throwDie) {
      const people = engine.memory.pairings.get('people')?.no ?? 0
      const links = engine.memory.links.after(people, 0, 100).filter((one) => one.gone === null)
      const entries = await peopleEntries(engine)
      if (links.length === 0 || entries.length === 0) return false
      await engine.agreement.hold(
        {
          entityType: 'people',
          side: 'left',
          recordId: pick(throwDie, links).left_id,
          entryId: throwDie() < 0.5 ? null : pick(throwDie, entries).id,
          says: 'not now',
        },
        'Ops',
      )
      return true
    },
  },
  {
    name: 'lets go what was set aside',
    often: 2,
    async act(engine, throwDie, { letGo }) {
      const holds = await engine.agreement.holds({ cursor: null, limit: 50 })
      if (!holds.ok || holds.value.items.length === 0) return false
      const { id: hold, entityType, side, recordId, entryId } = pick(throwDie, holds.value.items)
      await engine.agreement.releaseHold(hold, pick(throwDie, ['left', 'right', null]), 'Ops')
      const entries = engine.memory.pairings.get(entityType)?.json.entries ?? []
      const entry = entries.find((one) => one.id === entryId)
      letGo.push({
        side,
        id: recordId,
        field: entry ? fieldOn(entry, side) : null,
        at: engine.clock.now(),
      })
      return true
    },
  },
  {
    name: 'turns a field',
    often: 1,
    async act(engine, throwDie) {
      const entries = (await peopleEntries(engine)).filter(
        (one) => one.left.field !== id('fld', 'pEmail'),
      )
      if (entries.length === 0) return false
      const entry = pick(throwDie, entries)
      const direction = pick(throwDie, ['bidirectional', 'push', 'pull', 'none'] as const)
      const changed = await engine.agreement.changeEntry('people', entry.id, { direction })
      return changed.ok
    },
  },
  {
    name: 'filters, or takes the filter away',
    often: 2,
    async act(engine, throwDie) {
      const side = pick(throwDie, ['left', 'right'] as const)
      const field = side === 'left' ? id('fld', 'pScore') : 'score'
      const rules = { field, operator: pick(throwDie, ['greater', 'less'] as const), value: 500 }
      const filter = throwDie() < 0.5 ? null : { kind: 'rules' as const, rules }
      const changed = await engine.agreement.changePairing('people', {
        filters: { [side]: filter },
      })
      return changed.ok
    },
  },
  {
    name: 'pauses and resumes',
    often: 1,
    async act(engine) {
      await engine.agreement.pause()
      await engine.agreement.resume()
      return true
    },
  },
  {
    name: 'cancels the run',
    often: 1,
    async act(engine) {
      const last = await engine.agreement.runs({ cursor: null, limit: 1 })
      const [run] = last.ok ? last.value.items : []
      return run !== undefined && (await engine.agreement.cancel(run.id)).ok
    },
  },
]

/** One order by the die. Gives its name, or null where there was nothing to do. */
export async function order(engine: Engine, throwDie: Die, about: Orders): Promise<string | null> {
  let at = throwDie() * ORDERS.reduce((sum, one) => sum + one.often, 0)
  const chosen = ORDERS.find((one) => (at -= one.often) < 0) ?? ORDERS[0]!
  return (await engine.clock.run(chosen.act(engine, throwDie, about))) ? chosen.name : null
}
