import type { Limits } from '../connector.ts'
import { ASKED, neededOf } from '../scopes.ts'
import type { Vendor } from '../vendor.ts'
import { openAttio } from './connector.ts'

/** The vendor's facts; limits from its guide on rate limiting, counted per workspace as integrators found. */
export const attio: Vendor = {
  name: 'Attio',
  shares: 'Attio workspace',
  isChosen: false,
  takeBack: 'At Attio it still exists: delete it in the workspace settings, under Developers.',
  address: 'https://api.attio.com',
  scopes: neededOf(ASKED.attio.sync),
  // From its OAuth pages; revocation came in 2026.
  signIn: {
    authorize: '/authorize',
    token: '/oauth/token',
    revoke: '/oauth/revoke',
    ...ASKED.attio,
    namesScopes: false,
    proofKey: false,
    showsSecret: 'form',
  },
  limits: attioLimits,
  // Its addresses begin with the workspace's slug, which we do not know.
  addressOf: () => null,
  open: (workspace, door) => openAttio(workspace, door, attioLimits(workspace)),
  plans: {},
  signing: {
    header: 'attio-signature',
    prefix: '',
    secret: 'text',
    deliveryKey: 'idempotency-key',
  },
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
