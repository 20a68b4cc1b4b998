import type { CardField } from '../../../shared/api/card.ts'
import { areCounted as isCounted } from '../card/values.ts'

/** What stands below the fields that differ, each sentence once. `said` stands above them already. */
export function captionsOf(fields: readonly CardField[], said: readonly string[]): string[] {
  const reasons = fields.flatMap(({ state, says }) =>
    state === 'blocked' && says && !said.includes(says) ? [says] : [],
  )
  const areCounted = fields.some(({ app, crm }) => isCounted(app) || isCounted(crm))
  return [...new Set([...reasons, ...(areCounted ? [COUNTED] : [])])]
}

/** The same count on both sides is not the same records. */
const COUNTED =
  'Some linked records are only counted here. Which ones they are is shown on this record and in its row.'
