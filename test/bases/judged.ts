/** What the pairing makes of a known base: pairs found, missed, and made where a person would make none or another. */
import { autopair } from '../../shared/autopair.ts'
import { slotKey } from '../../shared/mapping.ts'
import type { KnownBase } from './base.ts'
import { tablesOf } from './tables.ts'

export type Judged = {
  readonly right: readonly string[]
  readonly missed: readonly string[]
  readonly wrong: readonly string[]
}

export function judge(base: KnownBase): Judged {
  const object = new Map(base.tables.map((one) => [one.name, one.object]))
  const paired = (left: string, right: string): boolean => object.get(left) === right
  const judged = { right: [] as string[], missed: [] as string[], wrong: [] as string[] }
  for (const { known, left, right } of tablesOf(base)) {
    const { entries } = autopair({ left, right }, paired, { left: [], right: [] }, 1)
    const made = new Map(entries.map((one) => [one.left.field, slotKey(one.right)]))
    const open = new Set(known.open)
    for (const [column, attribute] of Object.entries(known.pairs)) {
      const says = `${known.name}: ${column} ⇄ ${attribute}`
      if (same(made.get(column), attribute)) judged.right.push(says)
      else judged.missed.push(says)
    }
    for (const [column, attribute] of made) {
      if (open.has(column) || same(attribute, known.pairs[column])) continue
      judged.wrong.push(`${known.name}: ${column} ⇄ ${attribute}`)
    }
  }
  return judged
}

/** A whole name and the part that is the full name say the same. */
const same = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && plain(a) === plain(b)
const plain = (key: string | undefined): string | undefined => key?.replace(/\.full$/, '')

export const share = (some: number, others: number): number => some / Math.max(1, some + others)
