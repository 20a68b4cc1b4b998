import type { Outcome } from '../../../shared/api/card.ts'
import type { Client } from '../../../shared/api/client.ts'
import type { Target } from '../push/target.ts'
import { isFine, NOT_SYNCED, said } from '../push/words.ts'
import type { Failed } from './account.ts'
import { push } from './push.ts'

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
export async function pushStep(client: Client, asked: Asked): Promise<StepEnd> {
  const { object, recordId } = asked
  const answer = await push(client, { object, recordId, chosen: null })
  if (!answer.ok) return errorOf(answer)
  if (answer.is === 'nowhere') return { type: 'error', errorMessage: NOT_SYNCED, retryable: false }
  if (answer.is !== 'choose') return endOf(answer.outcome, answer.target)
  const table = asked.table?.trim() ?? ''
  const meant = answer.targets.filter((target) => target.table === table || target.name === table)
  const [chosen] = meant
  if (chosen === undefined || meant.length > 1) return unclear(answer.targets)
  const pushed = await push(client, { object, recordId, chosen })
  if (!pushed.ok) return errorOf(pushed)
  return 'outcome' in pushed ? endOf(pushed.outcome, pushed.target) : unclear(answer.targets)
}

function endOf(outcome: Outcome, { table }: Target): StepEnd {
  if (outcome.outcome === 'waiting' || outcome.outcome === 'pending')
    return { type: 'outcome', id: 'waiting', data: null }
  if (isFine(outcome))
    return { type: 'outcome', id: 'pushed', data: { title: outcome.title, url: outcome.url ?? '' } }
  return { type: 'outcome', id: 'not_pushed', data: { reason: said(outcome, table).text } }
}

/** What goes over by itself is worth another try. */
const PASSING: ReadonlySet<string> = new Set(['unreachable', 'fault', 'too_often', 'slow_down'])
const errorOf = ({ code, says }: Failed): StepEnd => ({
  type: 'error',
  errorMessage: says,
  retryable: PASSING.has(code),
})

const unclear = (targets: readonly Target[]): StepEnd => ({
  type: 'error',
  errorMessage: `Records of this object go to several tables. Name one of these in the step: ${targets.map(({ name }) => name).join(', ')}.`,
  retryable: false,
})
