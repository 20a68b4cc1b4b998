import type { ConflictRule, Entry } from '../mapping.ts'
import type { Side } from '../record.ts'

/** What is known about when a slot last changed: a moment, or the earliest it can have been (ISO 8601). */
export type When = { readonly at: string | undefined; readonly since: string | undefined }

/** The rules of a pairing, as far as they say who is right. */
export type RightRules = {
  readonly conflictResolution: ConflictRule
  readonly firstMeeting: ConflictRule
  /** Whose the entry is by its own conditions, as the two records are now; null where none of them holds. */
  readonly owner?: ((entry: Entry) => Side | null) | undefined
}

const WINS = { left: 'app_wins', right: 'crm_wins' } as const

/**
 * The rule for an entry both sides changed, or, at a first meeting, filled in apart: the field's own before the pairing's,
 * and before both the owner whose condition holds. A field's word about first meetings counts only there.
 */
export function ruleFor(entry: Entry, rules: RightRules, isFirst: boolean): ConflictRule {
  if (isFirst && entry.firstMeeting !== undefined) return entry.firstMeeting
  const owner = rules.owner?.(entry) ?? null
  if (owner !== null) return WINS[owner]
  return entry.conflictResolution ?? (isFirst ? rules.firstMeeting : rules.conflictResolution)
}

/**
 * Who is right when both changed. `last_write_wins` decides only where one change certainly came after the other;
 * where the moments may overlap it is a conflict, not a guess.
 */
export function decide(rule: ConflictRule, left: When, right: When): Side | null {
  switch (rule) {
    case 'app_wins':
      return 'left'
    case 'crm_wins':
      return 'right'
    case 'manual_review':
      return null
    case 'last_write_wins':
      return later(left, right)
  }
}

function later(left: When, right: When): Side | null {
  if (left.at !== undefined && right.at !== undefined)
    return left.at === right.at ? null : left.at > right.at ? 'left' : 'right'
  if (right.at !== undefined) return isAfter(left.since, right.at) ? 'left' : null
  if (left.at !== undefined) return isAfter(right.since, left.at) ? 'right' : null
  return null
}

const isAfter = (since: string | undefined, at: string): boolean =>
  since !== undefined && since > at
