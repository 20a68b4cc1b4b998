import * as z from 'zod'
import { holds, Rules } from '../filter.ts'
import type { Both, Side } from '../record.ts'
import type { Values } from '../value.ts'

const SideName = z.enum(['left', 'right'])

/** Whose a field is while a condition holds, judged on one side's record: “the CRM's until Stage is Won, then ours”. */
export const Owner = z.object({
  when: z.object({ side: SideName, rules: Rules }),
  owner: SideName,
})
export type Owner = z.infer<typeof Owner>

/**
 * The first owner whose condition certainly holds for the two records (whole fields by id), or null. What is unknown
 * decides nothing. `now` is ISO 8601, UTC.
 */
export function ownerOf(owners: readonly Owner[], records: Both<Values>, now: string): Side | null {
  const found = owners.find(
    ({ when }) => holds(when.rules, records[when.side], { now, me: null }) === true,
  )
  return found?.owner ?? null
}
