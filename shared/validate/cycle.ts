/** Would the mapping feed itself? Every write of every entry, and which other writes read what it writes. */
import { fieldById, type Table } from '../field.ts'
import { type Entry, narrow, type Pairing, type Slot, slotKey, writesTo } from '../mapping.ts'
import { type Both, other, type Side, SIDES } from '../record.ts'

/** One side of a sync as far as it is described: its tables, and what its vendor is called. */
export type Described = { readonly vendor: string; readonly tables: readonly Table[] }

type Write = {
  readonly entry: Entry
  readonly to: Side
  readonly target: Place
  /** Its own slot, and everything else it comes from. */
  readonly own: Place
  readonly reads: readonly Place[]
}
type Place = { readonly side: Side; readonly table: string; readonly slot: Slot }

/**
 * The loop that these pairings close, as the names of the fields in order, or null where nothing feeds itself. What an
 * entry carries back of its own is no loop: both sides remember what they were given.
 */
export function loopIn(
  pairings: readonly Pairing[],
  described: Both<Described>,
): readonly string[] | null {
  const writes = pairings.flatMap((pairing) => writesOf(pairing, described))
  const done = new Set<Write>()
  const path: Write[] = []
  const visit = (write: Write): readonly Write[] | null => {
    if (path.includes(write)) return path.slice(path.indexOf(write))
    if (done.has(write)) return null
    path.push(write)
    for (const next of writes.filter((one) => feeds(write, one))) {
      const loop = visit(next)
      if (loop) return loop
    }
    path.pop()
    done.add(write)
    return null
  }
  for (const write of writes) {
    const loop = visit(write)
    if (loop) return [...loop, loop[0]!].map(({ target }) => nameOf(target, described))
  }
  return null
}

function writesOf(pairing: Pairing, described: Both<Described>): readonly Write[] {
  return pairing.entries
    .filter((entry) => entry.mirrorOf === undefined)
    .flatMap((entry) => {
      const direction = narrow(pairing.direction, entry.direction)
      return SIDES.filter((to) => writesTo(direction, to)).map((to): Write => {
        const from = other(to)
        const table = pairing[from]
        const at = (slot: Slot): Place => ({ side: from, table, slot })
        const own = at(entry[from])
        const named = Object.values(entry.reads?.[from] ?? {}).map((field) => at({ field }))
        return {
          entry,
          to,
          target: { side: to, table: pairing[to], slot: entry[to] },
          own,
          reads: named.concat(sourcesOf([own, ...named], described[from].tables)),
        }
      })
    })
}

/** The fields that computed ones are reckoned from, through as many of them as there are. */
function sourcesOf(from: readonly Place[], tables: readonly Table[]): Place[] {
  const found: Place[] = []
  const open = [...from]
  const seen = new Set<string>()
  for (let place = open.pop(); place; place = open.pop()) {
    const { side, table, slot } = place
    const field = fieldById(tables.find(({ id }) => id === table) ?? NOTHING, slot.field)
    for (const id of field?.from ?? []) {
      // A lookup's source lies in another table; the vendor's ids tell which.
      const home = [table, ...tables.map((one) => one.id)].find((one) =>
        tables.some((held) => held.id === one && fieldById(held, id)),
      )
      if (home === undefined || seen.has(`${home}/${id}`)) continue
      seen.add(`${home}/${id}`)
      const source: Place = { side, table: home, slot: { field: id } }
      found.push(source)
      open.push(source)
    }
  }
  return found
}
const NOTHING: Table = { id: '', name: '', fields: [] }

/** Does the one write what the other reads, other than as the way back of the same entry? */
function feeds(one: Write, two: Write): boolean {
  const isWayBack = one.entry === two.entry
  return (
    (!isWayBack && overlaps(one.target, two.own)) ||
    two.reads.some(
      (place) => !(isWayBack && sameSlot(place, two.own)) && overlaps(one.target, place),
    )
  )
}

const sameSlot = (a: Place, b: Place): boolean => slotKey(a.slot) === slotKey(b.slot)

const overlaps = (a: Place, b: Place): boolean =>
  a.side === b.side &&
  a.table === b.table &&
  a.slot.field === b.slot.field &&
  (a.slot.part === undefined || b.slot.part === undefined || a.slot.part === b.slot.part)

function nameOf({ side, table, slot }: Place, described: Both<Described>): string {
  const { vendor, tables } = described[side]
  const home = tables.find(({ id }) => id === table)
  const field = home && fieldById(home, slot.field)
  const part = slot.part === undefined ? '' : ` (${slot.part})`
  return `${field?.name ?? slot.field}${part} in ${vendor}`
}
