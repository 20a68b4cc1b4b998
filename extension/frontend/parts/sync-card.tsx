import { useState } from 'react'
import type { Client } from '../../../shared/api/client.ts'
import type { Config } from '../../../shared/api/config.ts'
import type { Log } from '../../../shared/api/run.ts'
import { isWorking } from '../../../shared/job.ts'
import { useConflicts, usePairings, useRun } from '../worker/questions.ts'
import { direction, often } from '../words/direction.ts'
import { tellOutcome } from '../words/progress.ts'
import { syncState } from '../words/sync-state.ts'
import { Conflicts } from './conflicts.tsx'
import { Progress } from './progress.tsx'
import { RecentRuns } from './recent-runs.tsx'
import { Status } from './status.tsx'
import { SyncActions } from './sync-actions.tsx'
import { Tally } from './tally.tsx'

type Props = {
  readonly client: Client
  readonly config: Config
  /** Why this person may not start or stop anything here, or null. */
  readonly forbids: string | null
  readonly now: number
}

/** One sync: what it is doing, what it came to, and the buttons that change that. */
export function SyncCard({ client, config, forbids, now }: Props) {
  const [started, setStarted] = useState<string | null>(null)
  const run = latest(useRun(client, followed(config, started)).data, config.lastRun)
  const pairings = usePairings(client, config.id)
  const conflicts = useConflicts(client, config.id)
  const state = syncState(config, run)
  const way = direction(config)

  return (
    <article className="card" aria-labelledby={`sync-${config.id}`}>
      <div className="card-head">
        <h3 id={`sync-${config.id}`}>{config.name}</h3>
        <Status tone={state.tone} label={state.label} />
      </div>
      <p className="quiet">
        <span aria-hidden="true">{way.shown}</span>
        <span className="unseen">{way.spoken}</span>, {often(config)}
      </p>
      {state.says ? <p className={`says says-${state.tone}`}>{state.says}</p> : null}
      {run && isWorking(run.phase) ? <Progress run={run} now={now} /> : null}
      {run && !isWorking(run.phase) && run.phase !== 'planned' && state.says === null ? (
        <p className="outcome">{tellOutcome(run, now)}</p>
      ) : null}
      <Tally config={config} pairings={pairings.data?.items ?? []} />
      {conflicts.data ? <Conflicts page={conflicts.data} /> : null}
      <RecentRuns client={client} configId={config.id} now={now} />
      <SyncActions
        client={client}
        config={config}
        run={run}
        forbids={forbids}
        onStarted={setStarted}
      />
    </article>
  )
}

/** A run that is going on, whoever started it; else the one started here. */
const followed = ({ lastRun }: Config, started: string | null): string | null =>
  lastRun && isWorking(lastRun.phase) ? lastRun.id : started

function latest(seen: Log | undefined, known: Log | null): Log | null {
  if (!seen || !known) return seen ?? known
  return Date.parse(seen.startedAt) >= Date.parse(known.startedAt) ? seen : known
}
