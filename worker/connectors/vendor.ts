import type { Door } from '../http.ts'
import type { Connector, Limits } from './connector.ts'

/** What the product has to know of a vendor before any call: data, and how its connector is opened. */
export type Vendor = {
  /** As people know it. */
  readonly name: string
  /** Where its API answers: scheme and host. */
  readonly address: string
  /** The least it must allow for records to go both ways, in its own words for scopes. */
  readonly scopes: readonly string[]
  /** `resource` is what the vendor counts calls under; `userKey` the person, where it counts people as well. */
  limits(resource: string, options: VendorOptions): Limits
  open(resource: string, door: Door, options: VendorOptions): Connector
}

export type VendorOptions = {
  /** The vendor's id of the person the token acts as, where it limits people. */
  readonly userKey?: string
}
