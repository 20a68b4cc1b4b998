/** Personal names: how a text becomes first, last and full, and what follows from what. */
import type { Parts } from '../value.ts'

export type Name = {
  readonly first: string | null
  readonly last: string | null
  readonly full: string | null
}

/**
 * A guess at first and last: `Last, First` where there is one comma, else the first word and the rest, so that “van der
 * Berg” stays together. `full` is in speaking order.
 */
export function splitName(text: string): Name {
  const full = text.trim()
  if (full === '') return { first: null, last: null, full: null }
  const [before = '', after = '', ...more] = full.split(',').map((piece) => piece.trim())
  if (before !== '' && after !== '' && more.length === 0)
    return { first: after, last: before, full: `${after} ${before}` }
  const [, first = full, last] = /^(\S+)\s+(.+)$/s.exec(full) ?? []
  return { first, last: last ?? null, full }
}

/** First and last in speaking order, or null when both are empty. */
export const joinName = (first: string | null, last: string | null): string | null =>
  [first, last].filter((word) => word !== null && word !== '').join(' ') || null

/** The name in these parts, trimmed; what is missing follows from what is there. Null when all of it is empty. */
export function wholeName(parts: Parts): Name | null {
  const [first, last, given] = [word(parts['first']), word(parts['last']), word(parts['full'])]
  const full = given ?? joinName(first, last)
  if (full === null) return null
  if (first !== null || last !== null) return { first, last, full }
  const guess = splitName(full)
  return { first: guess.first, last: guess.last, full }
}

const word = (part: string | number | null | undefined): string | null =>
  part === null || part === undefined ? null : String(part).toWellFormed().trim() || null
