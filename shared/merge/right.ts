import type { ConflictRule, Entry } from '../mapping.ts'
import type { Side } from '../record.ts'

/** What is known about when a slot last changed: a moment, or the earliest and latest it can have been (ISO 8601). */
export type When = {
  readonly at: string | undefined
  readonly since: string | undefined
  readonly until?: string | undefined
}

/** The rules of a pairing, as far as they say who is right. */
export type RightRules = {
  readonly conflictResolution: ConflictRule
  readonly firstMeeting: ConflictRule
  /** Whose the entry is by its own conditions, as the two records are now; null where none of them holds. */
  readonly owner?: ((entry: Entry) => Side | null) | undefined
  /** The same by the pairing's conditions, for entries that have no word of their own. */
  readonly ownerOfAll?: (() => Side | null) | undefined
}

const WINS = { left: 'app_wins', right: 'crm_wins' } as const

/** A rule, and whose word it is: a condition's, the field's own, or the pairing's. */
export type NamedRule = {
  readonly is: ConflictRule
  readonly of: 'condition' | 'field' | 'pairing'
}

/**
 * The rule for an entry both sides changed, or, at a first meeting, filled in apart: the field's own before the pairing's,
 * and before each the owner whose condition holds there. A field's word about first meetings counts only there.
 */
export function ruleFor(entry: Entry, rules: RightRules, isFirst: boolean): NamedRule {
  if (isFirst && entry.firstMeeting !== undefined) return { is: entry.firstMeeting, of: 'field' }
  const owner = rules.owner?.(entry) ?? null
  if (owner !== null) return { is: WINS[owner], of: 'condition' }
  if (entry.conflictResolution !== undefined) return { is: entry.conflictResolution, of: 'field' }
  const ofAll = rules.ownerOfAll?.() ?? null
  if (ofAll !== null) return { is: WINS[ofAll], of: 'condition' }
  return { is: isFirst ? rules.firstMeeting : rules.conflictResolution, of: 'pairing' }
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

/** Whose change certainly came after the other's: its earliest moment lies behind the other's latest. */
function later(left: When, right: When): Side | null {
  if (isAfter(left.at ?? left.since, right.at ?? right.until)) return 'left'
  return isAfter(right.at ?? right.since, left.at ?? left.until) ? 'right' : null
}

const isAfter = (earliest: string | undefined, latest: string | undefined): boolean =>
  earliest !== undefined && latest !== undefined && earliest > latest
