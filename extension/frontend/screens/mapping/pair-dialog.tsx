import { Unlink } from 'lucide-react'
import type { FieldMapping } from '../../../../shared/api/mapping.ts'
import type { SampleAnswer, SampleRequest } from '../../../../shared/api/sample.ts'
import { fieldById } from '../../../../shared/field.ts'
import type { ConflictRule, Direction } from '../../../../shared/mapping.ts'
import type { Step } from '../../../../shared/transform/step.ts'
import { change, isDoubtful } from '../../mapping/edit.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Select } from '../../parts/select.tsx'
import { type Paused, useOnPause } from '../../worker/on-pause.ts'
import { serviceName } from '../../words/direction.ts'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { percent } from '../../words/time.ts'
import type { Edited } from './edited.ts'
import { Owners } from './owners.tsx'
import { Sample } from './sample.tsx'
import { Steps } from './steps.tsx'
import { ValueMapEditor } from './value-map.tsx'
import { rulesFor } from './who-is-right.tsx'

const words = say.mapping

type Props = Omit<Edited, 'now'> & {
  readonly entry: FieldMapping
  readonly onPart: () => void
  readonly onClose: () => void
}

/** One pair: which way, who is right, what happens to its values on the way, and what real records make of it. */
export function PairDialog({ config, left, right, entry, onChange, why, onPart, onClose }: Props) {
  const [appName, crmName] = [serviceName(config.app.provider), serviceName(config.crm.provider)]
  const isWhole =
    fieldById(left, entry.appField) !== undefined && fieldById(right, entry.crmField) !== undefined
  const sample = useSample(config.id, isWhole ? entry : null)
  const rules = [{ value: '' as const, label: words.asPairing }, ...rulesFor(appName, crmName)]
  const put = (patch: Partial<FieldMapping>) => {
    if (why === null) onChange((before) => change(before, entry.id, patch))
  }
  const steps = (side: 'toApp' | 'toCrm', all: readonly Step[]) => {
    const next = { ...entry.transform, [side]: all.length === 0 ? undefined : [...all] }
    const isNone = next.toApp === undefined && next.toCrm === undefined
    put({ transform: isNone ? null : next })
  }
  const toCrm = entry.syncDirection === 'bidirectional' || entry.syncDirection === 'push'
  const toApp = entry.syncDirection === 'bidirectional' || entry.syncDirection === 'pull'
  const of = (key: 'toApp' | 'toCrm') => ({
    configId: config.id,
    entityType: entry.entityType,
    over:
      key === 'toCrm'
        ? ({ side: 'app', table: left, service: appName } as const)
        : ({ side: 'crm', table: right, service: crmName } as const),
    field: key === 'toCrm' ? entry.appField : entry.crmField,
    steps: entry.transform?.[key] ?? [],
    back: backOf(entry.transform?.[key === 'toCrm' ? 'toApp' : 'toCrm']),
    why,
    onChange: (all: readonly Step[]) => steps(key, all),
  })
  return (
    <Dialog
      title={words.open(
        slotName(left, entry.appField, entry.appPart),
        slotName(right, entry.crmField, entry.crmPart),
      )}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button icon={Unlink} why={why} onPress={onPart}>
            {words.part}
          </Button>
          <Button look="strong" onPress={onClose}>
            {words.done}
          </Button>
        </>
      }
    >
      {why === null ? null : <Notice tone="info">{why}</Notice>}
      {isWhole ? null : <Notice tone="warn">{words.goneSays}</Notice>}
      <p>
        <Chip tone={isDoubtful(entry) ? 'warn' : 'good'}>
          {entry.confidence === null ? words.byHand : words.sure(percent(entry.confidence))}
        </Chip>
      </p>
      <div className="halves">
        <Select<Direction>
          label={words.direction}
          value={entry.syncDirection}
          options={[
            { value: 'bidirectional', label: words.both },
            { value: 'push', label: words.only(appName, crmName) },
            { value: 'pull', label: words.only(crmName, appName) },
            { value: 'none', label: words.none },
          ]}
          why={why}
          isToldAbove
          onChange={(syncDirection) => put({ syncDirection })}
        />
        <Select<ConflictRule | ''>
          label={words.rule}
          value={entry.conflictResolution ?? ''}
          options={rules}
          why={why}
          isToldAbove
          onChange={(rule) => put({ conflictResolution: rule === '' ? null : rule })}
        />
        <Select<ConflictRule | ''>
          label={words.firstMeeting}
          value={entry.firstMeeting ?? ''}
          options={rules}
          why={why}
          isToldAbove
          onChange={(rule) => put({ firstMeeting: rule === '' ? null : rule })}
        />
      </div>
      <Owners
        config={config}
        entityType={entry.entityType}
        left={left}
        right={right}
        owners={entry.owner}
        why={why}
        onChange={(owner) => put({ owner: [...owner] })}
      />
      {toCrm ? <Steps title={words.onTheWay(crmName)} {...of('toCrm')} /> : null}
      {toApp ? <Steps title={words.onTheWay(appName)} {...of('toApp')} /> : null}
      <ValueMapEditor
        entry={entry}
        left={left}
        right={right}
        appName={appName}
        crmName={crmName}
        why={why}
        onChange={put}
      />
      {isWhole ? <Sample {...sample} appName={appName} crmName={crmName} /> : null}
    </Dialog>
  )
}

const backOf = (steps: readonly Step[] | undefined): string | undefined =>
  steps?.flatMap((step) => (step.do === 'formula' ? [step.text] : []))[0]

/** What real records make of a pair as it is now. */
function useSample(configId: string, entry: FieldMapping | null): Paused<SampleAnswer> {
  const request = entry && sampleOf(configId, entry)
  return useOnPause(request, (client, asked) => client.sampleFieldMapping(asked))
}

function sampleOf(configId: string, entry: FieldMapping): SampleRequest {
  const { entityType, appField, appPart, crmField, crmPart } = entry
  const { syncDirection, transform, valueMap, choices } = entry
  return {
    configId,
    entityType,
    appField,
    ...(appPart === null ? {} : { appPart }),
    crmField,
    ...(crmPart === null ? {} : { crmPart }),
    syncDirection,
    transform,
    valueMap,
    choices,
    limit: 4,
  }
}
