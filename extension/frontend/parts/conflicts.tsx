import type { ConflictPage } from '../../../shared/api/conflict.ts'
import { MOST_CONFLICTS } from '../worker/questions.ts'
import { count } from '../words/time.ts'

const SHOWN = 5

/** How many values and matches wait for a person, and the first of them in words. */
export function Conflicts({ page }: { readonly page: ConflictPage }) {
  if (page.items.length === 0) return null
  const more = page.items.length - SHOWN
  return (
    <details className="fold fold-warn">
      <summary>
        {page.cursor === null
          ? count(page.items.length, 'conflict')
          : `${MOST_CONFLICTS} conflicts or more`}{' '}
        to look at
      </summary>
      <ul className="sentences">
        {page.items.slice(0, SHOWN).map(({ id, says }) => (
          <li key={id}>{says}</li>
        ))}
        {more > 0 ? (
          <li className="quiet">and {page.cursor === null ? more : `at least ${more}`} more</li>
        ) : null}
      </ul>
    </details>
  )
}
