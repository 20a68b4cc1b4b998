import type { Failure } from '../shared/failure.ts'
import { ok, type Result } from '../shared/result.ts'
import { lessBy } from './allowance.ts'
import type { Clock } from './clock.ts'
import type { Caller, SyncEntry } from './objects/workspace/rpc.ts'

/** Beyond so many keys all are forgotten. */
const MOST_KNOWN = 1_000

/** Who calls, as the workspace that the key names says it. */
export type CallerAsk = {
  readonly workspaceId: string
  readonly key: string
  /** The sync that the call names, if it does. */
  readonly syncId: string | null
}

type Known = {
  /** As the workspace said it, and until when (our clock) it is believed. */
  readonly caller: Caller
  readonly until: number
  /** Those of its syncs that were asked about; null where one is not there for them to see. */
  readonly syncs: ReadonlyMap<string, SyncEntry | null>
  /** When what is left to the key was told, and how many calls it made since that its workspace has not heard of. */
  readonly at: number
  unheard: number
}

/**
 * Callers whose workspace was asked a moment ago. Whoever only asks for something is believed for `keptMs` without asking
 * again; a call that changes something is always asked about. So a key that was revoked elsewhere reads on for that long
 * at most, and here not at all, as `forget` is called where somebody may do less from now on. Their workspace counts
 * their calls: those it was not asked about are told with the next question.
 */
export function openKnownCallers(
  keptMs: number,
  clock: Pick<Clock, 'now'>,
  ask: (asked: CallerAsk, unheard: number) => Promise<Result<Caller, Failure>>,
) {
  // By the key itself: it came with the call, and is known no longer than the call's own memory would know it.
  const known = new Map<string, Known>()
  /** What was asked before something was forgotten is not kept when it is answered. */
  let forgotten = 0

  function recalled({ key, syncId }: CallerAsk, now: number): Caller | null {
    const found = known.get(key)
    if (!found || now >= found.until) return null
    const sync = syncId === null ? null : found.syncs.get(syncId)
    if (sync === undefined) return null
    const allowance = lessBy(found.caller.allowance, found.unheard + 1, now - found.at)
    if (allowance === null) return null
    found.unheard++
    return { ...found.caller, sync, allowance }
  }

  async function askAnew(asked: CallerAsk): Promise<Result<Caller, Failure>> {
    const { key, syncId } = asked
    const before = known.get(key)
    const [unheard, then] = [before?.unheard ?? 0, forgotten]
    if (before) before.unheard = 0
    const caller = await ask(asked, unheard)
    if (!caller.ok) known.delete(key)
    else if (forgotten === then) keep(key, syncId, caller.value)
    return caller
  }

  function keep(key: string, syncId: string | null, caller: Caller): void {
    const now = clock.now()
    const before = known.get(key)
    const isFresh = before !== undefined && now < before.until
    if (before === undefined && known.size >= MOST_KNOWN) known.clear()
    const syncs = new Map(isFresh ? before.syncs : [])
    if (syncId !== null) syncs.set(syncId, caller.sync)
    const until = Math.min(isFresh ? before.until : now + keptMs, caller.expiresAt ?? Infinity)
    known.set(key, { caller, until, syncs, at: now, unheard: before?.unheard ?? 0 })
  }

  return {
    /** `mayRecall` where the call changes nothing. */
    async of(asked: CallerAsk, mayRecall: boolean): Promise<Result<Caller, Failure>> {
      const caller = mayRecall ? recalled(asked, clock.now()) : null
      return caller ? ok(caller) : askAnew(asked)
    },

    /** Somebody of this workspace may do less from now on, or of any. */
    forget(workspaceId: string | null): void {
      forgotten++
      for (const [key, { caller }] of known)
        if (workspaceId === null || caller.workspaceId === workspaceId) known.delete(key)
    },
  }
}
