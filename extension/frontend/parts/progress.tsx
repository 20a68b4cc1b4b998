import type { Log } from '../../../shared/api/run.ts'
import { tellProgress } from '../words/progress.ts'

/** How far a run is; the bar moves without end while nobody can know. */
export function Progress({ run, now }: { readonly run: Log; readonly now: number }) {
  const says = tellProgress(run, now)
  const percent = Math.round(run.progress * 100)
  const isKnown = run.phase === 'writing' && run.recordsPlanned > 0
  return (
    <div className="progress">
      <div
        className={isKnown ? 'bar' : 'bar bar-unknown'}
        role="progressbar"
        aria-label="Progress of this run"
        aria-valuetext={says}
        {...(isKnown ? { 'aria-valuenow': percent, 'aria-valuemin': 0, 'aria-valuemax': 100 } : {})}
      >
        <span style={isKnown ? { width: `${percent}%` } : undefined} />
      </div>
      <p>{says}</p>
    </div>
  )
}
