import type { Entry } from '../../../shared/mapping.ts'
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
