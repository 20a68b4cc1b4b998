import { ChartNoAxesCombined } from 'lucide-react'
import { useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import { Chart } from '../parts/chart.tsx'
import { GoneSync } from '../parts/gone-sync.tsx'
import { Heat } from '../parts/heat.tsx'
import { useNow } from '../parts/now.ts'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { useNumbers } from '../worker/numbers.ts'
import { useSyncs } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { serviceName } from '../words/direction.ts'
import { daysOf, heatOf } from '../words/numbers.ts'
import { say } from '../words/say.ts'
import { day, number, percent, rounded } from '../words/time.ts'
import './charts.css'

const RANGES = ['7', '30', '90'] as const
type Range = (typeof RANGES)[number]

/** How fast, how well and how fresh, over time. */
export function Charts({ configId }: { readonly configId?: string | undefined }) {
  const { client } = useSignedIn()
  const syncs = useSyncs(client)
  const [chosen, setChosen] = useState(configId)
  const [range, setRange] = useState<Range>('30')
  const items = syncs.data?.items
  const config = chosen === undefined ? items?.[0] : items?.find(({ id }) => id === chosen)
  return (
    <Screen title={say.charts.title} says={say.charts.says}>
      {items && config ? (
        <>
          <div className="filters">
            {items.length > 1 ? (
              <Select
                label={say.charts.sync}
                value={config.id}
                options={items.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setChosen}
              />
            ) : null}
            <Select
              label={say.charts.range}
              value={range}
              options={RANGES.map((value) => ({ value, label: say.charts.ranges[value] }))}
              onChange={setRange}
            />
          </div>
          <Drawn config={config} days={Number(range)} />
        </>
      ) : items && chosen !== undefined ? (
        <GoneSync />
      ) : items ? (
        <EmptyState title={say.charts.noSync} icon={ChartNoAxesCombined}>
          {say.charts.noneSay}
        </EmptyState>
      ) : syncs.error ? (
        <Failed
          title={say.parts.couldNotRead(say.charts.theNumbers)}
          problem={syncs.error}
          onRetry={() => void syncs.refetch()}
        />
      ) : (
        <Loading />
      )}
    </Screen>
  )
}

function Drawn({ config, days: count }: { readonly config: Config; readonly days: number }) {
  const { client } = useSignedIn()
  const now = useNow()
  const asked = useNumbers(client, config.id, count)
  const { charts } = say
  if (!asked.data)
    return asked.error ? (
      <Failed
        title={say.parts.couldNotRead(charts.theNumbers)}
        problem={asked.error}
        onRetry={() => void asked.refetch()}
        isBusy={asked.isFetching}
      />
    ) : (
      <Loading />
    )
  if (asked.data.hours.length === 0)
    return (
      <EmptyState title={charts.none} icon={ChartNoAxesCombined}>
        {charts.noneSay}
      </EmptyState>
    )
  const days = daysOf(asked.data, count, now)
  const times = days.map(({ at }) => at)
  const isCut = Date.parse(asked.data.from) > now - (count - 1) * 86_400_000
  const limit = config.quota?.limit ?? null
  const hasCalls = days.some(({ calls }) => calls !== null)
  return (
    <>
      {isCut ? <p className="quiet">{charts.wholeFrom(day(asked.data.from))}</p> : null}
      <div className="charts">
        <Chart
          title={charts.changes}
          says={charts.changesSays}
          times={times}
          series={[
            {
              name: serviceName(config.app.provider),
              values: days.map(({ toApp }) => toApp),
              colour: '--blue',
            },
            {
              name: serviceName(config.crm.provider),
              values: days.map(({ toCrm }) => toCrm),
              colour: '--purple',
            },
          ]}
          format={rounded}
        />
        <Chart
          title={charts.success}
          says={charts.successSays}
          times={times}
          series={[
            { name: charts.success, values: days.map(({ success }) => success), colour: '--green' },
          ]}
          format={percent}
          top={1}
        />
        <Chart
          title={charts.speed}
          says={charts.speedSays}
          times={times}
          series={[
            {
              name: charts.speed,
              values: days.map(({ perSecond }) => perSecond),
              colour: '--blue',
            },
          ]}
          format={rounded}
        />
        <Chart
          title={charts.freshness}
          says={charts.freshnessSays}
          times={times}
          series={[
            { name: charts.freshness, values: days.map(({ delay }) => delay), colour: '--purple' },
          ]}
          format={rounded}
        />
        <Chart
          title={charts.waiting}
          says={charts.waitingSays}
          times={times}
          series={[
            { name: charts.waiting, values: days.map(({ waiting }) => waiting), colour: '--amber' },
          ]}
          format={rounded}
        />
        {hasCalls ? (
          <Chart
            title={charts.quota}
            says={`${charts.quotaSays} ${limit === null ? '' : charts.quotaLimit(number(limit))}`}
            times={times}
            series={[
              { name: charts.quota, values: days.map(({ calls }) => calls), colour: '--amber' },
            ]}
            format={rounded}
            top={limit ?? undefined}
          />
        ) : (
          <section className="card chart" aria-label={charts.quota}>
            <h2>{charts.quota}</h2>
            <p className="quiet">{charts.noQuota}</p>
          </section>
        )}
        <Heat heat={heatOf(asked.data)} />
      </div>
    </>
  )
}
