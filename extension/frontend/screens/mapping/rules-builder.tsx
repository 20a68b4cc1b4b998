import { Plus, X } from 'lucide-react'
import { fieldById, isOwnField, PARTS, type Table } from '../../../../shared/field.ts'
import { type Kind, kindOf, operatorsOf } from '../../../../shared/filter/check.ts'
import type { Operator, Rule, Rules } from '../../../../shared/filter/rules.ts'
import { slotKey, slotOf } from '../../mapping/edit.ts'
import {
  asking,
  BARE,
  freshRule,
  type Group,
  groupOf,
  isDays,
  isRule,
  JOINS,
  LISTS,
  rulesOf,
} from '../../mapping/group.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { TypedField } from '../../parts/typed-field.tsx'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { aDay, aNumber, aText, type Reading, several } from '../../words/typed.ts'

const words = say.mapping
/** How deep a person may nest; what was nested deeper elsewhere is shown all the same. */
const DEEP = 3

type Props = {
  readonly rules: Rules | null
  readonly table: Table
  readonly onChange: (rules: Rules | null) => void
  readonly why: string | null
  readonly depth?: number
}

/** Conditions on the fields of one table, and groups of them. */
export function RulesBuilder({ rules, table, onChange, why, depth = 1 }: Props) {
  const group: Group = rules === null ? { join: 'all', items: [] } : groupOf(rules)
  const { join, items } = group
  const put = (next: Partial<Group>) => onChange(rulesOf({ ...group, ...next }))
  const change = (at: number, next: Rules | null) =>
    put({
      items: items.flatMap((one, index) => (index !== at ? [one] : next === null ? [] : [next])),
    })
  const first = table.fields.find((field) => !isOwnField(field)) ?? table.fields[0]
  return (
    <>
      {items.length > 1 || join !== 'all' ? (
        <Select
          label={words.join}
          isBare={depth > 1}
          value={join}
          options={JOINS.filter((one) => one !== 'notAll' || join === 'notAll').map((one) => ({
            value: one,
            label: words.joins[one],
          }))}
          why={why}
          isToldAbove
          onChange={(next) => put({ join: next })}
        />
      ) : null}
      {items.length > 0 ? (
        <ul className="keys">
          {items.map((one, at) =>
            isRule(one) ? (
              // Two conditions may be alike while they are typed: a place is all that tells them apart.
              <RuleLine
                key={at}
                rule={one}
                table={table}
                why={why}
                onChange={(next) => change(at, next)}
              />
            ) : (
              <li key={at} className="rule-group">
                <RulesBuilder
                  rules={one}
                  table={table}
                  why={why}
                  depth={depth + 1}
                  onChange={(next) => change(at, next)}
                />
              </li>
            ),
          )}
        </ul>
      ) : null}
      {first ? (
        <div className="buttons">
          <Button
            size="small"
            look={depth > 1 ? 'quiet' : 'plain'}
            icon={Plus}
            why={why}
            onPress={() => put({ items: [...items, freshRule(first)] })}
          >
            {words.addRule}
          </Button>
          {depth < DEEP && items.length > 0 ? (
            <Button
              size="small"
              look="quiet"
              icon={Plus}
              why={why}
              onPress={() => put({ items: [...items, { any: [freshRule(first)] }] })}
            >
              {words.addGroup}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

type LineProps = {
  readonly rule: Rule
  readonly table: Table
  readonly why: string | null
  readonly onChange: (rule: Rule | null) => void
}

function RuleLine({ rule, table, why, onChange }: LineProps) {
  const field = fieldById(table, rule.field)
  const operators = field ? operatorsOf(field, rule.part) : []
  const key = slotKey(rule.field, rule.part ?? null)
  const slots = table.fields.flatMap(({ id, type }) => [
    { value: id, label: slotName(table, id, null) },
    ...(PARTS[type] ?? []).map((part) => ({
      value: slotKey(id, part),
      label: slotName(table, id, part),
    })),
  ])
  return (
    <li className="rule-line">
      <Select
        label={words.field}
        isBare
        value={key}
        options={field ? slots : [{ value: key, label: say.fields.gone }, ...slots]}
        why={why}
        onChange={(chosen) => {
          const slot = slotOf(chosen)
          const next = fieldById(table, slot.field)
          if (next) onChange(freshRule(next, slot.part ?? undefined))
        }}
      />
      <Select<Operator>
        label={words.operator}
        isBare
        value={rule.operator}
        options={(field ? operators : [rule.operator]).map((one) => ({
          value: one,
          label: words.operators[one],
        }))}
        why={why}
        onChange={(operator) => onChange(asking(rule, operator))}
      />
      {BARE.has(rule.operator) ? (
        <span />
      ) : (
        <Asked
          // Another question begins anew, with nothing of what was typed for the last.
          key={`${key} ${rule.operator}`}
          rule={rule}
          kind={field ? kindOf(field, rule.part) : 'text'}
          choices={field?.choices ?? []}
          why={why}
          onChange={onChange}
        />
      )}
      <IconButton icon={X} label={words.removeRule} why={why} onPress={() => onChange(null)} />
    </li>
  )
}

type Plain = string | number
type AskedProps = Omit<LineProps, 'table'> & {
  readonly kind: Kind
  readonly choices: readonly string[]
}

/** What a condition compares with, in the shape its question needs. */
function Asked({ rule, kind, choices, why, onChange }: AskedProps) {
  const { operator } = rule
  // A moment, which only the API sets, is shown as it is written.
  const isDay = kind === 'time' && !String(rule.value).includes('T')
  const read: Reading<Plain> = isDays(operator)
    ? aNumber({ min: 0, max: 36_500 })
    : kind === 'number'
      ? aNumber()
      : isDay
        ? aDay
        : aText
  const said = rule.value === undefined ? [] : Array.isArray(rule.value) ? rule.value : [rule.value]
  // Whoever connected the account cannot be typed.
  if (said.some((one) => typeof one === 'object')) return <span className="quiet">{words.me}</span>
  const values = said.map((one): Plain => (typeof one === 'number' ? one : String(one)))
  const type = isDay && !isDays(operator) ? ('date' as const) : ('text' as const)
  if (operator === 'between')
    return (
      <span className="halves">
        {[words.from, words.to].map((label, at) => (
          <TypedField<Plain>
            key={label}
            label={label}
            isBare
            placeholder={label}
            type={type}
            value={values[at] ?? ''}
            tell={String}
            read={read}
            why={why}
            onChange={(value) =>
              onChange({
                ...rule,
                value: [0, 1].map((index) => (index === at ? value : (values[index] ?? ''))),
              })
            }
          />
        ))}
      </span>
    )
  if (LISTS.has(operator))
    return (
      <TypedField<readonly Plain[]>
        label={words.value}
        isBare
        placeholder={words.value}
        value={values}
        tell={(all) => all.join(', ')}
        read={several(read)}
        why={why}
        onChange={(all) => onChange({ ...rule, value: [...all] })}
      />
    )
  return (
    <TypedField<Plain>
      label={words.value}
      isBare
      placeholder={words.value}
      type={type}
      value={values[0] ?? ''}
      tell={String}
      read={read}
      options={choices}
      why={why}
      onChange={(value) => onChange({ ...rule, value })}
    />
  )
}
