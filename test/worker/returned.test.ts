import { expect, test } from 'vitest'
import { ok } from '../../shared/result.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { readReturned } from '../../worker/run/returned.ts'
import type { Lane, Work } from '../../worker/run/work.ts'
import { nodeStore } from './sqlite.ts'

const MANY = 1_100

// Seen red: with the first page alone. With each page begun anew at the first it never ends.
test('the other halves of all who came back are read, however many, page by page', async () => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  memory.setup.put({ id: 's1' } as Parameters<Memory['setup']['put']>[0])
  memory.together(() => {
    for (let n = 0; n < MANY; n++) {
      const [left, right] = [`l${n}`, `r${n}`].map((id) => ({ id, base: {}, order: 1 }))
      const link = memory.links.add({ pairing: 1, left: left!, right: right!, version: 1, proposed: null }) // prettier-ignore
      memory.links.bury(link, n % 11 === 0 ? null : 'left')
      memory.seen.put({ pairing: 1, side: 'left', recordId: `l${n}`, order: 2, slots: { n }, times: undefined, title: '', since: null }) // prettier-ignore
    }
  })
  const read: string[] = []
  const connector = {
    limits: { lookup: 100 },
    read: async (_table: unknown, _fields: unknown, ids: readonly string[]) => {
      read.push(...ids)
      return ok([])
    },
  }
  const work = { memory, ports: { left: { connector }, right: { connector } } }
  const lane = { no: 1, tables: {}, fields: {} }
  expect(await readReturned(work as unknown as Work, [lane as unknown as Lane])).toBeNull()
  const back = Array.from({ length: MANY }, (_, n) => n).filter((n) => n % 11 !== 0)
  expect(read).toEqual(back.map((n) => `r${n}`))
})
