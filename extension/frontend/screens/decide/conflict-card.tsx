import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import type { Config } from '../../../../shared/api/config.ts'
import type { Conflict, ConflictResolution } from '../../../../shared/api/conflict.ts'
import { ok } from '../../../../shared/result.ts'
import { Button } from '../../parts/button.tsx'
import { Menu } from '../../parts/menu.tsx'
import { OpenRecord } from '../../parts/open-record.tsx'
import { Shown } from '../../parts/value.tsx'
import type { Forbids } from '../../worker/allowed.ts'
import type { Later } from '../../worker/later.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { fromNow } from '../../words/time.ts'
import { AnotherValue, isPlain } from './another-value.tsx'

type Props = {
  readonly conflict: Conflict
  readonly config: Config
  readonly decide: Later['decide']
  readonly forbids: Forbids
  readonly now: number
  readonly isChosen: boolean
  readonly onChoose: (id: string) => void
}

/** One disagreement: what was agreed, what each side says now, and whose word holds. */
export function ConflictCard(props: Props) {
  const { conflict, config, decide: decideLater, forbids, now, isChosen, onChoose } = props
  const { client } = useSignedIn()
  const [isEditing, setEditing] = useState(false)
  const { decide } = say
  const title = conflict.title === '' ? decide.unnamed : conflict.title
  const field = conflict.appField ?? conflict.crmField ?? ''
  const services = { app: serviceName(config.app.provider), crm: serviceName(config.crm.provider) }
  const why = forbids('POST /api/crm/conflicts/:id/resolve')

  const answer = (says: string, resolution: ConflictResolution) =>
    decideLater({
      keys: [conflict.id],
      says,
      async send() {
        const sent = await client.resolveConflict(conflict.id, resolution)
        return sent.ok ? ok(null) : sent
      },
    })
  const leave = () =>
    decideLater({
      keys: [conflict.id],
      says: decide.left(title),
      async send() {
        const sent = await client.ignoreConflict(conflict.id)
        return sent.ok ? ok(null) : sent
      },
    })
  const isField = conflict.kind === 'field'
  const whyAlways = forbids('PATCH /api/crm/configs/:id/field-mappings/:mappingId')
  const always = (choice: 'app' | 'crm') => ({
    label: decide.always(services[choice]),
    why: whyAlways,
    run: () => answer(decide.keptAlways(services[choice], field), { choice, always: true }),
  })
  return (
    <div className="card question">
      <header className="question-head">
        {isField ? (
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={decide.choose(`${title}, ${field}`)}
            onChange={() => onChoose(conflict.id)}
          />
        ) : null}
        <div className="question-title">
          <h2>
            {title}
            {isField ? <span className="question-field"> · {field}</span> : null}
          </h2>
          <p className="quiet">
            {isField ? '' : `${conflict.says} `}
            {decide.since(fromNow(Date.parse(conflict.since), now))}
          </p>
        </div>
        <Menu
          label={decide.more(title)}
          actions={[
            ...(isField ? [always('app'), always('crm')] : []),
            { label: decide.leave, why: forbids('POST /api/crm/conflicts/:id/ignore'), run: leave },
          ]}
        />
      </header>
      {isField ? (
        <FieldChoice
          {...{ conflict, services, title, why }}
          onKeep={(choice) =>
            answer(decide.kept(services[choice], `${title} · ${field}`), { choice })
          }
        />
      ) : (
        <DeletionChoice {...{ conflict, services, title, why, answer }} />
      )}
      <footer className="question-foot">
        {isField ? (
          <Button
            size="small"
            icon={PencilLine}
            why={why ?? (isPlain(conflict.app) && isPlain(conflict.crm) ? null : decide.cannotEdit)}
            onPress={() => setEditing(true)}
          >
            {decide.another}
          </Button>
        ) : null}
        {(['app', 'crm'] as const).map((side) => {
          const recordId = side === 'app' ? conflict.appRecordId : conflict.crmRecordId
          const isGone = conflict.kind === 'deletion' && conflict[side] === null
          return recordId === null || isGone ? null : (
            <OpenRecord
              key={side}
              config={config}
              entityType={conflict.entityType}
              {...{ side, recordId }}
            />
          )
        })}
      </footer>
      {isEditing ? (
        <AnotherValue conflict={conflict} field={field} onClose={() => setEditing(false)} />
      ) : null}
    </div>
  )
}

type ChoiceProps = {
  readonly conflict: Conflict
  readonly services: { readonly app: string; readonly crm: string }
  readonly title: string
  readonly why: string | null
}

const FieldChoice = ({
  conflict,
  services,
  title,
  why,
  onKeep,
}: ChoiceProps & { readonly onKeep: (side: 'app' | 'crm') => void }) => (
  <div className="sides">
    <div role="group" className="side-value" aria-label={say.decide.agreed}>
      <h3>{say.decide.agreed}</h3>
      <p>
        <Shown value={conflict.base} names={conflict.names.base} />
      </p>
    </div>
    {(['app', 'crm'] as const).map((side) => (
      <div key={side} role="group" className="side-value" aria-label={services[side]}>
        <h3>{services[side]}</h3>
        <p>
          <Shown
            value={conflict[side]}
            names={conflict.names[side]}
            than={{ value: conflict.base, names: conflict.names.base }}
          />
        </p>
        <Button
          size="small"
          why={why}
          label={say.decide.keepOf(services[side], title)}
          onPress={() => onKeep(side)}
        >
          {say.decide.keep(services[side])}
        </Button>
      </div>
    ))}
  </div>
)

/** One half was deleted while the other was edited. */
function DeletionChoice({
  conflict,
  services,
  title,
  why,
  answer,
}: ChoiceProps & { readonly answer: (says: string, resolution: ConflictResolution) => void }) {
  const { decide } = say
  const gone = conflict.app === null ? 'app' : 'crm'
  const alive = gone === 'app' ? 'crm' : 'app'
  return (
    <div className="buttons">
      <Button
        size="small"
        why={why}
        onPress={() => answer(decide.madeAgain(services[gone], title), { choice: 'recreate' })}
      >
        {decide.makeAgain(services[gone])}
      </Button>
      <Button
        size="small"
        look="danger"
        why={why}
        onPress={() => answer(decide.deleted(services[alive], title), { choice: 'delete' })}
      >
        {decide.deleteThere(services[alive])}
      </Button>
      <Button
        size="small"
        why={why}
        onPress={() => answer(decide.keptApart(title), { choice: 'apart' })}
      >
        {decide.apart}
      </Button>
    </div>
  )
}
