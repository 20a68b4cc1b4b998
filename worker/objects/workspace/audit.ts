import * as z from 'zod'
import { AUDIT_START, AuditEntry, spellEntry } from '../../../shared/audit.ts'
import { hashOf } from '../../key.ts'
import type { Sql } from '../store.ts'
import type { AuditAsk, AuditTrail, Deed } from './rpc.ts'

const Row = z
  .object({
    n: z.number(),
    at: z.string(),
    actor: z.string(),
    action: z.string(),
    about: z.string(),
    before: z.string(),
    hash: z.string(),
  })
  .transform((row): AuditEntry => AuditEntry.parse({ ...row, about: JSON.parse(row.about) }))

/** Entries looked at for one page, where not every one is asked for. */
const LOOKED_AT = 5_000

/** What was done in one workspace, for good: entries are only ever added, each bound to the one before. */
export function openAudit(sql: Sql) {
  const last = (): AuditEntry | null => {
    const [row] = sql.exec('select * from audit order by n desc limit 1').toArray()
    return row ? Row.parse(row) : null
  }
  // A hash is awaited, and two entries must not name the same one before them.
  let tail: Promise<unknown> = Promise.resolve()

  async function add(deed: Deed, now: number): Promise<void> {
    const before = last()
    const entry = {
      n: (before?.n ?? 0) + 1,
      at: new Date(now).toISOString(),
      actor: deed.actor,
      action: deed.action,
      about: deed.about,
      before: before?.hash ?? AUDIT_START,
    }
    const hash = await hashOf(spellEntry(entry))
    sql.exec(
      'insert into audit (n, at, actor, action, about, before, hash) values (?, ?, ?, ?, ?, ?, ?)',
      entry.n,
      entry.at,
      entry.actor,
      entry.action,
      JSON.stringify(entry.about),
      entry.before,
      hash,
    )
  }

  return {
    add(deed: Deed, now: number): Promise<void> {
      const added = tail.then(() => add(deed, now))
      tail = added.catch(() => undefined)
      return added
    },

    last,

    /**
     * At most `limit`, newest first, below `under`. `next` is below what to go on, or null at the end: where few of many fit,
     * a page may be short, or empty, and still not be the last.
     */
    newest(under: number, limit: number, ask: AuditAsk): AuditTrail {
      // Numbers have no gaps: so many numbers are so many entries.
      const floor = Math.max(1, Math.min(under, (last()?.n ?? 0) + 1) - LOOKED_AT)
      const items = sql
        .exec(
          `select * from audit where n < ?1 and n >= ?8 and (?3 is null or at >= ?3) and (?4 is null or at < ?4)
             and (?5 is null or action = ?5)
             and (?6 is null or substr(actor, 1, length(?6)) = ?6 or substr(actor, 1, length(?7)) = ?7)
             order by n desc limit ?2 + 0`,
          under,
          limit,
          ask.from === undefined ? null : new Date(ask.from).toISOString(),
          ask.to === undefined ? null : new Date(ask.to).toISOString(),
          ask.action ?? null,
          ...['key', 'session'].map((kind) =>
            ask.actor === undefined ? null : `${kind} ${ask.actor} (`,
          ),
          floor,
        )
        .toArray()
        .map((row) => Row.parse(row))
      const lowest = items.length === limit ? (items.at(-1)?.n ?? floor) : floor
      return { items, next: lowest === 1 ? null : lowest }
    },

    /** At most `limit`, oldest first, above `over`. */
    oldest: (over: number, limit: number): AuditEntry[] =>
      sql
        .exec('select * from audit where n > ? order by n limit ? + 0', over, limit)
        .toArray()
        .map((row) => Row.parse(row)),
  }
}
