import { useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import type { Summary } from '../../../shared/api/run.ts'
import { useOpenBase } from '../airtable/base.ts'
import { useSuggestions } from '../worker/connections.ts'
import { usePairings, useSyncs } from '../worker/questions.ts'
import { useClient } from '../worker/signed-in.tsx'
import { serviceName } from '../words/direction.ts'
import { planRows, roomOf, secondsOf, tellNothing } from '../words/preview.ts'
import { say } from '../words/say.ts'
import { number } from '../words/time.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Notice } from './notice.tsx'
import { Failed, Loading } from './states.tsx'
import { Writes } from './writes.tsx'

const words = say.setup

type Props = {
  readonly summary: Summary
  readonly configId: string
}

/** A preview in full: figures, where and why, what it takes, and each change behind a button. */
export function PlanView({ summary, configId }: Props) {
  const syncs = useSyncs(useClient())
  const config = syncs.data?.items.find(({ id }) => id === configId)
  if (config) return <PlanOf config={config} summary={summary} />
  return syncs.error ? (
    <Failed
      title={words.previewFailed}
      problem={syncs.error}
      onRetry={() => void syncs.refetch()}
    />
  ) : (
    <Loading rows={2} label={words.reading} />
  )
}

type OfProps = { readonly summary: Summary; readonly config: Config }

function PlanOf({ summary, config: { id: configId, app, crm, quota, counts } }: OfProps) {
  const client = useClient()
  const { mostRecords, tableName } = useOpenBase()
  const pairings = usePairings(client, configId).data?.items ?? []
  const tables = useSuggestions(client, app.connectionId, crm.connectionId).data
  const [isOpen, setOpen] = useState(false)

  const sideName = ({ entityType, side }: { entityType: string; side: 'app' | 'crm' }): string => {
    const pairing = pairings.find((one) => one.entityType === entityType)
    const id = side === 'app' ? pairing?.appTable : pairing?.crmTable
    const table = tables?.[side].find((one) => one.id === id)
    return words.inService(
      serviceName((side === 'app' ? app : crm).provider),
      table?.name ??
        (side === 'app' ? tableName(id ?? '') : null) ??
        pairing?.tableNames[side] ??
        entityType,
    )
  }
  const rows = planRows(summary)
  const nothing = tellNothing(summary)
  const linked = summary.log.recordsLinked
  const figures = [
    { label: words.created, value: summary.create, tone: '' },
    { label: words.updated, value: summary.update, tone: '' },
    { label: words.deleted, value: summary.delete + summary.mark, tone: 'warn' },
    { label: words.linked, value: linked, tone: '' },
    { label: words.conflicts, value: summary.conflicts, tone: 'warn' },
    { label: words.blocked, value: summary.blocked, tone: 'bad' },
  ]
  return (
    <>
      <dl className="figures" aria-label={words.previewTitle}>
        {figures.map(({ label, value, tone }) => (
          <div
            key={label}
            className={`figure ${value === 0 ? 'figure-zero' : tone ? `figure-${tone}` : ''}`}
          >
            <dt>{label}</dt>
            <dd>{number(value)}</dd>
          </div>
        ))}
      </dl>
      {nothing ? (
        <Notice tone="info">{nothing}</Notice>
      ) : (
        <section className="card">
          <table className="plan-table">
            <thead>
              <tr>
                <th scope="col">{words.what}</th>
                <th scope="col">{words.where}</th>
                <th scope="col" className="number-cell">
                  {words.howMany}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ entityType, side, kind, reason, count }) => (
                <tr key={`${entityType}${side}${kind}${reason ?? ''}`}>
                  <td>
                    {reason === null ? (
                      say.plan.kinds[kind]
                    ) : (
                      <>
                        {say.plan.cannot(say.plan.kinds[kind])}
                        <br />
                        <span className="quiet">
                          {say.plan.reasons[reason] ?? say.plan.otherReason}
                        </span>
                      </>
                    )}
                  </td>
                  <td>{sideName({ entityType, side })}</td>
                  <td className="number-cell">{number(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div>
            <Button onPress={() => setOpen(true)}>{words.eachChange}</Button>
          </div>
        </section>
      )}
      <section className="card" aria-label={words.costs}>
        <h2>{words.costs}</h2>
        <dl className="costs">
          <dt>{words.time}</dt>
          <dd>{words.timeSays(secondsOf(summary))}</dd>
          {summary.estimate.map(({ side, calls }) => {
            const isCounted = side === 'app' && quota?.limit != null
            return [
              <dt key={`${side}-name`}>
                {words.calls(serviceName((side === 'app' ? app : crm).provider))}
              </dt>,
              <dd key={side}>
                {isCounted && quota
                  ? words.ofMonth(calls, Math.max(0, (quota.limit ?? 0) - quota.used))
                  : words.callsSays(calls)}
              </dd>,
            ]
          })}
          {roomOf(summary, counts).map(({ entityType, after }) => [
            <dt key={`${entityType}-room`}>{words.room(sideName({ entityType, side: 'app' }))}</dt>,
            <dd key={entityType}>
              {after > mostRecords
                ? words.noRoom(after - mostRecords)
                : words.roomSays(after, mostRecords)}
            </dd>,
          ])}
        </dl>
      </section>
      {isOpen ? (
        <Dialog title={words.eachChange} size="wide" onClose={() => setOpen(false)}>
          <Writes runId={summary.log.id} sideName={sideName} />
        </Dialog>
      ) : null}
    </>
  )
}
