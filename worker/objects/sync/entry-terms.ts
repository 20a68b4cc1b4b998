import type { Failure } from '../../../shared/failure.ts'
import type { Table } from '../../../shared/field.ts'
import { asksForMe, checkRules } from '../../../shared/filter.ts'
import type { Entry } from '../../../shared/mapping.ts'
import type { Both } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { EntryDraft } from './rpc.ts'

type Terms = Pick<EntryDraft, 'conflictResolution' | 'firstMeeting' | 'owner'>

/** An entry's own terms: what is said now before what held, and null says that none holds any more. */
export function termsOf(said: Partial<Terms>, before: Partial<Entry>): Partial<Entry> {
  const pick = <T>(now: T | null | undefined, was: T | undefined): T | undefined =>
    now === undefined ? was : (now ?? undefined)
  const conflictResolution = pick(said.conflictResolution, before.conflictResolution)
  const firstMeeting = pick(said.firstMeeting, before.firstMeeting)
  const owner = pick(said.owner, before.owner)
  return {
    ...(conflictResolution === undefined ? {} : { conflictResolution }),
    ...(firstMeeting === undefined ? {} : { firstMeeting }),
    ...(owner === undefined ? {} : { owner: [...owner] }),
  }
}

/** May these conditions be asked of the two tables? */
export function checkOwners(entry: Entry, tables: Both<Table>): Result<true, Failure> {
  for (const { when } of entry.owner ?? []) {
    const checked = checkRules(when.rules, tables[when.side])
    if (!checked.ok) return checked
    if (asksForMe(when.rules))
      return err({
        reason: 'invalid',
        field: 'owner',
        why: 'whose a field is cannot depend on who connected the account',
      })
  }
  return ok(true)
}
