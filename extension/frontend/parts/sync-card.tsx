import type { Config } from '../../../shared/api/config.ts'
import type { LiveState } from '../../../shared/api/live.ts'
import type { Log } from '../../../shared/api/run.ts'
import { isWorking } from '../../../shared/job.ts'
import { useWhere } from '../shell/where.tsx'
import { useConnections } from '../worker/connections.ts'
import { useLive } from '../worker/live.ts'
import { usePairings } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { direction, often, serviceName } from '../words/direction.ts'
import { tellFreshness, tellNext } from '../words/freshness.ts'
import { tellOutcome } from '../words/progress.ts'
import { say } from '../words/say.ts'
import { syncState } from '../words/sync-state.ts'
import { Facts } from './facts.tsx'
import { Progress } from './progress.tsx'
import { Status } from './status.tsx'
import { SyncActions } from './sync-actions.tsx'
import { SyncMenu } from './sync-menu.tsx'
import { Tally } from './tally.tsx'
import './sync-card.css'

type Props = {
  readonly config: Config
  readonly isHere: boolean
  readonly now: number
}

/** One sync: what it is doing, what it came to, and the buttons that change that. */
export function SyncCard({ config: known, isHere, now }: Props) {
  const { client, address } = useSignedIn()
  const where = useWhere()
  const live = useLive(client, address, known.id)
  const pairings = usePairings(client, known.id)
  const config = withLive(known, live)
  const run = config.lastRun
  const state = syncState(config, run)
  const way = direction(config)
  const isBusy = run !== null && isWorking(run.phase)
  return (
    <article className="card sync-card" aria-labelledby={`sync-${config.id}`}>
      <header className="sync-head">
        <div className="sync-name">
          <h3 id={`sync-${config.id}`}>{config.name}</h3>
          <p className="quiet">
            <span aria-hidden="true">{way.shown}</span>
            <span className="unseen">{way.spoken}</span>, {often(config)}
          </p>
        </div>
        <Status tone={state.tone} label={state.label} />
        <SyncMenu config={config} isHere={isHere} />
      </header>
      {state.says ? <p className={`says says-${state.tone}`}>{state.says}</p> : null}
      {run && isBusy ? <Progress run={run} now={now} /> : null}
      <Facts facts={factsOf(config, run, live, now, isBusy)} />
      <Tally
        config={config}
        pairings={pairings.data?.items ?? []}
        onOpen={() => where.go({ at: 'sync', configId: config.id })}
      />
      <Accounts config={config} />
      <SyncActions config={config} run={run} isHere={isHere} />
    </article>
  )
}

function factsOf(
  config: Config,
  run: Log | null,
  live: LiveState | null,
  now: number,
  isBusy: boolean,
) {
  const isTold = run !== null && !isBusy && run.phase !== 'planned'
  const { home } = say
  return [
    // Of a run under way the progress tells, and of a preview its screen.
    ...(isTold || run === null
      ? [{ name: home.lastRun, value: isTold ? tellOutcome(run, now) : home.noRunYet }]
      : []),
    {
      name: home.nextRun,
      value: tellNext(config, live ? live.nextRunAt : config.nextRunAt, now),
    },
    { name: home.freshness, value: tellFreshness(config, run, now) },
  ]
}

/** As whom both services are connected: it is in their name that the sync writes. */
function Accounts({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const connections = useConnections(client).data?.items ?? []
  const named = [config.app, config.crm].flatMap(({ connectionId, provider }) => {
    const found = connections.find(({ id }) => id === connectionId)
    return found ? [{ service: serviceName(provider), ...found }] : []
  })
  if (named.length === 0) return null
  return (
    <ul className="accounts" aria-label={say.home.connectedAs}>
      {named.map(({ id, service, account, status }) => (
        <li key={id}>
          <i
            className={`dot ${status === 'connected' ? 'dot-good' : 'dot-bad'}`}
            aria-hidden="true"
          />
          <span className="quiet">{service}:</span> {account}
          {status === 'connected' ? null : <span className="unseen"> {say.home.signedOut}</span>}
        </li>
      ))}
    </ul>
  )
}

/** What the live line says is younger than what was listed. */
function withLive(config: Config, live: LiveState | null): Config {
  if (live === null) return config
  const { paused, stopped, mend, lastRun, nextRunAt } = live
  return { ...config, paused, stopped, mend, lastRun, nextRunAt }
}
