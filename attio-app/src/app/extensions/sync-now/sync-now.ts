import { confirm, showToast } from 'attio/client'
import getRuns from '../../../calls/get-runs.server'
import getTargets from '../../../calls/get-targets.server'
import syncObject from '../../../calls/sync-object.server'

const EVERY_MS = 1_000
/** Afterwards it goes on without anybody looking. */
const PATIENCE_MS = 600_000

/** Runs every sync that holds this object, after asking, and shows how far it is. */
export async function syncNow(object: string): Promise<void> {
  const found = await getTargets(object)
  if (!found.ok) return tell('error', 'Not synced', found.says)
  const configIds = [...new Set(found.targets.map(({ configId }) => configId))]
  if (configIds.length === 0)
    return tell('warning', 'Not synced', 'This object is not synced with a table. An admin can add it in the DataSync extension in Airtable.')
  const names = [...new Set(found.targets.map(({ name }) => name))].join(', ')
  const isMeant = await confirm({
    title: 'Sync with Airtable now?',
    text: `Both sides are compared, and what differs is written: ${names}, and whatever else these syncs hold.`,
    confirmLabel: 'Sync now',
  })
  if (!isMeant) return
  const started = await syncObject(configIds)
  if (!started.ok) return tell('error', 'Not started', started.says)
  const toast = await showToast({
    variant: 'neutral',
    title: 'Syncing with Airtable…',
    progress: 0,
    durationMs: PATIENCE_MS,
  })
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const run = await getRuns([...started.runs])
    if (!run.ok) return toast.updateToast({ variant: 'error', title: 'Still syncing, unseen', text: run.says, durationMs: 8_000 })
    if (run.isOver) {
      const isFine = run.says === null && run.unwritten === 0
      return toast.updateToast({
        variant: isFine ? 'success' : 'warning',
        title: isFine ? 'In sync' : 'Synced in part',
        text: run.says ?? `${count(run.written)} written${run.unwritten === 0 ? '' : `, ${count(run.unwritten)} not`}.`,
        progress: 100,
        durationMs: 8_000,
      })
    }
    await toast.updateToast({ progress: run.progress, text: run.says ?? '' })
    await new Promise((passed) => setTimeout(passed, EVERY_MS))
  }
} // prettier-ignore

async function tell(variant: 'error' | 'warning', title: string, text: string): Promise<void> {
  await showToast({ variant, title, text, durationMs: 8_000 })
}
const count = (value: number): string =>
  `${value.toLocaleString('en')} ${value === 1 ? 'record' : 'records'}`
