/** As long as the Worker takes it. */
const LONGEST = 100

/**
 * What a sync is called until somebody renames it: by its two sides, and where one is called so already by its tables too,
 * so that two cards are told apart.
 */
export function nameOfSync(
  sides: string,
  tables: readonly string[],
  taken: readonly string[],
): string {
  const [first = '', ...more] = tables
  const told = `${sides}: ${first}${more.length > 0 ? ` + ${more.length}` : ''}`
  const names = [sides, told].map((name) => name.slice(0, LONGEST))
  const free = names.find((name) => !taken.includes(name))
  if (free !== undefined) return free
  for (let at = 2; ; at++) {
    const end = ` (${at})`
    const name = `${told.slice(0, LONGEST - end.length)}${end}`
    if (!taken.includes(name)) return name
  }
}
