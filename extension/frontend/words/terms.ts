import type { ConfigPatch } from '../../../shared/api/config.ts'
import { say } from './say.ts'

/** Which terms were saved: several of these may stand at once, each with its own way back. */
export function tellSaved({ schedule = {}, ...rest }: ConfigPatch): string {
  const { terms, saved, savedOf } = say.settings
  const names: readonly string[] = Object.keys({ ...rest, ...schedule })
  const known = Object.entries(terms).filter(([name]) => names.includes(name))
  return known.length === 0 ? saved : savedOf(known.map(([, words]) => words).join(', '))
}
