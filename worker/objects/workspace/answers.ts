import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Sql } from '../store.ts'
import type { Remembered } from './rpc.ts'

const AnswerRow = z.object({
  print: z.string(),
  begun_at: z.number(),
  status: z.number().nullable(),
  body: z.string().nullable(),
})

export const REMEMBERED_MS = 24 * 3_600_000
/** A request that was never finished was cut off; after this long (ms) its key is free again. */
const CUT_OFF_MS = 120_000

/** What was answered to requests that carried an idempotency key, for 24 hours. */
export function openAnswers(sql: Sql) {
  return {
    begin(key: string, print: string, now: number): Result<Remembered, Failure> {
      const [row] = sql
        .exec('select print, begun_at, status, body from answer where key = ?', key)
        .toArray()
      const known = row && AnswerRow.parse(row)
      if (known && now - known.begun_at < REMEMBERED_MS) {
        if (known.print !== print) {
          return err({
            reason: 'invalid',
            field: 'Idempotency-Key',
            why: 'it was already used for another request; take a new one',
          })
        }
        if (known.status !== null) {
          return ok({ kind: 'done', status: known.status, body: known.body ?? '' })
        }
        if (now - known.begun_at < CUT_OFF_MS) {
          return err({
            reason: 'not_now',
            why: 'The same request is still being worked on. Ask again in a moment.',
          })
        }
      }
      sql.exec(
        'insert or replace into answer (key, print, begun_at, status, body) values (?, ?, ?, null, null)',
        key,
        print,
        now,
      )
      return ok({ kind: 'new' })
    },

    finish(key: string, status: number, body: string): void {
      sql.exec('update answer set status = ?, body = ? where key = ?', status, body, key)
    },

    forget(key: string): void {
      sql.exec('delete from answer where key = ? and status is null', key)
    },

    tidy(now: number): void {
      sql.exec('delete from answer where begun_at < ?', now - REMEMBERED_MS)
    },
  }
}
