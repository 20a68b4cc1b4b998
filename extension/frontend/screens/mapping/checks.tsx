import { Plus, X } from 'lucide-react'
import type { WireRule } from '../../../../shared/api/crossing.ts'
import type { Check } from '../../../../shared/mapping/rule.ts'
import { changePairing } from '../../mapping/edit.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { once } from '../../parts/once.ts'
import { Select } from '../../parts/select.tsx'
import { serviceName } from '../../words/direction.ts'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'

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
export function Checks({ config, pairing, left, now, onChange, why }: Edited) {
  const checks = now.pairing.validation ?? pairing.validation
  const put = (next: readonly WireRule[]) =>
    onChange((before) => changePairing(before, { validation: [...next] }))
  const change = (id: string, patch: Partial<WireRule>) =>
    put(checks.map((one) => (one.id === id ? { ...one, ...patch } : one)))
  const entries = now.entries.filter(({ id }) => !id.startsWith('new:'))
  const [first] = entries
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
                onChange={(mapping) => change(rule.id, { mapping })}
              />
            )}
            <Select<Kind>
              label={words.checkIs}
              value={rule.check.is}
              options={KINDS.map((kind) => ({ value: kind, label: words.checkKinds[kind] }))}
              onChange={(kind) =>
                put(
                  checks.map((one) =>
                    one.id === rule.id ? turned(one, FRESH[kind], first?.id) : one,
                  ),
                )
              }
            />
            <CheckFields check={rule.check} onChange={(check) => change(rule.id, { check })} />
            <Select
              label={words.checkOn}
              value={rule.side}
              options={[
                { value: 'both' as const, label: words.onBoth },
                { value: 'app' as const, label: serviceName(config.app.provider) },
                { value: 'crm' as const, label: serviceName(config.crm.provider) },
              ]}
              onChange={(side) => change(rule.id, { side })}
            />
            <TextField
              label={words.checkSays}
              value={rule.says ?? ''}
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
  if (check.is === 'custom') return { ...rule, check, says: rule.says ?? words.checkKinds.custom }
  const about = mapping ?? first
  return about === undefined ? { ...rule, check } : { ...rule, check, mapping: about }
}

function worded({ says: _, ...rule }: WireRule, text: string): WireRule {
  return text === '' ? rule : { ...rule, says: text }
}

type FieldsProps = { readonly check: Check; readonly onChange: (check: Check) => void }

function CheckFields({ check, onChange }: FieldsProps) {
  switch (check.is) {
    case 'required':
      return null
    case 'range':
    case 'length':
      return (
        <div className="halves">
          <TextField
            label={words.from}
            type="number"
            value={check.min === undefined ? '' : String(check.min)}
            onChange={(text) => {
              const { min: _, ...rest } = check
              onChange(text === '' ? rest : { ...rest, min: Number(text) })
            }}
          />
          <TextField
            label={words.to}
            type="number"
            value={check.max === undefined ? '' : String(check.max)}
            onChange={(text) => {
              const { max: _, ...rest } = check
              onChange(text === '' ? rest : { ...rest, max: Number(text) })
            }}
          />
        </div>
      )
    case 'dates':
      return (
        <div className="halves">
          <TextField
            label={words.from}
            type="date"
            value={check.from ?? ''}
            onChange={(text) => {
              const { from: _, ...rest } = check
              onChange(text === '' ? rest : { ...rest, from: text })
            }}
          />
          <TextField
            label={words.to}
            type="date"
            value={check.to ?? ''}
            onChange={(text) => {
              const { to: _, ...rest } = check
              onChange(text === '' ? rest : { ...rest, to: text })
            }}
          />
        </div>
      )
    case 'type':
      return (
        <Select
          label={words.checkKinds.type}
          value={check.type}
          options={TYPES.map((type) => ({ value: type, label: words.types[type] }))}
          onChange={(type) => onChange({ ...check, type })}
        />
      )
    case 'pattern':
      return (
        <TextField
          label={words.checkKinds.pattern}
          value={check.pattern}
          onChange={(pattern) => onChange({ ...check, pattern })}
        />
      )
    case 'oneOf':
      return (
        <TextField
          label={words.checkKinds.oneOf}
          value={check.values.join(', ')}
          onChange={(text) => onChange({ ...check, values: text.split(/\s*,\s*/) })}
        />
      )
    case 'custom':
      return (
        <TextField
          label={words.formula}
          lines={2}
          value={check.formula}
          onChange={(formula) => onChange({ ...check, formula })}
        />
      )
  }
}

const TYPES = ['email', 'url', 'domain', 'phone', 'number', 'integer', 'date'] as const
