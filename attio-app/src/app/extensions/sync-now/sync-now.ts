import { confirm, showToast } from 'attio/client'
import { asked, titleOf } from '../../../calls/asked.ts'
import getRuns, { type RunNow } from '../../../calls/get-runs.server'
import getTargets from '../../../calls/get-targets.server'
import syncObject from '../../../calls/sync-object.server'
import { NOT_SYNCED } from '../../../push/words.ts'
import { PATIENCE_MS, watch } from './watch.ts'

/** So long is what happened read. */
const READ_MS = 8_000

/** Runs every sync that holds this object, after asking, and shows how far it is. */
export async function syncNow(object: string): Promise<void> {
  const found = await asked(getTargets(object))
  if (!found.ok) return tell('error', titleOf(found, 'Not synced'), found.says)
  const configIds = [...new Set(found.targets.map(({ configId }) => configId))]
  if (configIds.length === 0)
    return tell('warning', 'Not synced', NOT_SYNCED)
  const names = [...new Set(found.targets.map(({ name }) => name))].join(', ')
  const isMeant = await confirm({
    title: 'Sync with Airtable now?',
    text: `Both sides are compared, and what differs is written: ${names}, and whatever else these syncs hold.`,
    confirmLabel: 'Sync now',
  })
  if (!isMeant) return
  const started = await asked(syncObject(configIds))
  if (!started.ok) return tell('error', titleOf(started, 'Not started'), started.says)
  const { runs, refused } = started
  const toast = await showToast({
    variant: 'neutral',
    title: 'Syncing with Airtable…',
    progress: 0,
    durationMs: PATIENCE_MS,
  })
  const ending = await watch({ ask: () => getRuns([...runs]), refused }, (now) =>
    toast.updateToast({ progress: percent(now), text: now.find(({ says }) => says !== null)?.says ?? '' }),
  )
  const isSeen = ending.variant !== 'neutral'
  await toast.updateToast({ ...ending, ...(isSeen ? { progress: 100 } : {}), durationMs: READ_MS })
} // prettier-ignore

const percent = (runs: readonly RunNow[]): number =>
  Math.round((runs.reduce((sum, { progress }) => sum + progress, 0) / Math.max(1, runs.length)) * 100) // prettier-ignore

async function tell(variant: 'error' | 'warning', title: string, text: string): Promise<void> {
  await showToast({ variant, title, text, durationMs: READ_MS })
}
