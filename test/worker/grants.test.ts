/** A connection's grant over its whole life, against the simulated vendor that made it, under a clock we move. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Failure, tell } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { Account } from '../../worker/connectors/connector.ts'
import { openPacer } from '../../worker/connectors/pacer.ts'
import { limitsOf, openConnector, VENDORS } from '../../worker/connectors/registry.ts'
import { type Grant, newVerifier, openGrantDesk, type Renewal } from '../../worker/grant.ts'
import { openDoor, openLine } from '../../worker/http.ts'
import { openSafe, type Safe } from '../../worker/objects/connection/safe.ts'
import { MIGRATIONS } from '../../worker/objects/connection/schema.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { memoryDesk } from '../../worker/objects/pace/book.ts'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { ANN, BOB, CRM, sampleWorld } from '../sandbox/airtable/sample.ts'
import { virtualClock } from '../sandbox/clock.ts'
import { nodeStore } from './sqlite.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const BACK = 'https://sync.test/connect/callback/airtable'
const SCOPES = VENDORS.airtable.signIn.sync.map(({ scope }) => scope)
const STATE = 'a-state-of-enough-letters'
const ring = { current: 'a', keys: { a: randomBytes(32).toString('base64') } }

async function open({ spaced = false } = {}) {
  const clock = virtualClock()
  const airtable = new AirtableSandbox(
    {
      ...sampleWorld,
      clients: [
        {
          client_id: 'us',
          client_secret: 'secret',
          name: 'DataSync',
          redirect_uris: [BACK],
          scopes: SCOPES,
        },
      ],
    },
    { clock, switches: { spacedTokenType: spaced } },
  )
  const fetch = (request: Request) => airtable.fetch(request)
  const desk = openGrantDesk({
    facts: VENDORS.airtable.signIn,
    address: 'https://airtable.com',
    clientId: 'us',
    clientSecret: 'secret',
    line: openLine({ clock, fetch, timeoutMs: 30_000 }),
    now: () => clock.now(),
  })
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const kept = new Map<string, string>()
  const openAgain = (
    renew: (refresh: string) => Promise<Renewal> = (refresh) => desk.renew(refresh),
  ): Safe =>
    openSafe({
      store,
      vault: {
        get: async (key) => kept.get(key) ?? null,
        put: async (key, value) => void kept.set(key, value),
        delete: async (key) => void kept.delete(key),
      },
      ring: () => ring,
      dice: (length) => new Uint8Array(randomBytes(length)),
      now: () => clock.now(),
      nameOf: () => 'Airtable',
      renew: (_, refresh) => renew(refresh),
      warn: () => undefined,
    })

  /** Somebody goes through the vendor's pages. */
  async function grantOf(userId: string): Promise<Grant> {
    const asking = { state: STATE, redirectUri: BACK, verifier: newVerifier(), scopes: SCOPES }
    const page = new URL(await desk.page(asking))
    page.searchParams.set('account', userId)
    const form = new URLSearchParams({ base: CRM, decision: 'grant' })
    const answer = await clock.run(fetch(new Request(page, { method: 'POST', body: form })))
    const redeemed = await clock.run(
      desk.redeem(new URL(answer.headers.get('location') ?? ''), asking),
    )
    if (redeemed.kind !== 'granted') throw new Error(redeemed.kind)
    return redeemed.grant
  }

  const identify = (safe: Safe): Promise<Result<Account, Failure>> =>
    safe.tokenToTest().then(async (token) => {
      if (!token.ok) return token
      const { pace } = limitsOf('airtable', CRM)
      const door = openDoor({
        vendor: 'Airtable',
        address: 'https://api.airtable.com',
        token: async () => token,
        pace: openPacer({ paces: pace, class: 'person', desk: memoryDesk(clock), clock }),
        clock,
        die: () => 0,
        fetch,
        timeoutMs: 30_000,
      })
      const account = await openConnector('airtable', CRM, door).identify()
      await safe.tested(token.value, account)
      return account
    })

  const account: Account = {
    id: ANN,
    name: 'ann@acme.test',
    scopes: SCOPES,
    missing: [],
    userId: ANN,
  }
  const signIn = async (safe: Safe, userId = ANN) =>
    safe.signIn({
      id: 'c1',
      workspaceId: 'w1',
      vendor: 'airtable',
      resource: CRM,
      account: { ...account, id: userId, userId },
      grant: await grantOf(userId),
    })
  /** How the vendor answers this token. */
  const statusOf = async (token: string): Promise<number> =>
    (
      await clock.run(
        fetch(
          new Request('https://api.airtable.com/v0/meta/whoami', {
            headers: { authorization: `Bearer ${token}` },
          }),
        ),
      )
    ).status
  const token = (safe: Safe) => clock.run(safe.token())
  const why = (safe: Safe): string | null => {
    const view = safe.view()
    return view.ok ? view.value.why : 'gone'
  }
  const safe = openAgain()
  await signIn(safe)
  return {
    clock,
    airtable,
    desk,
    safe,
    openAgain,
    signIn,
    statusOf,
    token,
    why,
    store,
    kept,
    identify,
  }
}
type At = Awaited<ReturnType<typeof open>>

const must = (result: Result<string, Failure>): string => {
  if (!result.ok) throw new Error(tell(result.error))
  return result.value
}
const refreshes = ({ airtable }: At): number => airtable.counters.of('oauth.token') - 1

describe('renewing', () => {
  // Seen red with `renewing ??=` made `renewing =`: 50 refreshes, and the grant ended for more than ten in a second.
  test('50 calls at once at the end of a token cause one refresh, and all get the new token', async () => {
    const at = await open()
    const first = must(await at.token(at.safe))
    await at.clock.advance(55 * MINUTE)
    const all = await at.clock.run(Promise.all(Array.from({ length: 50 }, () => at.safe.token())))
    expect(refreshes(at)).toBe(1)
    const tokens = new Set(all.map(must))
    expect(tokens.size).toBe(1)
    expect(tokens.has(first)).toBe(false)
    expect(await at.statusOf([...tokens][0]!)).toBe(200)
  })

  test.each([
    { says: 'a token with time left is used as it is', passed: 49 * MINUTE, want: 0 },
    { says: 'one that ends in ten minutes is renewed first', passed: 50 * MINUTE, want: 1 },
    { says: 'so is one that ended', passed: 3 * DAY, want: 1 },
  ])('$says', async ({ passed, want }) => {
    const at = await open()
    await at.clock.advance(passed)
    expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
    expect(refreshes(at)).toBe(want)
  })

  test('a token that is refused before its time is renewed once for all who were refused', async () => {
    const at = await open()
    const first = must(await at.token(at.safe))
    at.airtable.revoke(first)
    await Promise.all([at.safe.refused(first), at.safe.refused(first)])
    const second = must(await at.token(at.safe))
    // A late refusal of the old one says nothing of the new one.
    await at.safe.refused(first)
    expect(must(await at.token(at.safe))).toBe(second)
    expect([await at.statusOf(second), refreshes(at)]).toEqual([200, 1])
  })

  test('a type that ends in a space is understood', async () => {
    const at = await open({ spaced: true })
    await at.clock.advance(55 * MINUTE)
    expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
  })

  test('kept alive by the schedule alone, a grant lives for years', async () => {
    const at = await open()
    for (let day = 0; day < 800; day++) {
      await at.clock.advance(DAY)
      await at.clock.run(at.safe.tend(0))
    }
    expect(at.why(at.safe)).toBeNull()
    expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
    // Every 15 days, not every day.
    expect(refreshes(at)).toBeLessThan(60)
  })
})

describe('a renewal whose answer does not come', () => {
  test('because the call never arrived is simply made again', async () => {
    const at = await open()
    const first = must(await at.token(at.safe))
    await at.clock.advance(51 * MINUTE)
    at.airtable.sky.change({ lostCall: 1 })
    // The old one still works, so nobody has to wait.
    expect(must(await at.token(at.safe))).toBe(first)
    at.airtable.sky.change({ lostCall: 0 })
    await at.clock.advance(5_000)
    const second = must(await at.token(at.safe))
    expect(second).not.toBe(first)
    expect([await at.statusOf(second), at.why(at.safe)]).toEqual([200, null])
  })

  test.each([
    { says: 'is noticed at once', pause: 5_000 },
    { says: 'is noticed late', pause: 2 * MINUTE },
  ])('though the vendor made a new pair: $says, and a person signs in again', async ({ pause }) => {
    const at = await open()
    const first = must(await at.token(at.safe))
    await at.clock.advance(55 * MINUTE)
    at.airtable.sky.change({ lostAnswer: 1 })
    await at.token(at.safe)
    at.airtable.sky.change({ lostAnswer: 0 })
    await at.clock.advance(pause)
    await at.safe.refused(first)
    const after = await at.token(at.safe)
    expect(after).toMatchObject({ ok: false, error: { reason: 'signed_out', why: 'lost' } })
    await at.signIn(at.safe)
    expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
  })

  test('because we died in between is looked at again by whoever comes after us', async () => {
    const at = await open()
    await at.clock.advance(55 * MINUTE)
    const answered = Promise.withResolvers<void>()
    const dying = at.openAgain(async (refresh) => {
      await at.desk.renew(refresh)
      answered.resolve()
      return new Promise(() => undefined)
    })
    void dying.token()
    await at.clock.run(answered.promise)
    await at.clock.advance(10 * MINUTE)
    const after = await at.token(at.openAgain())
    expect(after).toMatchObject({ error: { reason: 'signed_out', why: 'lost' } })
  })

  test('while the vendor is away asks again ever more rarely, and tells callers to wait', async () => {
    const at = await open()
    await at.clock.advance(61 * MINUTE)
    at.airtable.sky.change({ lostCall: 1 })
    for (let i = 0; i < 120; i++) {
      expect(await at.token(at.safe)).toMatchObject({ ok: false, error: { reason: 'slow_down' } })
      await at.clock.advance(5_000)
    }
    const { tries } = at.store.sql.exec('select tries from secret').toArray()[0]!
    expect(tries).toBeLessThan(12)
    at.airtable.sky.change({ lostCall: 0 })
    await at.clock.advance(5 * MINUTE)
    expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
  })
})

describe('what ends a grant', () => {
  test.each<{ says: string; happens: (at: At) => Promise<unknown>; want: string; sentence: string }>([
    { says: 'nobody used it for 60 days', happens: (at) => at.clock.advance(60 * DAY), want: 'expired',
      sentence: 'The sign-in to Airtable was not used for so long that it ended. Connect Airtable again to go on; all links are kept.' },
    { says: 'the person took it back', happens: async (at) => { at.airtable.grants.standing().forEach((one) => at.airtable.grants.end(one)); await at.clock.advance(55 * MINUTE) }, want: 'refused',
      sentence: 'Airtable no longer accepts our key. Connect Airtable again to go on; all links are kept.' },
  ])('$says', async ({ happens, want, sentence }) => {
    const at = await open()
    await happens(at)
    const after = await at.token(at.safe)
    expect(after).toMatchObject({ error: { reason: 'signed_out', why: want } })
    expect(after.ok ? '' : tell(after.error)).toBe(sentence)
    // Nobody is asked again for what is over.
    const asked = refreshes(at)
    await at.token(at.safe)
    expect(refreshes(at)).toBe(asked)
  }) // prettier-ignore

  test.each<{ says: string; narrow: (at: At) => void; widen: (at: At) => void; missing: string }>([
    { says: 'the person may only read the base now', missing: 'editor permission on the base',
      narrow: ({ airtable }) => airtable.permit(CRM, ANN, 'read'), widen: ({ airtable }) => airtable.permit(CRM, ANN, 'owner') },
    { says: 'the person may not see the base any more', missing: 'access to the base, with schema.bases:read',
      narrow: ({ airtable }) => airtable.permit(CRM, ANN, 'none'), widen: ({ airtable }) => airtable.permit(CRM, ANN, 'create') },
    { says: 'a scope was switched off', missing: 'data.records:write',
      narrow: ({ airtable }) => airtable.grants.disable('us', ['data.records:write']), widen: ({ airtable }) => airtable.grants.disable('us', []) },
  ])('a downgrade stops it, and its end starts it again: $says', async ({ narrow, widen, missing }) => {
    const at = await open()
    narrow(at)
    await at.clock.run(at.identify(at.safe))
    const after = await at.token(at.safe)
    expect(after.ok ? '' : tell(after.error)).toBe(
      `The sign-in to Airtable may do less than before: it lacks “${missing}”. Grant this there, or connect Airtable again as somebody who may; all links are kept.`,
    )
    widen(at)
    await at.clock.run(at.identify(at.safe))
    expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
  }) // prettier-ignore
})

test('the schedule looks again each day at what works or was narrowed, and leaves alone what a person has to mend', async () => {
  const at = await open()
  const isDue = (): Promise<boolean> => at.clock.run(at.safe.tend(at.clock.now() - DAY))
  expect(await isDue()).toBe(false)
  await at.clock.advance(DAY)
  expect(await isDue()).toBe(true)
  at.airtable.permit(CRM, ANN, 'read')
  await at.clock.run(at.identify(at.safe))
  expect([at.why(at.safe), await isDue()]).toEqual(['narrowed', false])
  await at.clock.advance(DAY)
  expect(await isDue()).toBe(true)
  at.airtable.grants.standing().forEach((one) => at.airtable.grants.end(one))
  await at.clock.run(at.identify(at.safe))
  await at.clock.advance(DAY)
  expect([at.why(at.safe), await isDue()]).toEqual(['refused', false])
})

test('signing in again as another person keeps the connection, under a new key', async () => {
  const at = await open()
  const before = must(await at.token(at.safe))
  const key = at.store.sql.exec('select key from secret').toArray()[0]
  const view = await at.signIn(at.safe, BOB)
  expect(view).toMatchObject({ ok: true, value: { id: 'c1', userId: BOB, state: 'connected' } })
  expect(at.store.sql.exec('select key from secret').toArray()[0]).not.toEqual(key)
  expect(must(await at.token(at.safe))).not.toBe(before)
})

test('a sign-in while a renewal is under way is not undone by its answer', async () => {
  const at = await open()
  await at.clock.advance(55 * MINUTE)
  at.airtable.sky.change({ latency: 4_000 })
  const renewal = at.safe.token()
  await at.clock.advance(3_000)
  at.airtable.sky.change({ latency: 0 })
  await at.signIn(at.safe, BOB)
  await at.clock.run(renewal)
  expect(at.safe.view()).toMatchObject({ value: { userId: BOB, state: 'connected' } })
  expect(await at.statusOf(must(await at.token(at.safe)))).toBe(200)
})

test('neither half of a pair lies open in the database or in KV', async () => {
  const at = await open()
  await at.clock.advance(55 * MINUTE)
  const token = must(await at.token(at.safe))
  const [standing] = at.airtable.grants.standing()
  const all = JSON.stringify([
    at.store.sql.exec('select * from secret').toArray(),
    at.store.sql.exec('select * from account').toArray(),
    [...at.kept],
  ])
  expect(standing?.access).toBe(token)
  expect(all).not.toContain(token)
  expect(all).not.toContain(standing?.refresh.token)
  expect(at.kept.size).toBe(1)
})

test('a ring that lost its key gives no token and says to sign in again', async () => {
  const at = await open()
  at.store.sql.exec("update secret set key = (select json_set(key, '$.ringKey', 'b') from secret)")
  expect(await at.token(at.safe)).toMatchObject({ error: { reason: 'signed_out' } })
})
