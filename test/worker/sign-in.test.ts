/** People sign in on our pages, in the Worker's own runtime, at both simulated vendors. */
import { createHash } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openClient, openPairing } from '../../shared/api/client.ts'
import { AuditEntry, faultIn, spellEntry } from '../../shared/audit.ts'
import { must } from './api-world.ts'
import { HERE, type Person } from './person.ts'
import {
  ACME,
  CRM,
  openSignInWorld,
  OTHER,
  PEOPLE,
  type SignInWorld,
  type Who,
} from './sign-in-world.ts'

const world: SignInWorld = await openSignInWorld()
afterAll(() => world.runtime.dispose())
const { airtable, attio, runtime, send, person, pair, atAirtable, atAttio } = world
let n = 0
/** A panel and a browser on the way, before anybody signed in. */
async function underWay(base: string = CRM) {
  const panel = openPairing(send)
  const started = must(await panel.startPairing({ baseId: base }))
  const one = person()
  await one.open(started.url)
  return { panel, started, one }
}
/** The page of a vendor that a press of our button leads to, without anybody saying yes yet. */
const awayFrom = async (one: Person): Promise<URL> => {
  await one.press('Continue to Airtable')
  return new URL(one.page().url)
}
beforeEach(() => {
  n++
})

describe('from nothing', () => {
  test('an owner connects both sides, and the panel has a session as admin', async () => {
    const { panel, started, one, seen, collected, client } = await pair('ann')
    expect(seen.html).toContain('Connect Attio')
    expect(collected).toMatchObject({ state: 'ready', role: 'admin', name: 'ann@acme.test' })
    const done = await atAttio(one)
    expect(done.html).toContain('Connected: “CRM” and “Acme”')
    expect(must(await client.connections()).items).toMatchObject([
      { provider: 'airtable', resource: CRM, status: 'connected', missing: [], says: null },
      { provider: 'attio', resource: ACME, status: 'connected', missing: [], says: null },
    ])
    // The session is told once.
    const again = must(await panel.collectSession(started.id, started.secret))
    expect(again).toMatchObject({ state: 'collected', key: null })
    expect(must(await client.me())).toMatchObject({ workspaceName: 'CRM', role: 'admin' })
  })

  test.each<{ who: Who; role: string }>([
    { who: 'bob', role: 'user' },
    { who: 'eve', role: 'read-only' },
  ])('whoever comes next, $who, is a member with what the base allows: $role', async ({ who, role }) => {
    const { collected, client, seen } = await pair(who)
    expect(collected).toMatchObject({ state: 'ready', role })
    expect(seen.html).toContain('Done')
    expect(must(await client.connections()).items).toHaveLength(2)
    expect(await client.signIn({ provider: 'attio' })).toMatchObject({ error: { code: 'role_too_low' } })
  }) // prettier-ignore

  test('a base nobody connected is not connected by somebody who may not', async () => {
    airtable.permit(OTHER, PEOPLE.bob, 'edit')
    const { panel, started, one } = await underWay(OTHER)
    await one.press('Yes, it is the same')
    const seen = await atAirtable(one, 'bob', OTHER)
    expect(seen.html).toContain('Nobody has connected this Airtable base yet.')
    expect(must(await panel.collectSession(started.id, started.secret))).toMatchObject({
      state: 'waiting',
      says: expect.stringContaining('Ask somebody who owns it'),
    })
  })

  test('a second workspace may not have a base that one has', async () => {
    const { workspaceId, client } = await other()
    const started = must(await client.signIn({ provider: 'airtable', baseId: CRM }))
    const one = person()
    await one.open(started.url)
    await one.press('Yes, it is the same')
    const seen = await atAirtable(one, 'ann')
    expect(seen.html).toContain('This Airtable base already belongs to another workspace.')
    expect(must(await client.connections()).items).toEqual([])
    expect(workspaceId).not.toBe('')
  })
})

/** Another customer, opened by the operator. */
async function other() {
  const answer = await runtime.fetch('/api/workspaces', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${runtime.secrets['OPERATOR_KEY']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: `Other ${n}` }),
  })
  const { workspaceId, key } = (await answer.json()) as { workspaceId: string; key: string }
  return { workspaceId, key, client: openClient(key, send) }
}

describe('the pages', () => {
  test('say what is asked and why, hold no script, load nothing, and fit a phone', async () => {
    const { one, started } = await underWay(OTHER)
    const first = one.page()
    expect(first.html).toContain(started.code)
    await one.press('Yes, it is the same')
    const html = one.page().html
    for (const why of ['read the records of this base', 'hear of changes within a second'])
      expect(html).toContain(why)
    expect(html + first.html).not.toMatch(/<script|src=|@import|url\(|https?:\/\//)
    expect(html).toContain('width=device-width')
    const answer = await runtime.fetch(new URL(started.url).pathname)
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://airtable.com https://app.attio.com",
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('ask for no more than who somebody is where the base is connected already', async () => {
    const { one } = await underWay()
    await one.press('Yes, it is the same')
    expect(one.page().html).not.toContain('webhook')
    const away = await awayFrom(one)
    expect(away.searchParams.get('scope')).toBe('schema.bases:read user.email:read')
    // Not even the owner's own small grant takes the place of the one that works.
    const { client } = await pair('ann')
    const app = must(await client.connections()).items.find(({ resource }) => resource === CRM)!
    expect(must(await client.testConnection('airtable', app.id))).toMatchObject({
      working: true,
      missing: [],
    })
  })

  test.each<{ says: string; does: (at: Awaited<ReturnType<typeof underWay>>) => Promise<unknown>; want: string }>([
    { says: 'a form pressed from another site', want: 'This page was not opened from our own.',
      does: async ({ one, started }) => { await one.open('https://airtable.com/oauth2/v1/authorize?client_id=x'); const answer = await runtime.fetch(`/connect/${started.id}/confirm`, { method: 'POST', headers: { origin: 'https://evil.test' } }); return answer.text() } },
    { says: 'a second browser with the same link', want: 'opened in another browser',
      does: async ({ one, started }) => { await one.press('Yes, it is the same'); const two = person(); return (await two.open(started.url)).html } },
    { says: 'a second browser that says it saw the code', want: 'This link is no longer good',
      does: async ({ one, started }) => { const two = person(); await two.open(started.url); await one.press('Yes, it is the same'); return (await two.press('Yes, it is the same')).html } },
    { says: 'a link nobody made', want: 'This link is no longer good',
      does: async () => (await person().open(`${HERE}/connect/nNothingLikeThisWasEverMade`)).html },
  ])('refuse $says', async ({ does, want }) => {
    expect(await does(await underWay(OTHER))).toContain(want)
  }) // prettier-ignore

  test('somebody who says no at the vendor may begin again on the same page', async () => {
    const { one } = await underWay(OTHER)
    await one.press('Yes, it is the same')
    await one.press('Continue to Airtable')
    await one.follow('ann@acme.test')
    const seen = await one.press('Cancel')
    expect(seen.html).toContain('You said no at Airtable')
    expect(seen.html).toContain('Continue to Airtable')
  })
})

describe('what comes back', () => {
  const at = 'This answer does not belong to a sign-in that was begun here'

  // Seen red: without the check of `used` the replay of the same answer was let in.
  test('10,000 forged, stale or reused states are refused', async () => {
    const { one } = await underWay(OTHER)
    await one.press('Yes, it is the same')
    const away = await awayFrom(one)
    const state = away.searchParams.get('state')!
    const cookie = [...one.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
    const bent = (i: number): string => {
      const place = i % state.length
      const letter =
        letters[(letters.indexOf(state[place]!) + 1 + (i % (letters.length - 1))) % letters.length]!
      return state.slice(0, place) + letter + state.slice(place + 1)
    }
    const made = (i: number): string => createHash('sha256').update(String(i)).digest('base64url')
    // Spent first: the answer to it is a refusal of the vendor's, and from then on it is reused.
    await runtime.fetch(`/connect/callback/airtable?state=${state}&code=x`, {
      headers: { cookie },
      redirect: 'manual',
    })
    const counts = { bent: 0, invented: 0, reused: 0, 'of another browser': 0 }
    let refused = 0
    const ask = async (given: string, kept: string, kind: keyof typeof counts) => {
      const answer = await runtime.fetch(
        `/connect/callback/airtable?state=${encodeURIComponent(given)}&code=x`,
        { headers: kept === '' ? {} : { cookie: kept }, redirect: 'manual' },
      )
      const text = await answer.text()
      counts[kind]++
      if (answer.status === 400 && text.includes(at)) refused++
    }
    const asks: (() => Promise<void>)[] = []
    for (let i = 0; i < 10_000; i++) {
      if (i % 4 === 0) asks.push(() => ask(bent(i), cookie, 'bent'))
      else if (i % 4 === 1)
        asks.push(() =>
          ask(`${made(i).slice(0, 25)}.${made(i + 1)}.${made(i + 2)}`, cookie, 'invented'),
        )
      else if (i % 4 === 2) asks.push(() => ask(state, cookie, 'reused'))
      else asks.push(() => ask(state, `__Host-signin-x=${made(i)}`, 'of another browser'))
    }
    for (let from = 0; from < asks.length; from += 50)
      await Promise.all(asks.slice(from, from + 50).map((one) => one()))
    console.info(`states refused: ${refused} of ${asks.length}: ${JSON.stringify(counts)}`)
    expect(refused).toBe(10_000)
    // Nothing was asked of the vendor for any of them.
    expect(airtable.counters.of('oauth.token')).toBeLessThan(40)
  }, 120_000)

  test('an answer of one vendor at the address of another is refused, and spends the way', async () => {
    const { one } = await underWay(OTHER)
    await one.press('Yes, it is the same')
    const away = await awayFrom(one)
    const state = away.searchParams.get('state')!
    const before = attio.counters.of('oauth.token')
    const mixed = await one.open(`${HERE}/connect/callback/attio?state=${state}&code=stolen`)
    expect([mixed.status, mixed.html.includes(at)]).toEqual([400, true])
    const right = await one.open(`${HERE}/connect/callback/airtable?state=${state}&code=stolen`)
    expect(right.status).toBe(400)
    expect(attio.counters.of('oauth.token')).toBe(before)
  })

  test('an answer that names another issuer is refused', async () => {
    const { one } = await underWay(OTHER)
    await one.press('Yes, it is the same')
    const state = (await awayFrom(one)).searchParams.get('state')!
    const before = airtable.counters.of('oauth.token')
    const seen = await one.open(
      `${HERE}/connect/callback/airtable?state=${state}&code=x&iss=https%3A%2F%2Fapp.attio.com`,
    )
    expect(seen.html).toContain('Airtable did not accept our answer')
    expect(airtable.counters.of('oauth.token')).toBe(before)
  })

  test.each<{ says: string; cookie: (own: string) => string; status: number; state: string }>([
    { says: 'of the browser that set out', cookie: (own) => own, status: 200, state: 'ready' },
    { says: 'of no browser', cookie: () => '', status: 400, state: 'waiting' },
    { says: 'of another browser', cookie: (own) => own.replace(/=.*/, '=somebody-else'), status: 400, state: 'waiting' },
  ])('a page may hand over the answer itself: $says', async ({ cookie, status, state }) => {
    const { panel, started, one } = await underWay()
    await one.press('Yes, it is the same')
    await one.press('Continue to Airtable')
    await one.follow('ann@acme.test')
    const body = new URLSearchParams({ base: CRM, decision: 'grant' })
    const consent = await airtable.fetch(new Request(one.page().url, { method: 'POST', body }))
    const brought = new URL(consent.headers.get('location') ?? '').searchParams
    const own = [...one.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await runtime.fetch('/api/crm/oauth/callback', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: cookie(own) },
      body: JSON.stringify({
        provider: 'airtable',
        state: brought.get('state'),
        code: brought.get('code'),
      }),
    })
    expect(answer.status).toBe(status)
    expect(must(await panel.collectSession(started.id, started.secret)).state).toBe(state)
  }) // prettier-ignore

  test('the redirect is always exactly the one of that vendor here', async () => {
    const { one } = await underWay(OTHER)
    await one.press('Yes, it is the same')
    const away = await awayFrom(one)
    expect(away.searchParams.get('redirect_uri')).toBe(`${HERE}/connect/callback/airtable`)
    expect(away.searchParams.get('code_challenge_method')).toBe('S256')
  })
})

describe('signing in again', () => {
  test('as another person keeps the connection and its id; another Attio workspace is refused', async () => {
    const { client } = await pair('ann')
    const [app, crm] = must(await client.connections()).items
    for (const [workspaceName, want] of [
      ['Rival', 'That is another Attio workspace'],
      ['Acme', 'Connected: “Acme”'],
    ] as const) {
      const started = must(await client.signIn({ provider: 'attio', connectionId: crm!.id }))
      const one = person()
      await one.open(started.url)
      await one.press('Yes, it is the same')
      expect((await atAttio(one, workspaceName, 'bob')).html).toContain(want)
    }
    const after = must(await client.connections()).items
    expect(after.map(({ id }) => id)).toEqual([app!.id, crm!.id])
    expect(after[1]).toMatchObject({ resource: ACME, status: 'connected' })
  })

  test('a grant taken back at the vendor is told with one sentence, and one sign-in puts it right', async () => {
    const { client } = await pair('ann')
    const [app] = must(await client.connections()).items
    for (const grant of airtable.grants.standing()) airtable.grants.end(grant)
    expect(must(await client.testConnection('airtable', app!.id))).toMatchObject({ working: false })
    const [told] = must(await client.connections()).items
    expect(told).toMatchObject({
      status: 'signed_out',
      says: 'Airtable no longer accepts our key. Connect Airtable again to go on; all links are kept.',
    })
    await pair('ann')
    expect(must(await client.testConnection('airtable', app!.id))).toMatchObject({
      working: true,
      account: 'ann@acme.test',
      place: 'CRM',
      role: 'admin',
    })
  })

  test('disconnecting revokes the token at Attio', async () => {
    const { client } = await pair('ann')
    const crm = must(await client.connections()).items.find(({ provider }) => provider === 'attio')!
    const before = attio.counters.of('oauth.revoke')
    const gone = must(await client.disconnect('attio', crm.id))
    expect(gone.says).toContain('At the service it opens nothing any more')
    expect(attio.counters.of('oauth.revoke')).toBe(before + 1)
    const { one } = await pair('ann')
    await atAttio(one)
    expect(must(await client.connections()).items).toHaveLength(2)
  })
})

describe('members and keys', () => {
  test('an admin names a manager, and it counts from the next call on', async () => {
    const { client: admin } = await pair('ann')
    const { client: bob } = await pair('bob')
    const member = must(await admin.members()).items.find(({ name }) => name.startsWith('bob'))!
    expect(member).toMatchObject({ role: 'user', derived: 'user', given: null })
    must(await admin.changeMember(member.id, { role: 'manager' }))
    expect(must(await bob.me()).role).toBe('manager')
    must(await admin.changeMember(member.id, { role: null }))
    expect(must(await bob.me()).role).toBe('user')
    const { client: foreign } = await other()
    for (const refused of [
      await foreign.changeMember(member.id, { role: 'admin' }),
      await foreign.removeMember(member.id),
    ])
      expect(refused).toMatchObject({ error: { code: 'not_found' } })
    must(await admin.removeMember(member.id))
    expect(await bob.me()).toMatchObject({ error: { code: 'no_key' } })
  })

  test('an invitation serves once, and gives the role it names', async () => {
    const { client: admin } = await pair('ann')
    const { url, id } = must(await admin.invite({ name: 'Eve', role: 'manager' }))
    const eve = person()
    expect((await eve.open(url)).html).toContain('Join “CRM”')
    const seen = await (async () => {
      await eve.press('Continue to Airtable')
      await eve.follow('eve@acme.test')
      return eve.press('Grant access', { base: CRM })
    })()
    expect(seen.html).toContain('You are signed in as eve@acme.test')
    const found = must(await admin.invitations()).items.find((one) => one.id === id)
    expect(found?.usedBy).toMatch(/^m/)
    expect((await person().open(url)).status).toBe(400)
    const { client } = await pair('eve')
    expect(must(await client.me()).role).toBe('manager')
  })

  test('a key of the Attio app stops with its connection, and speaks for no other workspace', async () => {
    const { client: admin } = await pair('ann')
    const crm = must(await admin.connections()).items.find(({ provider }) => provider === 'attio')!
    const { key } = must(
      await admin.createKey({ name: 'Attio app', role: 'user', connectionId: crm.id }),
    )
    const from = (account: string) =>
      runtime.fetch('/api/me', {
        headers: { authorization: `Bearer ${key}`, 'x-datasync-account': account },
      })
    expect([(await from(ACME)).status, (await from('elsewhere')).status]).toEqual([200, 401])
    must(await admin.disconnect('attio', crm.id))
    expect((await from(ACME)).status).toBe(401)
    const { one } = await pair('ann')
    await atAttio(one)
  })

  test.each([
    { says: 'a key whose time is over', expiresAt: new Date(0).toISOString(), code: 'invalid' },
    { says: 'a key for a connection of nobody', connectionId: 'cNobody', code: 'not_found' },
  ])('$says cannot be made', async ({ code, says: _, ...more }) => {
    const { client: admin } = await pair('ann')
    expect(await admin.createKey({ name: 'x', role: 'user', ...more })).toMatchObject({
      error: { code },
    })
  })

  test('whom one base of two lets in sees nothing of the other, and has no say about people and keys', async () => {
    const { client: ann } = await pair('ann')
    const [crmBase] = must(await ann.connections()).items
    const attioSide = must(await ann.connections()).items.find(
      ({ provider }) => provider === 'attio',
    )!
    const started = must(await ann.signIn({ provider: 'airtable', baseId: OTHER }))
    const one = person()
    await one.open(started.url)
    await one.press('Yes, it is the same')
    await atAirtable(one, 'ann', OTHER)
    const otherBase = must(await ann.connections()).items.find(
      ({ resource }) => resource === OTHER,
    )!
    const configOf = async (name: string, connection: string): Promise<string> =>
      must(
        await ann.createConfig({
          name,
          appConnectionId: connection,
          crmConnectionId: attioSide.id,
        }),
      ).id
    const [first, second] = [
      await configOf('CRM', crmBase!.id),
      await configOf('Other', otherBase.id),
    ]

    airtable.permit(OTHER, PEOPLE.bob, 'create')
    const { client: bob, collected } = await pair('bob', OTHER)
    expect(collected.role).toBe('admin')
    expect(
      must(await bob.connections())
        .items.map(({ id }) => id)
        .sort(),
    ).toEqual([attioSide.id, otherBase.id].sort())
    expect(must(await bob.configs()).items.map(({ id }) => id)).toEqual([second])
    expect(await bob.config(first)).toMatchObject({ error: { code: 'not_found' } })
    expect(await bob.pause(first)).toMatchObject({ error: { code: 'not_found' } })
    expect(await bob.testConnection('airtable', crmBase!.id)).toMatchObject({
      error: { code: 'not_found' },
    })
    for (const refused of [await bob.keys(), await bob.members(), await bob.audit()])
      expect(refused).toMatchObject({ error: { code: 'role_too_low' } })
    expect(
      must(await ann.configs())
        .items.map(({ id }) => id)
        .sort(),
    ).toEqual([first, second].sort())
    must(await ann.disconnect('airtable', otherBase.id))
  })

  test('who disconnects the base may connect it again, and finds the same workspace; a stranger founds another', async () => {
    const { client: ann } = await pair('ann')
    const { client: bob } = await pair('bob')
    const before = must(await ann.me()).workspaceId
    const base = must(await ann.connections()).items.find(({ resource }) => resource === CRM)!
    must(await ann.disconnect('airtable', base.id))
    expect(must(await ann.me()).role).toBe('admin')
    expect(await bob.me()).toMatchObject({ error: { code: 'no_key' } })
    const { client: again } = await pair('ann')
    expect(must(await again.me()).workspaceId).toBe(before)
    expect(must(await again.connections()).items.map(({ id }) => id)).toContain(base.id)

    must(await again.disconnect('airtable', base.id))
    airtable.permit(CRM, PEOPLE.eve, 'owner')
    const { client: stranger } = await pair('eve')
    expect(must(await stranger.me()).workspaceId).not.toBe(before)
    must(await stranger.disconnect('airtable', must(await stranger.connections()).items[0]!.id))
    airtable.permit(CRM, PEOPLE.eve, 'read')
    const { client: once } = await pair('ann')
    expect(must(await once.me()).workspaceId).toBe(before)
  })

  test('signing out ends the session at once', async () => {
    const { client } = await pair('bob')
    must(await client.signOut())
    expect(await client.me()).toMatchObject({ error: { code: 'no_key' } })
  })
})

describe('the trail', () => {
  const sha256 = async (text: string) => createHash('sha256').update(text).digest('hex')

  test('tells who did what, holds together, and shows where it was changed', async () => {
    const { client, collected } = await pair('ann')
    must(await client.invite({ name: 'Cy', role: 'user' }))
    const page = must(await client.audit({ limit: 5 }))
    expect(page.items[0]).toMatchObject({ action: 'POST /api/invitations' })
    expect(page.items[0]?.actor).toMatch(/^session k\w+ \(ann@acme\.test\)$/)
    expect(page.head).toBe(page.items[0]?.hash)
    const answer = await runtime.fetch('/api/audit/export', {
      headers: { authorization: `Bearer ${collected.key}` },
    })
    const text = await answer.text()
    const entries = text
      .trim()
      .split('\n')
      .map((line) => AuditEntry.parse(JSON.parse(line)))
    expect(entries.at(-1)?.hash).toBe(page.head)
    expect(await faultIn(entries, sha256)).toBeNull()
    const bent = entries.map((one, i) => (i === 2 ? { ...one, actor: 'nobody' } : one))
    expect(await faultIn(bent, sha256)).toMatchObject({ n: 3 })
    expect(
      await faultIn(
        entries.filter((_, i) => i !== 2),
        sha256,
      ),
    ).toMatchObject({ n: 4 })
    expect(await faultIn(entries.slice(1), sha256)).toMatchObject({ n: 2 })
    // Also where the changed entry was given a hash that fits it.
    const fitted = await Promise.all(
      bent.map(async (one, i) => (i === 2 ? { ...one, hash: await sha256(spellEntry(one)) } : one)),
    )
    expect(await faultIn(fitted, sha256)).toMatchObject({ n: 4 })
  })
})

test('no token, secret or code is in a log, an answer, or an address beyond the vendor’s own', async () => {
  const { started, one, collected } = await pair('ann')
  const secrets = [
    ...airtable.grants.standing().flatMap(({ access, refresh }) => [access, refresh.token]),
    world.secretOf('airtable'),
    world.secretOf('attio'),
  ]
  const told = [...world.lines, ...world.answers.map((text) => text.replaceAll(collected.key!, ''))]
  for (const secret of secrets) expect(told.filter((text) => text.includes(secret))).toEqual([])
  const addresses = one.visited.filter((url) => url.startsWith(HERE))
  for (const hidden of [started.secret, collected.key!])
    expect([...addresses, ...world.lines].filter((text) => text.includes(hidden))).toEqual([])
  expect(world.lines.filter((line) => /code=|state=/.test(line))).toEqual([])
  expect(world.lines.filter((line) => line.includes('refusal_not_told'))).toEqual([])
})
