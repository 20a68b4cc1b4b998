/** Which tables of two services are about the same things, as a person would see who looks at both lists. */
import { autopair } from '../autopair.ts'
import { isOwnField, type Table } from '../field.ts'
import type { Both } from '../record.ts'
import { together } from './evidence.ts'
import { nameLikeness, naming } from './naming.ts'

export type TablePair = {
  readonly left: string
  readonly right: string
  /** 0 to 1. */
  readonly sure: number
  /** How many fields would pair themselves. */
  readonly fields: number
}

/** What is less sure than this is not worth a look. */
const WORTH_A_LOOK = 0.4
/** Of each table so many partners are looked at field by field, best names first. */
const LOOKED_AT = 4

/**
 * The surest pairs first, each table in one pair at most. What tables are called speaks for them, and how many of their
 * fields would pair themselves: a table of another name with the same fields is found as well.
 */
export function suggestTables(tables: Both<readonly Table[]>): readonly TablePair[] {
  const named = tables.right.map((table) => ({ table, naming: naming(table.name) }))
  const candidates = tables.left.flatMap((left) => {
    const mine = naming(left.name)
    return named
      .map(({ table, naming: theirs }) => ({ right: table, name: nameLikeness(mine, theirs) }))
      .sort((a, b) => b.name - a.name)
      .slice(0, LOOKED_AT)
      .map(({ right, name }) => judge(left, right, name))
  })
  const chosen: TablePair[] = []
  for (const pair of [...candidates].sort((a, b) => b.sure - a.sure)) {
    const isTaken = chosen.some((one) => one.left === pair.left || one.right === pair.right)
    if (!isTaken && pair.sure >= WORTH_A_LOOK) chosen.push(pair)
  }
  return chosen
}

function judge(left: Table, right: Table, name: number): TablePair {
  const { entries } = autopair({ left, right }, () => false, { left: [], right: [] }, 1)
  const met = entries.filter(({ sure = 0 }) => sure >= 0.8).length
  const open = left.fields.filter((field) => field.access !== 'never' && !isOwnField(field)).length
  // Two fields of a small table say less than ten of a large one.
  const share = (met / Math.max(4, open)) * Math.min(1, met / 3)
  const sure = together(0.8 * name, 0.85 * Math.min(1, share))
  return { left: left.id, right: right.id, sure: Math.min(0.99, sure), fields: entries.length }
}
