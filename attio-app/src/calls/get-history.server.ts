import { getWorkspaceConnection } from 'attio/server'
import type { LedgerLine } from '../../../shared/api/ledger.ts'
import { textOf } from '../card/values.ts'
import type { Target } from '../push/target.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

const SHOWN = 20

export type HistoryLine = {
  readonly id: string
  readonly at: string
  readonly into: 'Airtable' | 'Attio'
  readonly what: string
}
export type HistoryAnswer = Failed | { readonly ok: true; readonly lines: readonly HistoryLine[] }

/** What the sync wrote of this record, on either side, newest first. */
export default async function getHistory(
  { configId, entityType }: Target,
  recordId: string,
): Promise<HistoryAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const page = await worker.value.ledger({ configId, entityType, recordId, limit: SHOWN })
  return page.ok ? { ok: true, lines: page.value.items.map(lineOf) } : failed(page.error)
}

const lineOf = ({ id, at, side, kind, reason, changes }: LedgerLine): HistoryLine => ({
  id,
  at,
  into: side === 'app' ? 'Airtable' : 'Attio',
  what:
    kind === 'update' && changes.length > 0
      ? changes.map(({ name, before, after }) => `${name}: ${textOf(before)} → ${textOf(after)}`).join('; ')
      : `${KINDS[kind]}. ${reason}`,
}) // prettier-ignore

const KINDS: Readonly<Record<LedgerLine['kind'], string>> = {
  create: 'Created',
  update: 'Updated',
  delete: 'Deleted',
  mark: 'Marked',
  link: 'Linked',
  unlink: 'Unlinked',
}
