import { expect, test } from 'vitest'
import type { Client } from '../../shared/api/client.ts'
import type { Config } from '../../shared/api/config.ts'
import { ok } from '../../shared/result.ts'
import { firstMade } from '../../extension/frontend/setup/first-made.ts'

type Made = { id: string; at: string; crm?: string; frequency?: string; ran?: true }
const config = ({ id, at, crm = 'c2', frequency = 'manual', ran }: Made) =>
  ({
    id,
    createdAt: `2026-01-05T09:${at}.000Z`,
    app: { connectionId: 'c1' },
    crm: { connectionId: crm },
    syncFrequency: frequency,
    lastRun: ran ? {} : null,
  }) as unknown as Config

// Seen red where whoever made one went on with their own: two tabs made two syncs.
test.each<[says: string, others: readonly Made[], first: string, gone: readonly string[]]>([
  ['nobody else made one', [], 'mine', []],
  ['another tab was first', [{ id: 'theirs', at: '29:59' }], 'theirs', ['mine']],
  ['another tab came later', [{ id: 'theirs', at: '30:01' }], 'mine', []],
  ['one of another hour', [{ id: 'old', at: '10:00' }], 'mine', []],
  ['one with another account', [{ id: 'else', at: '29:59', crm: 'c3' }], 'mine', []],
  ['one that runs by itself', [{ id: 'live', at: '29:59', frequency: 'realtime' }], 'mine', []],
  ['one that ran', [{ id: 'ran', at: '29:59', ran: true }], 'mine', []],
])('%s: one is gone on with', async (_, others, first, gone) => {
  const mine = config({ id: 'mine', at: '30:00' })
  const deleted: string[] = []
  const client = {
    configs: async () => ok({ items: [mine, ...others.map(config)] }),
    deleteConfig: async (id: string) => ok(deleted.push(id)),
  } as unknown as Client
  expect({ first: (await firstMade(client, mine)).id, gone: deleted }).toEqual({ first, gone })
})
