import { useState } from 'react'
import type { Table } from '../../../../shared/field.ts'
import { Button } from '../../parts/button.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { say } from '../../words/say.ts'

const words = say.making
const FIRST = 5

type Props = {
  readonly service: string
  readonly tables: readonly Table[]
  readonly onBring: (tables: readonly Table[]) => void
}

/** What the CRM has and this base does not: each can be had as a table, or several in one go. */
export function OnlyThere({ service, tables, onBring }: Props) {
  const why = useForbids()('POST /api/crm/:provider/tables')
  const [isAll, setAll] = useState(false)
  const [picked, setPicked] = useState<readonly string[]>([])
  const shown = isAll ? tables : tables.slice(0, FIRST)
  const wanted = tables.filter(({ id }) => picked.includes(id))
  if (tables.length === 0) return null
  return (
    <section className="only-there" aria-label={words.onlyThere(service)}>
      <h2 className="paired-title">{words.onlyThere(service)}</h2>
      <p className="quiet">{words.onlyThereSays}</p>
      <ul className="pairs">
        {shown.map((table) => (
          <li key={table.id} className="card">
            <label className="pair-name">
              <input
                type="checkbox"
                checked={picked.includes(table.id)}
                aria-label={words.pick(table.name)}
                onChange={({ target }) =>
                  setPicked((all) =>
                    target.checked ? [...all, table.id] : all.filter((id) => id !== table.id),
                  )
                }
              />
              <strong>{table.name}</strong>
            </label>
            <Button
              size="small"
              why={why}
              label={words.bringOf(table.name)}
              onPress={() => onBring([table])}
            >
              {words.bring}
            </Button>
          </li>
        ))}
      </ul>
      {wanted.length > 1 ? (
        <Button why={why} onPress={() => onBring(wanted)}>
          {words.bringMany(wanted.length)}
        </Button>
      ) : null}
      {shown.length < tables.length ? (
        <Button look="quiet" onPress={() => setAll(true)}>
          {words.all(tables.length)}
        </Button>
      ) : null}
    </section>
  )
}
