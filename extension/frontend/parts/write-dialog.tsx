import { CircleHelp, RotateCcw, Undo2 } from 'lucide-react'
import type { Config } from '../../../shared/api/config.ts'
import type { Write } from '../../../shared/api/run.ts'
import { useWhere } from '../shell/where.tsx'
import { tellFate, tellWrite } from '../words/run.ts'
import { say } from '../words/say.ts'
import { Button, IconButton } from './button.tsx'
import { Chip } from './chip.tsx'
import { Dialog } from './dialog.tsx'
import { OpenRecord } from './open-record.tsx'
import { Shown } from './value.tsx'
import './write-dialog.css'

type Props = {
  readonly config: Config
  readonly write: Write
  readonly onClose: () => void
  /** Undoes what this run did to this record; null where there is nothing to undo. */
  readonly onUndo: (() => void) | null
  readonly whyNoUndo: string | null
  /** Tries what could not be written again; null where that is over or not yet. */
  readonly retry: Retry | null
}

type Retry = { readonly run: () => void; readonly isBusy: boolean; readonly why: string | null }

/** One record in one run: what became of it, every value before and after, and the ways on. */
export function WriteDialog({ config, write, onClose, onUndo, whyNoUndo, retry }: Props) {
  const where = useWhere()
  const { tone, label } = tellFate(write)
  const other = write.side === 'app' ? 'crm' : 'app'
  const ids = { [write.side]: write.recordId, [other]: write.sourceId }
  return (
    <Dialog
      title={write.title === '' ? say.run.untitled : write.title}
      size="wide"
      onClose={onClose}
      footer={
        <>
          {(['app', 'crm'] as const).map((side) => {
            const recordId = ids[side]
            return recordId ? (
              <OpenRecord
                key={side}
                config={config}
                entityType={write.entityType}
                {...{ side, recordId }}
              />
            ) : null
          })}
          {retry && write.status === 'blocked' ? (
            <Button
              size="small"
              look="strong"
              icon={RotateCcw}
              isBusy={retry.isBusy}
              why={retry.why}
              onPress={retry.run}
            >
              {say.run.retry}
            </Button>
          ) : null}
          {onUndo ? (
            <Button size="small" icon={Undo2} why={whyNoUndo} onPress={onUndo}>
              {say.run.undoRecord}
            </Button>
          ) : null}
        </>
      }
    >
      <p className="write-head">
        <Chip tone={tone}>{label}</Chip> <strong>{tellWrite(write)}</strong>
        <span className="quiet">{write.reason}</span>
      </p>
      {write.says ? (
        <section className="mend">
          <h3>{say.run.howToMend}</h3>
          <p>{write.says}</p>
        </section>
      ) : null}
      {write.changes.length === 0 ? null : (
        <table className="changes">
          <thead>
            <tr>
              <th scope="col">{say.run.field}</th>
              <th scope="col">{say.run.before}</th>
              <th scope="col">{say.run.after}</th>
            </tr>
          </thead>
          <tbody>
            {write.changes.map(({ field, name, before, after, names }) => (
              <tr key={field}>
                <th scope="row">
                  {name}
                  {write.recordId ? (
                    <IconButton
                      icon={CircleHelp}
                      label={say.run.whyField(name)}
                      onPress={() =>
                        where.go({
                          at: 'why',
                          configId: config.id,
                          entityType: write.entityType,
                          side: write.side,
                          recordId: write.recordId ?? '',
                          field,
                        })
                      }
                    />
                  ) : null}
                </th>
                <td data-label={say.run.before}>
                  <Shown value={before} names={names.before} />
                </td>
                <td data-label={say.run.after}>
                  <Shown
                    value={after}
                    names={names.after}
                    than={{ value: before, names: names.before }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  )
}
