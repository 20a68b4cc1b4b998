import { DurableObject } from 'cloudflare:workers'
import type { Failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/result.ts'
import { type Bindings, deps, type Deps } from '../../deps.ts'
import { migrateWhenKept } from '../migrate.ts'
import { openSignInDesk } from './desk.ts'
import type { Attempt, Collected, Reached, SignInDraft, SignInRpc, SignInView } from './rpc.ts'
import { MIGRATIONS } from './schema.ts'

/** So long after it was opened nothing of it is left (ms). */
const FORGOTTEN_AFTER = 3_600_000

/** One person signing in, once. */
export class SignInObject extends DurableObject<Bindings> implements SignInRpc {
  readonly #deps: Deps
  #desk: ReturnType<typeof openSignInDesk>

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env)
    this.#deps = deps(env)
    this.#desk = this.#openDesk()
  }

  #openDesk(): ReturnType<typeof openSignInDesk> {
    return openSignInDesk(migrateWhenKept(this.ctx.storage, MIGRATIONS).sql)
  }

  async open(draft: SignInDraft): Promise<Result<SignInView, Failure>> {
    const opened = this.#desk.open(draft, this.#now())
    await this.ctx.storage.setAlarm(this.#deps.toReal(this.#now() + FORGOTTEN_AFTER))
    return opened
  }

  async view(browser: string | null): Promise<Result<SignInView, Failure>> {
    return this.#desk.view(browser, this.#now())
  }

  async confirm(browser: string): Promise<Result<SignInView, Failure>> {
    return this.#desk.confirm(browser, this.#now())
  }

  async begin(
    browser: string,
    attempt: Attempt & { readonly nonce: string; readonly vendor: string },
  ): Promise<Result<true, Failure>> {
    return this.#desk.begin(browser, attempt, this.#now())
  }

  async take(browser: string, nonce: string, vendor: string): Promise<Result<Attempt, Failure>> {
    return this.#desk.take(browser, nonce, vendor, this.#now())
  }

  async reach(reached: Partial<Reached>): Promise<void> {
    this.#desk.reach(reached, this.#now())
  }

  async collect(secret: string): Promise<Result<Collected, Failure>> {
    return this.#desk.collect(secret, this.#now())
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll()
    this.#desk = this.#openDesk()
  }

  #now(): number {
    return Math.floor(this.#deps.clock.now())
  }
}
