import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LiveState } from '../../shared/api/live.ts'
import { must, openApi } from './api-world.ts'

/** The Worker as deployed, its syncs included. */
let api: Awaited<ReturnType<typeof openApi>>
beforeAll(async () => {
  api = await openApi({ main: 'worker/index.ts' })
})
afterAll(() => api.runtime.dispose())

let made = 0
async function sync(of: string) {
  const name = `${of}${++made}`
  const { client, key } = await api.workspace(name)
  const app = must(await client.connect({ provider: 'airtable', token: `pat-${name}`, baseId: `app${name}Base` })) // prettier-ignore
  const crm = must(await client.connect({ provider: 'attio', token: `attio-${name}` }))
  const config = must(await client.createConfig({ name, appConnectionId: app.id, crmConnectionId: crm.id })) // prettier-ignore
  return { client, key, configId: config.id }
}

/** Opens the line; gives what is said on it, and whether it was opened at all. */
function listen(path: string) {
  const said: { readonly at: number; readonly state: LiveState }[] = []
  const socket = new WebSocket(new URL(path, api.runtime.url.replace('http', 'ws')))
  const opened = new Promise<boolean>((done) => {
    socket.addEventListener('open', () => done(true))
    socket.addEventListener('error', () => done(false))
  })
  socket.addEventListener('message', ({ data }) => {
    said.push({ at: performance.now(), state: LiveState.parse(JSON.parse(String(data))) })
  })
  return { said, socket, opened }
}

async function until(is: () => boolean): Promise<void> {
  for (let tries = 0; !is() && tries < 200; tries++)
    await new Promise((wake) => setTimeout(wake, 20))
}

describe('the live line', () => {
  test('is opened by a ticket, says at once how it stands, and then every change', async () => {
    const { client, configId } = await sync('Ada')
    const { ticket } = must(await client.liveTicket({ configId }))
    const { said, socket, opened } = listen(`/api/crm/sync/live?configId=${configId}&ticket=${ticket}`) // prettier-ignore
    expect(await opened).toBe(true)
    await until(() => said.length > 0)
    expect(said[0]!.state).toMatchObject({ configId, paused: false })
    must(await client.pause(configId))
    await until(() => said.at(-1)!.state.paused)
    expect(said.at(-1)!.state.paused).toBe(true)
    expect(said.at(-1)!.state.seq).toBeGreaterThan(said[0]!.state.seq)
    socket.close()
  })

  test('says no more than four things a second, and never leaves out the last', async () => {
    const { client, configId } = await sync('Bea')
    const { ticket } = must(await client.liveTicket({ configId }))
    const { said, socket, opened } = listen(`/api/crm/sync/live?configId=${configId}&ticket=${ticket}`) // prettier-ignore
    expect(await opened).toBe(true)
    await until(() => said.length > 0)
    for (let n = 0; n < 15; n++) {
      must(await client.pause(configId))
      must(await client.resume(configId))
    }
    must(await client.pause(configId))
    await until(() => said.at(-1)!.state.paused)
    expect(said.at(-1)!.state.paused).toBe(true)
    const gaps = said.slice(2).map(({ at }, n) => at - said[n + 1]!.at)
    // The clock on the wall wobbles; four a second is one in 250 ms.
    expect(gaps.filter((gap) => gap < 200)).toEqual([])
    socket.close()
  })

  test.each([
    ['no ticket', () => ''],
    ['a ticket nobody gave', () => `&ticket=t${'x'.repeat(40)}`],
    ['one that was used', (used: string) => `&ticket=${used}`],
  ])('%s opens nothing', async (_, asked) => {
    const { client, configId } = await sync('Cy')
    const { ticket } = must(await client.liveTicket({ configId }))
    const first = listen(`/api/crm/sync/live?configId=${configId}&ticket=${ticket}`)
    expect(await first.opened).toBe(true)
    first.socket.close()
    const again = listen(`/api/crm/sync/live?configId=${configId}${asked(ticket)}`)
    expect(await again.opened).toBe(false)
  })

  test('a ticket for one sync opens no other', async () => {
    const mine = await sync('Dee')
    const theirs = await sync('Eve')
    const { ticket } = must(await mine.client.liveTicket({ configId: mine.configId }))
    const { opened } = listen(`/api/crm/sync/live?configId=${theirs.configId}&ticket=${ticket}`)
    expect(await opened).toBe(false)
  })

  test('the same by asking: whole where something changed since, nothing where not', async () => {
    const { client, configId } = await sync('Fay')
    const first = must(await client.live({ configId }))
    expect(first.state).toMatchObject({ configId, paused: false })
    expect(must(await client.live({ configId, since: first.seq })).state).toBeNull()
    must(await client.pause(configId))
    const next = must(await client.live({ configId, since: first.seq }))
    expect(next.state).toMatchObject({ paused: true })
    expect(next.seq).toBeGreaterThan(first.seq)
  })
})

test('what nobody waits for is not there, and says so in milliseconds', async () => {
  const body = '{"base":{"id":"appX"},"webhook":{"id":"achX"}}'
  for (const path of [
    '/webhooks/airtable/appX.short',
    `/webhooks/airtable/appX.${'k'.repeat(24)}`,
    `/webhooks/nobody/appX.${'k'.repeat(24)}`,
  ])
    // prettier-ignore
    expect((await api.runtime.fetch(path, { method: 'POST', body })).status).toBe(404)
})
