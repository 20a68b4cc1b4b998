import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import type { FilterCount, ViewList } from '../../../../shared/api/filter.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { fieldById, isOwnField, type Table } from '../../../../shared/field.ts'
import type { Filter } from '../../../../shared/filter.ts'
import { operatorsOf } from '../../../../shared/filter/check.ts'
import { type Operator, type Rule, type Rules, rulesIn } from '../../../../shared/filter/rules.ts'
import { changePairing } from '../../mapping/edit.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Select } from '../../parts/select.tsx'
import { useOnPause } from '../../worker/on-pause.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'

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
  const flat = filter?.kind === 'rules' ? flatOf(filter.rules) : { mode: 'all' as const, rules: [] }
  const count = useCount(config.id, pairing.entityType, side, filter)

  const put = (next: Filter | null) =>
    onChange((before) =>
      changePairing(before, { filters: { ...before.pairing.filters, [side]: next } }),
    )
  const putRules = (mode: 'all' | 'any', rules: readonly Rule[]) => {
    if (rules.length === 0) return put(null)
    put({ kind: 'rules', rules: mode === 'all' ? { all: rules } : { any: rules } })
  }
  const first = table.fields.find((field) => !isOwnField(field)) ?? table.fields[0]
  return (
    <section className="card" aria-label={words.filterTitle(serviceName(end.provider))}>
      <h2>{words.filterTitle(serviceName(end.provider))}</h2>
      {filter === null ? <p className="quiet">{words.filterAll}</p> : null}
      {flat === null || filter?.kind === 'expression' ? (
        <p className="quiet">{words.otherFilter}</p>
      ) : null}
      {views && views.length > 0 ? (
        <Select
          label={words.filterView}
          value={filter?.kind === 'view' ? filter.view : ''}
          options={[
            { value: '', label: words.noView },
            ...views.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          why={why}
          onChange={(view) => put(view === '' ? null : { kind: 'view', view })}
        />
      ) : null}
      {flat && flat.rules.length > 1 ? (
        <Select
          label={words.filterMode}
          value={flat.mode}
          options={[
            { value: 'all' as const, label: words.all },
            { value: 'any' as const, label: words.any },
          ]}
          onChange={(mode) => putRules(mode, flat.rules)}
        />
      ) : null}
      <ul className="keys">
        {(flat?.rules ?? []).map((rule, at) => (
          // Two conditions may be alike while they are typed.
          <RuleLine
            key={at}
            rule={rule}
            table={table}
            onChange={(next) =>
              putRules(
                flat?.mode ?? 'all',
                (flat?.rules ?? []).map((one, index) => (index === at ? next : one)),
              )
            }
            onRemove={() =>
              putRules(
                flat?.mode ?? 'all',
                (flat?.rules ?? []).filter((_, index) => index !== at),
              )
            }
          />
        ))}
      </ul>
      <div className="buttons">
        {first ? (
          <Button
            size="small"
            icon={Plus}
            why={why}
            onPress={() =>
              putRules(flat?.mode ?? 'all', [
                ...(flat?.rules ?? []),
                { field: first.id, operator: 'is_not_empty' },
              ])
            }
          >
            {words.addRule}
          </Button>
        ) : null}
      </div>
      {count ? (
        <p role="status">
          {words.counted(count.passing, count.looked, count.isWhole)}
          {count.leaving > 0 ? ` ${words.leaving(count.leaving)}` : ''}
          {count.joining > 0 ? ` ${words.joining(count.joining)}` : ''}
        </p>
      ) : null}
    </section>
  )
}

type LineProps = {
  readonly rule: Rule
  readonly table: Table
  readonly onChange: (rule: Rule) => void
  readonly onRemove: () => void
}

function RuleLine({ rule, table, onChange, onRemove }: LineProps) {
  const field = fieldById(table, rule.field)
  const operators = field ? operatorsOf(field, rule.part) : []
  const isDate = field?.type === 'date' || field?.type === 'instant'
  const isDays = rule.operator === 'within_last' || rule.operator === 'within_next'
  const isNumber = NUMBERS.has(field?.type ?? '')
  const type = isDays || isNumber ? 'number' : isDate ? 'date' : 'text'
  const values = Array.isArray(rule.value) ? rule.value.map(String) : []
  const read = (text: string): string | number =>
    (isNumber || isDays) && text !== '' ? Number(text) : text
  const bare = ({ value: _, ...rest }: Rule): Rule => rest
  return (
    <li className="rule-line">
      <Select
        label={words.field}
        isBare
        value={rule.field}
        options={table.fields.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => onChange({ field: id, operator: 'is_not_empty' })}
      />
      <Select<Operator>
        label={words.operator}
        isBare
        value={rule.operator}
        options={operators.map((one) => ({ value: one, label: words.operators[one] }))}
        onChange={(operator) => onChange(begun({ ...bare(rule), operator }))}
      />
      {BARE.has(rule.operator) ? (
        <span />
      ) : rule.operator === 'between' ? (
        <span className="halves">
          {[words.from, words.to].map((label, at) => (
            <TextField
              key={label}
              label={label}
              isBare
              placeholder={label}
              type={type}
              value={values[at] ?? ''}
              onChange={(text) =>
                onChange({
                  ...rule,
                  value: [0, 1].map((index) => read(index === at ? text : (values[index] ?? ''))),
                })
              }
            />
          ))}
        </span>
      ) : (
        <TextField
          label={words.value}
          isBare
          placeholder={words.value}
          type={LISTS.has(rule.operator) ? 'text' : type}
          value={Array.isArray(rule.value) ? values.join(', ') : String(rule.value ?? '')}
          onChange={(text) =>
            onChange({
              ...rule,
              value: LISTS.has(rule.operator) ? text.split(/\s*,\s*/) : read(text),
            })
          }
        />
      )}
      <IconButton icon={X} label={words.removeRule} onPress={onRemove} />
    </li>
  )
}

const BARE = new Set<Operator>(['is_empty', 'is_not_empty', 'is_checked', 'is_not_checked'])
const LISTS = new Set<Operator>(['any_of', 'all_of', 'none_of'])
const NUMBERS = new Set<string>(['number', 'percent', 'currency', 'rating', 'duration'])

/** With a value of the shape its question needs. */
function begun(rule: Rule): Rule {
  if (BARE.has(rule.operator)) return rule
  if (rule.operator === 'between') return { ...rule, value: ['', ''] }
  if (LISTS.has(rule.operator)) return { ...rule, value: [] }
  const isDays = rule.operator === 'within_last' || rule.operator === 'within_next'
  return { ...rule, value: isDays ? 7 : '' }
}

/** Rules as one list joined by all or any; null where somebody nested them deeper than this builder shows. */
function flatOf(rules: Rules): { mode: 'all' | 'any'; rules: readonly Rule[] } | null {
  if ('not' in rules) return null
  if (!('all' in rules) && !('any' in rules)) return { mode: 'all', rules: [rules] }
  const inner = 'all' in rules ? rules.all : rules.any
  const single = rulesIn(rules)
  return single.length === inner.length
    ? { mode: 'all' in rules ? 'all' : 'any', rules: single }
    : null
}

/** How many records a filter lets through; null until that is known of the filter as it stands. */
function useCount(
  configId: string,
  entityType: string,
  side: 'app' | 'crm',
  filter: Filter | null,
): FilterCount | null {
  const count = useOnPause({ configId, entityType, side, filter }, (client, asked) => {
    const { configId: id, ...request } = asked
    return client.countFilter(id, request)
  })
  return count.isBusy ? null : count.answer
}
