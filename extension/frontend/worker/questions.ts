/** What the screens ask the Worker, kept fresh by polling as long as somebody looks. */
import {
  QueryClient,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type UseQueryOptions,
} from '@tanstack/react-query'
import type { Answered, Client } from '../../../shared/api/client.ts'
import type { ConfigList } from '../../../shared/api/config.ts'
import type { Me } from '../../../shared/api/sign-in.ts'
import type { PairingList } from '../../../shared/api/pairing.ts'
import type { Problem } from '../../../shared/api/problem.ts'

const CALM_MS = 10_000

/** `always`: a browser that believes to be offline would otherwise wait without a word. */
export const openQuestions = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: 'always', staleTime: 500 },
      mutations: { retry: false, networkMode: 'always' },
    },
    logger: { log: () => {}, warn: () => {}, error: () => {} },
  })

/** The query library knows failures as rejections only; they are the Worker's problems, and typed as such. */
export async function take<T>(answered: Answered<T>): Promise<T> {
  const result = await answered
  if (result.ok) return result.value
  throw result.error
}

/** Who this is, and what they may do. */
export const useMe = (client: Client) =>
  useQuery<Me, Problem>(['me'], () => take(client.me()), { staleTime: 6 * CALM_MS })

export const useSyncs = (client: Client) =>
  useQuery<ConfigList, Problem>(['syncs'], () => take(client.configs()), {
    refetchInterval: CALM_MS,
  })

const pairingsOf = (
  client: Client,
  configId: string | null,
): UseQueryOptions<PairingList, Problem> => ({
  queryKey: ['pairings', configId],
  queryFn: () => take(client.pairings(configId ?? '')),
  enabled: configId !== null,
  staleTime: 6 * CALM_MS,
})

export const usePairings = (client: Client, configId: string | null) =>
  useQuery<PairingList, Problem>(pairingsOf(client, configId))

/** The same once, where somebody presses something; none where they cannot be read. */
export const readPairings = (
  questions: QueryClient,
  client: Client,
  configId: string,
): Promise<PairingList['items']> =>
  questions.fetchQuery<PairingList, Problem>(pairingsOf(client, configId)).then(
    ({ items }) => items,
    () => [],
  )

/** The same for several syncs, in their order. */
export const usePairingsOf = (client: Client, configIds: readonly string[]) =>
  useQueries({
    queries: configIds.map((configId) => pairingsOf(client, configId)),
  })

/** Did somebody remove this sync? Looked at now and then, as long as somebody works on it. */
export const useIsGone = (client: Client, configId: string | null): boolean =>
  useQuery<unknown, Problem>(['sync', configId], () => take(client.config(configId ?? '')), {
    enabled: configId !== null,
    refetchInterval: CALM_MS,
  }).error?.code === 'not_found'

/** Something a person can have done to a sync. */
export type Act = {
  readonly run: () => void
  readonly forget: () => void
  readonly isBusy: boolean
  readonly problem: Problem | null
}

/** Does it, and has the sync read again. */
export function useAct<T>(
  configId: string,
  act: () => Answered<T>,
  onDone?: (value: T) => void,
): Act {
  const questions = useQueryClient()
  const mutation = useMutation<T, Problem>(() => take(act()), {
    onSuccess: (value) => onDone?.(value),
    // After a refusal too: the key may have been revoked, or somebody else was faster.
    onSettled: () => refresh(questions, configId),
  })
  return {
    run: () => mutation.mutate(),
    forget: mutation.reset,
    isBusy: mutation.isLoading,
    problem: mutation.error,
  }
}

const refresh = (questions: QueryClient, configId: string): Promise<unknown> =>
  Promise.all(
    [
      ['syncs'],
      ['live', configId],
      ['conflicts'],
      ['matches'],
      ['runs'],
      ['records', configId],
    ].map((key) => questions.invalidateQueries(key)),
  )
