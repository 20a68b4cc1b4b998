import type { Outcome } from '../../../shared/api/card.ts'
import type { Client } from '../../../shared/api/client.ts'
import type { Target } from '../push/target.ts'
import { isFine, NOT_SYNCED, said } from '../push/words.ts'
import { type Failed, isPassing } from './account.ts'
import { pushTo } from './push.ts'
import { targetsOf } from './targets.ts'

/** What a step of a workflow comes to; an error stops the workflow, an outcome is a way on from the step. */
export type StepEnd =
  | { type: 'outcome'; id: 'pushed'; data: { title: string; url: string } }
  | { type: 'outcome'; id: 'waiting'; data: null }
  | { type: 'outcome'; id: 'not_pushed'; data: { reason: string } }
  | { type: 'error'; errorMessage: string; retryable: boolean }

type Asked = {
  readonly object: string
  readonly recordId: string
  /** As the table is called in Airtable, where one is named. */
  readonly table: string | null
}

/** Pushes a record for a workflow, and says what became of it. */
export async function pushStep(client: Client, { object, recordId, table }: Asked): Promise<StepEnd> {
  const began = Date.now()
  const found = await targetsOf(client, object, recordId)
  if (!found.ok) return errorOf(found)
  if (found.targets.length === 0) return errorFor(NOT_SYNCED)
  const named = table?.trim() ?? ''
  const meant = found.targets.filter((target) => named === '' || named === target.table || named === target.name)
  const [only] = meant
  if (only === undefined || meant.length > 1) return errorFor(unclear(named, meant, found.targets))
  const pushed = await pushTo(client, recordId, only, began)
  return pushed.ok ? endOf(pushed.outcome, only) : errorOf(pushed)
} // prettier-ignore

function endOf(outcome: Outcome, { table }: Target): StepEnd {
  if (outcome.outcome === 'waiting' || outcome.outcome === 'pending')
    return { type: 'outcome', id: 'waiting', data: null }
  if (isFine(outcome))
    return { type: 'outcome', id: 'pushed', data: { title: outcome.title, url: outcome.url ?? '' } }
  return { type: 'outcome', id: 'not_pushed', data: { reason: said(outcome, table).text } }
}

const errorOf = (failure: Failed): StepEnd => ({
  type: 'error',
  errorMessage: failure.says,
  retryable: isPassing(failure),
})
const errorFor = (errorMessage: string): StepEnd => ({
  type: 'error',
  errorMessage,
  retryable: false,
})

function unclear(named: string, meant: readonly Target[], all: readonly Target[]): string {
  const why = meant.length === 0 ? `do not go to “${named}”` : 'go to several tables'
  return `Records of this object ${why}. Name one of these in the step: ${all.map(({ name }) => name).join(', ')}.`
}
