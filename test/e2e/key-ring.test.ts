import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openClient } from '../../shared/api/client.ts'
import { must, openWorkspace, sendTo } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession, type Session } from '../sandbox/session.ts'

/**
 * The ring is rotated as `wrangler.toml` says, over the same databases and a runtime that is started anew each time: a key is
 * added and named, every connection is used once, the old key is taken off.
 */
const { world } = realWorld({ records: 5, overlap: 0.5 })
const FAST = { latency: 1, jitter: 0 }
const Secrets = z.object({ OPERATOR_KEY: z.string(), KEY_RING: z.string() })
const Ring = z.object({ current: z.string(), keys: z.record(z.string(), z.string()) })
type Ring = z.infer<typeof Ring>

let folder: string
let key: string
let first: Ring
const at = (name: string): string => join(folder, name)
const secretsIn = (state: string) => Secrets.parse(JSON.parse(readFileSync(join(state, 'secrets.json'), 'utf8'))) // prettier-ignore
const hang = (state: string, ring: Ring): void =>
  writeFileSync(
    join(state, 'secrets.json'),
    JSON.stringify({ ...secretsIn(state), KEY_RING: JSON.stringify(ring) }),
  )

async function within<T>(state: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession({ world, weather: FAST, state })
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}
/** Whether both services take what is kept for them. */
const works = (state: string): Promise<readonly boolean[]> =>
  within(state, async ({ runtime }) => {
    const client = openClient(key, sendTo(runtime.url))
    const { items } = await must(client.connections())
    const tests = await Promise.all(
      items.map(({ id, provider }) => client.testConnection(provider, id)),
    )
    return tests.map((one) => one.ok && one.value.working)
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ring-'))
  await within(at('state'), async (session) => {
    const client = await openWorkspace(session)
    key = session.facts.worker.key ?? ''
    const { airtable, attio } = session.access
    const { baseId } = session.facts.airtable
    await must(client.connect({ provider: 'airtable', token: airtable.sync.token, baseId }))
    await must(client.connect({ provider: 'attio', token: attio.sync.token }))
  })
  first = Ring.parse(JSON.parse(secretsIn(at('state')).KEY_RING))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const made = randomBytes(32).toString('base64')
/** The state as it was before anything was rotated, for one test. */
const copy = (name: string): string => {
  cpSync(at('state'), at(name), { recursive: true })
  return at(name)
}

// Seen red: only a token that was given out was wrapped anew, so the accounts were lost with the old key.
test.each([
  { way: 'both were tested', use: async (state: string) => void (await works(state)) },
  { way: 'both were looked after by the schedule', use: (state: string) => within(state, ({ runtime }) => runtime.tick()) },
])('a ring rotated over restarts: once $way, the old key is needed no more', { timeout: 60_000 }, async ({ way, use }) => {
  const state = copy(way)
  hang(state, { current: 'made', keys: { ...first.keys, made } })
  await use(state)
  hang(state, { current: 'made', keys: { made } })
  expect(await works(state)).toEqual([true, true])
}) // prettier-ignore

test('whoever takes the old key off at once has to connect again: nothing opens under another key', async () => {
  const state = copy('untouched')
  hang(state, { current: 'made', keys: { made } })
  expect(await works(state)).toEqual([false, false])
})
