import type { Config, ConfigPatch } from '../../../../shared/api/config.ts'

/** What each piece of the terms of a sync is given. */
export type TermsProps = {
  readonly config: Config
  /** Changes something at once; `before` is how it was, for whoever wants it back. */
  readonly set: (patch: ConfigPatch, before: ConfigPatch) => void
  /** Why nothing may be changed, or null. */
  readonly why: string | null
}
