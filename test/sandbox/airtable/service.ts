/** Everything the simulated service remembers between calls, and the ways to read and change it. */
import type { Clock } from '../clock.ts'
import { type Die, die, word } from '../random.ts'
import { mint, type Prefix } from './identifiers.ts'
import type { Post } from '../post.ts'
import { Hooks } from './hooks.ts'
import { Iterators } from './iterators.ts'
import { Lately } from './lately.ts'
import { Reading } from './reading.ts'
import type { Base, User } from './state.ts'
import type { AirtableSwitches } from './switches.ts'
import { tell } from './telling.ts'
import { type Actor, Transaction } from './transaction.ts'
import type { PLANS } from './world.ts'

export type Token = {
  readonly token: string
  readonly userId: string
  readonly scopes: ReadonlySet<string>
  readonly bases: 'all' | ReadonlySet<string>
  readonly kind: 'personal' | 'oauth'
  /** From then on it is nobody's; personal tokens have no end. */
  readonly expiresAt?: number
}
export type Workspace = {
  readonly id: string
  readonly name: string
  readonly plan: (typeof PLANS)[number]
}

const URL_LIFE_MS = 2 * 3_600_000

export class Service {
  readonly clock: Clock
  readonly switches: AirtableSwitches
  readonly users = new Map<string, User>()
  readonly tokens = new Map<string, Token>()
  readonly workspaces = new Map<string, Workspace>()
  readonly bases = new Map<string, Base>()
  readonly iterators: Iterators
  readonly hooks: Hooks
  readonly lately = new Lately()
  readonly #die: Die
  /** Of its own, so that looking at records changes nothing about the ids made later. */
  readonly #urlDie: Die

  constructor(clock: Clock, switches: AirtableSwitches, seed: number, post: Post) {
    this.clock = clock
    this.switches = switches
    this.#die = die(seed)
    this.#urlDie = die(seed + 1)
    this.hooks = new Hooks({ clock, die: die(seed + 2), post })
    this.iterators = new Iterators(() => this.id('itr'))
  }

  id(prefix: Prefix): string {
    return mint(this.#die, prefix)
  }

  reading(base: Base): Reading {
    const now = this.clock.now()
    return new Reading({
      base,
      users: this.users,
      now,
      switches: this.switches,
      attachmentUrl: ({ id }, variant) =>
        `https://v5.airtableusercontent.com/v3/u/1/1/${now + URL_LIFE_MS}/${word(this.#urlDie, 22)}/${id}/${variant}`,
    })
  }

  /** Do all of it, or leave the base as it was. */
  transact<T>(base: Base, actor: Actor, work: (transaction: Transaction) => T): T {
    const transaction = new Transaction(base, actor, this.clock.now())
    const done = attempt(transaction, work)
    tell(this, base, transaction)
    this.lately.note(base, transaction.changes)
    return done
  }
}

function attempt<T>(transaction: Transaction, work: (transaction: Transaction) => T): T {
  try {
    return work(transaction)
  } catch (error) {
    transaction.undo()
    throw error
  }
}
