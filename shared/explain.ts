import type { NamedRule } from './merge/right.ts'
import { sameValue, type Value } from './value.ts'

/** One time the sync wrote this value: newest first in a history. */
export type Written = {
  readonly runId: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: 'create' | 'update' | 'delete' | 'mark'
  readonly before: Value
  readonly after: Value
  /** What the side gave back, where it says the same in other words. */
  readonly got?: Value | undefined
  /** The value a rule chose against. */
  readonly lost?: Value | undefined
  readonly why: string
  /** Which rule decided it, and whose word that was, where one did. */
  readonly rule?: NamedRule | undefined
  /** Who decided it, or started the run; an id. */
  readonly actor: string | null
  /** The record on the other side it came from. */
  readonly sourceId: string | null
}

/** What is known of one field of one record. */
export type Facts = {
  readonly field: string
  /** How people call this side, and the other. */
  readonly here: string
  readonly there: string
  /** Missing where it was not read. */
  readonly value: Value | undefined
  /** Where it stands on the other side; null where nothing is paired with it, or the record has no other half. */
  readonly pair: { readonly field: string; readonly recordId: string } | null
  readonly isMapped: boolean
  /** The side fills it in by itself: nobody writes it. */
  readonly isOwn: boolean
  /** What stands between the two sides on the way here, where it is not carried over as it is. */
  readonly formed: 'formula' | 'steps' | null
  /** What the side of the tables is called, and that of the CRM. */
  readonly sides: { readonly app: string; readonly crm: string }
  /** What this side was last known to hold in agreement with the other. */
  readonly base: Value | undefined
  readonly history: readonly Written[]
  /** Why it stands still, if it does. */
  readonly standing: {
    readonly is: 'held' | 'conflict' | 'blocked' | 'filtered'
    readonly says: string
  } | null
  /** It was seen to differ from its base after this moment. */
  readonly changedSince: number | null
  /** When this side was last read as a whole. */
  readonly readAt: number | null
}

export type Explanation = {
  /**
   * `sync`: we wrote it. `people`: somebody entered it here. `first`: it was here before the sync met it. `computed`: the
   * side fills it in by itself.
   */
  readonly from: 'sync' | 'people' | 'first' | 'computed' | 'unknown'
  readonly says: string
  /** Milliseconds since 1970; null where nobody knows. */
  readonly since: number | null
  /** The write that put it there. */
  readonly by: Written | null
}

/** Why a field holds what it holds, in one sentence and as data. */
export function explain(facts: Facts): Explanation {
  const told = origin(facts)
  return facts.standing === null ? told : { ...told, says: `${told.says} ${facts.standing.says}` }
}

function origin(facts: Facts): Explanation {
  const { field, here, there, value, history } = facts
  const last = history[0] ?? null
  if (last && value !== undefined && holds(last, value))
    return { from: 'sync', since: last.at, by: last, says: tellWritten(facts, last) }
  if (facts.isOwn)
    return nobody('computed', `“${field}” is filled in by ${here} itself: neither people nor the sync write it.`) // prettier-ignore
  if (value === undefined)
    return nobody('unknown', `“${field}” could not be read in ${here}, so nothing is known of it.`)
  if (!facts.isMapped)
    return nobody('people', `“${field}” is not part of the sync: only people and ${here} itself write it.`) // prettier-ignore
  const isMoved = facts.base !== undefined && !sameValue(value, facts.base)
  if (isMoved || last) {
    const since = facts.changedSince ?? last?.at ?? null
    const after = since === null ? '' : ` after ${moment(since)}`
    const next = isMoved ? ` ${there} still has what was agreed before.` : ` ${there} has the same.`
    return {
      from: 'people',
      since,
      by: null,
      says: `“${field}” was edited in ${here}${after}, not written by the sync.${next}`,
    }
  }
  if (facts.pair === null)
    return nobody('first', `“${field}” was entered in ${here}; the record has no other half in ${there} yet.`) // prettier-ignore
  const as = facts.readAt === null ? '' : `, as of ${moment(facts.readAt)}`
  return facts.base === undefined
    ? nobody('first', `“${field}” was in ${here} before the sync; it has not been compared with ${there} yet.`) // prettier-ignore
    : nobody('first', `“${field}” was in ${here} already when the two records met, and is equal on both sides${as}. The sync never wrote it.`) // prettier-ignore
}

const nobody = (from: Explanation['from'], says: string): Explanation => ({
  from,
  says,
  since: null,
  by: null,
})

const holds = (written: Written, value: Value): boolean =>
  sameValue(value, written.after) || (written.got !== undefined && sameValue(value, written.got))

function tellWritten(facts: Facts, last: Written): string {
  const { there, pair } = facts
  const source = pair ? `“${pair.field}” in ${there}` : there
  const when = moment(last.at)
  const replaced = last.kind === 'create' ? '' : ` It replaced ${quoted(last.before)}.`
  const lost = last.lost === undefined ? '' : ` ${quoted(last.lost)} lost, and can be brought back.`
  const isBack = last.why === 'undo' || last.why === 'restore'
  const formed = facts.formed === null || isBack ? '' : FORMED[facts.formed]
  return `${reason(facts, last, source, when)}${formed}${replaced}${lost}`
}

const FORMED = {
  formula: ' A formula of the mapping made it on the way.',
  steps: ' The mapping turned it into this on the way.',
}

/** Whose word decided, and for whom. */
function decided({ sides }: Facts, rule: NamedRule | undefined): string {
  if (rule === undefined) return 'your rule decided'
  const whose = { condition: 'a condition', field: 'the field’s own rule', pairing: 'the pairing’s rule' } // prettier-ignore
  const right = { app_wins: `${sides.app} is right`, crm_wins: `${sides.crm} is right`, last_write_wins: 'the later change is right', manual_review: 'a person is asked' } // prettier-ignore
  return `${whose[rule.of]} decided that ${right[rule.is]}`
}

function reason(facts: Facts, { why, rule }: Written, source: string, when: string): string {
  const { field, here } = facts
  switch (why) {
    case 'person':
      return `“${field}” was decided by a person, and written on ${when}.`
    case 'overwritten':
      return `“${field}” was edited in the moment in which the sync wrote over it; the edit was put back on ${when}.`
    case 'whole':
      return `“${field}” was written on ${when} with the rest of its field, as it stood when the call was sent: the call took its time.`
    case 'rule':
      return `“${field}” came from ${source} on ${when}: both sides had changed it, and ${decided(facts, rule)}.`
    case 'first_meeting':
      return `“${field}” came from ${source} on ${when}, when the two records met, and ${decided(facts, rule)}.`
    case 'drift':
      return `“${field}” was put right from ${source} on ${when}: the sync takes no changes of it from ${here}.`
    case 'undo':
      return `“${field}” was put back on ${when}, when a run was undone.`
    case 'restore':
      return `“${field}” was brought back from a backup on ${when}.`
    case 'filled':
      return `“${field}” came from ${source} on ${when}: it was empty in ${here}.`
    default:
      return `“${field}” came from ${source} on ${when}, where it had changed.`
  }
}

const moment = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC` // prettier-ignore

/** A value short enough for a sentence. */
function quoted(value: Value): string {
  if (value === null) return 'an empty field'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `“${text.length > 80 ? `${text.slice(0, 80)}…` : text}”`
}
