/** Which tables are to be paired: what was suggested, what is paired already, and what a person makes of it. */
import type { PairingView } from '../../../shared/api/pairing.ts'
import type { SuggestionList } from '../../../shared/api/suggestion.ts'
import type { Table } from '../../../shared/field.ts'

/** From here on a suggestion is taken unless somebody says no. */
export const TAKEN_FROM = 0.55

export type Row = {
  readonly appTable: string
  /** Null as long as nobody chose one. */
  readonly crmTable: string | null
  readonly isTaken: boolean
  /** How sure the suggestion is; null where a person chose. */
  readonly confidence: number | null
  /** How many fields would pair themselves. */
  readonly fields: number | null
}

/** Two tables that another sync keeps equal, by the name of that sync. */
export type Met = Pick<PairingView, 'appTable' | 'crmTable'> & { readonly sync: string }

/** The sync that has these two tables already, or undefined. */
export const metIn = (
  row: Pick<Row, 'appTable' | 'crmTable'>,
  elsewhere: readonly Met[],
): Met | undefined =>
  elsewhere.find((one) => one.appTable === row.appTable && one.crmTable === row.crmTable)

/**
 * The syncs that leave nothing to another one: they have all that is ticked, or where nothing is, all that could be. None
 * where something is left.
 */
export function leftNothingBy(rows: readonly Row[], elsewhere: readonly Met[]): readonly string[] {
  const ticked = rows.filter(({ isTaken }) => isTaken)
  const meant = (ticked.length > 0 ? ticked : rows).filter(({ crmTable }) => crmTable !== null)
  const syncs = meant.map((row) => metIn(row, elsewhere)?.sync)
  return syncs.includes(undefined) ? [] : [...new Set(syncs as string[])]
}

/**
 * One row for each table of the base, the surest first; what is paired already stays as it is. What another sync has is
 * no suggestion, and stands last: there is little left for a second one to write.
 */
export function rowsOf(
  { items, app }: SuggestionList,
  paired: readonly Pick<PairingView, 'appTable' | 'crmTable'>[],
  elsewhere: readonly Met[] = [],
): readonly Row[] {
  const isResumed = paired.length > 0
  const rows = app.map((table): Row => {
    const there = paired.find((one) => one.appTable === table.id)
    const item = items.find((one) => one.appTable === table.id)
    if (there) {
      const same = item?.crmTable === there.crmTable ? item : undefined
      return {
        appTable: table.id,
        crmTable: there.crmTable,
        isTaken: true,
        confidence: same?.confidence ?? null,
        fields: same?.fields ?? null,
      }
    }
    const row = {
      appTable: table.id,
      crmTable: item?.crmTable ?? null,
      confidence: item?.confidence ?? null,
      fields: item?.fields ?? null,
    }
    const isFree = metIn(row, elsewhere) === undefined
    return { ...row, isTaken: !isResumed && isFree && (item?.confidence ?? 0) >= TAKEN_FROM }
  })
  const rank = (row: Row): number =>
    !row.isTaken && metIn(row, elsewhere) ? -1 : (row.confidence ?? 0)
  return [...rows].sort((a, b) => rank(b) - rank(a))
}

/** Each table of the CRM takes part once; the first of two rows that want it keeps it. */
export const isDouble = (row: Row, rows: readonly Row[]): boolean =>
  row.isTaken &&
  rows.some((one) => one !== row && one.isTaken && one.crmTable === row.crmTable) &&
  rows.find((one) => one.isTaken && one.crmTable === row.crmTable) !== row

/**
 * The order in which they are to be paired: tables that others point at first, so that the others' relations find them.
 */
export function ordered(rows: readonly Row[], tables: readonly Table[]): readonly Row[] {
  const pointed = (row: Row): number =>
    rows.filter((other) => other !== row && pointsAt(tables, other.appTable, row.appTable)).length
  const pointing = (row: Row): number =>
    rows.filter((other) => other !== row && pointsAt(tables, row.appTable, other.appTable)).length
  return [...rows].sort((a, b) => pointed(b) - pointing(b) - (pointed(a) - pointing(a)))
}

const pointsAt = (tables: readonly Table[], from: string, to: string): boolean =>
  tables
    .find(({ id }) => id === from)
    ?.fields.some(({ targets, many, mirror }) => targets?.includes(to) && !(many && mirror)) ??
  false

/** The name a pairing has on the wire: short, of letters, digits, “-” and “_”, and no other's. */
export function entityTypeOf(crmTable: string, taken: readonly string[]): string {
  const plain = crmTable.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 56) || 'pairing' // prettier-ignore
  let name = plain
  for (let at = 2; taken.includes(name); at++) name = `${plain}-${at}`
  return name
}
