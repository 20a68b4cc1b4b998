import { useState } from 'react'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useSyncs } from '../worker/questions.ts'
import { useConflicts, useMatches } from '../worker/decisions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { ConflictList } from './decide/conflicts.tsx'
import { MatchList } from './decide/matches.tsx'
import './decide/decide.css'

/** What needs a person: conflicts, and who is who. */
export function Decide({ configId: asked }: { readonly configId?: string | undefined }) {
  const { client } = useSignedIn()
  const syncs = useSyncs(client).data?.items ?? []
  const [chosen, setChosen] = useState(asked ?? '')
  const configId = chosen === '' ? undefined : chosen
  const conflicts = useConflicts(client, configId)
  const matches = useMatches(client, configId)
  const [tab, setTab] = useState<'conflicts' | 'matches' | null>(null)
  // Whoever has only questions of the second kind sees those first.
  const shown =
    tab ??
    (conflicts.items?.length === 0 && (matches.items?.length ?? 0) > 0 ? 'matches' : 'conflicts')
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
          { id: 'conflicts', label: say.decide.conflicts, count: conflicts.items?.length },
          { id: 'matches', label: say.decide.matches, count: matches.items?.length },
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
