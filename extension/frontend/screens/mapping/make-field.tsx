import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TableOffer } from '../../../../shared/api/making.ts'
import type { SuggestionList } from '../../../../shared/api/suggestion.ts'
import { isNamed, type Field } from '../../../../shared/field.ts'
import { connect, type SlotKey, slotKey, slotOf } from '../../mapping/edit.ts'
import { Button } from '../../parts/button.tsx'
import { once } from '../../parts/once.ts'
import { useToast } from '../../parts/toast.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { usePairings } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'

const words = say.making

type Props = Pick<Edited, 'config' | 'pairing' | 'left' | 'right' | 'onChange'> & {
  readonly picked: { readonly side: 'app' | 'crm'; readonly key: SlotKey }
  readonly name: string
  readonly onDone: () => void
}

/** A field that is chosen and has no partner: one can be made for it on the other side, and is paired with it at once. */
export function MakeField(props: Props) {
  const { config, pairing, left, right, onChange, picked, name, onDone } = props
  const client = useClient()
  const questions = useQueryClient()
  const { toast } = useToast()
  const pairings = usePairings(client, config.id)
  const why = useForbidsOf(config)('POST /api/crm/:provider/tables/:table/fields')
  const [isBusy, setBusy] = useState(false)
  const isApp = picked.side === 'app'
  const [from, to] = isApp ? [config.app, config.crm] : [config.crm, config.app]
  const [source, target] = isApp ? [left, right] : [right, left]
  const [theirs, service] = [serviceName(from.provider), serviceName(to.provider)]
  const suggestions = ['suggestions', config.app.connectionId, config.crm.connectionId]

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
    const pairs = (pairings.data?.items ?? []).map(({ appTable, crmTable }) =>
      isApp ? { from: appTable, to: crmTable } : { from: crmTable, to: appTable },
    )
    const offered = await client.offerTable(to.provider, {
      connectionId: to.connectionId,
      fromConnectionId: from.connectionId,
      table: source.id,
      pairs,
    })
    if (!offered.ok) return toast({ says: offered.error.message, tone: 'bad' })
    const rows = rowsFor(offered.value, picked.key)
    const stuck = offered.value.lacks ?? rows.find(({ make: wish }) => wish === null)?.says
    if (stuck) return toast({ says: stuck, tone: 'warn' })
    const pairsMade: [SlotKey, SlotKey][] = []
    for (const { from: slot, make: wish } of rows) {
      if (wish === null) continue
      const isTaken = target.fields.some((field) => isNamed(field, wish.name))
      const field = { ...wish, name: isTaken ? `${wish.name} (${theirs})` : wish.name }
      const request = { connectionId: to.connectionId, field }
      const made = await client.createField(to.provider, target.id, request, once())
      if (!made.ok) return toast({ says: made.error.message, tone: 'bad' })
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
    <div className="make-field">
      <p>{words.chosen(name)}</p>
      <Button
        size="small"
        why={why}
        isBusy={isBusy}
        onPress={() => {
          setBusy(true)
          void make().finally(() => setBusy(false))
        }}
      >
        {words.makeField(service)}
      </Button>
    </div>
  )
}

/** The field's own line, or those of its parts where it is kept in pieces there. */
function rowsFor({ fields }: TableOffer, key: SlotKey) {
  const { field, part } = slotOf(key)
  const own = fields.filter(({ from }) => from?.field === field)
  const exact = own.filter(({ from }) => (from?.part ?? null) === part)
  return exact.length > 0 ? exact : own
}
