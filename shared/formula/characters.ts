/**
 * Texts counted in characters as people see them in a formula: an emoji or a rare sign, which fills two places in
 * memory, is one, and is never cut in half.
 */
const WIDE = /[\ud800-\udbff][\udc00-\udfff]/

/** How many characters a text has. */
export function lengthOf(text: string): number {
  if (!WIDE.test(text)) return text.length
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** The characters from `from` (counted from 0) up to, and without, `to`; what lies outside is left out. */
export function slice(text: string, from: number, to: number): string {
  const [start, end] = [Math.max(0, from), Math.max(0, to)]
  return WIDE.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end)
}

/** Where a text first stands in another at or after `from` (counted from 0), or -1. */
export function positionOf(what: string, where: string, from: number): number {
  const start = Math.max(0, from)
  if (!WIDE.test(where)) return where.indexOf(what, start)
  const found = where.indexOf(what, slice(where, 0, start).length)
  return found < 0 ? -1 : lengthOf(where.slice(0, found))
}
