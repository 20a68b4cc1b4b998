import { Plus, X } from 'lucide-react'
import type { ComponentProps } from 'react'
import type { WireRule } from '../../../../shared/api/crossing.ts'
import type { Check } from '../../../../shared/mapping/rule.ts'
import { changePairing, checksOf } from '../../mapping/edit.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { once } from '../../parts/once.ts'
import { Select } from '../../parts/select.tsx'
import { TypedField } from '../../parts/typed-field.tsx'
import { serviceName } from '../../words/direction.ts'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { aDay, aNumber, aText, maybe, type Reading, several } from '../../words/typed.ts'
import type { Edited } from './edited.ts'
import { FormulaField } from './formula-field.tsx'

const words = say.mapping
type Kind = Check['is']

const FRESH: { readonly [kind in Kind]: Check } = {
  required: { is: 'required' },
  range: { is: 'range' },
  length: { is: 'length' },
  type: { is: 'type', type: 'email' },
  pattern: { is: 'pattern', pattern: '^.+$' },
  oneOf: { is: 'oneOf', values: ['yes'] },
  dates: { is: 'dates' },
  custom: { is: 'custom', formula: 'TRUE()' },
}
const KINDS = Object.keys(words.checkKinds) as readonly Kind[]

/** What a record must keep before it is written. */
export function Checks({ config, pairing, left, right, now, onChange, why }: Edited) {
  const checks = checksOf(now, pairing)
  const put = (next: readonly WireRule[]) =>
    onChange((before) => changePairing(before, { validation: [...next] }))
  const change = (id: string, patch: Partial<WireRule>) =>
    put(checks.map((one) => (one.id === id ? { ...one, ...patch } : one)))
  const { entries } = now
  const [first] = entries
  const over = {
    app: {
      side: 'app',
      table: left,
      service: serviceName(config.app.provider),
      known: new Set(entries.map(({ appField }) => appField)),
    },
    crm: {
      side: 'crm',
      table: right,
      service: serviceName(config.crm.provider),
      known: new Set(entries.map(({ crmField }) => crmField)),
    },
  } as const
  return (
    <section className="card" aria-label={words.tabs.checks}>
      <p className="quiet">{words.checksSays}</p>
      {checks.length === 0 ? <p>{words.noChecks}</p> : null}
      <ul className="keys">
        {checks.map((rule) => (
          <li key={rule.id} className="check-line">
            {rule.check.is === 'custom' ? null : (
              <Select
                label={words.checkOf}
                value={rule.mapping ?? ''}
                options={entries.map((one) => ({
                  value: one.id,
                  label: slotName(left, one.appField, one.appPart),
                }))}
                why={why}
                isToldAbove
                onChange={(mapping) => change(rule.id, { mapping })}
              />
            )}
            <Select<Kind>
              label={words.checkIs}
              value={rule.check.is}
              options={KINDS.map((kind) => ({ value: kind, label: words.checkKinds[kind] }))}
              why={why}
              isToldAbove
              onChange={(kind) =>
                put(
                  checks.map((one) =>
                    one.id === rule.id ? turned(one, FRESH[kind], first?.id) : one,
                  ),
                )
              }
            />
            <CheckFields
              // Another kind of check begins anew.
              key={rule.check.is}
              check={rule.check}
              why={why}
              formula={{
                configId: config.id,
                entityType: pairing.entityType,
                over: rule.side === 'both' ? [over.app, over.crm] : over[rule.side],
              }}
              onChange={(check) => change(rule.id, { check })}
            />
            <Select
              label={words.checkOn}
              value={rule.side}
              options={[
                { value: 'both' as const, label: words.onBoth },
                { value: 'app' as const, label: serviceName(config.app.provider) },
                { value: 'crm' as const, label: serviceName(config.crm.provider) },
              ]}
              why={why}
              isToldAbove
              onChange={(side) => change(rule.id, { side })}
            />
            <TextField
              label={words.checkSays}
              value={rule.says ?? ''}
              why={why}
              isToldAbove
              onChange={(text) =>
                put(checks.map((one) => (one.id === rule.id ? worded(one, text) : one)))
              }
            />
            <IconButton
              icon={X}
              label={words.removeCheck}
              why={why}
              onPress={() => put(checks.filter(({ id }) => id !== rule.id))}
            />
          </li>
        ))}
      </ul>
      {first ? (
        <div className="buttons">
          <Button
            size="small"
            icon={Plus}
            why={why}
            onPress={() =>
              put([
                ...checks,
                { id: once().slice(0, 12), side: 'both', mapping: first.id, check: FRESH.required },
              ])
            }
          >
            {words.addCheck}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

/** A check of the whole record is about no single value, and must say what is wrong. */
function turned({ mapping, ...rule }: WireRule, check: Check, first: string | undefined): WireRule {
  if (check.is === 'custom') return { ...rule, check, says: rule.says ?? words.broken }
  const about = mapping ?? first
  return about === undefined ? { ...rule, check } : { ...rule, check, mapping: about }
}

function worded({ says: _, ...rule }: WireRule, text: string): WireRule {
  return text === '' ? rule : { ...rule, says: text }
}

type FieldsProps = {
  readonly check: Check
  readonly why: string | null
  readonly formula: Pick<ComponentProps<typeof FormulaField>, 'configId' | 'entityType' | 'over'>
  readonly onChange: (check: Check) => void
}

function CheckFields({ check, why, formula, onChange }: FieldsProps) {
  const held = { why, isToldAbove: true }
  switch (check.is) {
    case 'required':
      return null
    case 'range':
    case 'length': {
      const read = maybe(check.is === 'range' ? aNumber() : aNumber({ min: 0, isWhole: true }))
      return (
        <div className="halves">
          <Bound
            {...held}
            label={words.from}
            value={check.min}
            read={read}
            onChange={(min) => onChange(bounded(check, { min }))}
          />
          <Bound
            {...held}
            label={words.to}
            value={check.max}
            read={read}
            onChange={(max) => onChange(bounded(check, { max }))}
          />
        </div>
      )
    }
    case 'dates':
      return (
        <div className="halves">
          <Bound
            {...held}
            label={words.from}
            type="date"
            value={check.from}
            read={maybe(aDay)}
            onChange={(from) => onChange(bounded(check, { from }))}
          />
          <Bound
            {...held}
            label={words.to}
            type="date"
            value={check.to}
            read={maybe(aDay)}
            onChange={(to) => onChange(bounded(check, { to }))}
          />
        </div>
      )
    case 'type':
      return (
        <Select
          {...held}
          label={words.checkKinds.type}
          value={check.type}
          options={TYPES.map((type) => ({ value: type, label: words.types[type] }))}
          onChange={(type) => onChange({ ...check, type })}
        />
      )
    case 'pattern':
      return (
        <TypedField
          {...held}
          label={words.checkKinds.pattern}
          value={check.pattern}
          tell={String}
          read={aText}
          onChange={(pattern) => onChange({ ...check, pattern })}
        />
      )
    case 'oneOf':
      return (
        <TypedField<readonly string[]>
          {...held}
          label={words.checkKinds.oneOf}
          value={check.values}
          tell={(all) => all.join(', ')}
          read={several(aText)}
          onChange={(values) => onChange({ ...check, values: [...values] })}
        />
      )
    case 'custom':
      return (
        <FormulaField
          {...formula}
          text={check.formula}
          why={why}
          onChange={(text) => onChange({ ...check, formula: text })}
        />
      )
  }
}

type BoundProps<Value> = {
  readonly label: string
  readonly value: Value | undefined
  readonly read: Reading<Value | undefined>
  readonly type?: 'date'
  readonly why: string | null
  readonly isToldAbove: boolean
  readonly onChange: (value: Value | undefined) => void
}
const Bound = <Value extends string | number>(props: BoundProps<Value>) => (
  <TypedField {...props} tell={(value) => (value === undefined ? '' : String(value))} />
)

/** What is left empty bounds nothing. */
function bounded<One extends Check>(check: One, patch: { readonly [end: string]: unknown }): One {
  const all = { ...check, ...patch }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as One
}

const TYPES = ['email', 'url', 'domain', 'phone', 'number', 'integer', 'date'] as const
