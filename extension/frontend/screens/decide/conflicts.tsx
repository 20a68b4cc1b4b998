import { memo, useCallback, useMemo } from 'react'
import type { Config } from '../../../../shared/api/config.ts'
import type { Conflict, ConflictResolution } from '../../../../shared/api/conflict.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { CardList } from '../../parts/card-list.tsx'
import { LongList } from '../../parts/long-list.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { useNow } from '../../parts/now.ts'
import { useForbids, useForbidsEach } from '../../worker/allowed.ts'
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
  const now = useNow()
  const forbidsOf = useForbidsEach()
  const { hidden, decide } = later
  // The same as long as nothing in it changes: each other one has the place of every card worked out anew.
  const shown = useMemo(() => withoutHidden(list.items, hidden), [list.items, hidden])
  const draw = useCallback(
    (conflict: Conflict) => {
      const config = syncs.find(({ id }) => id === conflict.configId)
      return config ? (
        <ConflictCard
          conflict={conflict}
          config={config}
          decide={decide}
          forbids={forbidsOf(config)}
          now={now}
          isChosen={chosen.has(conflict.id)}
          onChoose={chosen.turn}
        />
      ) : null
    },
    [syncs, decide, forbidsOf, now, chosen],
  )
  return (
    <LongList
      what={say.decide.theConflicts}
      list={{ ...list, items: shown }}
      isEndless
      empty={<EmptyState title={say.decide.noConflicts}>{say.decide.noConflictsSay}</EmptyState>}
    >
      {(conflicts) => (
        <>
          <Bulk conflicts={conflicts} syncs={syncs} decide={decide} chosen={chosen} />
          <CardList items={conflicts} keyOf={idOf} guess={GUESS} onEnd={list.more}>
            {draw}
          </CardList>
        </>
      )}
    </LongList>
  )
}

const idOf = ({ id }: Conflict): string => id

const withoutHidden = (
  all: readonly Conflict[] | null,
  hidden: ReadonlySet<string>,
): readonly Conflict[] | null =>
  all === null || hidden.size === 0 ? all : all.filter(({ id }) => !hidden.has(id))

type BulkProps = {
  readonly conflicts: readonly Conflict[]
  readonly syncs: readonly Config[]
  readonly decide: Later['decide']
  readonly chosen: Chosen
}

/** The same answer for many fields. A deletion is answered by itself: there is more at stake. */
const Bulk = memo(function Bulk({ conflicts, syncs, decide, chosen }: BulkProps) {
  const { client } = useSignedIn()
  const base = useOpenBase()
  const fields = useMemo(
    () => conflicts.filter(({ kind }) => kind === 'field').map(({ id }) => id),
    [conflicts],
  )
  const [config] = syncs.filter(({ id }) => conflicts.some(({ configId }) => configId === id))
  const forbids = useForbids(isOf(base.id, conflicts, syncs))
  if (fields.length < 2) return null
  const marked = chosen.of(fields)
  const answer = (choice: 'app' | 'crm') => () => {
    const resolution: ConflictResolution = { choice }
    decide({
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
})

const serviceOf = (config: Config | undefined, side: 'app' | 'crm'): string =>
  config ? serviceName(config[side].provider) : ''
