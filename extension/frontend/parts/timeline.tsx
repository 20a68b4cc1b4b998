import type { Log } from '../../../shared/api/run.ts'
import { stagesOf } from '../words/run.ts'
import { say } from '../words/say.ts'
import { clock, shortly } from '../words/time.ts'
import './timeline.css'

/** The way of a run: each phase, when it came and how long it took. */
export function Timeline({ run, now }: { readonly run: Log; readonly now: number }) {
  const stages = stagesOf(run, now)
  // Before the first stage there is nothing to see of any.
  if (stages.length === 0) return null
  return (
    <section className="card" aria-label={say.run.stages}>
      <h2>{say.run.stages}</h2>
      <ol className="timeline" aria-label={say.run.stages}>
        {stages.map(({ phase, at, ms, share, isNow }) => (
          <li
            key={`${phase} ${at}`}
            className={`stage ${isNow ? 'stage-now' : ''} stage-${phase}`}
            aria-current={isNow ? 'step' : undefined}
          >
            <span className="stage-name">{say.run.phases[phase]}</span>
            <span className="quiet number stage-at">{clock(at)}</span>
            <span className="quiet number">{ms === null ? '' : shortly(ms)}</span>
            <span className="stage-bar" aria-hidden="true">
              <span style={{ width: `${Math.round(share * 100)}%` }} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
