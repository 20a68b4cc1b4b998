import type { Explanation } from '../../../shared/api/ledger.ts'
import { Chip } from '../parts/chip.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { LetGo } from '../parts/let-go.tsx'
import { OpenRecord } from '../parts/open-record.tsx'
import { Screen } from '../parts/screen.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { Shown } from '../parts/value.tsx'
import type { Place } from '../place.ts'
import { useWhere } from '../shell/where.tsx'
import { useLater } from '../worker/later.ts'
import { useSyncs } from '../worker/questions.ts'
import { useExplanation } from '../worker/runs.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { serviceName } from '../words/direction.ts'
import { say } from '../words/say.ts'
import { inOwnTime, moment } from '../words/time.ts'
import './why.css'

type Props = { readonly place: Extract<Place, { at: 'why' }> }

/** Why a field of a record holds what it holds: since when, from where, by which rule, run and person. */
export function Why({ place: { at: _, ...ask } }: Props) {
  const { client } = useSignedIn()
  const where = useWhere()
  const asked = useExplanation(client, ask)
  const config = useSyncs(client).data?.items.find(({ id }) => id === ask.configId)
  const found = asked.data
  const later = useLater()
  const isLetGo = later.hidden.has(ask.recordId)
  const services = config
    ? ([serviceName(config.app.provider), serviceName(config.crm.provider)] as const)
    : (['', ''] as const)
  if (!found)
    return (
      <Screen title={say.why.titleBare} width="narrow">
        {asked.error ? (
          <Failed
            title={say.parts.couldNotRead(say.why.theValue)}
            problem={asked.error}
            onRetry={() => void asked.refetch()}
            isBusy={asked.isFetching}
          />
        ) : (
          <Loading />
        )}
      </Screen>
    )
  return (
    <Screen title={say.why.titleBare} width="narrow">
      <section className="card why-value" aria-label={say.why.theValue}>
        <p className="why-shown">
          {found.known ? <Shown value={found.value} /> : <em>{say.why.unknown}</em>}
        </p>
        <p>{inOwnTime(found.says)}</p>
        {found.standing && !isLetGo ? (
          <Chip tone="warn">{say.why.standing[found.standing]}</Chip>
        ) : null}
        {config && found.holdIds.length > 0 && !isLetGo ? (
          <div className="buttons">
            <LetGo
              config={config}
              recordId={ask.recordId}
              name={say.why.theValue}
              holdIds={found.holdIds}
              says={say.why.letGone}
              decide={later.decide}
            />
          </div>
        ) : null}
      </section>
      <section className="card" aria-label={say.why.origin}>
        <Facts facts={factsOf(found, services)} />
        {config ? (
          <div className="buttons">
            <OpenRecord config={config} {...ask} />
            {found.otherRecordId ? (
              <OpenRecord
                config={config}
                entityType={ask.entityType}
                side={ask.side === 'app' ? 'crm' : 'app'}
                recordId={found.otherRecordId}
              />
            ) : null}
          </div>
        ) : null}
      </section>
      <section aria-label={say.why.history}>
        <h2>{say.why.history}</h2>
        {found.history.length === 0 ? <p className="quiet">{say.why.noHistory}</p> : null}
        <ol className="why-history">
          {found.history.map((one) => (
            <li key={`${one.logId} ${one.at}`} className="card">
              <p className="quiet">
                {moment(one.at)}
                {one.byName ? ` · ${one.byName}` : ''}
              </p>
              <p>
                <span className="quiet">{say.why.wrote}:</span>{' '}
                <Shown value={one.after} than={{ value: one.before }} />
              </p>
              <p>
                <span className="quiet">{say.why.replaced}:</span> <Shown value={one.before} />
              </p>
              {one.lost === undefined ? null : (
                <p>
                  <span className="quiet">{say.why.lost}:</span> <Shown value={one.lost} />
                </p>
              )}
              <button
                type="button"
                className="more-link"
                onClick={() => where.go({ at: 'run', runId: one.logId })}
              >
                {say.why.seeRun}
              </button>
            </li>
          ))}
        </ol>
      </section>
    </Screen>
  )
}

function factsOf(found: Explanation, [app, crm]: readonly [string, string]): readonly Fact[] {
  const rule = found.by?.rule ?? null
  return [
    { name: say.why.origin, value: say.why.from[found.from] },
    ...(found.since === null ? [] : [{ name: say.why.since, value: moment(found.since) }]),
    ...(found.otherField === null ? [] : [{ name: say.why.otherField, value: found.otherField }]),
    ...(rule === null
      ? []
      : [
          {
            name: say.why.rule,
            value: `${say.why.rules[rule.is](app, crm)}, ${say.why.ruleOf[rule.of]}`,
          },
        ]),
    ...(found.by?.byName ? [{ name: say.why.by, value: found.by.byName }] : []),
  ]
}
