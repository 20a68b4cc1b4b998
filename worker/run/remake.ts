import { type Field, fieldById } from '../../shared/field.ts'
import { slotKey } from '../../shared/mapping.ts'
import { other, type Side } from '../../shared/record.ts'
import {
  type Element,
  elements,
  isMany,
  isParts,
  many,
  type Value,
  type Values,
} from '../../shared/value.ts'
import type { Line } from '../objects/sync/ledger.ts'
import { baseOn, isGone } from '../objects/sync/links.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { pointer, pointerSource } from './bridge.ts'
import type { Lane, Work } from './work.ts'

/** A record made again: its values, and what cannot be given back, in a sentence. */
export type Remade = { readonly changes: ChangeRow[]; readonly note: string }

/** What is needed to make a deleted record again: all that the ledger kept of it, or else what its base remembers. */
export function remade(work: Work, lane: Lane, lanes: readonly Lane[], line: Line): Remade {
  const { memory } = work
  const image = memory.ledger.image(line.id)
  if (image) return remadeFrom(work, lane, lanes, line.side, image.values, image.tooLarge)
  const link = line.link === null ? undefined : memory.links.get(line.link)
  const remembered = link ? baseOn(link, line.side) : before(line)
  const changes = lane.entries.flatMap((entry): ChangeRow[] => {
    const after = remembered[slotKey(entry[line.side])] ?? null
    return after === null
      ? []
      : [{ entry: entry.id, slot: entry[line.side], before: null, after, why: 'undo' }]
  })
  return {
    changes,
    note: `Only its mapped fields were kept, so only they come back. ${LOST_FOR_GOOD}`,
  }
}

const LOST_FOR_GOOD =
  'It gets a new record id and creation date; its comments and history, and what else pointed at it, do not come back.'

/** What the deletion itself says the record held. */
const before = (line: Line): Values =>
  Object.fromEntries(line.changes.map((change) => [slotKey(change.slot), change.before]))

/** The same from all fields of a record as it once was. */
export function remadeFrom(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  side: Side,
  values: Values,
  tooLarge: readonly string[],
): Remade {
  const changes: ChangeRow[] = []
  const { id: table, fields } = lane.tables[side]
  // What the vendor does not give out now cannot be given back either.
  const hidden = Object.keys(values).filter(
    (id) => (values[id] ?? null) !== null && !fieldById(lane.tables[side], id),
  )
  const lost = new Set(
    [...tooLarge, ...hidden].map((id) => work.memory.described.nameOf(side, table, id)),
  )
  for (const field of fields) {
    const value = values[field.id] ?? null
    if (value === null || field.id === lane.twins[side]?.id) continue
    const after = writable(work, lanes, side, table, field, value)
    if (after === null && field.mirror !== undefined) continue
    if (after === null) {
      lost.add(field.name)
      continue
    }
    if (field.mirror === undefined && elements(after).length < elements(value).length)
      lost.add(field.name)
    const entry = lane.entries.find(
      (one) => one[side].field === field.id && one[side].part === undefined,
    )
    changes.push({
      entry: entry?.id ?? '',
      slot: { field: field.id },
      before: null,
      after,
      why: 'undo',
    })
  }
  const names = [...lost].map((name) => `“${name}”`).join(', ')
  return {
    changes,
    note: names === '' ? LOST_FOR_GOOD : `Not given back, or not whole: ${names}. ${LOST_FOR_GOOD}`,
  }
}

/** The value as it can be written again, or null where it cannot: computed, a file, or nothing the field takes now. */
function writable(
  work: Work,
  lanes: readonly Lane[],
  side: Side,
  table: string,
  field: Field,
  value: Value,
): Value {
  if (field.access === 'never' || field.computed || field.type === 'file') return null
  if (field.type === 'reference') {
    const kept = elements(value)
      .flatMap((one) => reference(work, lanes, side, one))
      .filter((one) => pointerSource(one) === null || leads(table, field, one))
    return isMany(value) ? many(kept) : (kept[0] ?? null)
  }
  return work.ports[side].connector.accepts(field, value).ok ? value : null
}

/** Of a relation that the vendor mirrors, one end is written, and the other follows by itself. */
function leads(table: string, field: Field, element: Element): boolean {
  if (field.mirror === undefined || !isParts(element)) return true
  return `${table}/${field.id}` <= `${String(element['table'])}/${field.mirror}`
}

/** A record it pointed at: as it is, or the one that is made again with it, or nothing where it is gone. */
function reference(work: Work, lanes: readonly Lane[], side: Side, element: Element): Element[] {
  if (!isParts(element) || typeof element['id'] !== 'string') return []
  const { table, id } = element
  const lane = lanes.find((one) => one.pairing[side] === table)
  if (!lane) return [element]
  const { memory, run } = work
  const undone = run.purpose.is === 'undo' ? run.purpose.run : null
  const deletion =
    undone === null
      ? undefined
      : memory.ledger.ofRun(undone, lane.no, side, id).find((line) => line.kind === 'delete')
  if (deletion?.source_id) return [pointer(lane.pairing[side], deletion.source_id)]
  const link = memory.links.byRecord(lane.no, side, id)
  return link && isGone(link, side) && !memory.links.otherHalf(lane.no, other(side), id)
    ? []
    : [element]
}
