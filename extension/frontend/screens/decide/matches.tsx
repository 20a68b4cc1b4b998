import { useCallback, useMemo } from 'react'
import type { Config } from '../../../../shared/api/config.ts'
import type { Match } from '../../../../shared/api/match.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { CardList } from '../../parts/card-list.tsx'
import { LongList } from '../../parts/long-list.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { useForbids, useForbidsEach } from '../../worker/allowed.ts'
import { useLater } from '../../worker/later.ts'
import type { Long } from '../../worker/runs.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { count } from '../../words/time.ts'
import { BulkBar } from './bulk-bar.tsx'
import { useChosen } from './chosen.ts'
import { inBatches, isOf, toldOf } from './many.ts'
import { MatchCard } from './match-card.tsx'

/** A question with one candidate in a docked panel (px). */
const GUESS = 260

const idOf = ({ id }: Match): string => id
/** Where there is one candidate only, many can be answered alike. */
const isSingle = ({ candidates }: Match): boolean => candidates.length === 1

type Props = { readonly list: Long<Match>; readonly syncs: readonly Config[] }

/** Records that may be one, to be told apart or together. */
export function MatchList({ list, syncs }: Props) {
  const { client } = useSignedIn()
  const base = useOpenBase()
  const forbids = useForbids(isOf(base.id, list.items ?? [], syncs))
  const later = useLater()
  const chosen = useChosen()
  const forbidsOf = useForbidsEach()
  const { hidden, decide } = later
  // The same as long as nothing in it changes: each other one has the place of every card worked out anew.
  const shown = useMemo(
    () => list.items?.filter(({ id }) => !hidden.has(id)) ?? null,
    [list.items, hidden],
  )
  const single = useMemo(() => shown?.filter(isSingle).map(({ id }) => id) ?? [], [shown])
  const marked = chosen.of(single)
  const answer = (is: 'same' | 'apart') => () => {
    decide({
      keys: marked,
      says: say.decide.saidMany(count(marked.length, 'question')),
      send: async () =>
        toldOf(await inBatches(marked, (ids) => client.answerMatches({ ids, answer: is }))),
    })
    chosen.none()
  }
  const why = forbids('POST /api/crm/matches/answer')
  const draw = useCallback(
    (match: Match) => {
      const config = syncs.find(({ id }) => id === match.configId)
      return config ? (
        <MatchCard
          match={match}
          config={config}
          decide={decide}
          forbids={forbidsOf(config)}
          chosen={isSingle(match) ? chosen : null}
        />
      ) : null
    },
    [syncs, decide, forbidsOf, chosen],
  )
  return (
    <LongList
      what={say.decide.theMatches}
      list={{ ...list, items: shown }}
      isEndless
      empty={<EmptyState title={say.decide.noMatches}>{say.decide.noMatchesSay}</EmptyState>}
    >
      {(matches) => (
        <>
          {single.length > 1 ? (
            <BulkBar ids={single} chosen={chosen}>
              <Button size="small" why={why} onPress={answer('same')}>
                {say.decide.sameAll}
              </Button>
              <Button size="small" why={why} onPress={answer('apart')}>
                {say.decide.apartAll}
              </Button>
            </BulkBar>
          ) : null}
          <CardList items={matches} keyOf={idOf} guess={GUESS} onEnd={list.more}>
            {draw}
          </CardList>
        </>
      )}
    </LongList>
  )
}
