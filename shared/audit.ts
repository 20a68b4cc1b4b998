/**
 * The audit trail: who did what to what, each entry bound to the one before it by a hash. Whoever holds an export can
 * see for themselves that nothing in it was changed, left out or put in.
 */
import * as z from 'zod'

export const AuditEntry = z.object({
  /** 1, 2, 3 … without a gap. */
  n: z.int().positive(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Who: the id of a key or session, and its name. */
  actor: z.string(),
  /** What, as the route that did it is named, or a sentence of a few words. */
  action: z.string(),
  /** To what: ids, never values. */
  about: z.record(z.string(), z.string()),
  /** The hash of the entry before; 64 zeros before the first. */
  before: z.string(),
  /** SHA-256 (hex) of this entry without its own hash, as `spellEntry` writes it. */
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** What stands before the first entry. */
export const AUDIT_START = '0'.repeat(64)

/** The text that is hashed: a JSON list in a fixed order, the ids by name. */
export const spellEntry = ({
  n,
  at,
  actor,
  action,
  about,
  before,
}: Omit<AuditEntry, 'hash'>): string =>
  JSON.stringify([
    n,
    at,
    actor,
    action,
    Object.entries(about).sort(([a], [b]) => (a < b ? -1 : 1)),
    before,
  ])

/** What is wrong with a chain, or null. `sha256` answers in hex; `start` is the hash before the first entry given. */
export async function faultIn(
  entries: Iterable<AuditEntry> | AsyncIterable<AuditEntry>,
  sha256: (text: string) => Promise<string>,
  start: string = AUDIT_START,
): Promise<{ readonly n: number; readonly says: string } | null> {
  let before = start
  let last: number | null = null
  for await (const entry of entries) {
    const n = entry.n
    if (last === null ? start === AUDIT_START && n !== 1 : n !== last + 1)
      return { n, says: `Entry ${n} does not follow the one before it: something was left out.` }
    if (entry.before !== before)
      return {
        n,
        says: `Entry ${n} does not name the entry before it: something was put in or changed.`,
      }
    if ((await sha256(spellEntry(entry))) !== entry.hash)
      return { n, says: `Entry ${n} is not as it was written.` }
    before = entry.hash
    last = n
  }
  return null
}
