import { Plus, X } from 'lucide-react'
import type { FieldMapping } from '../../../../shared/api/mapping.ts'
import { type Field, fieldById, type Table } from '../../../../shared/field.ts'
import { isNumber } from '../../../../shared/filter/check.ts'
import { ok } from '../../../../shared/result.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { TypedField } from '../../parts/typed-field.tsx'
import { say } from '../../words/say.ts'
import { aNumber } from '../../words/typed.ts'

const words = say.mapping
type Wire = NonNullable<FieldMapping['valueMap']>
type Plain = Wire['pairs'][number]['app']

type Props = {
  readonly entry: FieldMapping
  readonly left: Table
  readonly right: Table
  readonly appName: string
  readonly crmName: string
  readonly why: string | null
  readonly onChange: (patch: Partial<FieldMapping>) => void
}

/** Which value of one side means which of the other, and what becomes of options that one side lacks. */
export function ValueMapEditor(props: Props) {
  const { entry, left, right, appName, crmName, why, onChange } = props
  const ends = {
    app: { field: fieldById(left, entry.appField), label: words.valueIn(appName) },
    crm: { field: fieldById(right, entry.crmField), label: words.valueIn(crmName) },
  }
  const map = entry.valueMap
  const put = (pairs: Wire['pairs'], otherwise: Wire['otherwise'] = map?.otherwise ?? 'keep') =>
    onChange({ valueMap: pairs.length === 0 ? null : { pairs, otherwise } })
  const isChoice = ends.app.field?.type === 'choice' || ends.crm.field?.type === 'choice'
  return (
    <section className="steps-of" aria-label={words.valueMap}>
      <h3>{words.valueMap}</h3>
      <p className="quiet">{words.valueMapSays}</p>
      <ul>
        {(map?.pairs ?? []).map((pair, at) => (
          // Two pairs may hold the same texts while they are typed.
          <li key={at} className="value-pair">
            {(['app', 'crm'] as const).map((side) => (
              <PlainField
                key={side}
                {...ends[side]}
                isFirst={at === 0}
                value={pair[side]}
                why={why}
                onChange={(value) =>
                  put(
                    (map?.pairs ?? []).map((one, index) =>
                      index === at ? { ...one, [side]: value } : one,
                    ),
                  )
                }
              />
            ))}
            <IconButton
              icon={X}
              label={words.removePair}
              why={why}
              onPress={() => put((map?.pairs ?? []).filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <div className="buttons">
        <Button
          size="small"
          icon={Plus}
          why={why}
          onPress={() =>
            put([
              ...(map?.pairs ?? []),
              { app: freshOf(ends.app.field), crm: freshOf(ends.crm.field) },
            ])
          }
        >
          {words.addPair}
        </Button>
      </div>
      <div className="halves">
        {map ? (
          <Select
            label={words.otherwise}
            value={map.otherwise}
            why={why}
            isToldAbove
            options={OTHERWISE.map((one) => ({ value: one, label: words.otherwises[one] }))}
            onChange={(otherwise) => put(map.pairs, otherwise)}
          />
        ) : null}
        {isChoice
          ? (['app', 'crm'] as const).map((side) => (
              <Select
                key={side}
                label={words.choices(side === 'app' ? appName : crmName)}
                value={entry.choices?.[side] ?? ''}
                why={why}
                isToldAbove
                options={[
                  { value: '' as const, label: words.asUsual },
                  ...POLICIES.map((one) => ({ value: one, label: words.choiceOf[one] })),
                ]}
                onChange={(policy) => {
                  const { [side]: _, ...rest } = entry.choices ?? {}
                  const next = policy === '' ? rest : { ...rest, [side]: policy }
                  onChange({ choices: Object.keys(next).length === 0 ? null : next })
                }}
              />
            ))
          : null}
      </div>
    </section>
  )
}

const OTHERWISE = ['keep', 'block', 'empty'] as const
const POLICIES = ['create', 'map', 'block'] as const

type PlainProps = {
  readonly field: Field | undefined
  readonly label: string
  /** The others of its column stand under its label. */
  readonly isFirst: boolean
  readonly value: Plain
  readonly why: string | null
  readonly onChange: (value: Plain) => void
}

/** One value of one side, in the kind that side keeps: a number, a tick, or a text such as one of its options. */
function PlainField({ field, label, isFirst, value, why, onChange }: PlainProps) {
  if (field?.type === 'checkbox')
    return (
      <Select
        label={label}
        isBare={!isFirst}
        value={value === true ? 'yes' : 'no'}
        options={[
          { value: 'yes' as const, label: words.operators.is_checked },
          { value: 'no' as const, label: words.operators.is_not_checked },
        ]}
        why={why}
        onChange={(chosen) => onChange(chosen === 'yes')}
      />
    )
  return (
    <TypedField<Plain>
      label={label}
      isBare={!isFirst}
      value={value}
      tell={String}
      read={isNumber(field?.type) ? aNumber() : ok}
      options={field?.choices ?? []}
      why={why}
      onChange={onChange}
    />
  )
}

const freshOf = (field: Field | undefined): Plain => (field?.type === 'checkbox' ? true : '')
