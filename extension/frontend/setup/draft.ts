/** What somebody has decided so far while setting up a sync; kept in the base, so that they or a colleague can go on later. */
import * as z from 'zod'
import { ConflictRule, Direction } from '../../../shared/mapping.ts'
import { useOpenBase } from '../airtable/base.ts'
import { useShared } from '../airtable/shared.ts'
import { SetupStep } from '../place.ts'

export const Draft = z.object({
  /** A copied base brings its settings along; they speak of another. */
  baseId: z.string(),
  step: SetupStep,
  /** Made at the Worker once the tables are chosen; it runs on its own only after the start. */
  configId: z.string().nullable(),
  /** Under this name it is asked for: whoever presses again, here or in another tab, gets the same one. */
  deed: z.string().nullable().default(null),
  /** What it is called, as it was first asked for: once its answer is lost, the list of syncs may hold it already. */
  name: z.string().nullable().default(null),
  /** The preview is asked for under this name, so that every tab shows the same one; another name asks for another. */
  look: z.string().nullable().default(null),
  crmConnectionId: z.string().nullable(),
  /** The first run, once it is started. */
  runId: z.string().nullable(),
  direction: Direction.exclude(['none']),
  firstMeeting: ConflictRule,
  afterwards: ConflictRule,
  /** Who was here last, by the name Airtable shows. */
  by: z.string().nullable(),
})
export type Draft = z.infer<typeof Draft>

const KEY = 'setup'

export type Drafted = {
  readonly draft: Draft
  /** As it is now, also in the middle of work that began when it was another. */
  readonly read: () => Draft
  /** Has anything been decided yet? */
  readonly isBegun: boolean
  readonly change: (patch: Partial<Draft>) => void
  readonly forget: () => void
}

export function useDraft(): Drafted {
  const base = useOpenBase()
  const shared = useShared(KEY)
  const read = (): Draft | null => {
    const kept = Draft.safeParse(shared.read())
    return kept.success && kept.data.baseId === base.id ? kept.data : null
  }
  const draft = read()
  return {
    draft: draft ?? begun(base.id),
    read: () => read() ?? begun(base.id),
    isBegun: draft !== null,
    change: (patch) => shared.set({ ...(read() ?? begun(base.id)), by: base.user, ...patch }),
    forget: () => shared.set(null),
  }
}

const begun = (baseId: string): Draft => ({
  baseId,
  step: 'connect',
  configId: null,
  deed: null,
  name: null,
  look: null,
  crmConnectionId: null,
  runId: null,
  direction: 'bidirectional',
  firstMeeting: 'last_write_wins',
  afterwards: 'last_write_wins',
  by: null,
})
