/** Whose a field is, on which condition: may the conditions stand, and whose is it now? */
import type { Failure } from '../failure.ts'
import type { Table } from '../field.ts'
import { asksForMe, checkRules, holds } from '../filter.ts'
import { evaluate, type Formula, parseFormula } from '../formula.ts'
import type { Condition, Owner } from '../mapping/owner.ts'
import type { Both, Side } from '../record.ts'
import { err, ok, type Result } from '../result.ts'
import type { Values } from '../value.ts'
import { readsOf } from './steps.ts'

/** The conditions with what their formulas read; or the first thing that is wrong with one. */
export function settleOwners(
  owners: readonly Owner[],
  tables: Both<Table>,
): Result<Owner[], Failure> {
  const settled: Owner[] = []
  for (const { when, owner } of owners) {
    if ('formula' in when) {
      const reads = readsOf(when.formula, tables[when.side])
      if (!reads.ok) return reads
      settled.push({ when: { ...when, reads: reads.value }, owner })
      continue
    }
    const checked = checkRules(when.rules, tables[when.side])
    if (!checked.ok) return checked
    if (asksForMe(when.rules))
      return err({
        reason: 'invalid',
        field: 'owner',
        why: 'whose a field is cannot depend on who connected the account',
      })
    settled.push({ when, owner })
  }
  return ok(settled)
}

/**
 * Whose something is now, by these conditions: the first that certainly holds for the two records (whole fields by id),
 * or null. What is unknown decides nothing. `now` is ISO 8601, UTC.
 */
export type WhoseNow = (owners: readonly Owner[], records: Both<Values>, now: string) => Side | null

/** The same for many records: every formula is read once. */
export function openOwners(all: readonly Owner[]): WhoseNow {
  const formulas = new Map<string, Formula>()
  for (const { when } of all) {
    const read = 'formula' in when ? parseFormula(when.formula) : null
    if (read?.ok && 'formula' in when) formulas.set(when.formula, read.value)
  }
  const isMet = (when: Condition, values: Values, now: string): boolean => {
    if ('rules' in when) return holds(when.rules, values, { now, me: null }) === true
    const formula = formulas.get(when.formula)
    if (!formula || Object.values(when.reads).some((id) => values[id] === undefined)) return false
    const made = evaluate(formula, {
      field(name) {
        const id = when.reads[name]
        return id === undefined ? undefined : (values[id] ?? null)
      },
      now: 0,
    })
    return made.ok && made.value !== null && made.value !== false && made.value !== 0
  }
  return (owners, records, now) =>
    owners.find(({ when }) => isMet(when, records[when.side], now))?.owner ?? null
}
