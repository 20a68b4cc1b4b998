/** The life of one sign-in, over any database: what may happen when, and to whom. */
import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Sql } from '../store.ts'
import { type Attempt, type Collected, Purpose, Reached, type SignInDraft, type SignInView } from './rpc.ts' // prettier-ignore

/** From the link to the code, from setting out to coming back, and from one vendor to the next (ms). */
export const SIGN_IN_LASTS = 10 * 60_000
/** Somebody who sets out more often than this is no person. */
const MOST_ATTEMPTS = 20

const Row = z.object({
  id: z.string(),
  purpose: z.string(),
  code: z.string(),
  secret: z.string().nullable(),
  browser: z.string().nullable(),
  ends_at: z.number(),
  reached: z.string(),
  collected: z.number(),
})
const AttemptRow = z.object({
  vendor: z.string(),
  verifier: z.string(),
  redirect: z.string(),
  begun_at: z.number(),
  used: z.number(),
})
const Count = z.object({ n: z.number() })

const NOWHERE: Reached = {
  workspaceId: null,
  member: null,
  connectionId: null,
  witness: null,
  accounts: {},
  says: null,
}

const ended: Failure = {
  reason: 'invalid',
  field: 'sign-in',
  why: 'this link is no longer good; links last ten minutes and serve once. Begin again where you came from',
}

/** Every state we did not give, gave to somebody else, or gave for something else, is told the same. */
export const strangeState: Failure = {
  reason: 'invalid',
  field: 'state',
  why: 'this answer does not belong to a sign-in that was begun here, in this browser, within ten minutes. Begin again where you came from',
}

export function openSignInDesk(sql: Sql) {
  const get = () => {
    const [row] = sql.exec('select * from signin').toArray()
    return row ? Row.parse(row) : null
  }
  const reachedOf = (text: string): Reached => Reached.parse(JSON.parse(text))

  const view = (browser: string | null, now: number): Result<SignInView, Failure> => {
    const row = get()
    if (!row || now >= row.ends_at) return err(ended)
    return ok({
      id: row.id,
      purpose: Purpose.parse(JSON.parse(row.purpose)),
      code: row.code,
      endsAt: row.ends_at,
      browser: row.browser === null ? 'nobody' : row.browser === browser ? 'mine' : 'taken',
      reached: reachedOf(row.reached),
    })
  }

  return {
    view,

    open(draft: SignInDraft, now: number): Result<SignInView, Failure> {
      if (get()) return err({ reason: 'taken', what: 'This sign-in' })
      sql.exec(
        `insert into signin (one, id, purpose, code, secret, browser, ends_at, reached, collected)
         values (1, ?, ?, ?, ?, ?, ?, ?, 0)`,
        draft.id,
        JSON.stringify(draft.purpose),
        draft.code,
        draft.secret,
        draft.browser,
        now + SIGN_IN_LASTS,
        JSON.stringify(NOWHERE),
      )
      return view(draft.browser, now)
    },

    confirm(browser: string, now: number): Result<SignInView, Failure> {
      const seen = view(browser, now)
      if (!seen.ok) return seen
      if (seen.value.browser === 'taken') return err(ended)
      sql.exec('update signin set browser = ?', browser)
      return view(browser, now)
    },

    begin(
      browser: string,
      { nonce, vendor, verifier, redirect }: Attempt & { nonce: string; vendor: string },
      now: number,
    ): Result<true, Failure> {
      const seen = view(browser, now)
      if (!seen.ok) return seen
      if (seen.value.browser !== 'mine') return err(ended)
      const { n } = Count.parse(sql.exec('select count(*) as n from attempt').toArray()[0])
      if (n >= MOST_ATTEMPTS) return err(ended)
      sql.exec(
        'insert into attempt (nonce, vendor, verifier, redirect, begun_at, used) values (?, ?, ?, ?, ?, 0)',
        nonce,
        vendor,
        verifier,
        redirect,
        now,
      )
      return ok(true)
    },

    take(browser: string, nonce: string, vendor: string, now: number): Result<Attempt, Failure> {
      const row = get()
      const [found] = sql.exec('select * from attempt where nonce = ?', nonce).toArray()
      if (!row || !found) return err(strangeState)
      const attempt = AttemptRow.parse(found)
      sql.exec('update attempt set used = 1 where nonce = ?', nonce)
      const isRight =
        attempt.used === 0 &&
        now < attempt.begun_at + SIGN_IN_LASTS &&
        attempt.vendor === vendor &&
        row.browser === browser
      return isRight
        ? ok({ verifier: attempt.verifier, redirect: attempt.redirect })
        : err(strangeState)
    },

    /** A step further; the next one has its ten minutes again. */
    reach(step: Partial<Reached>, now: number): void {
      const row = get()
      if (!row) return
      const before = reachedOf(row.reached)
      const reached: Reached = {
        ...before,
        ...step,
        accounts: { ...before.accounts, ...step.accounts },
      }
      sql.exec(
        'update signin set reached = ?, ends_at = max(ends_at, ?)',
        JSON.stringify(reached),
        now + SIGN_IN_LASTS,
      )
    },

    collect(secret: string, now: number): Result<Collected, Failure> {
      const row = get()
      if (!row || row.secret === null || row.secret !== secret)
        return err({ reason: 'not_found', what: 'sign-in' })
      const reached = reachedOf(row.reached)
      if (row.collected === 1) return ok({ state: 'collected', reached })
      if (reached.member !== null && now < row.ends_at) {
        sql.exec('update signin set collected = 1')
        return ok({ state: 'ready', reached })
      }
      return ok({ state: now < row.ends_at ? 'waiting' : 'ended', reached })
    },
  }
}
