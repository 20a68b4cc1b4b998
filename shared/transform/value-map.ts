import type { Element } from '../value.ts'
import type { Step, ValueMap } from './step.ts'

type MapStep = Extract<Step, { do: 'map' }>
type Plain = MapStep['pairs'][number]['from']

/** The map as a step toward that side. */
export const towards = (map: ValueMap, to: 'left' | 'right'): MapStep => ({
  do: 'map',
  pairs: map.pairs.map(({ left, right }) =>
    to === 'right' ? { from: left, to: right } : { from: right, to: left },
  ),
  otherwise: map.otherwise,
})

/** What the map makes of an element: letter for letter, else the only pair that differs in case and space alone. */
export function lookUp(pairs: MapStep['pairs'], element: Element): Plain | undefined {
  const exact = pairs.find(({ from }) => from === element)
  if (exact) return exact.to
  if (typeof element !== 'string') return undefined
  const folded = fold(element)
  const alike = pairs.filter(({ from }) => typeof from === 'string' && fold(from) === folded)
  return alike.length === 1 ? alike[0]!.to : undefined
}

const fold = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()

/**
 * Why the map cannot serve in these ways, as a clause, or null where it can. Toward a side every value of the other may
 * stand once; both ways that holds for both, or nobody could say what comes back.
 */
export function mapFault(map: ValueMap, ways: readonly ('left' | 'right')[]): string | null {
  for (const to of ways) {
    const { pairs } = towards(map, to)
    for (const [at, { from, to: into }] of pairs.entries()) {
      const first = pairs.findIndex((one) => one.from === from)
      if (first === at) continue
      const earlier = pairs[first]!.to
      return ways.length > 1
        ? `“${String(earlier)}” and “${String(into)}” both meet “${String(from)}”, so nobody could say which one comes back; give each its own value, or let the mapping go one way`
        : `“${String(from)}” stands twice in the value map; keep one of the two`
    }
  }
  return null
}
