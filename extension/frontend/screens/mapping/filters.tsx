import { useQuery } from '@tanstack/react-query'
import type { FilterCount, ViewList } from '../../../../shared/api/filter.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { Table } from '../../../../shared/field.ts'
import type { Filter } from '../../../../shared/filter.ts'
import { changePairing } from '../../mapping/edit.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Select } from '../../parts/select.tsx'
import { type Paused, useOnPause } from '../../worker/on-pause.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'
import { RulesBuilder } from './rules-builder.tsx'

const words = say.mapping

/** Which records of each side take part, with how many that are. */
export const Filters = (edited: Edited) => (
  <>
    <SideFilter {...edited} side="app" table={edited.left} />
    <SideFilter {...edited} side="crm" table={edited.right} />
  </>
)

type Props = Edited & { readonly side: 'app' | 'crm'; readonly table: Table }

function SideFilter({ config, pairing, now, onChange, why, side, table }: Props) {
  const client = useClient()
  const said = now.pairing.filters?.[side]
  const filter = said === undefined ? pairing.filters[side] : said
  const end = config[side]
  const views = useQuery<ViewList, Problem>(
    ['views', end.connectionId, table.id],
    () => take(client.views(end.provider, { connectionId: end.connectionId, table: table.id })),
    { staleTime: 60_000 },
  ).data?.items
  const count = useCount(config.id, pairing.entityType, side, filter)
  const put = (next: Filter | null) =>
    onChange((before) =>
      changePairing(before, { filters: { ...before.pairing.filters, [side]: next } }),
    )
  const service = serviceName(end.provider)
  return (
    <section className="card" aria-label={words.filterTitle(service)}>
      <h2>{words.filterTitle(service)}</h2>
      {filter === null ? <p className="quiet">{words.filterAll}</p> : null}
      {filter?.kind !== 'expression' && views && views.length > 0 ? (
        <Select
          label={words.filterView}
          value={filter?.kind === 'view' ? filter.view : ''}
          options={[
            { value: '', label: words.noView },
            ...views.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          why={why}
          isToldAbove
          onChange={(view) => put(view === '' ? null : { kind: 'view', view })}
        />
      ) : null}
      {filter?.kind === 'expression' ? (
        <Expression
          expression={filter.expression}
          service={service}
          why={why}
          onChange={(expression) =>
            put(expression === null ? null : { kind: 'expression', expression })
          }
        />
      ) : filter?.kind === 'view' ? null : (
        <RulesBuilder
          rules={filter?.rules ?? null}
          table={table}
          why={why}
          onChange={(rules) => put(rules === null ? null : { kind: 'rules', rules })}
        />
      )}
      <Counted {...count} />
    </section>
  )
}

type ExpressionProps = {
  readonly expression: string | { readonly [key: string]: unknown }
  readonly service: string
  readonly why: string | null
  readonly onChange: (expression: string | null) => void
}

/** What the service itself selects by, in its own language: a formula can be worked on, an object only taken away. */
const Expression = ({ expression, service, why, onChange }: ExpressionProps) => (
  <>
    {typeof expression === 'string' ? (
      <TextField
        label={words.expression(service)}
        lines={2}
        value={expression}
        why={why}
        isToldAbove
        onChange={onChange}
      />
    ) : (
      <>
        <p className="quiet">{words.expression(service)}</p>
        <pre className="formula-shown">{JSON.stringify(expression, null, 2)}</pre>
      </>
    )}
    <div className="buttons">
      <Button size="small" why={why} onPress={() => onChange(null)}>
        {words.removeExpression}
      </Button>
    </div>
  </>
)

const Counted = ({ answer, says, isBusy }: Paused<FilterCount>) => (
  <div role="status" aria-busy={isBusy}>
    {isBusy ? null : says !== null ? (
      <Notice tone="warn">{says}</Notice>
    ) : answer ? (
      <p>
        {words.counted(answer.passing, answer.looked, answer.isWhole)}
        {answer.leaving > 0 ? ` ${words.leaving(answer.leaving)}` : ''}
        {answer.joining > 0 ? ` ${words.joining(answer.joining)}` : ''}
      </p>
    ) : null}
  </div>
)

/** How many records a filter lets through as it stands, or why that cannot be told. */
const useCount = (
  configId: string,
  entityType: string,
  side: 'app' | 'crm',
  filter: Filter | null,
): Paused<FilterCount> =>
  useOnPause({ configId, entityType, side, filter }, (client, asked) => {
    const { configId: id, ...request } = asked
    return client.countFilter(id, request)
  })
