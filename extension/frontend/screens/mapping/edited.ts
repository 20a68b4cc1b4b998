import type { Config } from '../../../../shared/api/config.ts'
import type { PairingView } from '../../../../shared/api/pairing.ts'
import type { Table } from '../../../../shared/field.ts'
import type { Edit } from '../../mapping/edit.ts'

/** What every part of the editor is given. */
export type Edited = {
  readonly config: Config
  readonly pairing: PairingView
  readonly left: Table
  readonly right: Table
  readonly now: Edit
  /** Changes what stands by then, not what stood when it was drawn: an undo may come much later. */
  readonly onChange: (step: (before: Edit) => Edit) => void
  /** Why this person may not change it, or null. */
  readonly why: string | null
}
