import { useState } from 'react'
import type { Client } from '../../../shared/api/client.ts'
import { isWorking } from '../../../shared/job.ts'
import { useRecentRuns } from '../worker/questions.ts'
import { tellOutcome, tellProgress } from '../words/progress.ts'

type Props = { readonly client: Client; readonly configId: string; readonly now: number }

/** The last runs in words; read only once somebody opens the list. */
export function RecentRuns({ client, configId, now }: Props) {
  const [isOpen, setOpen] = useState(false)
  const runs = useRecentRuns(client, configId, isOpen)
  return (
    <details className="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Recent runs</summary>
      {runs.error ? <p className="quiet">{runs.error.message}</p> : null}
      {!runs.data && !runs.error ? <p className="quiet">Reading…</p> : null}
      {runs.data?.items.length === 0 ? <p className="quiet">There was none yet.</p> : null}
      <ul className="sentences">
        {runs.data?.items.map((run) => (
          <li key={run.id}>
            {isWorking(run.phase) ? tellProgress(run, now) : tellOutcome(run, now)}
          </li>
        ))}
      </ul>
    </details>
  )
}
