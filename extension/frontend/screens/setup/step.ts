import type { Connection } from '../../../../shared/api/connection.ts'
import type { SetupStep } from '../../place.ts'
import type { Draft } from '../../setup/draft.ts'

/** What every step is given. */
export type StepProps = {
  readonly draft: Draft
  /** As it is now: a colleague may have gone on meanwhile. */
  readonly read: () => Draft
  readonly change: (patch: Partial<Draft>) => void
  readonly app: Connection
  readonly crm: Connection
  readonly go: (step: SetupStep) => void
}
