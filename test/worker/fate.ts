import type { DatabaseSync } from 'node:sqlite'
import type { Store } from '../../worker/objects/store.ts'

export class Killed extends Error {}

/** A process from its start to its death. Whatever a dead one was waiting for never comes. */
export type Life = { dead: boolean }
/** What it waits for when it dies: nothing was asked yet, it was asked, or the answer is just there. */
type Moment = 'before' | 'asked' | 'answered'

const never = <T>(): Promise<T> => new Promise(() => {})

/**
 * Every place where a process may die, counted: before and after whatever it asks of the world outside, and after each
 * transaction. As on the platform, what was stored before a call left is kept; what a dying process still does before it
 * is gone is not.
 */
export class Fate {
  readonly #database: DatabaseSync
  #places = 0
  #fatal: number | null = null
  #died: () => void = () => {}
  #current: Life = { dead: false }

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  get places(): number {
    return this.#places
  }

  /** Death waits at the n-th place from here (0 = the next one), or nowhere. */
  killAt(place: number | null): void {
    // From here on nothing is kept for good before it is known whether the process outlives it.
    if (place !== null && this.#fatal === null) this.#database.exec('begin')
    if (place === null && this.#fatal !== null) this.#database.exec('commit')
    this.#fatal = place === null ? null : this.#places + place
  }

  /** Told of the next death. */
  onDeath(hear: () => void): void {
    this.#died = hear
  }

  /** A new process begins: what the old one did after its death never was. */
  begin(): Life {
    this.#current.dead = true
    if (this.#fatal !== null) this.#database.exec('rollback; begin')
    this.#current = { dead: false }
    return this.#current
  }

  /** Does death wait here? Then the machine stops, and what is stored now is what the next process finds. */
  strikes(life: Life): boolean {
    if (this.#places++ !== this.#fatal) return false
    this.#database.exec('commit; begin')
    this.end(life)
    return true
  }

  /** This life ends, and that of the process with it. */
  end(life: Life): void {
    life.dead = true
    this.#current.dead = true
    this.#died()
  }

  /** Ask something of the world outside. */
  async ask<T>(life: Life, moments: readonly Moment[], act: () => Promise<T>): Promise<T> {
    const waits = (moment: Moment): boolean => moments.includes(moment) && this.strikes(life)
    if (life.dead || waits('before')) return never()
    const answer = act()
    if (waits('asked')) {
      answer.catch(() => {})
      return never()
    }
    const heard = await answer.catch((fault: unknown) => {
      if (life.dead) return never<T>()
      throw fault
    })
    return life.dead || waits('answered') ? never() : heard
  }

  /** A place after each transaction that is whole. */
  mortal(store: Store, life: Life): Store {
    let depth = 0
    return {
      sql: store.sql,
      transactionSync: (work) => {
        depth++
        try {
          return store.transactionSync(work)
        } finally {
          if (--depth === 0 && !life.dead) this.strikes(life)
        }
      },
    }
  }
}
