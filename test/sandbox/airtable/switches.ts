/**
 * Where the real service is known to vary, or nobody outside knows which way it goes, the sandbox has a switch. The
 * defaults are what the reference holds for likelier.
 */
export type AirtableSwitches = {
  /** Calls per second and base. */
  basePace: number
  /** Calls per second and user, over all tokens and bases. */
  userPace: number
  /** After a refusal for pace: `lenient` lets the next free second through, `strict` locks the base for 30 s. */
  lockOut: 'lenient' | 'strict'
  /** Body of a 429: `list` is `{errors:[{error,message}]}` as seen in the wild, `object` the documented `{error:{…}}`. */
  tooManyBody: 'list' | 'object'
  /** Value of `Retry-After` on a 429, in seconds; the real one was never seen to send it. */
  retryAfter: number | null
  /** Is the plan's monthly number of calls enforced? `spent` acts as if it were used up already. */
  quota: 'off' | 'plan' | 'spent'
  /** How long a listing may lie idle before its offset dies, in milliseconds. */
  listingIdleMs: number
  /** How a single-record call on a record that is gone is refused. */
  goneRecord: 'typed' | 'object' | 'word' | 'permissions'
  /** Is LAST_MODIFIED_TIME() blank for a record nobody edited since its creation? Otherwise it is the creation time. */
  uneditedIsBlank: boolean
  /** Does writing the value a cell already holds move the last modified time? */
  sameValueTouches: boolean
  /** Are numbers rounded to the field's precision when written? */
  roundsNumbers: boolean
  /** The most rows a page of a listing holds, whatever was asked for. */
  largestPage: number
  /** How long a file sent by its address takes to be fetched, in milliseconds. */
  fetchMs: number
  /** The most fields a table may have. */
  fieldLimit: number
  /** Within this time a refresh token that was just used answers 409, in milliseconds; the real length is not told. */
  refreshGraceMs: number
  /** A used refresh token after that time: `refused` alone, or does it end (`burns`) the whole grant? */
  usedRefresh: 'refused' | 'burns'
  /** Does `token_type` end in a space, as the documentation prints it? */
  spacedTokenType: boolean
}

export const USUAL: AirtableSwitches = {
  basePace: 5,
  userPace: 50,
  lockOut: 'lenient',
  tooManyBody: 'list',
  retryAfter: null,
  quota: 'off',
  listingIdleMs: 5 * 60_000,
  goneRecord: 'typed',
  uneditedIsBlank: false,
  sameValueTouches: false,
  roundsNumbers: false,
  largestPage: 100,
  fetchMs: 0,
  fieldLimit: 500,
  refreshGraceMs: 30_000,
  usedRefresh: 'refused',
  spacedTokenType: false,
}

/** Calls a month per plan, all integrations of the workspace together. */
export const MONTHLY_CALLS = {
  free: 1_000,
  team: 100_000,
  business: Infinity,
  enterprise: Infinity,
} as const
