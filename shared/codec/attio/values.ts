/** How Attio wraps values: always an array, current and closed ones told apart by `active_until` (reference 2.3). */
import * as z from 'zod'
import type { Frame } from '../grain.ts'

const Values = z.array(z.looseObject({ active_until: z.string().nullish() }))

/** What every value carries beside its type's own fields. */
export const ENVELOPE = ['active_from', 'active_until', 'created_by_actor', 'attribute_type']

/** An absent key is unknown (archived, or not in the plan); `[]` is empty, and written it clears the attribute. */
export const values: Frame = {
  vendor: 'Attio',
  open(wire) {
    const found = Values.safeParse(wire)
    return found.success ? found.data.filter((one) => one.active_until == null) : undefined
  },
  close: (list) => list,
}
