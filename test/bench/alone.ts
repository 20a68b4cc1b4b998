import { memoryShelf } from '../worker/shelf.ts'
import { tell } from '../../shared/failure.ts'
import type { Both, Side } from '../../shared/record.ts'
import type { Store } from '../../worker/objects/store.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { Agreement } from '../../worker/objects/sync/agreement.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import type { RunView, SyncSetup } from '../../worker/objects/sync/rpc.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { deliver } from '../../worker/run/deliver.ts'
import { openSynthetic, type Synthetic } from './synthetic.ts'

/** The engine alone, between two vendors made of arithmetic that answer at once: what is measured is ours. */
export type Alone = {
  readonly agreement: Agreement
  readonly memory: Memory
  readonly sides: Both<Synthetic>
  /** One run to its end. `slice` is told of each slice as it ends. */
  run(slice?: (state: string) => void): Promise<RunView>
}

const SETUP: SyncSetup = {
  id: 'sync1',
  workspaceId: 'w1',
  name: 'Alone',
  left: { connectionId: 'c1', vendor: 'synthetic', resource: 'left' },
  right: { connectionId: 'c2', vendor: 'synthetic', resource: 'right' },
  direction: 'bidirectional',
  frequency: 'manual',
  conflictResolution: 'manual_review',
  firstMeeting: 'app_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'mark',
  defaultCountry: 'US',
}

export async function openAlone(
  store: Store,
  sizes: Both<number>,
  now: () => number,
  page?: number,
  more?: number,
): Promise<Alone> {
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  const sides = {
    left: openSynthetic('left', sizes.left, page, more),
    right: openSynthetic('right', sizes.right, page, more),
  }
  const agreement = new Agreement(memory, {
    clock: { now, sleep: async () => {} },
    port: async (_, side: Side) => {
      const { connector } = sides[side]
      return {
        connector,
        lanes: 2,
        write: (table, fields, writes, deadline) =>
          deliver(connector, { table, fields, writes, deadline }),
      }
    },
    own: async () => ({ ok: true, value: null }),
    shelf: memoryShelf(),
    wake: () => {},
  })
  const must = <T>(
    answer: { ok: true; value: T } | { ok: false; error: Parameters<typeof tell>[0] },
  ): T => {
    if (!answer.ok) throw new Error(tell(answer.error))
    return answer.value
  }
  must(await agreement.setUp(SETUP))
  must(
    await agreement.addPairing({
      entityType: 'people',
      left: 'leftPeople',
      right: 'rightPeople',
      autoPair: true,
    }),
  )
  return {
    agreement,
    memory,
    sides,
    async run(slice = () => {}) {
      const { id } = must(await agreement.trigger(null))
      for (let wake: number | null = 0; wake !== null;) {
        wake = await agreement.tick()
        slice(must(await agreement.run(id)).state)
      }
      return must(await agreement.run(id))
    },
  }
}
