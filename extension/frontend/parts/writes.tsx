import { useState } from 'react'
import type { Write, WriteQuery } from '../../../shared/api/run.ts'
import { useWrites } from '../worker/runs.ts'
import { useClient } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { tellValue } from '../words/value.ts'
import { Chip } from './chip.tsx'
import { Dialog } from './dialog.tsx'
import { EmptyState, Failed, Loading } from './states.tsx'
import { type Column, Table } from './table.tsx'

const words = say.writes

type Props = {
  readonly runId: string
  readonly ask?: Pick<WriteQuery, 'kind' | 'status' | 'entityType' | 'side'> | undefined
  /** A side in words: “People in Attio”. */
  readonly sideName: (write: Pick<Write, 'entityType' | 'side'>) => string
}

/** Every change of a run or preview, as many as there are, each with what stands there before and after. */
export function Writes({ runId, ask = {}, sideName }: Props) {
  const client = useClient()
  const [open, setOpen] = useState<Write | null>(null)
  const { items, problem, more, again } = useWrites(client, runId, ask)
  if (problem)
    return <Failed title={say.parts.couldNotRead(words.title)} problem={problem} onRetry={again} />
  if (items === null) return <Loading rows={5} />
  if (items.length === 0) return <EmptyState title={words.none} />

  const columns: readonly Column<Write>[] = [
    { key: 'title', title: words.record, render: ({ title }) => title || words.untitled },
    {
      key: 'what',
      title: words.what,
      width: '112px',
      render: ({ kind, status }) =>
        status === 'blocked' ? (
          <Chip tone="bad">{words.blocked}</Chip>
        ) : (
          <Chip tone={kind === 'create' ? 'good' : kind === 'update' ? 'busy' : 'warn'}>
            {say.plan.kinds[kind]}
          </Chip>
        ),
    },
    { key: 'where', title: words.where, isSecondary: true, render: (write) => sideName(write) },
    {
      key: 'fields',
      title: words.fields,
      isSecondary: true,
      render: ({ changes, says }) => says ?? changes.map(({ name }) => name).join(', '),
    },
  ]
  return (
    <>
      <Table
        label={words.title}
        columns={columns}
        rows={items}
        keyOf={({ id }) => id}
        onOpen={setOpen}
        onEnd={more}
        maxHeight="52vh"
      />
      {open ? (
        <Dialog
          title={open.title || words.untitled}
          says={`${say.plan.kinds[open.kind]} · ${sideName(open)}`}
          onClose={() => setOpen(null)}
        >
          {open.says ? <p className="says says-bad">{open.says}</p> : null}
          <Changes changes={open.changes} />
        </Dialog>
      ) : null}
    </>
  )
}

const Changes = ({ changes }: Pick<Write, 'changes'>) => (
  <dl className="plan-changes">
    {changes.map(({ field, name, before, after, names }) => (
      <div key={field}>
        <dt>{name}</dt>
        <dd>
          {before === null ? null : (
            <>
              <del>{tellValue(before, names.before)}</del>
              <span className="unseen"> {words.becomes} </span>
            </>
          )}
          <ins>{tellValue(after, names.after) || words.empty}</ins>
        </dd>
      </div>
    ))}
  </dl>
)
