/** What people let integrations do: codes on their way, and grants with the pair of tokens that stands for each. */
import { createHash } from 'node:crypto'
import { SlidingWindow } from '../../limiter.ts'
import { type Die, die, word } from '../../random.ts'
import type { Service } from '../service.ts'
import type { WorldClient } from '../world.ts'

export const CODE_LIFE_MS = 10 * 60_000
export const ACCESS_LIFE_MS = 60 * 60_000
export const REFRESH_LIFE_MS = 60 * 24 * 60 * 60_000
/** More refreshes a second of one token end its grant. */
const REFRESHES_PER_SECOND = 10

/** What somebody agreed to on the consent page. */
export type Consent = {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  readonly userId: string
  readonly scopes: readonly string[]
  readonly bases: 'all' | readonly string[]
}
type Code = Consent & { readonly givenAt: number; used: boolean }

export type Grant = {
  readonly id: string
  readonly clientId: string
  readonly userId: string
  readonly scopes: readonly string[]
  bases: 'all' | readonly string[]
  access: string
  refresh: { readonly token: string; readonly issuedAt: number }
  /** Refresh tokens that were used, and when. */
  readonly used: Map<string, number>
  ended: boolean
}

/** `just_used`: the token was used a moment ago; nothing happens. */
export type Refreshed =
  { readonly grant: Grant; readonly scopes: readonly string[] } | 'just_used' | 'dead'

export class Grants {
  readonly #service: Service
  readonly #die: Die
  readonly #codes = new Map<string, Code>()
  readonly #grants: Grant[] = []
  readonly #refreshes = new SlidingWindow(REFRESHES_PER_SECOND)
  readonly clients: readonly WorldClient[]
  /** Scopes that an integration has lost since. */
  readonly #disabled = new Map<string, ReadonlySet<string>>()

  constructor(service: Service, clients: readonly WorldClient[], seed: number) {
    this.#service = service
    this.clients = clients
    this.#die = die(seed ^ 0x0a07)
  }

  client(id: string | null): WorldClient | undefined {
    return this.clients.find(({ client_id }) => client_id === id)
  }

  enabledScopes({ client_id, scopes }: WorldClient): readonly string[] {
    const lost = this.#disabled.get(client_id)
    return scopes.filter((scope) => !lost?.has(scope))
  }

  giveCode(consent: Consent): string {
    const code = this.#word(64)
    this.#codes.set(code, { ...consent, givenAt: this.#service.clock.now(), used: false })
    return code
  }

  /** A code opens once, and is spent also where it opens nothing. */
  redeem(
    code: string,
    by: { readonly clientId: string; readonly redirectUri: string; readonly verifier: string },
  ): Grant | null {
    const now = this.#service.clock.now()
    const known = this.#codes.get(code)
    if (!known || known.used) return null
    known.used = true
    const isRight =
      now < known.givenAt + CODE_LIFE_MS &&
      known.clientId === by.clientId &&
      known.redirectUri === by.redirectUri &&
      createHash('sha256').update(by.verifier).digest('base64url') === known.challenge
    if (!isRight) return null
    const grant: Grant = {
      id: this.#word(14),
      clientId: known.clientId,
      userId: known.userId,
      scopes: known.scopes,
      bases: known.bases,
      access: '',
      refresh: { token: '', issuedAt: now },
      used: new Map(),
      ended: false,
    }
    this.#grants.push(grant)
    this.#issue(grant, known.scopes)
    return grant
  }

  refresh(token: string, clientId: string, wanted: readonly string[] | null): Refreshed {
    const now = this.#service.clock.now()
    const grant = this.#grants.find((one) => one.refresh.token === token || one.used.has(token))
    if (!grant || grant.ended || grant.clientId !== clientId) return 'dead'
    if (!this.#refreshes.admit(token, now)) {
      this.end(grant)
      return 'dead'
    }
    const usedAt = grant.used.get(token)
    if (usedAt !== undefined) {
      if (now < usedAt + this.#service.switches.refreshGraceMs) return 'just_used'
      if (this.#service.switches.usedRefresh === 'burns') this.end(grant)
      return 'dead'
    }
    if (now >= grant.refresh.issuedAt + REFRESH_LIFE_MS) return 'dead'
    const scopes = wanted ?? grant.scopes
    if (scopes.some((scope) => !grant.scopes.includes(scope))) return 'dead'
    grant.used.set(token, now)
    this.#issue(grant, scopes)
    return { grant, scopes }
  }

  /** A new pair; the access token before it is nobody's from now on. */
  #issue(grant: Grant, scopes: readonly string[]): void {
    const now = this.#service.clock.now()
    this.#service.tokens.delete(grant.access)
    grant.access = `oaa${this.#word(80)}`
    grant.refresh = { token: this.#word(96), issuedAt: now }
    const lost = this.#disabled.get(grant.clientId)
    this.#service.tokens.set(grant.access, {
      token: grant.access,
      userId: grant.userId,
      scopes: new Set(scopes.filter((scope) => !lost?.has(scope))),
      bases: grant.bases === 'all' ? 'all' : new Set(grant.bases),
      kind: 'oauth',
      expiresAt: now + ACCESS_LIFE_MS,
    })
  }

  end(grant: Grant): void {
    grant.ended = true
    this.#service.tokens.delete(grant.access)
  }

  /** Grants that still stand, the newest last. */
  standing(): readonly Grant[] {
    return this.#grants.filter(({ ended }) => !ended)
  }

  /** The person removes one base from what the integration may see. */
  withholdBase(grant: Grant, baseId: string): void {
    const all = [...this.#service.bases.keys()]
    grant.bases = (grant.bases === 'all' ? all : grant.bases).filter((id) => id !== baseId)
    this.#change(grant, { bases: new Set(grant.bases) })
  }

  /** The integration's owner switches scopes off; live tokens lose them, and have them again when they are back. */
  disable(clientId: string, scopes: readonly string[]): void {
    this.#disabled.set(clientId, new Set(scopes))
    for (const grant of this.standing()) {
      if (grant.clientId !== clientId) continue
      this.#change(grant, { scopes: new Set(grant.scopes.filter((one) => !scopes.includes(one))) })
    }
  }

  #change(
    { access }: Grant,
    change: { scopes?: ReadonlySet<string>; bases?: ReadonlySet<string> },
  ): void {
    const token = this.#service.tokens.get(access)
    if (token) this.#service.tokens.set(access, { ...token, ...change })
  }

  #word(length: number): string {
    return word(this.#die, length)
  }
}
