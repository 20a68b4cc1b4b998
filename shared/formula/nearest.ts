/** Longer names are not compared: nobody misspells them by a letter or two, and the work grows with the square. */
const LONGEST = 100

/**
 * The one of `names` that somebody who wrote `name` most likely meant, or null where none is near: one that differs in
 * letter case or white space only, else by the fewest letters added, dropped, changed or swapped, at most a third of them.
 */
export function nearest(name: string, names: readonly string[]): string | null {
  const wanted = fold(name)
  if (wanted === '' || wanted.length > LONGEST) return null
  let best: string | null = null
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const one of names) {
    const other = fold(one)
    if (other === wanted) return one
    if (other.length > LONGEST || Math.abs(other.length - wanted.length) >= least) continue
    const edits = distance(wanted, other)
    if (edits < least) [best, least] = [one, edits]
  }
  return best
}

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

/** How many letters must be added, dropped, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let last: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (last[j - 2] ?? Infinity) + 1 : Infinity // prettier-ignore
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swapped)) // prettier-ignore
    }
    ;[last, row] = [row, next]
  }
  return row[b.length] ?? Infinity
}
