/** Where Attio's behaviour is unknown, or depends on its plan and mood, a test may choose. */
export type AttioSwitches = {
  /** Creating a person with a work address makes or finds its company and fills `company`. */
  companyFromEmail: boolean
  /** Enriched attributes per object that answer 200 on an existing record and keep what they held. */
  keepsOld: Readonly<Record<string, readonly string[]>>
  /** What `system` writes into still empty attributes (write shapes) some time after a record is made. */
  enrichment: {
    readonly afterMs: number
    readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  } | null
  /** A single value written again unchanged closes the old one and opens a new one. */
  sameValueReopens: boolean
  /** The mirror side of a relationship is written by `system`; otherwise by who wrote the other side. */
  mirrorsAsSystem: boolean
  /** Merging makes a record of its own; otherwise the primary one stays (as the older documentation has it). */
  mergeMakesNew: boolean
  /** Notes can be changed (since autumn 2026). */
  notesCanChange: boolean
  /** A bare option id for a select answers 200 and is not kept. */
  ignoresBareOptionIds: boolean
  /** May people and companies be given custom unique attributes? */
  uniqueOnStandard: boolean
  /** `$not` takes one comparison and no logic inside. */
  narrowNot: boolean
  /** The largest `limit` of a query. */
  largestPage: number
  /** By how much the value of `created_at` is later than the record's own time, in milliseconds. */
  createdAtLag: number
  /** The score limiter: what one query may cost, and all of a workspace within ten seconds. */
  score: { readonly perQuery: number; readonly perWindow: number } | null
}

export const USUAL: AttioSwitches = {
  companyFromEmail: true,
  keepsOld: {},
  enrichment: null,
  sameValueReopens: true,
  mirrorsAsSystem: true,
  mergeMakesNew: true,
  notesCanChange: true,
  ignoresBareOptionIds: true,
  uniqueOnStandard: false,
  narrowNot: true,
  largestPage: 500,
  createdAtLag: 185,
  score: null,
}
