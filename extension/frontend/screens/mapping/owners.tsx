import { ArrowUp, Plus, X } from 'lucide-react'
import type { Config } from '../../../../shared/api/config.ts'
import type { WireOwner } from '../../../../shared/api/owner.ts'
import { isOwnField, type Table } from '../../../../shared/field.ts'
import { freshRule } from '../../mapping/group.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { FormulaField } from './formula-field.tsx'
import { RulesBuilder } from './rules-builder.tsx'

const words = say.mapping
/** As many as the Worker takes. */
const MOST = 10
const SIDES = ['app', 'crm'] as const
type Side = (typeof SIDES)[number]
type By = `${Side} ${'rules' | 'formula'}`

type Props = {
  readonly config: Config
  readonly entityType: string
  readonly left: Table
  readonly right: Table
  readonly owners: readonly WireOwner[]
  readonly why: string | null
  readonly onChange: (owners: readonly WireOwner[]) => void
}

/** “The CRM's until Stage is Won, then ours”: conditions in order, and whose a field is while they hold. */
export function Owners({ config, entityType, left, right, owners, why, onChange }: Props) {
  const tables = { app: left, crm: right }
  const names = { app: serviceName(config.app.provider), crm: serviceName(config.crm.provider) }
  const put = (at: number, next: WireOwner | null) =>
    onChange(owners.flatMap((one, index) => (index !== at ? [one] : next === null ? [] : [next])))
  return (
    <section className="steps-of" aria-label={words.owners}>
      <h3>{words.owners}</h3>
      <p className="quiet">{words.ownersSay}</p>
      {owners.length > 0 ? (
        <ol className="owners">
          {owners.map(({ when, owner }, at) => (
            // The first that holds decides: its place is what it is.
            <li key={at} className="owner">
              <div className="owner-head">
                <Select<By>
                  label={words.ownerWhile}
                  value={`${when.side} ${'rules' in when ? 'rules' : 'formula'}`}
                  options={SIDES.flatMap((side) => [
                    { value: `${side} rules` as const, label: words.byRules(names[side]) },
                    { value: `${side} formula` as const, label: words.byFormula(names[side]) },
                  ])}
                  why={why}
                  isToldAbove
                  onChange={(by) => put(at, { when: begun(by, tables), owner })}
                />
                <Select<Side>
                  label={words.ownedBy}
                  value={owner}
                  options={SIDES.map((side) => ({ value: side, label: names[side] }))}
                  why={why}
                  isToldAbove
                  onChange={(next) => put(at, { when, owner: next })}
                />
                {at > 0 ? (
                  <IconButton
                    icon={ArrowUp}
                    label={words.ownerUp}
                    why={why}
                    onPress={() => onChange(raised(owners, at))}
                  />
                ) : null}
                <IconButton
                  icon={X}
                  label={words.removeOwner}
                  why={why}
                  onPress={() => put(at, null)}
                />
              </div>
              {'rules' in when ? (
                <RulesBuilder
                  rules={when.rules}
                  table={tables[when.side]}
                  why={why}
                  onChange={(rules) =>
                    put(at, rules === null ? null : { when: { side: when.side, rules }, owner })
                  }
                />
              ) : (
                <FormulaField
                  configId={config.id}
                  entityType={entityType}
                  over={{ side: when.side, table: tables[when.side], service: names[when.side] }}
                  text={when.formula}
                  why={why}
                  onChange={(formula) => put(at, { when: { side: when.side, formula }, owner })}
                />
              )}
            </li>
          ))}
        </ol>
      ) : null}
      {owners.length < MOST ? (
        <div className="buttons">
          <Button
            size="small"
            icon={Plus}
            why={why}
            onPress={() =>
              onChange([...owners, { when: begun('app rules', tables), owner: 'crm' }])
            }
          >
            {words.addOwner}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

/** A condition as it begins. */
function begun(by: By, tables: { readonly [side in Side]: Table }): WireOwner['when'] {
  const side = by.startsWith('app') ? 'app' : 'crm'
  if (by.endsWith('formula')) return { side, formula: 'TRUE()' }
  const { fields } = tables[side]
  const first = fields.find((field) => !isOwnField(field)) ?? fields[0]
  return first ? { side, rules: { all: [freshRule(first)] } } : { side, formula: 'TRUE()' }
}

/** One place further up. */
const raised = (owners: readonly WireOwner[], at: number): readonly WireOwner[] =>
  owners.map((one, index) =>
    index === at - 1 ? (owners[at] ?? one) : index === at ? (owners[at - 1] ?? one) : one,
  )
