import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '../../../../shared/api/connection.ts'
import type { MadeTable, TableOffer } from '../../../../shared/api/making.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { Table } from '../../../../shared/field.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FieldIcon } from '../../parts/field-icon.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { once } from '../../parts/once.ts'
import { Failed, Loading } from '../../parts/states.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { kindName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import './make-table.css'

const words = say.making

type Props = {
  readonly source: Table
  readonly from: Connection
  readonly to: Connection
  /** Which tables stand for each other so far. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[]
  readonly onMade: (made: MadeTable) => void
  readonly onClose: () => void
}

/** A table of one side, to be made on the other: what it would get, what cannot be made and why. Then it is made, and that is said. */
export function MakeTable({ source, from, to, pairs, onMade, onClose }: Props) {
  const client = useClient()
  const service = serviceName(to.provider)
  const offered = useQuery<TableOffer, Problem>(
    ['table-offer', from.id, source.id, to.id, JSON.stringify(pairs)],
    () =>
      take(
        client.offerTable(to.provider, {
          connectionId: to.id,
          fromConnectionId: from.id,
          table: source.id,
          pairs: [...pairs],
        }),
      ),
    // What somebody is looking at does not change under their hands.
    { cacheTime: 0, staleTime: Infinity },
  )
  const title = words.title(source.name, service)
  if (offered.data)
    return (
      <Offered
        title={title}
        offer={offered.data}
        from={from}
        to={to}
        onMade={onMade}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={title} onClose={onClose}>
      {offered.error ? (
        <Failed
          title={words.couldNotLook}
          problem={offered.error}
          onRetry={() => void offered.refetch()}
          isBusy={offered.isFetching}
        />
      ) : (
        <Loading label={words.looking} rows={5} />
      )}
    </Dialog>
  )
}

type OfferedProps = Omit<Props, 'pairs' | 'source'> & {
  readonly title: string
  readonly offer: TableOffer
}

function Offered({ title, offer, from, to, onMade, onClose }: OfferedProps) {
  const client = useClient()
  const why = useForbids()('POST /api/crm/:provider/tables')
  const [name, setName] = useState(offer.name)
  const [taken, setTaken] = useState<ReadonlySet<number>>(
    () => new Set(offer.fields.flatMap(({ isTaken }, at) => (isTaken ? [at] : []))),
  )
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [made, setMade] = useState<MadeTable | null>(null)
  const [service, theirs] = [serviceName(to.provider), serviceName(from.provider)]
  // What is worth making stands first; the rest is there for whoever wants it.
  const can = offer.fields
    .flatMap(({ make, ...row }, at) => (make ? [{ ...row, make, at }] : []))
    .sort((a, b) => Number(b.isTaken) - Number(a.isTaken))
  const cannot = offer.fields.filter(({ make }) => make === null)
  const wished = can.filter(({ at }) => taken.has(at)).map(({ make }) => make)

  async function make() {
    setProblem(null)
    setBusy(true)
    const request = { connectionId: to.id, name: name.trim(), fields: wished }
    const answer = await client.createTable(to.provider, request, once())
    setBusy(false)
    if (!answer.ok) return setProblem(answer.error)
    setMade(answer.value)
    onMade(answer.value)
  }

  if (made)
    return (
      <Dialog
        key="done"
        title={words.doneTitle(made.table.name)}
        says={words.doneSays(wished.length - made.left.length, service)}
        onClose={onClose}
        footer={
          <Button look="strong" onPress={onClose}>
            {words.done}
          </Button>
        }
      >
        {/* It scrolls where it is long, and holds nothing else to get to by keyboard. */}
        <div tabIndex={0} role="group" aria-label={words.doneTitle(made.table.name)}>
          <ul className="makes">
            {wished
              .filter(({ name: one }) => made.left.every((other) => other.name !== one))
              .map((field) => (
                <li key={field.name} className="make">
                  <span className="make-name">
                    <FieldIcon type={field.type} />
                    <span>{field.name}</span>
                  </span>
                  <span className="quiet make-kind">{kindName(field)}</span>
                </li>
              ))}
          </ul>
          {made.left.length > 0 ? (
            <Reasons title={words.left(made.left.length)} rows={made.left} />
          ) : null}
        </div>
      </Dialog>
    )
  return (
    <Dialog
      title={title}
      says={words.says(theirs, service)}
      onClose={isBusy ? () => undefined : onClose}
      footer={
        <>
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button
            look="strong"
            isBusy={isBusy}
            why={why ?? offer.lacks ?? (name.trim() === '' ? words.noName : null)}
            onPress={() => void make()}
          >
            {words.make(wished.length)}
          </Button>
        </>
      }
    >
      {offer.lacks ? <Notice tone="warn">{offer.lacks}</Notice> : null}
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <p className={isBusy ? 'quiet' : 'unseen'} role="status">
        {isBusy ? words.makingTable(name.trim(), service, wished.length) : ''}
      </p>
      <TextField
        label={words.name(service)}
        value={name}
        wrong={name.trim() === '' ? words.noName : null}
        onChange={setName}
      />
      <section aria-label={words.fields(wished.length, can.length)}>
        <h3 className="make-title">{words.fields(wished.length, can.length)}</h3>
        <ul className="makes">
          {can.map(({ at, name: called, make: field, isNeeded, says }) => (
            <li key={at} className="make">
              <label className="make-name">
                <input
                  type="checkbox"
                  checked={taken.has(at)}
                  disabled={isNeeded}
                  aria-label={words.take(called)}
                  onChange={({ target }) =>
                    setTaken(
                      (before) =>
                        new Set(
                          target.checked
                            ? [...before, at]
                            : [...before].filter((one) => one !== at),
                        ),
                    )
                  }
                />
                <FieldIcon type={field.type} />
                <span>{called}</span>
              </label>
              <span className="quiet make-kind">{kindName(field)}</span>
              <p className="quiet make-says">
                {[
                  isNeeded && says === null ? words.needed : says,
                  field.name === called ? null : words.renamed(field.name),
                ]
                  .filter(Boolean)
                  .join(' ')}
              </p>
            </li>
          ))}
        </ul>
      </section>
      {cannot.length > 0 ? <Reasons title={words.not(cannot.length)} rows={cannot} /> : null}
    </Dialog>
  )
}

type ReasonsProps = {
  readonly title: string
  readonly rows: readonly { readonly name: string; readonly says: string | null }[]
}

const Reasons = ({ title, rows }: ReasonsProps) => (
  <section aria-label={title}>
    <h3 className="make-title">{title}</h3>
    <ul className="makes">
      {rows.map(({ name, says }, at) => (
        <li key={at} className="make">
          <span className="make-name">{name}</span>
          <p className="quiet make-says">{says}</p>
        </li>
      ))}
    </ul>
  </section>
)
