import { DurableObject } from 'cloudflare:workers'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Account } from '../../connectors/connector.ts'
import { isVendor, VENDORS } from '../../connectors/registry.ts'
import { type Bindings, deps, type Deps } from '../../deps.ts'
import { migrate } from '../migrate.ts'
import type { ConnectionRpc, ConnectionView, Farewell, SignIn } from './rpc.ts'
import { openSafe, type Safe } from './safe.ts'
import { MIGRATIONS } from './schema.ts'

const A_DAY = 24 * 3_600_000

/** One vendor account: the only one who opens its token. */
export class ConnectionObject extends DurableObject<Bindings> implements ConnectionRpc {
  readonly #deps: Deps
  readonly #safe: Safe

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env)
    migrate(ctx.storage, MIGRATIONS)
    const { clock, dice, log, ring, vault } = deps(env)
    const world = deps(env)
    this.#deps = world
    this.#safe = openSafe({
      store: ctx.storage,
      vault,
      ring,
      dice,
      now: () => Math.floor(clock.now()),
      nameOf: (vendor) => (isVendor(vendor) ? VENDORS[vendor].name : vendor),
      // A vendor we are not registered with any more renews nothing; that is put right by the operator.
      renew: async (vendor, refresh) =>
        (await world.grants(vendor)?.renew(refresh)) ?? { kind: 'later' },
      warn: (event) => log('warn', event),
    })
  }

  signIn(signIn: SignIn): Promise<Result<ConnectionView, Failure>> {
    return this.#safe.signIn(signIn)
  }

  async view(): Promise<Result<ConnectionView, Failure>> {
    return this.#safe.view()
  }

  async test(): Promise<Result<Account, Failure>> {
    const token = await this.#safe.tokenToTest()
    if (!token.ok) return token
    const account = await this.#ask(token.value)
    await this.#safe.tested(token.value, account)
    if (account.ok || account.error.reason !== 'signed_out') return account
    // It may only have ended early: then there is a newer one by now.
    const next = await this.#safe.token()
    if (!next.ok) return next
    const again = await this.#ask(next.value)
    await this.#safe.tested(next.value, again)
    return again
  }

  async #ask(token: string): Promise<Result<Account, Failure>> {
    const view = this.#safe.view()
    if (!view.ok) return view
    const { vendor, resource, userId } = view.value
    if (!isVendor(vendor)) return err({ reason: 'not_found', what: 'service' })
    return this.#deps
      .speakFor({ vendor, resource, userId, pace: 'person', token: async () => ok(token) })
      .identify()
  }

  async tend(): Promise<boolean> {
    const before = this.#safe.view()
    const aDayAgo = Math.floor(this.#deps.clock.now()) - A_DAY
    if (await this.#safe.tend(aDayAgo)) await this.test()
    const after = this.#safe.view()
    return (
      before.ok &&
      before.value.state === 'signed_out' &&
      after.ok &&
      after.value.state === 'connected'
    )
  }

  token(): Promise<Result<string, Failure>> {
    return this.#safe.token()
  }

  refused(token: string): Promise<void> {
    return this.#safe.refused(token)
  }

  async disconnect(): Promise<Result<Farewell, Failure>> {
    const gone = await this.#safe.disconnect()
    if (!gone.ok) return gone
    const { vendor, grant } = gone.value
    if (grant === null || grant.isPasted) return ok({ revoked: false })
    return ok({ revoked: (await this.#deps.grants(vendor)?.revoke(grant.access)) ?? false })
  }
}
