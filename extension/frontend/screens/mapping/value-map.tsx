import { Plus, X } from 'lucide-react'
import type { FieldMapping } from '../../../../shared/api/mapping.ts'
import { fieldById, type Table } from '../../../../shared/field.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { useId } from '../../parts/id.ts'
import { say } from '../../words/say.ts'

const words = say.mapping
type Wire = NonNullable<FieldMapping['valueMap']>
type Plain = Wire['pairs'][number]['app']

type Props = {
  readonly entry: FieldMapping
  readonly left: Table
  readonly right: Table
  readonly appName: string
  readonly crmName: string
  readonly onChange: (patch: Partial<FieldMapping>) => void
}

/** Which value of one side means which of the other, and what becomes of options that one side lacks. */
export function ValueMapEditor({ entry, left, right, appName, crmName, onChange }: Props) {
  const id = useId('values')
  const [a, b] = [fieldById(left, entry.appField), fieldById(right, entry.crmField)]
  const map = entry.valueMap
  const put = (pairs: Wire['pairs'], otherwise: Wire['otherwise'] = map?.otherwise ?? 'keep') =>
    onChange({ valueMap: pairs.length === 0 ? null : { pairs, otherwise } })
  const change = (at: number, side: 'app' | 'crm', text: string) =>
    put(
      (map?.pairs ?? []).map((pair, index) =>
        index === at ? { ...pair, [side]: asKind(text, (side === 'app' ? a : b)?.type) } : pair,
      ),
    )
  const isChoice = a?.type === 'choice' || b?.type === 'choice'
  return (
    <section className="steps-of" aria-label={words.valueMap}>
      <h3>{words.valueMap}</h3>
      <p className="quiet">{words.valueMapSays}</p>
      <Options id={`${id}-app`} table={left} field={entry.appField} />
      <Options id={`${id}-crm`} table={right} field={entry.crmField} />
      <ul>
        {(map?.pairs ?? []).map((pair, at) => (
          // Two pairs may hold the same texts while they are typed.
          <li key={at} className="value-pair">
            <input
              className="input"
              list={`${id}-app`}
              aria-label={words.valueIn(appName)}
              value={String(pair.app)}
              onChange={(event) => change(at, 'app', event.target.value)}
            />
            <span aria-hidden="true">⇄</span>
            <input
              className="input"
              list={`${id}-crm`}
              aria-label={words.valueIn(crmName)}
              value={String(pair.crm)}
              onChange={(event) => change(at, 'crm', event.target.value)}
            />
            <IconButton
              icon={X}
              label={words.removePair}
              onPress={() => put((map?.pairs ?? []).filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <div className="buttons">
        <Button
          size="small"
          icon={Plus}
          onPress={() => put([...(map?.pairs ?? []), { app: '', crm: '' }])}
        >
          {words.addPair}
        </Button>
      </div>
      <div className="halves">
        {map ? (
          <Select
            label={words.otherwise}
            value={map.otherwise}
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

const Options = ({ id, table, field }: { id: string; table: Table; field: string }) => (
  <datalist id={id}>
    {(fieldById(table, field)?.choices ?? []).map((name) => (
      <option key={name} value={name} />
    ))}
  </datalist>
)

/** A number stays a number and a tick a tick; all other values are texts. */
function asKind(text: string, type: string | undefined): Plain {
  if (type === 'checkbox') return /^(true|yes|1)$/i.test(text)
  const isNumber = ['number', 'percent', 'currency', 'rating', 'duration'].includes(type ?? '')
  return isNumber && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
