import type { Entry } from '../../shared/mapping.ts'
import type { Both, Side } from '../../shared/record.ts'
import type { Table } from '../../shared/field.ts'
import type { Values } from '../../shared/value.ts'
import type { Labelled, LabelledSet, PersonCells } from './people.ts'
import { field, openRig, type Rig } from './rig.ts'

const entry = (id: string, left: string, right: string, part?: string): Entry => ({
  id,
  left: { field: left },
  right: part === undefined ? { field: right } : { field: right, part },
  direction: 'bidirectional',
  since: 1,
})

export const PEOPLE: Both<Table> = {
  left: {
    id: 'people',
    name: 'People',
    primary: 'Email',
    fields: [
      field('Email', 'email'),
      field('First name', 'text'),
      field('Last name', 'text'),
      field('Phone', 'phone'),
      field('Born', 'date'),
      field('City', 'text'),
    ],
  },
  right: {
    id: 'people',
    name: 'people',
    primary: 'name',
    fields: [
      field('name', 'name'),
      field('emails', 'email', { many: true, unique: true }),
      field('phones', 'phone', { many: true }),
      field('born', 'date'),
      field('city', 'text'),
    ],
  },
}
export const PEOPLE_ENTRIES: readonly Entry[] = [
  entry('e1', 'Email', 'emails'),
  entry('e2', 'First name', 'name', 'first'),
  entry('e3', 'Last name', 'name', 'last'),
  entry('e4', 'Phone', 'phones'),
  entry('e5', 'Born', 'born'),
  entry('e6', 'City', 'city'),
]

export const personSlots = (side: Side, cells: PersonCells): Values =>
  side === 'left'
    ? { Email: cells.email, 'First name': cells.first, 'Last name': cells.last, Phone: cells.phone, Born: cells.born, City: cells.city }
    : {
        emails: cells.email === null ? null : [cells.email],
        'name.first': cells.first,
        'name.last': cells.last,
        phones: cells.phone === null ? null : [`+1${cells.phone.replace(/\D/g, '')}`],
        born: cells.born,
        city: cells.city,
      } // prettier-ignore

export const peopleRig = (keys: readonly (readonly string[])[] = [['e1']]): Rig =>
  openRig(PEOPLE, PEOPLE_ENTRIES, keys)

/** What came of a labelled set, held against its labels. */
export type Score = {
  readonly pairs: number
  readonly linked: number
  /** Links of two that are not the same. */
  readonly wrong: readonly string[]
  /** People of both sides who would be made a second time. */
  readonly doubled: readonly string[]
  /** Questions to a person about records that could have been told apart, and about those that could not. */
  readonly asked: number
  readonly ambiguous: number
  readonly records: number
}

export function scoreOf<T>(rig: Rig, set: LabelledSet<T>): Score {
  const { links, asked, created } = rig.outcome()
  const who = new Map([...set.left, ...set.right].map((one) => [one.id, one.who]))
  const onLeft = new Map(set.left.map((one) => [one.who, one.id]))
  const onRight = new Map(set.right.map((one) => [one.who, one.id]))
  const both = [...onLeft.keys()].filter((one) => onRight.has(one))
  const isAmbiguous = (id: string): boolean => {
    const lists = [...(asked.left.get(id) ?? []), ...(asked.right.get(id) ?? [])]
    return [id, ...lists].some((one) => set.ambiguous.has(who.get(one)!))
  }
  // As the queue shows them: what is asked from both sides is one question.
  const waiting = [
    ...asked.left.keys(),
    ...[...asked.right].flatMap(([id, named]) =>
      named.every((one) => asked.left.get(one)?.includes(id)) ? [] : [id],
    ),
  ]
  return {
    pairs: both.length,
    linked: links.size,
    wrong: [...links].filter(([l, r]) => who.get(l) !== who.get(r)).map(([l, r]) => `${l}-${r}`),
    doubled: both
      .filter((one) => created.left.has(onLeft.get(one)!) || created.right.has(onRight.get(one)!))
      .map(String),
    asked: waiting.filter((id) => !isAmbiguous(id)).length,
    ambiguous: waiting.filter(isAmbiguous).length,
    records: set.left.length + set.right.length,
  }
}

export const fill = <T>(
  rig: Rig,
  set: LabelledSet<T>,
  slots: (side: Side, cells: T) => Values,
): void => {
  const add = (side: Side, rows: readonly Labelled<T>[]): void =>
    rig.memory.together(() => rows.forEach((row) => rig.add(side, row.id, slots(side, row.cells))))
  add('left', set.left)
  add('right', set.right)
}
