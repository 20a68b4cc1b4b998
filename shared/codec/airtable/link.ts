/** Cells that point at records of the linked table. */
import * as z from 'zod'
import { ok } from '../../result.ts'
import type { Parts } from '../../value.ts'
import { fitParts, textPart } from '../fit.ts'
import { type Grain, misfit } from '../grain.ts'

/** An id, or an object around it when date dependencies were asked for (reference 2.3). */
const Linked = z.union([z.string(), z.object({ id: z.string() }).transform((one) => one.id)])

export const link: Grain<Parts> = {
  isExact: true,
  read(wire, field) {
    const id = Linked.safeParse(wire)
    return id.success ? { table: field.targets?.[0] ?? '', id: id.data } : undefined
  },
  fit(element, field) {
    const parts = fitParts(element, 'a link to a record')
    if (!parts.ok || parts.value === null) return parts
    const table = field.targets?.[0] ?? ''
    const id = textPart(parts.value, 'id')
    if (id === null || (parts.value['table'] ?? '') !== table)
      return misfit('it points at a record of another table')
    return ok({ table, id })
  },
  write: (element) => element['id'],
}
