/** What somebody else changed while the same was changed here: told, and decided by whoever saves. */
import type { FieldMapping } from '../../../shared/api/mapping.ts'
import type { PairingPatch, PairingView } from '../../../shared/api/pairing.ts'
import { type Clash, type Edit, freshFrom, patchOf, sameIn } from './edit.ts'

type Term = keyof PairingPatch

/** The work over what the Worker has by now, with what both sides of it changed marked. */
export function noticed(before: Edit, after: Edit): Edit {
  const known = before.elsewhere ?? []
  const more = before.saved.flatMap((was): Clash[] => {
    if (known.some((one) => idOf(one) === was.id)) return []
    const [mine, theirs] = [sameIn(before.entries, was) ?? null, sameIn(after.saved, was) ?? null]
    return isOther(was, mine) && isOther(was, theirs) && isOther(mine, theirs)
      ? [{ mine, theirs }]
      : []
  })
  const open = [...known, ...more].filter(({ mine, theirs }) => {
    const id = mine?.id ?? theirs?.id ?? ''
    const now = after.entries.find((one) => one.id === id) ?? null
    const there = after.saved.find((one) => one.id === id) ?? null
    // What is the same by now needs no decision; what is gone on both sides neither.
    return isOther(now, there) || (there === null && mine !== null)
  })
  return { ...after, elsewhere: open }
}

/** What is as it is here stands; a pair that was taken apart there comes back as a new one. */
export const keepMine = (now: Edit): Edit => ({
  ...now,
  entries: [
    ...now.entries,
    ...(now.elsewhere ?? []).flatMap(({ mine, theirs }) =>
      mine !== null && theirs === null && sameIn(now.entries, mine) === undefined
        ? [freshFrom(mine)]
        : [],
    ),
  ],
  elsewhere: [],
  seen: {},
})

/** What was changed elsewhere stands as it is there; the rest of the work stays. */
export function takeTheirs(now: Edit, terms: readonly Term[]): Edit {
  const ids = (now.elsewhere ?? []).map(idOf)
  const rest = now.entries.filter(({ id }) => !ids.includes(id))
  const back = now.saved.filter(({ id }) => ids.includes(id))
  const pairing = Object.fromEntries(
    Object.entries(now.pairing).filter(([term]) => !terms.includes(term as Term)),
  )
  return { ...now, entries: [...rest, ...back], pairing, elsewhere: [] }
}

/** The terms of the pairing as they stood when each was first changed here. */
export function seenFrom(before: Edit, after: Edit, pairing: PairingView): Edit {
  const fresh = termsOf(after).filter((term) => !(term in before.pairing))
  if (fresh.length === 0) return after
  const seen = Object.fromEntries(fresh.map((term) => [term, pairing[term]]))
  return { ...after, seen: { ...after.seen, ...seen } }
}

/** Which of them somebody else changed since, otherwise than here. */
export const clashingTerms = (now: Edit, pairing: PairingView): readonly Term[] =>
  termsOf(now).filter(
    (term) =>
      now.seen?.[term] !== undefined &&
      !isEqual(now.seen[term], pairing[term]) &&
      !isEqual(now.pairing[term], pairing[term]),
  )

const termsOf = ({ pairing }: Edit): Term[] => Object.keys(pairing) as Term[]
const idOf = ({ mine, theirs }: Clash): string => mine?.id ?? theirs?.id ?? ''
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const isOther = (a: FieldMapping | null, b: FieldMapping | null): boolean =>
  a === null || b === null ? a !== b : patchOf(a, b) !== null
