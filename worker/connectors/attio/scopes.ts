import { ASKED, neededOf } from '../scopes.ts'

/**
 * The scopes of a sync of records both ways; `:read-write` is granted without its `:read`. Lists, notes and tasks ask for
 * scopes of their own: without them their tables are not shown.
 */
const NEEDED = neededOf(ASKED.attio.sync)

export const isGranted = (granted: readonly string[], scope: string): boolean =>
  granted.includes(scope) || granted.includes(`${scope}-write`)

export const missingScopes = (granted: readonly string[]): string[] =>
  NEEDED.filter((scope) => !isGranted(granted, scope))
