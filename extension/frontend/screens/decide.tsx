import { useState } from 'react'
import { GoneSync } from '../parts/gone-sync.tsx'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useSyncs } from '../worker/questions.ts'
import { useConflicts, useMatches } from '../worker/decisions.ts'
import type { Long } from '../worker/runs.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { ConflictList } from './decide/conflicts.tsx'
import { MatchList } from './decide/matches.tsx'
import './decide/decide.css'

/** What needs a person: conflicts, and who is who. */
export function Decide({ configId: from }: { readonly configId?: string | undefined }) {
  const { client } = useSignedIn()
  const asked = useSyncs(client)
  const [chosen, setChosen] = useState(from ?? '')
  const configId = chosen === '' ? undefined : chosen
  const conflicts = useConflicts(client, configId)
  const matches = useMatches(client, configId)
  const [tab, setTab] = useState<'conflicts' | 'matches' | null>(null)
  // Whoever has only questions of the second kind sees those first.
  const isOnlyMatches = countOf(conflicts) === 0 && (matches.items?.length ?? 0) > 0
  const shown = tab ?? (isOnlyMatches ? 'matches' : 'conflicts')
  if (asked.data === undefined)
    return (
      <Screen title={say.decide.title} says={say.decide.says}>
        {asked.error ? (
          <Failed
            title={say.parts.couldNotRead(say.home.theSyncs)}
            problem={asked.error}
            onRetry={() => void asked.refetch()}
            isBusy={asked.isFetching}
          />
        ) : (
          <Loading />
        )}
      </Screen>
    )
  const syncs = asked.data.items
  if (configId !== undefined && syncs.every(({ id }) => id !== configId))
    return (
      <Screen title={say.decide.title} says={say.decide.says}>
        <GoneSync />
      </Screen>
    )
  return (
    <Screen title={say.decide.title} says={say.decide.says}>
      {syncs.length > 1 ? (
        <Select
          label={say.decide.sync}
          value={chosen}
          options={[
            { value: '', label: say.decide.allSyncs },
            ...syncs.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setChosen}
        />
      ) : null}
      <Tabs
        label={say.decide.title}
        tabs={[
          { id: 'conflicts', label: say.decide.conflicts, count: countOf(conflicts) },
          { id: 'matches', label: say.decide.matches, count: countOf(matches) },
        ]}
        value={shown}
        onChange={setTab}
      >
        {shown === 'conflicts' ? (
          <ConflictList list={conflicts} syncs={syncs} />
        ) : (
          <MatchList list={matches} syncs={syncs} />
        )}
      </Tabs>
    </Screen>
  )
}

/** How many there are; undefined as long as not all are read. */
const countOf = ({ items, hasMore }: Long<unknown>): number | undefined =>
  hasMore ? undefined : items?.length
