import type { Config, Counts } from '../../../shared/api/config.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { isWorking } from '../../../shared/job.ts'
import type { Sync, Syncs } from '../worker/syncs.ts'

export type CardState =
  'in_sync' | 'pending' | 'attention' | 'paused' | 'failed' | 'not_linked' | 'not_connected'

/** One pairing of this record's object, with the sync that holds it. */
export type CardPairing = {
  readonly configId: string
  readonly sync: string
  readonly state: CardState
  /** What to know or to do about it, or null where all is well. */
  readonly says: string | null
  readonly records: {
    readonly total: number
    readonly inSync: number
    readonly waiting: number
    readonly conflict: number
    readonly blocked: number
  }
  /** ISO 8601, or null before the first run. */
  readonly lastRunAt: string | null
  /** Where the other side can be opened, or null. */
  readonly url: string | null
}

/** What the card and the dialog behind it show; JSON, because it travels from the server to the client. */
export type Card = {
  readonly state: CardState
  readonly headline: string
  readonly says: string | null
  readonly lastRunAt: string | null
  readonly pairings: readonly CardPairing[]
  /** Set where the Worker does not answer and this is what it last said: ISO 8601. */
  readonly asOf: string | null
}

/** The worst one speaks for all. */
const WORST_FIRST: readonly CardState[] = ['failed', 'attention', 'pending', 'paused', 'in_sync']

/** The card of one object, such as `people`, from what the Worker knows of the whole workspace. */
export function cardOf(object: string, { syncs }: Pick<Syncs, 'syncs'>, asOf: string | null): Card {
  const pairings = syncs.flatMap((sync) =>
    sync.pairings
      .filter(({ crmTable }) => crmTable === object)
      .map(({ entityType }) => cardPairing(sync, entityType)),
  )
  const all = syncs.reduce((sum, { pairings: held }) => sum + held.length, 0)
  const state = WORST_FIRST.find((one) => pairings.some((pairing) => pairing.state === one))
  if (state === undefined) return { ...notLinked(all), asOf }
  return {
    state,
    headline: headline(pairings),
    says: pairings.find((pairing) => pairing.state === state)?.says ?? null,
    lastRunAt: pairings.map(({ lastRunAt }) => lastRunAt).reduce(later, null),
    pairings,
    asOf,
  }
}

/** The card when there is nothing to show: the key is refused, or the Worker has been away for long. */
export const cardOfProblem = ({ code, message }: Problem): Card =>
  code === 'no_key'
    ? {
        ...EMPTY,
        state: 'not_connected',
        headline: 'Not connected',
        says: 'DataSync no longer accepts the key of this workspace. An admin can connect it again in the settings of this app.',
      }
    : { ...EMPTY, state: 'failed', headline: 'Not reachable', says: message }

const EMPTY = { lastRunAt: null, pairings: [], asOf: null } as const

const notLinked = (all: number): Card => ({
  ...EMPTY,
  state: 'not_linked',
  headline: 'Not synced',
  says:
    all === 0
      ? 'No table is synced with Attio yet. An admin can set this up in the DataSync extension in Airtable.'
      : `This object is not synced with a table. ${all === 1 ? 'One other is' : `${all} others are`}; an admin can add this one in the DataSync extension in Airtable.`,
})

function headline(pairings: readonly CardPairing[]): string {
  const [total, inSync] = pairings.reduce(
    ([all, fine], { records }) => [all + records.total, fine + records.inSync],
    [0, 0],
  )
  if (total === 0) return 'Nothing counted yet'
  return total === inSync
    ? `All ${total.toLocaleString('en')} in sync`
    : `${inSync.toLocaleString('en')} of ${total.toLocaleString('en')} in sync`
}

function cardPairing({ config }: Sync, entityType: string): CardPairing {
  const counts = config.counts.find((one) => one.entityType === entityType && one.side === 'crm')
  const records = {
    total: counts?.total ?? 0,
    inSync: counts?.inSync ?? 0,
    waiting: counts?.pending ?? 0,
    conflict: counts?.conflict ?? 0,
    blocked: counts?.blocked ?? 0,
  }
  return {
    configId: config.id,
    sync: config.name,
    ...stateOf(config, counts),
    records,
    lastRunAt: config.lastRun?.endedAt ?? config.lastRun?.startedAt ?? null,
    url: config.app.provider === 'airtable' ? `https://airtable.com/${config.app.resource}` : null,
  }
}

function stateOf(
  config: Config,
  counts: Counts | undefined,
): { state: CardState; says: string | null } {
  const { lastRun } = config
  if (config.stopped !== null) return { state: 'failed', says: config.stopped }
  if (config.paused)
    return { state: 'paused', says: 'This sync is paused. Changes wait until somebody resumes it.' }
  if (lastRun?.phase === 'failed')
    return {
      state: 'failed',
      says: lastRun.says ?? 'The last run failed. It is tried again by itself.',
    }
  if (lastRun?.phase === 'asking')
    return {
      state: 'attention',
      says: lastRun.says ?? 'A run waits for approval in the DataSync extension in Airtable.',
    }
  if ((counts?.conflict ?? 0) + (counts?.blocked ?? 0) > 0)
    return {
      state: 'attention',
      says: 'Some records need a decision. They are listed in the DataSync extension in Airtable.',
    }
  if ((counts?.pending ?? 0) > 0 || (lastRun !== null && isWorking(lastRun.phase)))
    return { state: 'pending', says: null }
  if (lastRun === null) return { state: 'pending', says: 'The first run has not happened yet.' }
  return { state: 'in_sync', says: null }
}

const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b > a) ? b : a
