import type { Client } from '../../../shared/api/client.ts'
import type { Conflict } from '../../../shared/api/conflict.ts'
import type { Match } from '../../../shared/api/match.ts'
import { type Long, useLong } from './runs.ts'

/** Runs and people change them meanwhile (ms). */
const EVERY_MS = 10_000

/** What waits for a person, questions of who is who apart: those have a list of their own. */
export const useConflicts = (client: Client, configId: string | undefined): Long<Conflict> =>
  useLong(
    ['conflicts', configId],
    (page) => client.conflicts({ configId, status: 'open', ...page }),
    { everyMs: EVERY_MS, keeps: isNoMatch },
  )
const isNoMatch = ({ kind }: Conflict): boolean => kind !== 'match'

export const useMatches = (client: Client, configId: string | undefined): Long<Match> =>
  useLong(['matches', configId], (page) => client.matches({ configId, status: 'open', ...page }), {
    everyMs: EVERY_MS,
  })
