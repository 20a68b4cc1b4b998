/** What no codec knows is kept as its JSON, keys in order, so that it can at least be compared and shown. */
import type { Element, Parts } from '../value.ts'
import type { Grain } from './grain.ts'
import { fitParts } from './fit.ts'

export const opaque = (without: readonly string[] = []): Grain<Parts> => ({
  read(wire) {
    return wire === null || wire === undefined
      ? null
      : { json: canonicalJson(strip(wire, without)) }
  },
  fit: (element: Element) => fitParts(element, 'of a kind we know'),
  write: (element) => element,
})

function strip(wire: unknown, keys: readonly string[]): unknown {
  if (typeof wire !== 'object' || wire === null || keys.length === 0) return wire
  return Object.fromEntries(Object.entries(wire).filter(([key]) => !keys.includes(key)))
}

/** The same text for the same data, whatever the order of its keys. */
export function canonicalJson(data: unknown): string {
  return JSON.stringify(data, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
