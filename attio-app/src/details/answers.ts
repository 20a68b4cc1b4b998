import type { CardField } from '../../../shared/api/card.ts'
import type { Resolved } from '../calls/resolve.server'

type Asked = Pick<CardField, 'mappingId' | 'conflictId'>

/** Its name in the form: of this very question, so that a choice never lands on another. A dot would be a path. */
export const nameAt = ({ mappingId, conflictId }: Asked): string =>
  `${mappingId} ${conflictId}`.replaceAll(/\W/g, '_')

/** What was chosen of these questions; a choice whose question is gone is dropped. */
export const answersOf = (
  conflicts: readonly Asked[],
  values: { readonly [name: string]: unknown },
): Resolved[] =>
  conflicts.flatMap((conflict) => {
    const choice = values[nameAt(conflict)]
    return conflict.conflictId !== null && (choice === 'app' || choice === 'crm')
      ? [{ conflictId: conflict.conflictId, choice }]
      : []
  })
