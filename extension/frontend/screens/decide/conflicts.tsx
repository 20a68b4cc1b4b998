import type { Config } from '../../../../shared/api/config.ts'
import type { Conflict, ConflictResolution } from '../../../../shared/api/conflict.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { CardList } from '../../parts/card-list.tsx'
import { LongList } from '../../parts/long-list.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { type Later, useLater } from '../../worker/later.ts'
import type { Long } from '../../worker/runs.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { count } from '../../words/time.ts'
import { BulkBar } from './bulk-bar.tsx'
import { type Chosen, useChosen } from './chosen.ts'
import { inBatches, isOf, toldOf } from './many.ts'
import { ConflictCard } from './conflict-card.tsx'

/** A conflict of short values in a docked panel (px). */
const GUESS = 330

type Props = { readonly list: Long<Conflict>; readonly syncs: readonly Config[] }

/** Every open conflict, to be answered one by one or together. */
export function ConflictList({ list, syncs }: Props) {
  const later = useLater()
  const chosen = useChosen()
  const shown = list.items?.filter(({ id }) => !later.hidden.has(id)) ?? null
  return (
    <LongList
      what={say.decide.theConflicts}
      list={{ ...list, items: shown }}
      isEndless
      empty={<EmptyState title={say.decide.noConflicts}>{say.decide.noConflictsSay}</EmptyState>}
    >
      {(conflicts) => (
        <>
          <Bulk conflicts={conflicts} syncs={syncs} later={later} chosen={chosen} />
          <CardList items={conflicts} keyOf={({ id }) => id} guess={GUESS} onEnd={list.more}>
            {(conflict) => {
              const config = syncs.find(({ id }) => id === conflict.configId)
              return config ? (
                <ConflictCard
                  conflict={conflict}
                  config={config}
                  later={later}
                  isChosen={chosen.has(conflict.id)}
                  onChoose={() => chosen.turn(conflict.id)}
                />
              ) : null
            }}
          </CardList>
        </>
      )}
    </LongList>
  )
}

type BulkProps = {
  readonly conflicts: readonly Conflict[]
  readonly syncs: readonly Config[]
  readonly later: Later
  readonly chosen: Chosen
}

/** The same answer for many fields. A deletion is answered by itself: there is more at stake. */
function Bulk({ conflicts, syncs, later, chosen }: BulkProps) {
  const { client } = useSignedIn()
  const base = useOpenBase()
  const fields = conflicts.filter(({ kind }) => kind === 'field').map(({ id }) => id)
  const [config] = syncs.filter(({ id }) => conflicts.some(({ configId }) => configId === id))
  const forbids = useForbids(isOf(base.id, conflicts, syncs))
  if (fields.length < 2) return null
  const marked = chosen.of(fields)
  const answer = (choice: 'app' | 'crm') => () => {
    const resolution: ConflictResolution = { choice }
    later.decide({
      keys: marked,
      says: say.decide.keptMany(serviceOf(config, choice), count(marked.length, 'conflict')),
      send: async () =>
        toldOf(await inBatches(marked, (ids) => client.resolveConflicts({ ids, ...resolution }))),
    })
    chosen.none()
  }
  const why = forbids('POST /api/crm/conflicts/resolve')
  return (
    <BulkBar ids={fields} chosen={chosen}>
      {(['app', 'crm'] as const).map((side) => (
        <Button key={side} size="small" why={why} onPress={answer(side)}>
          {say.decide.keepAll(serviceOf(config, side))}
        </Button>
      ))}
    </BulkBar>
  )
}

const serviceOf = (config: Config | undefined, side: 'app' | 'crm'): string =>
  config ? serviceName(config[side].provider) : ''
