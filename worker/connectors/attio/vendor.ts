import type { Limits } from '../connector.ts'
import type { Vendor } from '../vendor.ts'
import { openAttio } from './connector.ts'
import { NEEDED } from './scopes.ts'

/** The vendor's facts; limits from its guide on rate limiting, counted per workspace as integrators found. */
export const attio: Vendor = {
  name: 'Attio',
  address: 'https://api.attio.com',
  scopes: NEEDED,
  limits: attioLimits,
  open: (workspace, door) => openAttio(workspace, door, attioLimits(workspace)),
}

function attioLimits(workspace: string): Limits {
  return {
    pace: [
      { kind: 'read', perSecond: 100, key: `attio:workspace:${workspace}:read` },
      { kind: 'write', perSecond: 25, key: `attio:workspace:${workspace}:write` },
    ],
    page: 500,
    // It has no call for many records.
    batch: 1,
    lookup: 500,
    longestCallMs: 60_000,
  }
}
