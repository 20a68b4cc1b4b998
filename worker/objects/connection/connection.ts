import { DurableObject } from 'cloudflare:workers'
import type { Failure } from '../../../shared/failure.ts'
import { err, type Result } from '../../../shared/result.ts'
import type { Account } from '../../connectors/connector.ts'
import { isVendor, VENDORS } from '../../connectors/registry.ts'
import { type Bindings, deps, type Deps } from '../../deps.ts'
import { migrate } from '../migrate.ts'
import type { ConnectionRpc, ConnectionView, SignIn } from './rpc.ts'
import { openSafe, type Safe } from './safe.ts'
import { MIGRATIONS } from './schema.ts'

/** One vendor account: the only one who opens its token. */
export class ConnectionObject extends DurableObject<Bindings> implements ConnectionRpc {
  readonly #deps: Deps
  readonly #safe: Safe

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env)
    migrate(ctx.storage, MIGRATIONS)
    const { clock, dice, log, ring, vault } = deps(env)
    this.#deps = deps(env)
    this.#safe = openSafe({
      store: ctx.storage,
      vault,
      ring,
      dice,
      now: () => Math.floor(clock.now()),
      nameOf: (vendor) => (isVendor(vendor) ? VENDORS[vendor].name : vendor),
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
    const view = this.#safe.view()
    if (!view.ok) return view
    const { vendor, resource, userId } = view.value
    const token = await this.#safe.tokenToTest()
    if (!token.ok) return token
    if (!isVendor(vendor)) return err({ reason: 'not_found', what: 'service' })
    const connector = this.#deps.speakFor({
      vendor,
      resource,
      userId,
      pace: 'person',
      token: async () => token,
    })
    const account = await connector.identify()
    await this.#safe.tested(token.value, account)
    return account
  }

  token(): Promise<Result<string, Failure>> {
    return this.#safe.token()
  }

  refused(token: string): Promise<void> {
    return this.#safe.refused(token)
  }

  disconnect(): Promise<Result<true, Failure>> {
    return this.#safe.disconnect()
  }
}
