/** What stands before every call: who calls, how fast, and how much the plan still allows. */
import { SlidingWindow } from '../limiter.ts'
import { Refusal, refuse } from './refusal.ts'
import type { Service, Token } from './service.ts'
import type { AirtableSwitches } from './switches.ts'
import { MONTHLY_CALLS } from './switches.ts'

const LOCK_MS = 30_000

export class Gate {
  readonly #switches: AirtableSwitches
  readonly #perBase: SlidingWindow
  readonly #perUser: SlidingWindow
  readonly #lockedUntil = new Map<string, number>()
  /** Metered calls by workspace and month. */
  readonly #spent = new Map<string, number>()

  constructor(switches: AirtableSwitches) {
    this.#switches = switches
    this.#perBase = new SlidingWindow(switches.basePace)
    this.#perUser = new SlidingWindow(switches.userPace)
  }

  /** May a call of this user on this base (null: on none) happen now? A refused one extends no lock. */
  admit(userId: string, baseId: string | null, now: number): boolean {
    const keys = baseId === null ? [userId] : [baseId, userId]
    if (keys.some((key) => now < (this.#lockedUntil.get(key) ?? 0))) return false
    if (baseId !== null && !this.#perBase.admit(baseId, now)) return this.#lock(baseId, now)
    if (!this.#perUser.admit(userId, now)) return this.#lock(userId, now)
    return true
  }

  /** A call of somebody else on the same base: it takes its place in the second like any other. */
  neighbour(baseId: string, now: number): boolean {
    return this.#perBase.admit(baseId, now)
  }

  #lock(key: string, now: number): false {
    if (this.#switches.lockOut === 'strict') this.#lockedUntil.set(key, now + LOCK_MS)
    return false
  }

  /** Count a metered call against its workspace's month, or say that none is left. */
  meter(service: Service, baseId: string, now: number): boolean {
    const { quota } = this.#switches
    if (quota === 'spent') return false
    const workspace = service.workspaces.get(service.bases.get(baseId)?.workspaceId ?? '')
    if (!workspace) return true
    const key = `${workspace.id} ${new Date(now).toISOString().slice(0, 7)}`
    const spent = this.#spent.get(key) ?? 0
    if (quota === 'plan' && spent >= MONTHLY_CALLS[workspace.plan]) return false
    this.#spent.set(key, spent + 1)
    return true
  }

  reset(): void {
    this.#perBase.reset()
    this.#perUser.reset()
    this.#lockedUntil.clear()
    this.#spent.clear()
  }

  get tooMany(): Refusal {
    return refuse.pace(this.#switches.tooManyBody, this.#switches.retryAfter)
  }

  get noneLeft(): Refusal {
    return refuse.quota(this.#switches.tooManyBody)
  }
}

/** The token of a bearer header, or the refusal. */
export function authenticate(service: Service, header: string | null): Token {
  const sent = /^Bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1]
  const token = sent === undefined ? undefined : service.tokens.get(sent)
  if (!token || service.clock.now() >= (token.expiresAt ?? Infinity)) throw refuse.unauthenticated()
  return token
}
