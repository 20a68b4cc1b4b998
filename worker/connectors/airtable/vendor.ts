import type { Limits } from '../connector.ts'
import type { Vendor, VendorOptions } from '../vendor.ts'
import { openAirtable } from './connector.ts'

/** The vendor's facts; limits from its page on rate limits, batch and page sizes from its pages on records. */
export const airtable: Vendor = {
  name: 'Airtable',
  address: 'https://api.airtable.com',
  scopes: ['data.records:read', 'data.records:write', 'schema.bases:read'],
  limits: airtableLimits,
  open: (base, door, options) => openAirtable(base, door, airtableLimits(base, options)),
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
