import * as z from 'zod'
import { SIDES } from '../../../shared/record.ts'
import type { Draft } from './plan.ts'

/** How many cells of one field a plan would empty. */
export const Emptied = z.object({
  pairing: z.number(),
  side: z.enum(SIDES),
  field: z.string(),
  n: z.number(),
})
export type Emptied = z.infer<typeof Emptied>

/** What some planning comes to, as the brakes ask for it. */
export type Reckoned = {
  /** How many cells of each field its updates would empty. */
  readonly emptied: readonly Emptied[]
  /** How many records would be written because the mapping changed. */
  readonly mapped: number
}

/** Adds it up, write by write. */
export class Reckoning implements Reckoned {
  readonly emptied: Emptied[] = []
  mapped = 0

  add({ kind, pairing, side, changes }: Draft): void {
    if (kind !== 'update') return
    if (changes.some((change) => change.mapped)) this.mapped++
    for (const { slot, before, after } of changes) {
      if (after !== null || before === null) continue
      const { field } = slot
      const known = this.emptied.find(
        (one) => one.pairing === pairing && one.side === side && one.field === field,
      )
      if (known) known.n++
      else this.emptied.push({ pairing, side, field, n: 1 })
    }
  }
}
