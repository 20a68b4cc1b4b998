import type { Values } from './value.ts'

/** One record of one side, as that side gave it. */
export type Record = {
  readonly id: string
  /** By field id; a missing key is unknown, `null` is empty. */
  readonly values: Values
  /** When a field was last set, where the vendor says so: ISO 8601, UTC. */
  readonly times?: Readonly<{ [fieldId: string]: string }>
  /** Where a person can open it. */
  readonly url?: string
  /** The vendor made it by itself, as a side effect: nobody asked for it. */
  readonly byVendor?: true
}

/** The two sides of a sync: left is the app (Airtable), right the CRM. */
export const SIDES = ['left', 'right'] as const
export type Side = (typeof SIDES)[number]
export const other = (side: Side): Side => (side === 'left' ? 'right' : 'left')
/** One thing for each side. */
export type Both<T> = { readonly left: T; readonly right: T }
