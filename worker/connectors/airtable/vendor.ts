import type { Limits } from '../connector.ts'
import { addressOf } from './address.ts'
import { ASKED, neededOf } from '../scopes.ts'
import type { Vendor, VendorOptions } from '../vendor.ts'
import { openAirtable } from './connector.ts'

/** The vendor's facts; limits from its page on rate limits, batch and page sizes from its pages on records. */
export const airtable: Vendor = {
  name: 'Airtable',
  shares: 'Airtable base',
  isChosen: true,
  takeBack:
    'At Airtable it still exists: take it back in your account, under Integrations, or delete the personal access token in the Builder Hub.',
  address: 'https://api.airtable.com',
  scopes: neededOf(ASKED.airtable.sync),
  // From its OAuth reference. It has no address to revoke a token at.
  signIn: {
    authorize: '/oauth2/v1/authorize',
    token: '/oauth2/v1/token',
    revoke: null,
    ...ASKED.airtable,
    namesScopes: true,
    proofKey: true,
    showsSecret: 'basic',
  },
  limits: airtableLimits,
  addressOf,
  open: (base, door, options) =>
    openAirtable(base, door, airtableLimits(base, options), options.userKey ?? null),
  // Its page on plans: all integrations of a workspace together.
  plans: { free: 1_000, team: 100_000, business: null, enterprise: null },
  signing: {
    header: 'x-airtable-content-mac',
    prefix: 'hmac-sha256=',
    secret: 'base64',
    deliveryKey: null,
  },
}

function airtableLimits(base: string, options: VendorOptions): Limits {
  return {
    pace: [
      { kind: 'any', perSecond: 5, key: `airtable:base:${base}` },
      ...(options.userKey
        ? [{ kind: 'any' as const, perSecond: 50, key: `airtable:user:${options.userKey}` }]
        : []),
    ],
    page: 100,
    batch: 10,
    lookup: 100,
    longestCallMs: 60_000,
  }
}
