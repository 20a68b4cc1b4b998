import { isOver, isWorking } from '../../../../shared/job.ts'
import { Button } from '../../parts/button.tsx'
import { Foot } from '../../parts/foot.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useNow } from '../../parts/now.ts'
import { Progress } from '../../parts/progress.tsx'
import { Loading } from '../../parts/states.tsx'
import { useRun } from '../../worker/runs.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { tellOutcome } from '../../words/progress.ts'
import { say } from '../../words/say.ts'
import type { StepProps } from './step.ts'

const words = say.setup

/** The first run as it goes on; leaving it changes nothing. */
export function StartStep({ draft, onDone }: StepProps & { readonly onDone: () => void }) {
  const client = useClient()
  const now = useNow()
  const run = useRun(client, draft.runId).data

  return (
    <>
      <section className="card" aria-live="polite">
        {!run ? (
          <Loading rows={2} label={words.starting} />
        ) : isWorking(run.phase) ? (
          <Progress run={run} now={now} />
        ) : (
          <>
            <h2>{run.status === 'completed' ? words.doneTitle : words.stoppedTitle}</h2>
            <p>{tellOutcome(run, now)}</p>
            {run.status === 'completed' ? <p className="quiet">{words.doneSays}</p> : null}
          </>
        )}
      </section>
      {run && isOver(run.phase) && run.says ? <Notice tone="warn">{run.says}</Notice> : null}
      <Foot>
        <Button look="strong" onPress={onDone}>
          {words.toSyncs}
        </Button>
      </Foot>
    </>
  )
}
