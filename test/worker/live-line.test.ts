import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LiveState } from '../../shared/api/live.ts'
import { must, openApi } from './api-world.ts'
import { CRM, openSignInWorld, PEOPLE } from './sign-in-world.ts'

type Client = Awaited<ReturnType<typeof sync>>['client']

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

/** Opens the line; gives what is said on it, whether it was opened at all, and whether the other end has closed it. */
function listen(path: string, url = api.runtime.url) {
  const said: { readonly at: number; readonly state: LiveState }[] = []
  let pongs = 0
  const socket = new WebSocket(new URL(path, url.replace('http', 'ws')))
  const opened = new Promise<boolean>((done) => {
    socket.addEventListener('open', () => done(true))
    socket.addEventListener('error', () => done(false))
  })
  socket.addEventListener('message', ({ data }) => {
    if (data === 'pong') pongs += 1
    else said.push({ at: performance.now(), state: LiveState.parse(JSON.parse(String(data))) })
  })
  return {
    said,
    socket,
    opened,
    isOver: () => socket.readyState >= WebSocket.CLOSING,
    pongs: () => pongs,
  }
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

describe('a line goes by the right of whoever opened it', () => {
  /** A line of this client's, and what it has been told. */
  async function lineOf(client: Client, configId: string, url = api.runtime.url) {
    const { ticket } = must(await client.liveTicket({ configId }))
    const line = listen(`/api/crm/sync/live?configId=${configId}&ticket=${ticket}`, url)
    expect(await line.opened).toBe(true)
    await until(() => line.said.length > 0)
    return line
  }

  // Seen red with sockets that nobody looks at again: the line was open after ten seconds, and heard of the pause.
  test('a revoked key’s line ends at once with a reason, its ticket opens nothing, and others hear on', async () => {
    const { client, configId } = await sync('Gia')
    const made = must(await client.createKey({ name: 'card', role: 'read-only' }))
    const card = api.client(made.key)
    const theirs = await lineOf(card, configId)
    const mine = await lineOf(client, configId)
    const unused = must(await card.liveTicket({ configId })).ticket
    must(await client.revokeKey(made.id))
    await until(theirs.isOver)
    expect(theirs.isOver()).toBe(true)
    must(await client.pause(configId))
    await until(() => mine.said.at(-1)!.state.paused)
    expect([mine.said.at(-1)!.state.paused, mine.isOver()]).toEqual([true, false])
    expect(theirs.said.some(({ state }) => state.paused)).toBe(false)
    const late = listen(`/api/crm/sync/live?configId=${configId}&ticket=${unused}`)
    await until(late.isOver)
    expect(late.said).toEqual([])
    mine.socket.close()
  })

  test('signing out ends the line of that key; removing the sync ends all', async () => {
    const { client, configId } = await sync('Hal')
    const { key } = must(await client.createKey({ name: 'gone', role: 'user' }))
    const gone = api.client(key)
    const line = await lineOf(gone, configId)
    must(await gone.signOut())
    await until(line.isOver)
    expect(line.isOver()).toBe(true)
    const last = await lineOf(client, configId)
    must(await client.deleteConfig(configId))
    await until(last.isOver)
    expect(last.isOver()).toBe(true)
  })

  test('a removed member’s line ends, and so does one whose permission on the base is gone', async () => {
    const world = await openSignInWorld({
      main: 'worker/index.ts',
      vars: { ROLES_PROVED_FOR_MS: '0' },
    })
    const { client: ann, one } = await world.pair('ann')
    await world.atAttio(one)
    const [app, crm] = must(await ann.connections()).items
    const config = must(await ann.createConfig({ name: 'x', appConnectionId: app!.id, crmConnectionId: crm!.id })) // prettier-ignore
    const { client: bob } = await world.pair('bob')
    const bobs = await lineOf(bob, config.id, world.runtime.url)
    const member = must(await ann.members()).items.find(({ name }) => name.startsWith('bob'))!
    must(await ann.removeMember(member.id))
    await until(bobs.isOver)
    expect(bobs.isOver()).toBe(true)

    const { client: eve } = await world.pair('eve')
    const eves = await lineOf(eve, config.id, world.runtime.url)
    world.airtable.permit(CRM, PEOPLE.eve, 'none')
    // Nobody tells us of that: it is found before the next word that is due after five seconds.
    await new Promise((wake) => setTimeout(wake, 5_100))
    must(await ann.pause(config.id))
    await until(eves.isOver)
    expect([eves.isOver(), eves.said.some(({ state }) => state.paused)]).toEqual([true, false])
    await world.runtime.dispose()
  }, 60_000)
})

describe('after a cut', () => {
  test('a line that says what it has seen hears nothing twice, and misses nothing', async () => {
    const { client, configId } = await sync('Ivy')
    const open = async (since?: number) => {
      const { ticket } = must(await client.liveTicket({ configId }))
      const more = since === undefined ? '' : `&since=${since}`
      const line = listen(`/api/crm/sync/live?configId=${configId}&ticket=${ticket}${more}`)
      expect(await line.opened).toBe(true)
      return line
    }
    const first = await open()
    await until(() => first.said.length > 0)
    const { seq } = first.said[0]!.state
    first.socket.close()

    const same = await open(seq)
    // What is said on opening goes out before any answer does.
    same.socket.send('ping')
    await until(() => same.pongs() > 0)
    expect([same.pongs(), same.said]).toEqual([1, []])
    same.socket.close()

    must(await client.pause(configId))
    const next = await open(seq)
    await until(() => next.said.length > 0)
    expect(next.said[0]!.state).toMatchObject({ paused: true })
    expect(next.said[0]!.state.seq).toBeGreaterThan(seq)
    // And asking tells the same.
    expect(must(await client.live({ configId, since: seq })).state).toEqual(next.said.at(-1)!.state)
    next.socket.close()
  })

  test('whether somebody is there is answered without a word of the sync', async () => {
    const { client, configId } = await sync('Jon')
    const { ticket } = must(await client.liveTicket({ configId }))
    const socket = new WebSocket(new URL(`/api/crm/sync/live?configId=${configId}&ticket=${ticket}`, api.runtime.url.replace('http', 'ws'))) // prettier-ignore
    const heard: string[] = []
    socket.addEventListener('message', ({ data }) => heard.push(String(data)))
    await new Promise((open) => socket.addEventListener('open', open))
    socket.send('ping')
    await until(() => heard.includes('pong'))
    expect(heard.at(-1)).toBe('pong')
    socket.close()
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
