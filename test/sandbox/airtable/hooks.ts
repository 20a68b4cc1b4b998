/** Webhooks: what each was told to watch, what it has gathered, and the pings that say so. */
import { createHmac } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Post, Tried } from '../post.ts'
import type { Die } from '../random.ts'
import { isoInstant } from './calendar.ts'
import { mint } from './identifiers.ts'
import type { Json } from './state.ts'

const DAY_MS = 86_400_000
export const HOOK_LIFE_MS = 7 * DAY_MS
/** Payloads go after this long, read or not; so does what is left of an expired hook. */
const KEPT_MS = 7 * DAY_MS
const TIMEOUT_MS = 25_000
const RETRIES = 13
const FIRST_RETRY_MS = 10_000
/** Ten seconds doubled twelve times is far more than the day it is said to take in all. */
const LONGEST_RETRY_MS = 3 * 3_600_000

export const DATA_TYPES = ['tableData', 'tableFields', 'tableMetadata'] as const
export const CHANGE_TYPES = ['add', 'remove', 'update'] as const
export const SOURCES = [
  'client', 'publicApi', 'formSubmission', 'formPageSubmission', 'automation', 'system', 'sync', 'anonymousUser', 'unknown',
] as const // prettier-ignore

export type Specification = {
  readonly options: {
    readonly filters: {
      readonly dataTypes: readonly (typeof DATA_TYPES)[number][]
      readonly changeTypes?: readonly (typeof CHANGE_TYPES)[number][] | undefined
      readonly recordChangeScope?: string | undefined
      readonly fromSources?: readonly (typeof SOURCES)[number][] | undefined
      readonly watchDataInFieldIds?: readonly string[] | undefined
      readonly watchSchemasOfFieldIds?: readonly string[] | undefined
    }
    readonly includes?:
      | {
          readonly includeCellValuesInFieldIds?: readonly string[] | 'all' | undefined
          readonly includePreviousCellValues?: boolean | undefined
          readonly includePreviousFieldDefinitions?: boolean | undefined
        }
      | undefined
  }
}

export type Payload = { readonly at: number; readonly json: { readonly [key: string]: Json } }

export type Hook = {
  readonly id: string
  readonly baseId: string
  /** The person who made it, and by what: OAuth integrations see only their own. */
  readonly userId: string
  readonly integration: string | null
  readonly url: string | null
  readonly secret: Buffer
  readonly specification: Specification
  enabled: boolean
  notifies: boolean
  expiresAt: number
  /** Payload number n stands at n − first. */
  first: number
  payloads: Payload[]
  last: { tried: Tried; ok: boolean; retry: number; willRetry: boolean } | null
  lastSuccess: number | null
  /** A ping is being sent or waits to be tried again; what comes meanwhile is told by one more. */
  pinging: boolean
  again: boolean
}

export type HookDeps = { readonly clock: Clock; readonly die: Die; readonly post: Post }

export class Hooks {
  readonly all = new Map<string, Hook>()
  readonly #deps: HookDeps

  constructor(deps: HookDeps) {
    this.#deps = deps
  }

  get now(): number {
    return this.#deps.clock.now()
  }

  make(made: Pick<Hook, 'baseId' | 'userId' | 'integration' | 'url' | 'specification'>): Hook {
    const { die } = this.#deps
    const hook: Hook = {
      ...made,
      id: mint(die, 'ach'),
      secret: Buffer.from(Array.from({ length: 32 }, () => Math.floor(die() * 256))),
      enabled: true,
      notifies: made.url !== null,
      expiresAt: this.now + HOOK_LIFE_MS,
      first: 1,
      payloads: [],
      last: null,
      lastSuccess: null,
      pinging: false,
      again: false,
    }
    this.all.set(hook.id, hook)
    return hook
  }

  /** Those of a base that are still known; time has done its work on them. */
  of(baseId: string): Hook[] {
    this.age()
    return [...this.all.values()].filter((hook) => hook.baseId === baseId)
  }

  age(): void {
    const { now } = this
    for (const hook of this.all.values()) {
      if (now >= hook.expiresAt) hook.enabled = false
      if (now >= hook.expiresAt + KEPT_MS) this.all.delete(hook.id)
      const kept = hook.payloads.findIndex(({ at }) => at > now - KEPT_MS)
      const gone = kept < 0 ? hook.payloads.length : kept
      hook.payloads.splice(0, gone)
      hook.first += gone
    }
  }

  live(hook: Hook): void {
    hook.expiresAt = this.now + HOOK_LIFE_MS
  }

  gather(hook: Hook, json: Payload['json']): void {
    hook.payloads.push({ at: this.now, json })
    this.ping(hook)
  }

  /** Something watched is gone: the hook says so, and nothing more after it. */
  fail(hook: Hook): void {
    this.gather(hook, {
      timestamp: isoInstant(this.now),
      error: true,
      code: 'INVALID_FILTERS',
    })
    hook.enabled = false
  }

  ping(hook: Hook): void {
    if (hook.url === null || !hook.notifies) return
    if (hook.pinging) hook.again = true
    else void this.#ping(hook)
  }

  async #ping(hook: Hook): Promise<void> {
    const { clock, post } = this.#deps
    hook.pinging = true
    do {
      hook.again = false
      for (let retry = 0; ; retry++) {
        const tried = await post.send(this.#letter(hook), TIMEOUT_MS)
        const ok = tried.status === 200 || tried.status === 204
        const willRetry = !ok && retry < RETRIES
        hook.last = { tried, ok, retry, willRetry }
        if (ok) hook.lastSuccess = tried.at
        if (!willRetry) {
          // It has called for a day in vain: from now on it only gathers.
          if (!ok) hook.notifies = false
          break
        }
        await clock.sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** retry))
        if (!this.all.has(hook.id) || !hook.notifies) break
      }
    } while (hook.again && hook.notifies)
    hook.pinging = false
  }

  #letter(hook: Hook) {
    const body = JSON.stringify({
      base: { id: hook.baseId },
      webhook: { id: hook.id },
      timestamp: isoInstant(this.now),
    })
    const mac = createHmac('sha256', hook.secret).update(body).digest('hex')
    return {
      url: hook.url ?? '',
      headers: {
        'content-type': 'application/json',
        'x-airtable-content-mac': `hmac-sha256=${mac}`,
      },
      body,
    }
  }
}
