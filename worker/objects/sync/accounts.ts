import * as z from 'zod'
import type { Account } from '../../../shared/account.ts'
import { SIDES } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import type { Noted, WatchedSql } from '../watched.ts'
import type { Numbered } from './pairings.ts'
import { count, rows } from './rows.ts'
import {
  HELD_LINKS,
  isLoose,
  isThere,
  ODD_UNHELD,
  OF_LINK,
  OF_LOOSE,
  OF_UNHELD,
  Standing,
} from './standing.ts'

/** So many links that stand there, each for a record that is there on that side, or not (0). */
const OddLinks = z.object({
  standing: Standing,
  left: z.number(),
  right: z.number(),
  n: z.number(),
})
/** The same of links of which something is set aside: how they stand, and would if nothing was. */
const HeldLinks = OddLinks.extend({ otherwise: Standing })
const Loose = z.object({ standing: Standing, side: z.enum(SIDES), n: z.number() })

/** A smaller pairing is counted for every view. */
const LARGE = 10_000
/** A larger one is counted anew after this long (ms) for each record, while it changes. */
const MS_EACH = 0.005

/** What both sides add up to had nobody set anything aside. */
type Unheld = {
  readonly odd: readonly z.infer<typeof OddLinks>[]
  readonly loose: readonly z.infer<typeof Loose>[]
  readonly links: number
}
type Held = readonly z.infer<typeof HeldLinks>[]
type Known = {
  readonly at: number
  /** What is set aside changes with a click, and is little: it is counted apart from all the rest. */
  readonly unheld: Noted<Unheld>
  readonly accounts: Noted<readonly Account[]>
}

/** What both sides of a pairing add up to, counted again when something changed. */
export class Accounts {
  readonly #sql: WatchedSql
  readonly #known = new Map<number, Known>()
  constructor(sql: WatchedSql) {
    this.#sql = sql
  }

  /**
   * The accounts of both sides; while they are being read anew, those from before it. While a large pairing changes they may be some seconds old (10 s for a million records on
   * each side), but are always those of one moment.
   */
  of(numbered: Numbered, now: number): readonly Account[] {
    if (numbered.account !== null) return numbered.account
    const known = this.#known.get(numbered.no)
    // What is counted names the pairing, whose totals are part of it.
    if (known?.accounts.holds()) return known.accounts.value
    const size = numbered.left_total + numbered.right_total
    if (known && size > LARGE && now - known.at < size * MS_EACH) {
      this.#sql.passing()
      return known.accounts.value
    }
    const unheld = known?.unheld.holds() ? known.unheld : this.#sql.note(() => unheldIn(this.#sql, numbered.no)) // prettier-ignore
    const accounts = this.#sql.note(() => {
      unheld.holds()
      return sumUp(numbered, unheld.value, heldIn(this.#sql, numbered.no))
    })
    this.#known.set(numbered.no, { at: now, unheld, accounts })
    return accounts.value
  }
}

/**
 * Where every record of both sides stands. Only what may stand otherwise than in sync is looked at one by one. `total` is
 * what the last complete listing counted, plus what we created and less what we deleted there since: not the sum of the
 * others, so that their sum can be held against it.
 */
export const accountsOf = (sql: Sql, numbered: Numbered): Account[] =>
  sumUp(numbered, unheldIn(sql, numbered.no), heldIn(sql, numbered.no))

function unheldIn(sql: Sql, no: number): Unheld {
  const odd = rows(
    sql,
    OddLinks,
    `select ${OF_UNHELD} as standing, ${isThere('left')} as left, ${isThere('right')} as right, count(*) as n
       from link where link.id in (${ODD_UNHELD}) group by 1, 2, 3`,
    no,
  )
  const loose = rows(
    sql,
    Loose,
    `select ${OF_LOOSE} as standing, seen.side as side, count(*) as n from seen
       where seen.pairing = ?1 and case seen.side when 'left' then ${isLoose('left')} else ${isLoose('right')} end
       group by 1, 2`,
    no,
  )
  const links = count(
    sql,
    'select count(*) as n from link indexed by sqlite_autoindex_link_1 where pairing = ?',
    no,
  )
  return { odd, loose, links }
}

const heldIn = (sql: Sql, no: number): Held =>
  rows(
    sql,
    HeldLinks,
    `select ${OF_LINK} as standing, ${OF_UNHELD} as otherwise, ${isThere('left')} as left, ${isThere('right')} as right,
         count(*) as n from link where link.id in (${HELD_LINKS}) group by 1, 2, 3, 4`,
    no,
  )

function sumUp(numbered: Numbered, { odd, loose, links }: Unheld, held: Held): Account[] {
  const { json: pairing } = numbered
  // Links of which nothing but being in sync can be told, on both sides alike.
  const even = links - sumOf(odd)
  return SIDES.map((side) => {
    const sum = (standing: Standing): number =>
      sumOf(odd.filter((one) => one.standing === standing && one[side] === 1)) +
      sumOf(loose.filter((one) => one.standing === standing && one.side === side)) +
      sumOf(held.filter((one) => one.standing === standing && one[side] === 1)) -
      sumOf(held.filter((one) => one.otherwise === standing && one[side] === 1))
    return {
      entityType: pairing.entityType,
      side,
      total: side === 'left' ? numbered.left_total : numbered.right_total,
      inSync: even + sum('in_sync'),
      pending: sum('pending'),
      conflict: sum('conflict'),
      blocked: sum('blocked'),
      filtered: sum('filtered'),
      held: sum('held'),
      notCreated: sum('not_created'),
      kept: sum('kept'),
    }
  })
}

const sumOf = (counted: readonly { readonly n: number }[]): number =>
  counted.reduce((total, one) => total + one.n, 0)
