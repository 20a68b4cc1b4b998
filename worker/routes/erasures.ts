import { Erasure, ErasureRequest } from '../../shared/api/erasure.ts'
import { Id } from '../../shared/api/page.ts'
import { ok } from '../../shared/result.ts'
import { route } from './route.ts'
import { ownSync } from './sync.ts'
import { sideOf } from './wire-side.ts'

export const eraseRecord = route(
  'POST /api/crm/configs/:id/erasures',
  {
    says: 'Destroy what is kept of one record and its other half: what it is known by, its lines in the ledger, what waits about it, its part of every backup. Both records stay where they are, and are not synced any more.',
    params: { id: Id },
    body: ErasureRequest,
    answer: Erasure,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { entityType, side, recordId } = body
    const erased = await own.value.sync.erase(
      { entityType, side: sideOf(side), recordId },
      caller.keyId,
    )
    if (!erased.ok) return erased
    const { left, right, lines, backups } = erased.value
    return ok({ appRecordId: left, crmRecordId: right, lines, backups })
  },
)
