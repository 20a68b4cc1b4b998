/** Fields that another pair of tables writes over, as the mapping is drawn here: what the Worker would say once it is saved. */
import type { FieldMapping } from '../../../shared/api/mapping.ts'
import type { PairingView } from '../../../shared/api/pairing.ts'
import type { Slot } from '../../../shared/mapping.ts'
import { type Side, SIDES } from '../../../shared/record.ts'
import { rivalsOf, type Writing } from '../../../shared/validate/rivals.ts'

/** What of a pairing says where it writes, and its pairs. */
export type Drawn = {
  readonly pairing: PairingView
  readonly entries: readonly FieldMapping[]
}

/** Another pair of tables, and the pairs here whose fields it writes too, on that side. */
export type Rivalry = {
  readonly by: PairingView
  readonly side: Side
  readonly entries: readonly FieldMapping[]
}

export function rivalriesOf(drawn: Drawn, all: readonly Drawn[]): readonly Rivalry[] {
  const rivals = rivalsOf(writingOf(drawn), all.map(writingOf))
  return all.flatMap(({ pairing: by }) =>
    SIDES.flatMap((side) => {
      const found = rivals.filter((one) => one.side === side && one.by.entityType === by.entityType)
      const entries = drawn.entries.filter(({ id }) => found.some(({ entry }) => entry === id))
      return entries.length === 0 ? [] : [{ by, side, entries }]
    }),
  )
}

const writingOf = ({ pairing, entries }: Drawn): Writing => ({
  entityType: pairing.entityType,
  left: pairing.appTable,
  right: pairing.crmTable,
  direction: pairing.syncDirection,
  createMissing: pairing.createMissing,
  updateExisting: pairing.updateExisting,
  deletions: pairing.deletions,
  sides: { left: pairing.sides.app, right: pairing.sides.crm },
  filters: {
    ...(pairing.filters.app ? { left: pairing.filters.app } : {}),
    ...(pairing.filters.crm ? { right: pairing.filters.crm } : {}),
  },
  entries: entries.map((one) => ({
    id: one.id,
    left: slot(one.appField, one.appPart),
    right: slot(one.crmField, one.crmPart),
    direction: one.syncDirection,
  })),
})

const slot = (field: string, part: string | null): Slot =>
  part === null ? { field } : { field, part }
