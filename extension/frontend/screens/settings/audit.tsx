import { Download } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { LongList } from '../../parts/long-list.tsx'
import { EmptyState, Refused } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useFile } from '../../worker/file.ts'
import { useLong } from '../../worker/runs.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { tellActor, tellDeed } from '../../words/deeds.ts'
import { say } from '../../words/say.ts'
import { moment } from '../../words/time.ts'

/** Who did what. */
export function Audit() {
  const why = useForbids(false)('GET /api/audit')
  return why === null ? <Log /> : <Refused why={why} />
}

function Log() {
  const { client } = useSignedIn()
  const file = useFile()
  const list = useLong(['audit'], (page) => client.audit(page))
  const { audit } = say
  return (
    <>
      <div className="settings-head">
        <p className="quiet">{audit.says}</p>
        <Button
          icon={Download}
          isBusy={file.isBusy}
          onPress={() =>
            file.fetch({ request: client.auditFile(), name: `${audit.fileName}.ndjson` })
          }
        >
          {audit.export}
        </Button>
      </div>
      <LongList what={audit.theLog} list={list} isEndless empty={<EmptyState title={audit.none} />}>
        {(entries) => (
          <Table
            label={audit.theLog}
            rows={entries}
            keyOf={({ n }) => String(n)}
            onEnd={list.more}
            rowHeight={52}
            columns={[
              {
                key: 'what',
                title: audit.what,
                width: 'minmax(0, 1.6fr)',
                render: ({ action, at, actor }) => (
                  <span className="run-what">
                    <strong>{tellDeed(action)}</strong>
                    <span className="quiet audit-short">
                      {tellActor(actor)} · {moment(at)}
                    </span>
                  </span>
                ),
              },
              {
                key: 'who',
                title: audit.who,
                isSecondary: true,
                render: ({ actor }) => tellActor(actor),
              },
              { key: 'when', title: audit.when, isSecondary: true, render: ({ at }) => moment(at) },
            ]}
          />
        )}
      </LongList>
    </>
  )
}
