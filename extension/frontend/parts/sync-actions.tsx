import type { RouteName } from '../../../shared/role.ts'
import type { Config } from '../../../shared/api/config.ts'
import type { Log } from '../../../shared/api/run.ts'
import { isWorking } from '../../../shared/job.ts'
import { useForbids } from '../worker/allowed.ts'
import { askOnce } from '../worker/ask-once.ts'
import { type Act, useAct } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

type Props = { readonly config: Config; readonly run: Log | null; readonly isHere: boolean }

/** The buttons of a sync; those that do not fit its state are not there, those not allowed say why. */
export function SyncActions({ config, run, isHere }: Props) {
  const { client } = useSignedIn()
  const forbids = useForbids(isHere)
  const { id, name } = config
  const runId = run?.id ?? ''
  // Another one after this run: once that one is seen here, whoever presses again wants one more.
  const trigger = useAct(id, () =>
    askOnce(['sync now', id, runId], (key) => client.trigger({ configId: id }, key)),
  )
  const cancel = useAct(id, () => client.cancel(runId))
  const approve = useAct(id, () => client.approve(runId))
  const pause = useAct(id, () => client.pause(id))
  const resume = useAct(id, () => client.resume(id))

  const acts = [trigger, cancel, approve, pause, resume]
  const problem = acts.find((act) => act.problem)?.problem
  const isRunning = run !== null && isWorking(run.phase)
  const isAsking = run?.phase === 'asking'

  const button = (
    label: string,
    act: Act,
    route: RouteName,
    look: 'plain' | 'strong' = 'plain',
  ) => (
    <Button
      look={look}
      isBusy={act.isBusy}
      why={forbids(route)}
      label={say.home.about(label, name)}
      onPress={() => {
        for (const other of acts) other.forget()
        act.run()
      }}
    >
      {label}
    </Button>
  )
  const { home } = say
  return (
    <div className="actions">
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <div className="buttons">
        {isAsking
          ? button(home.approve, approve, 'POST /api/crm/sync/logs/:id/approve', 'strong')
          : null}
        {isRunning || isAsking
          ? button(home.cancelRun, cancel, 'POST /api/crm/sync/logs/:id/cancel')
          : null}
        {!isRunning && !isAsking && !config.paused
          ? button(home.syncNow, trigger, 'POST /api/crm/sync/trigger', 'strong')
          : null}
        {config.paused
          ? button(home.resume, resume, 'PATCH /api/crm/configs/:id/resume', 'strong')
          : null}
        {!config.paused && !isRunning && !isAsking
          ? button(home.pause, pause, 'PATCH /api/crm/configs/:id/pause')
          : null}
      </div>
    </div>
  )
}
