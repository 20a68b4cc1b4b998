import type { Field, Table } from '../../shared/field.ts'
import type { Entry, Pairing } from '../../shared/mapping.ts'
import type { Both, Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import type { SyncSetup } from '../../worker/objects/sync/rpc.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { match } from '../../worker/run/match.ts'
import { STANDS } from '../../worker/objects/sync/pairings.ts'
import { keysOn } from '../../worker/run/keys.ts'
import { memoryShelf } from '../worker/shelf.ts'
import { lanesOf, type Port, type Work } from '../../worker/run/work.ts'
import { nodeStore, openDatabase } from '../worker/sqlite.ts'

export const field = (id: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  id,
  name: id,
  type,
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: type,
  ...more,
})

const SETUP: SyncSetup = {
  id: 's',
  workspaceId: 'w',
  name: 'Labelled',
  left: { connectionId: 'l', vendor: 'left', resource: 'l' },
  right: { connectionId: 'r', vendor: 'right', resource: 'r' },
  direction: 'bidirectional',
  frequency: 'manual',
  conflictResolution: 'manual_review',
  firstMeeting: 'app_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'keep',
  defaultCountry: 'US',
}

export type Rig = {
  readonly memory: Memory
  /** The number of its one pairing. */
  readonly no: number
  add(side: Side, id: string, slots: Values): void
  /** Match everything, in slices that look at so many rows. Returns how many slices it took. */
  match(rows?: number, afterEach?: () => void): number
  /** Rows the database has written so far. */
  written(): number
  /** Links by left id, and who waits for a person or is to be created, by side. */
  outcome(): {
    links: Map<string, string>
    asked: Both<Map<string, readonly string[]>>
    created: Both<Set<string>>
  }
}

/** The matching phase alone, over tables of any shape: no vendor, no network, the product's own SQL. */
export function openRig(
  tables: Both<Table>,
  entries: readonly Entry[],
  keys: readonly (readonly string[])[],
  more: Partial<Pairing> = {},
  database = openDatabase(),
): Rig {
  const store = nodeStore(database)
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  memory.setup.put(SETUP)
  memory.described.put('left', [tables.left.id], [tables.left])
  memory.described.put('right', [tables.right.id], [tables.right])
  const no = memory.pairings.put({
    entityType: 'things',
    left: tables.left.id,
    right: tables.right.id,
    version: 1,
    entries: [...entries],
    keys: keys.map((key) => [...key]),
    direction: 'bidirectional',
    conflictResolution: 'manual_review',
    firstMeeting: 'app_wins',
    createMissing: true,
    updateExisting: true,
    deletions: 'keep',
    twins: { left: null, right: null },
    marks: { left: null, right: null },
    ...more,
  })
  // Whatever is filled in goes by its keys from the start, as if a listing had read it.
  memory.pairings.setKeyed(no, STANDS)
  const port = (name: string) => ({ connector: { name } }) as unknown as Port
  const ports = { left: port('Left'), right: port('Right') }
  const workOf = (run: number, rows: number): Work => ({
    memory,
    setup: SETUP,
    ports,
    shelf: memoryShelf(),
    clock: { now: () => 0, sleep: async () => {} },
    run: memory.runs.get(run)!,
    epoch: 1,
    until: Infinity,
    budget: { rows },
    looked: new Map(),
  })
  const seeing = workOf(memory.runs.add('run', 0), 0)
  const lane = () => lanesOf(seeing).lanes[0]!
  let order = 0
  let held: ReturnType<typeof lane> | null = null
  return {
    memory,
    no,
    add(side, id, slots) {
      held ??= lane()
      memory.keys.set(no, side, id, keysOn(seeing, held, side, slots))
      memory.seen.put({
        pairing: no,
        side,
        recordId: id,
        order: ++order,
        slots,
        times: undefined,
        title: id,
        since: null,
      })
    },
    match(most = Infinity, afterEach = () => {}) {
      while (memory.links.dropProposed(1_000) > 0);
      const run = memory.runs.add('run', 0)
      for (let slices = 1; ; slices++) {
        const { is } = match(workOf(run, most))
        afterEach()
        if (is === 'next') return slices
      }
    },
    written() {
      return Number(store.sql.exec('select total_changes() as n').toArray()[0]!['n'])
    },
    outcome() {
      const asked = {
        left: new Map<string, readonly string[]>(),
        right: new Map<string, readonly string[]>(),
      }
      const created = { left: new Set<string>(), right: new Set<string>() }
      for (let before: number | null = null; ;) {
        const page = memory.conflicts.page(before, 500)
        if (page.length === 0) break
        before = page[page.length - 1]!.id
        for (const one of page) {
          const [, , side, ...id] = one.about.split(':')
          asked[side === 'left' ? 'left' : 'right'].set(
            id.join(':'),
            one.candidates.map((two) => two.id),
          )
        }
      }
      for (let after = 0; ;) {
        const page = memory.seen.toCreate(no, after, 500)
        if (page.length === 0) break
        after = page[page.length - 1]!.id
        for (const one of page) created[one.side].add(one.record_id)
      }
      const links = new Map<string, string>()
      for (let after = 0; ;) {
        const page = memory.links.after(no, after, 500)
        if (page.length === 0) break
        after = page[page.length - 1]!.id
        for (const one of page) links.set(one.left_id, one.right_id)
      }
      return { links, asked, created }
    },
  }
}
