import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useReducer, useRef } from 'react'
import type { Answered, Client } from '../../../shared/api/client.ts'
import type { Backup } from '../../../shared/api/backup.ts'
import type { Config, ConfigList, ConfigPatch } from '../../../shared/api/config.ts'
import type { Erasure } from '../../../shared/api/erasure.ts'
import type { KeyList } from '../../../shared/api/key.ts'
import type { InvitationList, MemberList } from '../../../shared/api/member.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { useToast } from '../parts/toast.tsx'
import { tellSaved } from '../words/terms.ts'
import { take } from './questions.ts'
import { type Long, useLong } from './runs.ts'

export const useMembers = (client: Client) =>
  useQuery<MemberList, Problem>(['members'], () => take(client.members()))
export const useInvitations = (client: Client) =>
  useQuery<InvitationList, Problem>(['invitations'], () => take(client.invitations()))
export const useKeys = (client: Client) =>
  useQuery<KeyList, Problem>(['keys'], () => take(client.keys()))
export const useBackups = (client: Client, configId: string): Long<Backup> =>
  useLong(['backups', configId], (page) => client.backups(configId, page), {
    everyMs: (backups) => (backups.some(({ status }) => status === 'running') ? 2_000 : false),
  })
/** Who was erased, followed as long as they still stand in a backup. */
export const useErasures = (client: Client, configId: string, isOff: boolean): Long<Erasure> =>
  useLong(['erasures', configId], (page) => client.erasures(configId, page), {
    isOff,
    everyMs: (erasures) => (erasures.some(({ backupsLeft }) => backupsLeft > 0) ? 2_000 : false),
  })

/**
 * Does something, says why it did not work, and has what changed read again; while more of its kind are under way that
 * is left to the last of them, since what is read in between would show the others as not done.
 */
export function useDeed<A, T>(
  act: (asked: A) => Answered<T>,
  { changes, onDone }: { changes: readonly string[]; onDone?: (value: T, asked: A) => void },
) {
  const questions = useQueryClient()
  const { toast } = useToast()
  return useMutation<T, Problem, A>((asked) => take(act(asked)), {
    mutationKey: [...changes],
    onSuccess: (value, asked) => onDone?.(value, asked),
    onError: (problem) => toast({ says: problem.message, tone: 'bad' }),
    onSettled: async () => {
      if (questions.isMutating({ mutationKey: [...changes], exact: true }) > 1) return
      await Promise.all(changes.map((name) => questions.invalidateQueries([name])))
    },
  })
}

/** What becomes of the terms of a sync, and how they were, where that can be taken back. */
type Change = { readonly patch: ConfigPatch; readonly before?: ConfigPatch }

/** Changes the terms of a sync at once, and shows them as `now`; the toast takes the change back. */
export function useTerms(client: Client, config: Config) {
  const questions = useQueryClient()
  const redraw = useRedraw()
  const { toast } = useToast()
  // Told where each deed is done: what is said at the call is said of the last of several only, and nowhere once the screen is left.
  const change = useDeed(({ patch }: Change) => client.changeConfig(config.id, patch), {
    changes: ['syncs'],
    onDone: (_, { patch, before }) =>
      before &&
      toast({ says: tellSaved(patch), tone: 'good', undo: () => send({ patch: before }) }),
  })
  /** Shown as if it were done; if it is refused, what is read again says how it is. */
  const send = (asked: Change) => {
    const { patch } = asked
    // An answer that is still on its way knows nothing of this.
    void questions.cancelQueries(['syncs'])
    questions.setQueryData<ConfigList>(
      ['syncs'],
      (list) =>
        list && {
          items: list.items.map((one) => (one.id === config.id ? after(one, patch) : one)),
        },
    )
    redraw()
    change.mutate(asked)
  }
  const now = questions
    .getQueryData<ConfigList>(['syncs'])
    ?.items.find(({ id }) => id === config.id)
  return {
    now: now ?? config,
    /** `before` holds the same keys as they were. */
    set: (patch: ConfigPatch, before: ConfigPatch) => send({ patch, before }),
  }
}

/** The library tells its readers a moment late, and until then a radio button would spring back. */
function useRedraw(): () => void {
  const [, count] = useReducer((times: number) => times + 1, 0)
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return () => (isHere.current ? count() : undefined)
}

/** A sync under changed terms: what was left out stays. */
function after(config: Config, { schedule, ...patch }: ConfigPatch): Config {
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const hours = Object.fromEntries(
    Object.entries(schedule ?? {}).filter(([, value]) => value !== undefined),
  )
  return { ...config, ...said, schedule: { ...config.schedule, ...hours } }
}
