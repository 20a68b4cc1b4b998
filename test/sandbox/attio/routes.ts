import type { Route } from './route.ts'
import { ATTRIBUTES } from './routes/attributes.ts'
import { CHOICES } from './routes/choices.ts'
import { COMMENTS } from './routes/comments.ts'
import { ENTRIES } from './routes/entries.ts'
import { FILES } from './routes/files.ts'
import { LISTS } from './routes/lists.ts'
import { MEMBERS } from './routes/members.ts'
import { MERGING } from './routes/merging.ts'
import { NOTES } from './routes/notes.ts'
import { OBJECTS } from './routes/objects.ts'
import { QUERIES } from './routes/query.ts'
import { RECORDS } from './routes/records.ts'
import { TASKS } from './routes/tasks.ts'
import { WEBHOOKS } from './routes/webhooks.ts'
import { VIEWS } from './routes/views.ts'

/** Everything this Attio serves besides `/v2/self`. A new part of the API is a new file and one more line. */
export const ROUTES: readonly Route[] = [
  ...OBJECTS,
  ...ATTRIBUTES,
  ...CHOICES,
  ...QUERIES,
  ...VIEWS,
  MERGING,
  ...RECORDS,
  ...LISTS,
  ...ENTRIES,
  ...NOTES,
  ...TASKS,
  ...COMMENTS,
  ...FILES,
  ...MEMBERS,
  ...WEBHOOKS,
]

const split = (path: string): string[] => path.split('/').slice(1)
const TABLE = ROUTES.map((route) => ({ route, steps: split(route.path) }))

/** The route of a call and what its path names. */
export function findRoute(
  method: string,
  path: string,
): { route: Route; params: Readonly<Record<string, string>> } | null {
  const given = split(path)
  for (const { route, steps } of TABLE) {
    if (route.method !== method || steps.length !== given.length) continue
    const params: Record<string, string> = {}
    const fits = steps.every((step, i) => {
      const here = given[i] ?? ''
      if (!step.startsWith('{')) return step === here
      params[step.slice(1, -1)] = decode(here)
      return here !== ''
    })
    if (fits) return { route, params }
  }
  return null
}

/** A broken escape names nothing that exists. */
function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
