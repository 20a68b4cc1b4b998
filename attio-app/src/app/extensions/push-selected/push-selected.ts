import {
  type BulkRecordActionBatchRunOutcome,
  confirm,
  type RecordBatch,
  type RunRecordBatchesOptions,
  showToast,
} from 'attio/client'
import type { Outcome } from '../../../../../shared/api/card.ts'
import { asked, titleOf } from '../../../calls/asked.ts'
import getOutcomes from '../../../calls/get-outcomes.server'
import getTargets from '../../../calls/get-targets.server'
import pushMany from '../../../calls/push-many.server'
import { chooseTarget } from '../../../push/choose-target.tsx'
import { follow } from '../../../push/follow.ts'
import { showSummary } from '../../../push/summary.tsx'
import type { Target } from '../../../push/target.ts'
import { NOT_SYNCED, number } from '../../../push/words.ts'

/** As many as the SDK and the Worker take at a time. */
const BATCH = 250

type Run = (
  options: RunRecordBatchesOptions,
  worker: (batch: RecordBatch) => Promise<readonly Outcome[]>,
) => Promise<BulkRecordActionBatchRunOutcome<readonly Outcome[]>>

/** Pushes what is selected, batch by batch, and tells what became of each that did not go through. */
export async function pushSelected(object: string, run: Run): Promise<void> {
  const target = await chosenFor(object)
  if (target === null) return
  const { table } = target
  const isMeant = await confirm({
    title: `Push the selected records to ${table}?`,
    text: 'Rows that are missing are made, the others are brought up to date.',
    confirmLabel: 'Push',
  })
  if (!isMeant) return
  let total = 0
  const done = await run(
    {
      batchSize: BATCH,
      onStart: ({ totalRecords }) => {
        total = totalRecords
        return { title: `Pushing ${number(totalRecords)} to ${table}…` }
      },
      onProgress: ({ processedRecords, totalRecords }) => ({
        title: `${number(processedRecords)} of ${number(totalRecords)} done`,
      }),
      onComplete: ({ totalRecords }) => ({ title: `${number(totalRecords)} done` }),
      onError: (_, error) => ({
        title: 'Pushing stopped',
        text: error instanceof Error ? error.message : 'Try again in a moment.',
      }),
    },
    async ({ recordIds }) => {
      const pushed = await asked(pushMany(target, recordIds))
      if (!pushed.ok) throw new Error(pushed.says)
      return follow(() => getOutcomes(target, recordIds, pushed.since), recordIds)
    },
  )
  const outcomes = (done.success ? done.results : done.partialResults).flat()
  await showSummary({ outcomes, total: Math.max(total, outcomes.length), table })
}

async function chosenFor(object: string): Promise<Target | null> {
  const found = await asked(getTargets(object))
  if (!found.ok) {
    await showToast({ variant: 'error', title: titleOf(found, 'Not pushed'), text: found.says })
    return null
  }
  const [only] = found.targets
  if (only === undefined) {
    await showToast({
      variant: 'warning',
      title: 'Not synced',
      text: NOT_SYNCED,
    })
    return null
  }
  return found.targets.length === 1 ? only : chooseTarget(found.targets)
}
