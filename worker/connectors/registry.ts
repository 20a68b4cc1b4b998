import type { Door } from '../http.ts'
import { airtable } from './airtable/vendor.ts'
import { attio } from './attio/vendor.ts'
import type { Connector, Limits } from './connector.ts'
import type { Vendor, VendorOptions } from './vendor.ts'

/** Every vendor there is, by the id that stands in the database and on the wire. */
export const VENDORS = { airtable, attio } as const satisfies { [id: string]: Vendor }
export type VendorId = keyof typeof VENDORS

export const isVendor = (id: string): id is VendorId => Object.hasOwn(VENDORS, id)

/**
 * The connector for one shared resource: an Airtable base's id, an Attio workspace's id (empty while it is not yet
 * known: then only `identify` makes sense).
 */
export const openConnector = (
  vendor: VendorId,
  resource: string,
  door: Door,
  options: VendorOptions = {},
): Connector => VENDORS[vendor].open(resource, door, options)

/** Where a person opens a record of that table, or the resource itself; null where that cannot be told from ids. */
export const addressOf = (vendor: string, resource: string, ...rest: readonly string[]) =>
  isVendor(vendor) ? VENDORS[vendor].addressOf(resource, ...rest) : null

/** The vendor's limits for that resource: what a pacer, and through it a door, has to keep. */
export const limitsOf = (vendor: VendorId, resource: string, options: VendorOptions = {}): Limits =>
  VENDORS[vendor].limits(resource, options)
