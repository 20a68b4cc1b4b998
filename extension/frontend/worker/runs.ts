import { type InfiniteData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { Answered, Client } from '../../../shared/api/client.ts'
import type { ExplainQuery, Explanation } from '../../../shared/api/ledger.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import type { RecordQuery, StandingRecord } from '../../../shared/api/record.ts'
import type { Log, LogQuery, Summary, Write, WriteQuery } from '../../../shared/api/run.ts'
import { isOver, isWorking } from '../../../shared/job.ts'
import { take } from './questions.ts'

const BUSY_MS = 1_000
/** What was mended goes from the list before somebody wonders. */
const STANDING_MS = 5_000
const PAGE = 100

type Paged<T> = { items: T[]; cursor: string | null }

/** A list that grows as somebody goes through it. */
export type Long<T> = {
  readonly items: readonly T[] | null
  readonly problem: Problem | null
  readonly isBusy: boolean
  /** Asks for what follows, if there is anything and nobody asked yet. */
  readonly more: () => void
  readonly hasMore: boolean
  readonly again: () => void
}

/** Every page is asked for again when a list is: whoever has read far down is past what changes. */
const MOST_AGAIN = 5
const isShort = (read: InfiniteData<unknown> | undefined): boolean =>
  (read?.pages.length ?? 0) <= MOST_AGAIN

const keepsAll = (): boolean => true

/** What of a page belongs to the list, gone through once: at each page that joins, all before it are there again. */
function keptOf<T>(keeps: (item: T) => boolean): (page: Paged<T>) => readonly T[] {
  const kept = new WeakMap<Paged<T>, readonly T[]>()
  return (page) => {
    const known = kept.get(page) ?? page.items.filter(keeps)
    kept.set(page, known)
    return known
  }
}

/** Pages of a list, one after the other. `key` says what is asked. */
export function useLong<T>(
  key: readonly unknown[],
  ask: (page: { limit: number; cursor?: string }) => Answered<Paged<T>>,
  options: {
    isOff?: boolean
    everyMs?: number | false | ((items: readonly T[]) => number | false)
    /** Which of what is answered belongs to the list; without it, all. The same function at every drawing. */
    keeps?: (item: T) => boolean
  } = {},
): Long<T> {
  const { everyMs = false, keeps = keepsAll } = options
  const asked = useInfiniteQuery<Paged<T>, Problem>(
    [...key],
    ({ pageParam }) =>
      take(
        ask(typeof pageParam === 'string' ? { limit: PAGE, cursor: pageParam } : { limit: PAGE }),
      ),
    {
      enabled: options.isOff !== true,
      getNextPageParam: ({ cursor }) => cursor ?? undefined,
      refetchInterval: (read) => {
        if (!isShort(read)) return false
        return typeof everyMs === 'function'
          ? everyMs(read?.pages.flatMap(({ items }) => items) ?? [])
          : everyMs
      },
      refetchOnWindowFocus: ({ state }) => isShort(state.data),
      // Comparing all that was read with all that was read, at every page that joins, costs more than drawing it.
      structuralSharing: false,
    },
  )
  const inPage = useMemo(() => keptOf(keeps), [keeps])
  const items = useMemo(
    () => asked.data?.pages.flatMap(inPage) ?? null,
    [asked.data?.pages, inPage],
  )
  // Whoever waits for the end of the list to come into sight would wait for ever behind a page that adds nothing to it.
  const last = asked.data?.pages.at(-1)
  const isInVain =
    last !== undefined &&
    inPage(last).length === 0 &&
    asked.hasNextPage === true &&
    !asked.isFetching &&
    asked.error === null
  const { fetchNextPage } = asked
  useEffect(() => {
    if (isInVain) void fetchNextPage()
  }, [isInVain, fetchNextPage])
  return {
    items,
    problem: asked.error,
    isBusy: asked.isFetching,
    hasMore: asked.hasNextPage === true,
    more: () => {
      if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage()
    },
    again: () => void asked.refetch(),
  }
}

export const useRuns = (client: Client, ask: Omit<LogQuery, 'cursor' | 'limit'>): Long<Log> =>
  useLong(['runs', ask], (page) => client.logs({ ...ask, ...page }), { everyMs: 10_000 })

/** One run, followed until it is over or waits for somebody. */
export const useRun = (client: Client, runId: string | null) =>
  useQuery<Log, Problem>(['runs', 'one', runId], () => take(client.log(runId ?? '')), {
    enabled: runId !== null,
    refetchInterval: (run) => (run && isWorking(run.phase) ? BUSY_MS : run && isOver(run.phase) ? false : 10_000), // prettier-ignore
  })

export const useSummary = (client: Client, runId: string | null, isReady: boolean) =>
  useQuery<Summary, Problem>(['runs', 'summary', runId], () => take(client.summary(runId ?? '')), {
    enabled: isReady && runId !== null,
  })

export const useWrites = (
  client: Client,
  runId: string,
  ask: Omit<WriteQuery, 'cursor' | 'limit'>,
  { isGoing = false, isOff = false }: { readonly isGoing?: boolean; readonly isOff?: boolean } = {},
): Long<Write> =>
  useLong(['runs', 'writes', runId, ask], (page) => client.writes(runId, { ...ask, ...page }), {
    everyMs: isGoing ? 3_000 : false,
    isOff,
  })

export const useStanding = (
  client: Client,
  configId: string,
  ask: Omit<RecordQuery, 'cursor' | 'limit'>,
): Long<StandingRecord> =>
  useLong(['records', configId, ask], (page) => client.records(configId, { ...ask, ...page }), {
    everyMs: STANDING_MS,
  })

export const useExplanation = (client: Client, ask: ExplainQuery) =>
  useQuery<Explanation, Problem>(['why', ask], () => take(client.explain(ask)))
