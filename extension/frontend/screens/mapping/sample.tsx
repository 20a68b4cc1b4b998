import { ArrowRight } from 'lucide-react'
import type { SampleAnswer } from '../../../../shared/api/sample.ts'
import { Notice } from '../../parts/notice.tsx'
import { Loading } from '../../parts/states.tsx'
import type { Paused } from '../../worker/on-pause.ts'
import { say } from '../../words/say.ts'
import { tellValue } from '../../words/value.ts'

const words = say.mapping

type Props = Paused<SampleAnswer> & { readonly appName: string; readonly crmName: string }

/** A few real records on their way, and what would be lost, in words and numbers. */
export const Sample = ({ answer, says, isBusy, appName, crmName }: Props) => (
  <section className="sample" aria-label={words.sample} aria-busy={isBusy}>
    <h3>{words.sample}</h3>
    {says ? <Notice tone="bad">{says}</Notice> : null}
    {answer === null && says === null ? <Loading rows={2} label={words.sampling} /> : null}
    {answer ? (
      <div className="halves">
        <Way title={words.sampleOf(crmName)} way={answer.toCrm} />
        <Way title={words.sampleOf(appName)} way={answer.toApp} />
      </div>
    ) : null}
  </section>
)

function Way({ title, way }: { readonly title: string; readonly way: SampleAnswer['toApp'] }) {
  if (way === null) return null
  return (
    <div className="way">
      <h4>{title}</h4>
      {way.loses.map((one) => (
        <p key={one} className="lost">
          {one}
        </p>
      ))}
      {way.counts.map(({ says }) => (
        <p key={says} className="lost">
          {says}
        </p>
      ))}
      {way.samples.length === 0 ? <p className="quiet">{words.noSample}</p> : null}
      <ul>
        {way.samples.map(({ recordId, title: name, before, after, says }) => (
          <li key={recordId} className="crossing">
            <span className="quiet">{name}</span>
            <span>{tellValue(before) || words.empty}</span>
            <ArrowRight size={12} aria-hidden="true" />
            {says === null ? (
              <strong>{tellValue(after) || words.empty}</strong>
            ) : (
              <span className="wrong">{says}</span>
            )}
          </li>
        ))}
      </ul>
      {way.read > 0 ? (
        <p className="quiet">{way.complete ? words.ofAll(way.read) : words.ofSome(way.read)}</p>
      ) : null}
    </div>
  )
}
