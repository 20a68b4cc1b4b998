import { useQuery } from '@tanstack/react-query'
import type { Client } from '../../../shared/api/client.ts'
import type { ConnectionList } from '../../../shared/api/connection.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import type { SuggestionList } from '../../../shared/api/suggestion.ts'
import { take } from './questions.ts'

/** The accounts this workspace may use. */
export const useConnections = (client: Client) =>
  useQuery<ConnectionList, Problem>(['connections'], () => take(client.connections()), {
    staleTime: 30_000,
    // While somebody signs in on another page, what they did there shows soon. What could not be read at all waits until
    // somebody tries again: asked by itself, it took the button away from under whoever was about to press it.
    refetchInterval: (list) => list !== undefined && intervalOf(list),
  })

const intervalOf = ({ items }: ConnectionList): number =>
  items.filter(({ status }) => status === 'connected').length > 1 ? 30_000 : 2_000

/** All tables of both sides, and which belong together. It reads both services, so it is asked seldom. */
export const useSuggestions = (client: Client, app: string | null, crm: string | null) =>
  useQuery<SuggestionList, Problem>(
    ['suggestions', app, crm],
    () =>
      take(client.suggestedPairings({ appConnectionId: app ?? '', crmConnectionId: crm ?? '' })),
    { enabled: app !== null && crm !== null, staleTime: 600_000 },
  )
