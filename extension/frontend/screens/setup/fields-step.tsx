import { useState } from 'react'
import type { FieldMapping } from '../../../../shared/api/mapping.ts'
import type { PairingView } from '../../../../shared/api/pairing.ts'
import { fieldById, isOwnField, type Table } from '../../../../shared/field.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FieldIcon } from '../../parts/field-icon.tsx'
import { Foot } from '../../parts/foot.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import { useWhere } from '../../shell/where.tsx'
import { useSuggestions } from '../../worker/connections.ts'
import { useMappings } from '../../worker/mappings.ts'
import { usePairings } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { ARROWS, SPOKEN, serviceName } from '../../words/direction.ts'
import { slotName, typeName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { percent } from '../../words/time.ts'
import { Rivals } from '../mapping/rivals.tsx'
import type { StepProps } from './step.ts'

const words = say.setup
/** What is less sure than this is marked, so that somebody looks. */
const DOUBTFUL = 0.8
const FIRST = 8

/** What paired itself, table by table; each can be changed in the mapping editor, and back leads here again. */
export function FieldsStep({ draft, app, crm, go }: StepProps) {
  const client = useClient()
  const where = useWhere()
  const pairings = usePairings(client, draft.configId)
  const mappings = useMappings(client, draft.configId)
  const tables = useSuggestions(client, app.id, crm.id)
  const failed = pairings.error ?? mappings.error ?? tables.error
  if (!pairings.data || !mappings.data || !tables.data)
    return failed ? (
      <Failed
        title={say.parts.couldNotRead(words.steps.fields)}
        problem={failed}
        onRetry={() => void Promise.all([pairings.refetch(), mappings.refetch(), tables.refetch()])}
      />
    ) : (
      <Loading rows={4} />
    )
  const { app: left, crm: right } = tables.data
  const all = mappings.data.items
  return (
    <>
      {pairings.data.items.map((pairing) => (
        <Paired
          key={pairing.entityType}
          configId={draft.configId}
          pairing={pairing}
          mappings={all.filter((one) => one.entityType === pairing.entityType)}
          left={left.find(({ id }) => id === pairing.appTable)}
          right={right.find(({ id }) => id === pairing.crmTable)}
          service={serviceName(crm.provider)}
          onChange={() =>
            where.go({
              at: 'mapping',
              configId: draft.configId ?? '',
              entityType: pairing.entityType,
            })
          }
        />
      ))}
      <Foot>
        <Button onPress={() => go('choose')}>{words.back}</Button>
        <Button look="strong" onPress={() => go('rules')}>
          {words.next}
        </Button>
      </Foot>
    </>
  )
}

type PairedProps = {
  readonly configId: string | null
  readonly pairing: PairingView
  readonly mappings: readonly FieldMapping[]
  readonly left: Table | undefined
  readonly right: Table | undefined
  readonly service: string
  readonly onChange: () => void
}

function Paired({ configId, pairing, mappings, left, right, service, onChange }: PairedProps) {
  const [isAll, setAll] = useState(false)
  const name = left?.name ?? pairing.appTable
  const sorted = [...mappings].sort((a, b) => (a.confidence ?? 1) - (b.confidence ?? 1))
  const doubtful = mappings.filter(({ confidence }) => (confidence ?? 1) < DOUBTFUL).length
  const shown = isAll ? sorted : sorted.slice(0, Math.max(FIRST, doubtful))
  const needed = unfilled(right, mappings)
  return (
    <section className="card" aria-label={name}>
      <div className="card-head">
        <h2 className="paired-title">
          {name} ⇄ {right?.name ?? pairing.crmTable}
        </h2>
        <Button size="small" label={words.changeOf(name)} onPress={onChange}>
          {words.change}
        </Button>
      </div>
      <p className="pair-more paired-more">
        <Chip tone="good">{words.paired(mappings.length)}</Chip>
        {doubtful > 0 ? <Chip tone="warn">{words.doubtful(doubtful)}</Chip> : null}
      </p>
      {needed.length > 0 ? (
        <Notice tone="warn">{words.required(needed.map((one) => `“${one}”`).join(', '))}</Notice>
      ) : null}
      <Rivals configId={configId} pairing={pairing} entries={mappings} left={left} right={right} />
      <ul className="mets">
        {shown.map((one) => (
          <Met key={one.id} mapping={one} left={left} right={right} service={service} />
        ))}
      </ul>
      {shown.length < sorted.length || isAll ? (
        <Button look="quiet" size="small" onPress={() => setAll(!isAll)}>
          {isAll ? words.showLess : words.showAll(sorted.length)}
        </Button>
      ) : null}
      <p className="quiet">
        {words.unpaired(open(left, mappings, 'app'), open(right, mappings, 'crm'), service)}
      </p>
    </section>
  )
}

type MetProps = {
  readonly mapping: FieldMapping
  readonly left: Table | undefined
  readonly right: Table | undefined
  readonly service: string
}

/** One pair of fields, with their kinds, the way between them and how sure it was. */
function Met({ mapping, left, right, service }: MetProps) {
  const { appField, appPart, crmField, crmPart, confidence, syncDirection } = mapping
  const [a, b] = [
    left ? fieldById(left, appField) : undefined,
    right ? fieldById(right, crmField) : undefined,
  ]
  return (
    <li className="met">
      <span className="met-field" title={a ? typeName(a) : undefined}>
        <FieldIcon type={a?.type} />
        <span>{slotName(left, appField, appPart)}</span>
      </span>
      <span className="met-arrow">
        <span aria-hidden="true">{ARROWS[syncDirection]}</span>
        <span className="unseen">
          {SPOKEN[syncDirection]} {service}
        </span>
      </span>
      <span className="met-field" title={b ? typeName(b) : undefined}>
        <FieldIcon type={b?.type} />
        <span>{slotName(right, crmField, crmPart)}</span>
      </span>
      <span>
        {confidence !== null && confidence < DOUBTFUL ? (
          <Chip tone="warn">{percent(confidence)}</Chip>
        ) : null}
      </span>
    </li>
  )
}

const open = (
  table: Table | undefined,
  mappings: readonly FieldMapping[],
  side: 'app' | 'crm',
): number =>
  (table?.fields ?? []).filter(
    (field) => !isOwnField(field) && !mappings.some((one) => one[`${side}Field`] === field.id),
  ).length

const unfilled = (table: Table | undefined, mappings: readonly FieldMapping[]): readonly string[] =>
  (table?.fields ?? [])
    .filter(
      ({ id, required, access }) =>
        required && access !== 'never' && !mappings.some(({ crmField }) => crmField === id),
    )
    .map(({ name }) => name)
