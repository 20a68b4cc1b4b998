/** The engine with true sign-ins: its tokens come from safes as the product keeps them, made and renewed at the simulated vendors. */
import { randomBytes } from 'node:crypto'
import type { Failure } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { Account } from '../../worker/connectors/connector.ts'
import { type VendorId, VENDORS } from '../../worker/connectors/registry.ts'
import { type Grant, newVerifier, openGrantDesk, pasted } from '../../worker/grant.ts'
import { openLine } from '../../worker/http.ts'
import { openSafe, type Safe } from '../../worker/objects/connection/safe.ts'
import { MIGRATIONS } from '../../worker/objects/connection/schema.ts'
import { signedOutOf } from '../../worker/objects/connection/rpc.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import type { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import type { VirtualClock } from '../sandbox/clock.ts'
import { nodeStore } from './sqlite.ts'
import { id, type World } from './worlds.ts'

const BACK = 'https://sync.test/connect/callback/airtable'
const SCOPES = VENDORS.airtable.signIn.sync.map(({ scope }) => scope)
const STATE = 'a-state-of-enough-letters'
export const OTHER_PERSON = id('usr', 'other')
const OTHER_KEY = 'o'.repeat(64)

/** The same world with our app registered at Airtable, and another person and another key who may do all of it as well. */
export function signInWorld(world: World): World {
  const [first, ...rest] = world.attio.workspaces
  const [key] = first?.tokens ?? []
  const { users = [] } = world.airtable
  if (!first || !key) throw new Error('the world has no workspace with a key')
  return {
    ...world,
    airtable: {
      ...world.airtable,
      users: [...users, { id: OTHER_PERSON, email: 'other@example.com', name: 'Other' }],
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
    attio: { workspaces: [{ ...first, tokens: [key, { ...key, token: OTHER_KEY }] }, ...rest] },
  }
}

/** WebCrypto works in other threads: time that only we move waits for it. */
function holdWhileCounting(clock: VirtualClock): void {
  const subtle = crypto.subtle
  for (const name of ['importKey', 'encrypt', 'decrypt', 'digest', 'sign', 'verify'] as const) {
    const own = Object.getPrototypeOf(subtle)[name] as (...given: unknown[]) => Promise<unknown>
    const held = (...given: unknown[]) => clock.hold(own.apply(subtle, given))
    Object.defineProperty(subtle, name, { value: held, configurable: true })
  }
}

export type Around = {
  readonly clock: VirtualClock
  readonly airtable: AirtableSandbox
  readonly world: World
  /** Asks a vendor who a token is. */
  identify(vendor: VendorId, token: string): Promise<Result<Account, Failure>>
}
export type Accounts = ReturnType<typeof openAccounts>

/** One safe for each vendor, signed in: Airtable by its pages, Attio by a key. */
export function openAccounts({ clock, airtable, world, identify }: Around) {
  holdWhileCounting(clock)
  const ring = { current: 'a', keys: { a: randomBytes(32).toString('base64') } }
  const now = () => Math.floor(clock.now())
  const desk = openGrantDesk({
    facts: VENDORS.airtable.signIn,
    address: 'https://airtable.com',
    clientId: 'us',
    clientSecret: 'secret',
    line: openLine({ clock, fetch: (request) => airtable.fetch(request), timeoutMs: 30_000 }),
    now,
  })
  const resources = { airtable: world.base, attio: world.workspace }
  const openOne = (vendor: VendorId): Safe => {
    const store = nodeStore()
    migrate(store, MIGRATIONS)
    return openSafe({
      store,
      vault: { get: async () => null, put: async () => undefined, delete: async () => undefined },
      ring: () => ring,
      dice: (length) => new Uint8Array(randomBytes(length)),
      now,
      nameOf: () => VENDORS[vendor].name,
      renew: (_, refresh) => desk.renew(refresh),
      warn: () => undefined,
    })
  }
  const safes = { airtable: openOne('airtable'), attio: openOne('attio') }

  /** Somebody goes through Airtable's pages. */
  async function consent(userId: string): Promise<Grant | null> {
    const asking = { state: STATE, redirectUri: BACK, verifier: newVerifier(), scopes: SCOPES }
    const page = new URL(await desk.page(asking))
    page.searchParams.set('account', userId)
    const form = new URLSearchParams({ base: world.base, decision: 'grant' })
    const answer = await airtable
      .fetch(new Request(page, { method: 'POST', body: form }))
      .catch(() => null)
    const back = answer?.headers.get('location')
    if (!back) return null
    const redeemed = await desk.redeem(new URL(back), asking)
    return redeemed.kind === 'granted' ? redeemed.grant : null
  }

  /** Somebody signs in: whoever made the world, or another person who may do the same. */
  async function signIn(vendor: VendorId, isOther = false): Promise<void> {
    const user = isOther ? OTHER_PERSON : id('usr', 'ops')
    const key = isOther ? OTHER_KEY : world.tokens.attio
    const resource = resources[vendor]
    // Whom the weather turns away presses the button once more.
    for (let tries = 0; tries < 20; tries++) {
      const grant = vendor === 'airtable' ? await consent(user) : pasted(key)
      const account = grant && (await identify(vendor, grant.access))
      if (!grant || !account?.ok) continue
      await safes[vendor].signIn({ id: vendor, workspaceId: 'w1', vendor, resource, account: account.value, grant }) // prettier-ignore
      return
    }
    throw new Error(`nobody can sign in at ${vendor}`)
  }

  /** As the connection's object asks: who are we there? */
  async function test(vendor: VendorId): Promise<void> {
    const token = await safes[vendor].tokenToTest()
    if (token.ok) await safes[vendor].tested(token.value, await identify(vendor, token.value))
  }

  const account = (vendor: VendorId) => ({
    token: () => safes[vendor].token(),
    refused: (token: string) => safes[vendor].refused(token),
    async suspect(): Promise<Failure | null> {
      await test(vendor)
      const view = safes[vendor].view()
      const isOut = view.ok && view.value.state === 'signed_out'
      return isOut ? signedOutOf(view.value, VENDORS[vendor].name) : null
    },
  })
  return {
    airtable: account('airtable'),
    attio: account('attio'),
    safes,
    signIn,
    test,
    /** What the schedule does for both each hour. */
    async tend(): Promise<void> {
      for (const vendor of ['airtable', 'attio'] as const)
        if (await safes[vendor].tend(now() - 24 * 3_600_000)) await test(vendor)
    },
    /** Why a connection is signed out, or null. */
    why(vendor: VendorId): string | null {
      const view = safes[vendor].view()
      return view.ok ? view.value.why : 'gone'
    },
    access: async (vendor: VendorId): Promise<string> => {
      const token = await safes[vendor].tokenToTest()
      return token.ok ? token.value : ''
    },
  }
}
