import type { Client } from '../../../shared/api/client.ts'
import type { Config } from '../../../shared/api/config.ts'
import type { Log } from '../../../shared/api/run.ts'
import { isWorking } from '../../../shared/job.ts'
import { type Act, useAct } from '../worker/questions.ts'
import { Notice } from './notice.tsx'
import { once } from './once.ts'

type Props = {
  readonly client: Client
  readonly config: Config
  readonly run: Log | null
  readonly forbids: string | null
  readonly onStarted: (runId: string) => void
}

/** The buttons of a sync; those that do not fit its state are not there, those not allowed say why. */
export function SyncActions({ client, config, run, forbids, onStarted }: Props) {
  const { id } = config
  const runId = run?.id ?? ''
  const trigger = useAct(
    id,
    () => client.trigger({ configId: id }, once()),
    ({ job_id }) => onStarted(job_id),
  )
  const cancel = useAct(id, () => client.cancel(runId))
  const approve = useAct(
    id,
    () => client.approve(runId),
    () => onStarted(runId),
  )
  const pause = useAct(id, () => client.pause(id))
  const resume = useAct(id, () => client.resume(id))

  const acts = [trigger, cancel, approve, pause, resume]
  const problem = acts.find((act) => act.problem)?.problem
  const isBusy = acts.some((act) => act.isBusy)
  const isRunning = run !== null && isWorking(run.phase)
  const isAsking = run?.phase === 'asking'
  const why = `why-${id}`

  const button = (label: string, act: Act, look = '') => (
    <button
      type="button"
      className={`button ${look}`}
      aria-disabled={isBusy || forbids !== null}
      aria-label={`${label}: ${config.name}`}
      {...(forbids ? { 'aria-describedby': why } : {})}
      onClick={() => {
        if (isBusy || forbids !== null) return
        for (const other of acts) other.forget()
        act.run()
      }}
    >
      {label}
    </button>
  )

  return (
    <div className="actions">
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <div className="buttons">
        {isAsking ? button('Approve and go on', approve, 'button-strong') : null}
        {isRunning || isAsking ? button('Cancel this run', cancel) : null}
        {!isRunning && !isAsking && !config.paused
          ? button('Sync now', trigger, 'button-strong')
          : null}
        {config.paused ? button('Resume', resume, 'button-strong') : null}
        {!config.paused && !isRunning && !isAsking ? button('Pause', pause) : null}
      </div>
      {forbids ? (
        <p id={why} className="quiet">
          {forbids}
        </p>
      ) : null}
    </div>
  )
}
