import { getWorkspaceConnection } from 'attio/server'
import { openClient } from '../../../../../shared/api/client.ts'
import type { Log } from '../../../../../shared/api/run.ts'
import { isOver } from '../../../../../shared/job.ts'
import { readSecret } from '../../../worker/secret.ts'
import { sendTo } from '../../../worker/send.ts'

const SHOWN = 5

export type CardRun = {
  readonly id: string
  readonly at: string
  readonly outcome: string
  readonly written: number
  readonly failed: number
}
export type RunsAnswer =
  | { readonly ok: true; readonly runs: readonly CardRun[] }
  | { readonly ok: false; readonly says: string }

/** The last runs of a sync, newest first, or why they cannot be shown. */
export default async function getRuns(configId: string): Promise<RunsAnswer> {
  const { value, ownedBy } = getWorkspaceConnection()
  const account = readSecret(value)
  if (!account.ok) return { ok: false, says: account.error }
  const send = sendTo(account.value.address, ownedBy.id)
  const page = await openClient(account.value.key, send).logs({
    configId,
    limit: SHOWN,
  })
  if (!page.ok) return { ok: false, says: page.error.message }
  return { ok: true, runs: page.value.items.filter(({ kind }) => kind === 'run').map(cardRun) }
}

const cardRun = (log: Log): CardRun => ({
  id: log.id,
  at: log.endedAt ?? log.startedAt,
  outcome: isOver(log.phase) ? OUTCOMES[log.status] : 'Going on',
  written: log.recordsSynced,
  failed: log.recordsFailed,
})

const OUTCOMES: Readonly<Record<Log['status'], string>> = {
  running: 'Going on',
  completed: 'Done',
  partial: 'Done in part',
  failed: 'Failed',
  cancelled: 'Cancelled',
  awaiting_approval: 'Needs approval',
}
