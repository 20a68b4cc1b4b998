import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection } from '../../../../shared/api/connection.ts'
import type { MadeTable, TableOffer } from '../../../../shared/api/making.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { NewField, Table } from '../../../../shared/field.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FieldIcon } from '../../parts/field-icon.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import {
  fieldsOf,
  inOrder,
  pending,
  pointed,
  waitingOf,
  type Wish,
  wishOf,
  withoutEnds,
} from '../../setup/wishes.ts'
import { useForbids } from '../../worker/allowed.ts'
import { askOnce, isPassing } from '../../worker/ask-once.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { kindName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { Reasons, WishedFields } from './wished-fields.tsx'
import './make-table.css'

const words = say.making

type Props = {
  readonly sources: readonly Table[]
  readonly from: Connection
  readonly to: Connection
  /** Which tables stand for each other so far. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[]
  readonly onMade: (source: Table, made: MadeTable) => void
  readonly onClose: () => void
}

/** Tables of one side, to be made on the other: what each would get, what cannot be made and why. Then they are made, and that is said. */
export function MakeTables({ sources, from, to, pairs, onMade, onClose }: Props) {
  const client = useClient()
  const service = serviceName(to.provider)
  const [tables] = useState(() => inOrder(sources))
  const offers = useQueries({
    queries: tables.map((source) => {
      // What is made with it can be linked to, although it has no id yet.
      const others = tables.filter((other) => other !== source)
      const met = [...pairs, ...others.map(({ id }) => ({ from: id, to: pending(id) }))]
      return {
        queryKey: ['table-offer', from.id, source.id, to.id, JSON.stringify(met)],
        queryFn: () =>
          take(
            client.offerTable(to.provider, {
              connectionId: to.id,
              fromConnectionId: from.id,
              table: source.id,
              pairs: met,
            }),
          ),
        // What somebody is looking at does not change under their hands.
        cacheTime: 0,
        staleTime: Infinity,
      }
    }),
  })
  const [first] = tables
  const title =
    tables.length === 1 && first
      ? words.title(first.name, service)
      : words.titleMany(tables.length, service)
  const rows = tables.flatMap((source, at): Row[] => {
    const offer = offers[at]?.data
    return offer
      ? [{ source, offer: withoutEnds(offer, source, tables.slice(at + 1), words.otherEnd) }]
      : []
  })
  if (rows.length === tables.length)
    return <Offered {...{ title, rows, from, to, onMade, onClose }} />
  const failed = offers.find(({ error }) => error !== null)
  return (
    <Dialog title={title} onClose={onClose}>
      {failed ? (
        <Failed
          title={words.couldNotLook}
          problem={failed.error as Problem}
          onRetry={() => void failed.refetch()}
          isBusy={failed.isFetching}
        />
      ) : (
        <Loading label={words.looking} rows={5} />
      )}
    </Dialog>
  )
}

type Row = { readonly source: Table; readonly offer: TableOffer }
type OfferedProps = Omit<Props, 'pairs' | 'sources'> & {
  readonly title: string
  readonly rows: readonly Row[]
}
type Done = {
  readonly made: MadeTable
  readonly asked: readonly NewField[]
  /** Links to tables that were made after it. */
  readonly waiting: readonly NewField[]
}

function Offered({ title, rows, from, to, onMade, onClose }: OfferedProps) {
  const client = useClient()
  const why = useForbids()('POST /api/crm/:provider/tables')
  const [wishes, setWishes] = useState<readonly Wish[]>(() =>
    rows.map(({ offer }) => wishOf(offer)),
  )
  const [doing, setDoing] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [done, setDone] = useState<ReadonlyMap<string, Done>>(new Map())
  const [service, theirs] = [serviceName(to.provider), serviceName(from.provider)]
  const put = (at: number, wish: Wish) =>
    setWishes((all) => all.map((one, index) => (index === at ? wish : one)))
  const isNameless = wishes.some(({ name }) => name.trim() === '')
  const lacks = rows.find(({ offer }) => offer.lacks !== null)?.offer.lacks ?? null
  const open = rows.length - done.size
  const isAllMade = open === 0 && [...done.values()].every(({ waiting }) => waiting.length === 0)

  /** One after the other; what was made stays, whatever becomes of the rest. */
  async function make() {
    setProblem(null)
    const all = new Map(done)
    for (const [at, { source, offer }] of rows.entries()) {
      const wish = wishes[at]
      if (!wish || all.has(source.id)) continue
      const made = new Map([...all].map(([id, one]) => [id, one.made] as const))
      const asked = fieldsOf(offer, wish, made)
      setDoing(words.makingTable(wish.name.trim(), service, asked.length))
      const request = { connectionId: to.id, name: wish.name.trim(), fields: asked }
      const answer = await askOnce(['table', to.provider, request], (key) =>
        client.createTable(to.provider, request, key),
      )
      if (!answer.ok) {
        setProblem(answer.error)
        return setDoing(null)
      }
      all.set(source.id, { made: answer.value, asked, waiting: waitingOf(offer, wish, made) })
      setDone(new Map(all))
      onMade(source, answer.value)
    }
    for (const { source } of rows) if (!(await link(source, all))) break
    setDoing(null)
  }

  /** What links to a table that was made after it. False where it may go well in a moment: then it is asked for again. */
  async function link(source: Table, all: Map<string, Done>): Promise<boolean> {
    for (;;) {
      const its = all.get(source.id)
      const [next, ...waiting] = its?.waiting ?? []
      if (!its || !next) return true
      const field = pointed(next, new Map([...all].map(([id, one]) => [id, one.made] as const)))
      if (field === null) {
        all.set(source.id, { ...its, waiting })
        continue
      }
      setDoing(words.makingLinks(its.made.table.name))
      const request = { connectionId: to.id, field }
      const answer = await askOnce(['field', to.provider, its.made.id, request], (key) =>
        client.createField(to.provider, its.made.id, request, key),
      )
      if (!answer.ok && isPassing(answer.error)) {
        setProblem(answer.error)
        return false
      }
      const { table, left } = its.made
      const made = answer.ok
        ? { ...its.made, table: { ...table, fields: [...table.fields, answer.value] } }
        : { ...its.made, left: [...left, { name: field.name, says: answer.error.message }] }
      const now = { made, asked: [...its.asked, field], waiting }
      all.set(source.id, now)
      setDone(new Map(all))
      onMade(source, now.made)
    }
  }

  if (isAllMade) return <AllMade rows={rows} done={done} service={service} onClose={onClose} />
  const [only] = wishes
  return (
    <Dialog
      title={title}
      says={
        done.size === 0
          ? words.says(theirs, service)
          : open === 0
            ? words.linksLeft
            : words.restLeft(service)
      }
      onClose={doing === null ? onClose : () => undefined}
      footer={
        <>
          <Button onPress={onClose}>{done.size > 0 ? words.done : words.cancel}</Button>
          <Button
            look="strong"
            isBusy={doing !== null}
            why={why ?? lacks ?? (isNameless ? words.noName : null)}
            onPress={() => void make()}
          >
            {open === 0
              ? words.makeLinks
              : done.size > 0
                ? words.makeRest(open)
                : rows.length === 1 && only && rows[0]
                  ? words.make(fieldsOf(rows[0].offer, only, new Map()).length)
                  : words.makeMany(rows.length)}
          </Button>
        </>
      }
    >
      {lacks ? <Notice tone="warn">{lacks}</Notice> : null}
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <p className={doing === null ? 'unseen' : 'quiet'} role="status">
        {doing ?? ''}
      </p>
      {rows.map(({ source, offer }, at) => {
        const wish = wishes[at]
        const its = done.get(source.id)
        if (!wish) return null
        if (its) return <p key={source.id}>{tellMade(its)}</p>
        const name = (
          <TextField
            label={
              rows.length === 1 ? words.name(service) : `${words.name(service)}: ${source.name}`
            }
            value={wish.name}
            wrong={wish.name.trim() === '' ? words.noName : null}
            onChange={(text) => put(at, { ...wish, name: text })}
          />
        )
        const fields = <WishedFields offer={offer} wish={wish} onWish={(next) => put(at, next)} />
        if (rows.length === 1)
          return (
            <div key={source.id} className="make-whole">
              {name}
              {fields}
            </div>
          )
        const not = offer.fields.filter((one) => one.make === null).length
        return (
          <details key={source.id} className="make-one">
            <summary>{words.tableFields(source.name, wish.taken.size, not)}</summary>
            <div className="make-whole">
              {name}
              {fields}
            </div>
          </details>
        )
      })}
    </Dialog>
  )
}

const tellMade = ({ made, asked }: Done): string =>
  words.isMade(made.table.name, asked.length - made.left.length)

type AllMadeProps = {
  readonly rows: readonly Row[]
  readonly done: ReadonlyMap<string, Done>
  readonly service: string
  readonly onClose: () => void
}

/** What was made, field by field, and what could not be. */
function AllMade({ rows, done, service, onClose }: AllMadeProps) {
  const all = rows.flatMap(({ source }) => done.get(source.id) ?? [])
  const [first, ...more] = all
  const isOne = first !== undefined && more.length === 0
  const title = isOne ? words.doneTitle(first.made.table.name) : words.doneMany(all.length)
  return (
    <Dialog
      key="done"
      title={title}
      says={
        isOne
          ? words.doneSays(first.asked.length - first.made.left.length, service)
          : words.doneManySays(service)
      }
      onClose={onClose}
      footer={
        <Button look="strong" onPress={onClose}>
          {words.done}
        </Button>
      }
    >
      {/* It scrolls where it is long, and holds nothing else to get to by keyboard. */}
      <div tabIndex={0} role="group" aria-label={title}>
        {all.map((one) => (
          <section key={one.made.id} aria-label={tellMade(one)}>
            {isOne ? null : <h3 className="make-title">{tellMade(one)}</h3>}
            <ul className="makes">
              {one.asked
                .filter(({ name }) => one.made.left.every((other) => other.name !== name))
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
            {one.made.left.length > 0 ? (
              <Reasons title={words.left(one.made.left.length)} rows={one.made.left} />
            ) : null}
          </section>
        ))}
      </div>
    </Dialog>
  )
}
