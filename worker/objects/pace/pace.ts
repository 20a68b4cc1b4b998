import { DurableObject } from 'cloudflare:workers'
import type { PaceAnswer, PaceAsk } from '../../../shared/pace.ts'
import { PaceBook } from './book.ts'
import { type Bindings, deps } from '../../deps.ts'
import type { PaceRpc } from './rpc.ts'

/** One vendor limit, by the vendor's own key (a base, a workspace, a person): all our calls under it pass here. */
export class PaceObject extends DurableObject<Bindings> implements PaceRpc {
  readonly #book: PaceBook

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env)
    const { storage } = ctx
    this.#book = new PaceBook(
      { get: (key) => storage.get(key), put: (key, value) => storage.put(key, value) },
      deps(env).clock,
    )
  }

  claim(ask: PaceAsk): Promise<PaceAnswer> {
    return this.#book.claim(ask)
  }

  slowDown(until: number): Promise<void> {
    return this.#book.slowDown(until)
  }

  leave(percent: number): Promise<void> {
    return this.#book.leave(percent)
  }

  left(): Promise<number> {
    return this.#book.left()
  }

  calls() {
    return this.#book.calls()
  }
}
