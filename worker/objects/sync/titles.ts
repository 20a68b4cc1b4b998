import { other, type Side, SIDES } from '../../../shared/record.ts'
import { type Element, elements, isParts, type Value } from '../../../shared/value.ts'
import { pointerSource } from '../../run/bridge.ts'
import { titleText } from '../../../shared/title.ts'
import { baseOn, idOn, type Link } from './links.ts'
import type { Memory } from './memory.ts'
import type { Numbered } from './pairings.ts'

/** Linked records of one value that are called by their names; the others are counted. */
const NAMED = 3

/** What the first of the linked records in a value are called, as far as that is known; none where it links nothing. */
export function namesIn(memory: Memory, value: Value): string[] {
  const linked = elements(value)
    .slice(0, NAMED)
    .flatMap((one) => linkedIn(one) ?? [])
  if (linked.length === 0) return []
  const all = memory.pairings.all()
  return linked.flatMap(({ table, id, isToCome }) =>
    all
      .flatMap((paired) =>
        SIDES.filter((side) => paired.json[side] === table).map((its) => {
          const side = isToCome ? other(its) : its
          return titleOf(memory, paired, side, id, memory.links.byRecord(paired.no, side, id))
        }),
      )
      .filter((title) => title !== '')
      .slice(0, 1),
  )
}

/** A record of that table; where it is to come, the id is that of the one it is made from, on the other side. */
type Linked = { readonly table: string; readonly id: string; readonly isToCome: boolean }

function linkedIn(one: Element): Linked | null {
  if (!isParts(one) || typeof one['table'] !== 'string') return null
  const { table, id } = one
  if (typeof id === 'string') return { table, id, isToCome: false }
  const source = pointerSource(one)
  return source === null ? null : { table, id: source, isToCome: true }
}

/** What a record is called: as it was seen, or as the bases remember it. */
export function titleOf(
  memory: Memory,
  numbered: Numbered,
  side: Side,
  recordId: string,
  link: Link | undefined,
): string {
  const seen = memory.seen.get(numbered.no, side, recordId)
  return seen?.title || (link ? linkTitle(memory, numbered, link) : '')
}

/** What the two of a link were last seen to be called. */
export function linkTitle(
  memory: Memory,
  { no, json }: Pick<Numbered, 'no' | 'json'>,
  link: Link,
): string {
  for (const side of SIDES) {
    const seen = memory.seen.get(no, side, idOn(link, side))
    if (seen?.title) return seen.title
    const primary = memory.described.table(side, json[side])?.primary
    const held = primary === undefined ? undefined : baseOn(link, side)[primary]
    const title = titleText(held ?? null)
    if (title !== '') return title
  }
  return ''
}
