/** Tables that are to be made in one go: their order, and which fields of each somebody wishes for. */
import type { MadeTable, TableOffer } from '../../../shared/api/making.ts'
import type { NewField, Table } from '../../../shared/field.ts'

/** What stands for a table that is still to be made, where another links to it. */
const PENDING = ':new:'
export const pending = (id: string): string => `${PENDING}${id}`

/** Those that others link to come first, so that the links find them; as they were named where nothing decides. */
export function inOrder(tables: readonly Table[]): readonly Table[] {
  const placed: Table[] = []
  const place = (table: Table, path: readonly Table[]): void => {
    if (placed.includes(table) || path.includes(table)) return
    for (const other of tables) if (pointsAt(table, other)) place(other, [...path, table])
    placed.push(table)
  }
  for (const table of tables) place(table, [])
  return placed
}

/** A list that mirrors the other table's own link comes with that link. */
const pointsAt = (table: Table, other: Table): boolean =>
  table !== other &&
  table.fields.some(
    ({ targets, many, mirror }) => targets?.includes(other.id) && !(many && mirror !== undefined),
  )

/** One table of those to be made, as somebody wants it. */
export type Wish = {
  readonly name: string
  /** Which lines of the offer, by their place. */
  readonly taken: ReadonlySet<number>
  /** What is to be made of another kind than offered, by its place. */
  readonly kinds: ReadonlyMap<number, string>
}

export const wishOf = ({ name, fields }: TableOffer): Wish => ({
  name,
  taken: new Set(fields.flatMap(({ isTaken }, at) => (isTaken ? [at] : []))),
  kinds: new Map(),
})

/** A line of the offer as it would be made now, and what is to be known of that. */
export function madeOf(
  { make, says, others }: TableOffer['fields'][number],
  kind: string | undefined,
): { readonly make: NewField | null; readonly says: string | null } {
  return others.find((one) => one.make.type === kind) ?? { make, says }
}

/** The fields to ask for; links point at what was made of their tables meanwhile, and those into nothing stay away. */
export const fieldsOf = (
  offer: TableOffer,
  wish: Wish,
  made: ReadonlyMap<string, MadeTable>,
): NewField[] => wishedFor(offer, wish).flatMap((make) => pointed(make, made) ?? [])

/** The links to ask for once their tables are there, too: one of two tables that link to each other is made first. */
export const waitingOf = (
  offer: TableOffer,
  wish: Wish,
  made: ReadonlyMap<string, MadeTable>,
): NewField[] => wishedFor(offer, wish).filter((make) => pointed(make, made) === null)

const wishedFor = ({ fields }: TableOffer, { taken, kinds }: Wish): NewField[] =>
  fields.flatMap((one, at) => {
    const { make } = madeOf(one, kinds.get(at))
    return make !== null && taken.has(at) ? [make] : []
  })

/** As it can be made by now; null for a link to what is not there. */
export function pointed(make: NewField, made: ReadonlyMap<string, MadeTable>): NewField | null {
  const targets = make.targets?.map((target) =>
    target.startsWith(PENDING) ? made.get(target.slice(PENDING.length))?.table.id : target,
  )
  if (targets === undefined) return make
  const known = targets.filter((target) => target !== undefined)
  return known.length === 0 ? null : { ...make, targets: known }
}

/** A relation that is seen from both its tables is made once, at the table that is made last: the other end comes with it. */
export function withoutEnds(
  offer: TableOffer,
  source: Table,
  later: readonly Table[],
  says: (end: string, table: string) => string,
): TableOffer {
  const endOf = (id: string | undefined): string | null => {
    const field = source.fields.find((one) => one.id === id)
    const table = later.find((one) => field?.targets?.includes(one.id))
    const end = table?.fields.find((one) => one.id === field?.mirror)
    return table && end ? says(end.name, table.name) : null
  }
  return {
    ...offer,
    fields: offer.fields.map((row) => {
      const end = endOf(row.from?.field)
      return end === null || row.make === null
        ? row
        : { ...row, make: null, others: [], isTaken: false, says: end }
    }),
  }
}
