import * as z from 'zod'
import { fieldsOf, Rules } from '../filter.ts'

const SideName = z.enum(['left', 'right'])

/** A condition on one side's record: rules, or a formula that gives something else than nothing, 0, false or a fault. */
export const Condition = z.union([
  z.object({ side: SideName, rules: Rules }),
  z.object({
    side: SideName,
    formula: z.string().min(1).max(20_000),
    /** The fields it reads, by the name it calls them. */
    reads: z.record(z.string(), z.string()).default({}),
  }),
])
export type Condition = z.infer<typeof Condition>

/** Whose a field is while a condition holds, judged on one side's record: “the CRM's until Stage is Won, then ours”. */
export const Owner = z.object({ when: Condition, owner: SideName })
export type Owner = z.infer<typeof Owner>

/** The fields of its side that a condition asks for. */
export const fieldsAsked = (when: Condition): readonly string[] =>
  'rules' in when ? fieldsOf(when.rules) : [...new Set(Object.values(when.reads))]
