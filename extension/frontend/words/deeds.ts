import { say } from './say.ts'

/** What somebody did, in words; what the Worker wrote as a sentence stands as it is. */
export function tellDeed(action: string): string {
  const known = say.deeds[action]
  if (known !== undefined) return known
  return /^(GET|POST|PATCH|DELETE) \//.test(action) ? say.otherDeed : action
}

/** “session key1 (Ann)” is Ann. */
export const tellActor = (actor: string): string => /\(([^()]+)\)$/.exec(actor)?.[1] ?? actor
