import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TableOffer } from '../../../../shared/api/making.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { SuggestionList } from '../../../../shared/api/suggestion.ts'
import { isNamed, type Field } from '../../../../shared/field.ts'
import { madeOf } from '../../setup/wishes.ts'
import { connect, type SlotKey, slotKey, slotOf } from '../../mapping/edit.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FieldIcon } from '../../parts/field-icon.tsx'
import { FieldKind } from '../../parts/field-kind.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { askOnce } from '../../worker/ask-once.ts'
import { take, usePairings } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'
import '../setup/make-table.css'

const words = say.making

type Props = Pick<Edited, 'config' | 'pairing' | 'left' | 'right' | 'onChange'> & {
  readonly picked: { readonly side: 'app' | 'crm'; readonly key: SlotKey }
  readonly name: string
  readonly onDone: () => void
}

/** A field that is chosen and has no partner: one can be made for it on the other side, of the kind somebody chooses. */
export function MakeField(props: Props) {
  const { config, picked, name } = props
  const why = useForbidsOf(config)('POST /api/crm/:provider/tables/:table/fields')
  const [isOpen, setOpen] = useState(false)
  const service = serviceName((picked.side === 'app' ? config.crm : config.app).provider)
  return (
    <div className="make-field">
      <p>{words.chosen(name)}</p>
      <Button size="small" why={why} onPress={() => setOpen(true)}>
        {words.makeField(service)}
      </Button>
      {isOpen ? <Offered {...props} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

/** What would be made of it, asked of the Worker once somebody wants it: that reads both services. */
function Offered(props: Props & { readonly onClose: () => void }) {
  const { config, pairing, left, right, onChange, picked, name, onDone, onClose } = props
  const client = useClient()
  const questions = useQueryClient()
  const { toast } = useToast()
  const pairings = usePairings(client, config.id)
  const [kinds, setKinds] = useState<ReadonlyMap<number, string>>(new Map())
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Pick<Problem, 'message'> | null>(null)
  const isApp = picked.side === 'app'
  const [from, to] = isApp ? [config.app, config.crm] : [config.crm, config.app]
  const [source, target] = isApp ? [left, right] : [right, left]
  const [theirs, service] = [serviceName(from.provider), serviceName(to.provider)]
  const suggestions = ['suggestions', config.app.connectionId, config.crm.connectionId]
  const pairs = (pairings.data?.items ?? []).map(({ appTable, crmTable }) =>
    isApp ? { from: appTable, to: crmTable } : { from: crmTable, to: appTable },
  )
  const offer = useQuery<TableOffer, Problem>(
    ['field-offer', config.id, source.id, picked.key],
    () =>
      take(
        client.offerTable(to.provider, {
          connectionId: to.connectionId,
          fromConnectionId: from.connectionId,
          table: source.id,
          pairs,
        }),
      ),
    // What somebody is looking at does not change under their hands.
    { cacheTime: 0, staleTime: Infinity, enabled: pairings.data !== undefined },
  )
  const lines = offer.data ? rowsFor(offer.data, picked.key) : []
  const rows = lines.flatMap((line, at) => {
    const { make, says } = madeOf(line, kinds.get(at))
    if (make === null) return []
    const isTaken = target.fields.some((field) => isNamed(field, make.name))
    const field = isTaken ? { ...make, name: `${make.name} (${theirs})` } : make
    return [{ ...line, at, field, usual: line.make ?? make, says }]
  })
  const stuck = offer.data?.lacks ?? lines.find(({ make }) => make === null)?.says ?? null

  /** What was made belongs to the table from now on, whoever shows it. */
  const add = (field: Field) =>
    questions.setQueryData<SuggestionList | undefined>(suggestions, (list) => {
      if (!list) return list
      const side = isApp ? 'crm' : 'app'
      const tables = list[side].map((table) =>
        table.id === target.id ? { ...table, fields: [...table.fields, field] } : table,
      )
      return { ...list, [side]: tables }
    })

  async function make() {
    setBusy(true)
    setProblem(null)
    const pairsMade: [SlotKey, SlotKey][] = []
    for (const { from: slot, field } of rows) {
      const request = { connectionId: to.connectionId, field }
      const made = await askOnce(['field', to.provider, target.id, request], (key) =>
        client.createField(to.provider, target.id, request, key),
      )
      if (!made.ok) {
        setBusy(false)
        return setProblem(made.error)
      }
      add(made.value)
      const [mine, other] = [slotKey(slot?.field ?? '', slot?.part ?? null), made.value.id]
      pairsMade.push(isApp ? [mine, other] : [other, mine])
    }
    // A link shows in the table at its other end as well.
    void questions.invalidateQueries(suggestions)
    onChange((before) =>
      pairsMade.reduce((edit, [app, crm]) => connect(edit, pairing.entityType, app, crm), before),
    )
    onDone()
    toast({ says: words.fieldMade(name, service), tone: 'good' })
  }

  return (
    <Dialog
      title={words.title(name, service)}
      says={words.fieldSays(target.name)}
      onClose={isBusy ? () => undefined : onClose}
      backTo={() =>
        document.querySelector(`[data-slot="${picked.side}:${CSS.escape(picked.key)}"]`)
      }
      footer={
        <>
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button
            look="strong"
            isBusy={isBusy}
            why={stuck ?? (rows.length === 0 ? words.looking : null)}
            onPress={() => void make()}
          >
            {words.makeAndPair}
          </Button>
        </>
      }
    >
      {stuck ? <Notice tone="warn">{stuck}</Notice> : null}
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      {offer.error ? (
        <Failed
          title={words.couldNotLook}
          problem={offer.error}
          onRetry={() => void offer.refetch()}
          isBusy={offer.isFetching}
        />
      ) : offer.data ? (
        <ul className="makes">
          {rows.map(({ at, field, usual, others, says }) => (
            <li key={at} className="make">
              <span className="make-name">
                <FieldIcon type={field.type} />
                <span>{field.name}</span>
              </span>
              <FieldKind
                {...{ name: field.name, make: field, usual, others }}
                onChange={(kind) => setKinds((all) => new Map([...all, [at, kind]]))}
              />
              <p className="quiet make-says">{says}</p>
            </li>
          ))}
        </ul>
      ) : (
        <Loading label={words.looking} rows={2} />
      )}
    </Dialog>
  )
}

/** The field's own line, or those of its parts where it is kept in pieces there. */
function rowsFor({ fields }: TableOffer, key: SlotKey) {
  const { field, part } = slotOf(key)
  const own = fields.filter(({ from }) => from?.field === field)
  const exact = own.filter(({ from }) => (from?.part ?? null) === part)
  return exact.length > 0 ? exact : own
}
