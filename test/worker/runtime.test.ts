import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { byHost } from '../sandbox/runtime.ts'
import { must, openApi } from './api-world.ts'

test('a host nobody answers for is a 599, so that nothing leaves the machine', async () => {
  const outbound = byHost([{ hosts: ['api.one.test'], fetch: async () => new Response('one') }])
  expect(await (await outbound(new Request('https://api.one.test/x'))).text()).toBe('one')
  expect((await outbound(new Request('https://api.two.test/x'))).status).toBe(599)
})

test('state and secrets outlive the runtime where a folder is given', async () => {
  const state = mkdtempSync(join(tmpdir(), 'datasync-state-'))
  const first = await openApi({ state })
  const { key, client } = await first.workspace('ada')
  const { id } = must(
    await client.connect({ provider: 'airtable', token: 'pat-ada', baseId: 'appAda' }),
  )
  await first.runtime.dispose()

  const second = await openApi({ state })
  expect(second.runtime.secrets).toEqual(first.runtime.secrets)
  expect(must(await second.client(key).testConnection('airtable', id)).working).toBe(true)
  await second.runtime.dispose()
  rmSync(state, { recursive: true })
})

test('it can be killed again and again, under calls, and comes back on the same address', async () => {
  const api = await openApi()
  const { client } = await api.workspace('bea')
  for (let i = 0; i < 3; i++) {
    const during = client.configs()
    await api.runtime.killWorkerd()
    await during
    expect(must(await client.configs()).items).toEqual([])
  }
  await api.runtime.dispose()
})

test('time may run fast: what vendors are asked keeps its pace in that time', async () => {
  const api = await openApi({ vars: { TIME_SCALE: '20', TIME_ORIGIN: String(Date.now()) } })
  const { client } = await api.workspace('cy')
  const began = performance.now()
  const { id } = must(
    await client.connect({ provider: 'airtable', token: 'pat-cy', baseId: 'appCyan' }),
  )
  for (let i = 0; i < 10; i++) must(await client.testConnection('airtable', id))
  // 22 calls at 5 a second are more than 4 s of the Worker's time.
  expect(performance.now() - began).toBeLessThan(3_000)
  await api.runtime.dispose()
}, 15_000)
