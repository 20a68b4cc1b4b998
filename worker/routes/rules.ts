import type { ConflictRule, Deletions, Direction } from '../../shared/mapping.ts'

/** The rules of a request by the wire's names, of which any may be left out. */
type Asked = {
  readonly syncDirection?: Direction | undefined
  readonly conflictResolution?: ConflictRule | undefined
  readonly firstMeeting?: ConflictRule | undefined
  readonly createMissing?: boolean | undefined
  readonly updateExisting?: boolean | undefined
  readonly deletions?: Deletions | undefined
}

/** The same rules by our own names; what was left out is not there at all. */
export const rulesOf = (asked: Asked) => ({
  ...(asked.syncDirection === undefined ? {} : { direction: asked.syncDirection }),
  ...(asked.conflictResolution === undefined
    ? {}
    : { conflictResolution: asked.conflictResolution }),
  ...(asked.firstMeeting === undefined ? {} : { firstMeeting: asked.firstMeeting }),
  ...(asked.createMissing === undefined ? {} : { createMissing: asked.createMissing }),
  ...(asked.updateExisting === undefined ? {} : { updateExisting: asked.updateExisting }),
  ...(asked.deletions === undefined ? {} : { deletions: asked.deletions }),
})
