import { keyType, matchKey } from './normal.ts'
import { type FieldType, fieldById, type Table } from './field.ts'
import { type Entry, narrow, type Pairing, type Slot, slotKey, writesTo } from './mapping.ts'
import { type Both, type Side, SIDES } from './record.ts'
import { elements, type Values } from './value.ts'

/** Leads the keys of fields of which a vendor takes each value once, where they are no key of the mapping by themselves. */
export const ONLY = 'only:'

/** Ends each part of a key of the mapping, so that no two ways to cut a text come to the same. */
export const PART_END = '\u0001'

/**
 * The keys one record goes by, best first: for each alternative of the pairing the folded forms of its entries joined,
 * `<alternative>:<text>`, a key for each element of a slot of many; and then those by which whoever stands in its way is
 * found, whatever the mapping tells records apart by: `only:<entry>:<text>`, for entries that are written to a field of
 * which there may be each value once. No key where a slot is empty, unknown, or too weak to say anything.
 */
export function keysOf(
  pairing: Pairing,
  side: Side,
  tables: Both<Table>,
  /** By slot key. */
  values: Values,
  setting: { readonly country: string },
): string[] {
  const formsOf = (entry: Entry): readonly string[] =>
    formsAt(entry[side], formOf(entry, tables), values, setting)
  const chosen = pairing.keys.flatMap((entryIds, alternative) => {
    let keys: string[] = [`${alternative}:`]
    for (const entryId of entryIds) {
      const entry = pairing.entries.find((one) => one.id === entryId)
      const forms = entry ? formsOf(entry) : []
      keys = keys.flatMap((key) => forms.map((form) => `${key}${form}${PART_END}`))
    }
    return entryIds.length === 0 ? [] : keys
  })
  const only = pairing.entries.flatMap((entry) => {
    const isKey = pairing.keys.some(([id, ...more]) => id === entry.id && more.length === 0)
    if (isKey || !SIDES.some((to) => isOnly(pairing, tables, entry, to))) return []
    return formsOf(entry).map((form) => `${ONLY}${entry.id}:${form}`)
  })
  return [...chosen, ...only]
}

/** Is that field of that side written, and may each value be there once? */
export const isOnly = (pairing: Pairing, tables: Both<Table>, entry: Entry, to: Side): boolean =>
  entry[to].part === undefined &&
  fieldById(tables[to], entry[to].field)?.unique === true &&
  writesTo(narrow(pairing.direction, entry.direction), to)

/** As what both sides of an entry are read, so that a web address meets a domain and a typed phone a real one. */
function formOf(entry: Entry, tables: Both<Table>): FieldType {
  const typeOn = (side: Side): FieldType =>
    entry[side].part === undefined
      ? (fieldById(tables[side], entry[side].field)?.type ?? 'text')
      : 'text'
  return keyType(typeOn('left'), typeOn('right')) ?? 'text'
}

function formsAt(
  slot: Slot,
  type: FieldType,
  values: Values,
  setting: { readonly country: string },
): readonly string[] {
  const value = values[slotKey(slot)]
  if (value === undefined) return []
  return [...new Set(elements(value).flatMap((element) => matchKey(type, element, setting) ?? []))]
}

/** A record that shares a key, or a twin id, with the one asked about. */
export type Candidate = {
  readonly id: string
  /** Already linked with another record? */
  readonly linked: boolean
  /** Records of the asker's own side that share the same key, the asker left out. */
  readonly rivals: number
}

export type Identity =
  | { readonly is: 'match'; readonly id: string }
  | { readonly is: 'stranger' }
  | {
      readonly is: 'doubt'
      readonly why: 'several' | 'taken' | 'duplicates'
      readonly ids: readonly string[]
    }

/**
 * Who is this record on the other side? `byKey` holds the candidates of each of its keys, best key first. One free
 * candidate that nobody else claims is the match; none at all makes it a stranger, who may be created; everything else
 * is a doubt that a person settles. Never a guess: a doubt under a better key is not overruled by a worse one.
 */
export function identify(byKey: readonly (readonly Candidate[])[]): Identity {
  for (const candidates of byKey) {
    if (candidates.length === 0) continue
    const ids = candidates.map((one) => one.id)
    if (candidates.length > 1) return { is: 'doubt', why: 'several', ids }
    const [only] = candidates
    if (only!.linked) return { is: 'doubt', why: 'taken', ids }
    if (only!.rivals > 0) return { is: 'doubt', why: 'duplicates', ids }
    return { is: 'match', id: only!.id }
  }
  return { is: 'stranger' }
}

/** What a person reads about a doubt. */
export function doubtSays(doubt: Extract<Identity, { is: 'doubt' }>): string {
  switch (doubt.why) {
    case 'several':
      return `Several records on the other side match this one. Choose the right one, or make the keys differ.`
    case 'taken':
      return `The matching record is already linked with another one: this looks like a duplicate. Merge the two, or make the keys differ.`
    case 'duplicates':
      return `Several records on this side match the same record there. Merge them, or make the keys differ.`
  }
}
