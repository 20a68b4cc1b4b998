import * as z from 'zod'
import { Rules } from '../filter.ts'

const Side = z.enum(['app', 'crm'])

/** “The CRM's until Stage is Won, then ours”: a condition on one side's record, and whose the field is while it holds. */
export const WireOwner = z
  .strictObject({
    when: z
      .union([
        z.strictObject({ side: Side, rules: Rules }),
        z.strictObject({ side: Side, formula: z.string().trim().min(1).max(20_000) }),
      ])
      .describe('Rules as filters have them, or a formula over the fields of that side.'),
    owner: Side,
  })
  .meta({ id: 'Owner', description: 'Whose a field is while a condition holds.' })
export type WireOwner = z.infer<typeof WireOwner>

export const WireOwners = z.array(WireOwner).max(10)
