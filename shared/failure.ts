import * as z from 'zod'

/**
 * Why a vendor's account is signed out: it took the sign-in back, the sign-in ended unused, its renewal never reached us,
 * or it may do less than it has to.
 */
export const SignedOutWhy = z.enum(['refused', 'expired', 'lost', 'narrowed'])
export type SignedOutWhy = z.infer<typeof SignedOutWhy>

/**
 * Why something did not happen: the closed list. `executed` says whether the vendor may have acted all the
 * same; only "no" may be sent again without looking first.
 */
export const Failure = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal('slow_down'), vendor: z.string(), waitMs: z.number() }),
  z.object({ reason: z.literal('quota_spent'), vendor: z.string() }),
  z.object({
    reason: z.literal('signed_out'),
    vendor: z.string(),
    why: SignedOutWhy.optional(),
    /** What it lacks, where it may do less than before. */
    missing: z.string().optional(),
  }),
  z.object({
    reason: z.literal('forbidden'),
    vendor: z.string(),
    missing: z.string(),
    /** The one field that may not be written, where it is only that. */
    field: z.string().optional(),
  }),
  z.object({ reason: z.literal('gone'), vendor: z.string(), what: z.string(), name: z.string() }),
  z.object({
    reason: z.literal('unreachable'),
    vendor: z.string(),
    executed: z.enum(['no', 'maybe']),
  }),
  z.object({ reason: z.literal('unreadable'), vendor: z.string(), what: z.string() }),
  z.object({ reason: z.literal('listing_broke'), vendor: z.string(), table: z.string() }),
  z.object({ reason: z.literal('refused'), vendor: z.string(), what: z.string() }),
  z.object({
    reason: z.literal('refused_value'),
    vendor: z.string(),
    field: z.string(),
    why: z.string(),
  }),
  z.object({ reason: z.literal('kept_old_value'), vendor: z.string(), field: z.string() }),
  z.object({
    reason: z.literal('cannot_convert'),
    field: z.string(),
    to: z.string(),
    why: z.string(),
  }),
  z.object({ reason: z.literal('missing_required'), field: z.string() }),
  z.object({ reason: z.literal('not_unique'), vendor: z.string(), field: z.string() }),
  z.object({ reason: z.literal('unknown_choice'), field: z.string(), choice: z.string() }),
  /** A step of a transform, or its formula, could not take the value. */
  z.object({ reason: z.literal('cannot_transform'), field: z.string(), why: z.string() }),
  /** The value map says that what it does not name must not cross. */
  z.object({ reason: z.literal('not_mapped'), field: z.string(), value: z.string() }),
  z.object({ reason: z.literal('breaks_rule'), says: z.string() }),
  z.object({
    reason: z.literal('changed_type'),
    vendor: z.string(),
    field: z.string(),
    was: z.string(),
    is: z.string(),
  }),
  z.object({ reason: z.literal('read_only'), vendor: z.string(), field: z.string() }),
  z.object({ reason: z.literal('no_twin'), vendor: z.string(), field: z.string() }),
  z.object({ reason: z.literal('fenced') }),
  z.object({ reason: z.literal('invalid'), field: z.string(), why: z.string() }),
  z.object({ reason: z.literal('not_found'), what: z.string() }),
  z.object({ reason: z.literal('taken'), what: z.string() }),
  z.object({ reason: z.literal('not_now'), why: z.string() }),
  z.object({ reason: z.literal('not_restored'), field: z.string(), why: z.string() }),
  z.object({ reason: z.literal('no_key') }),
  z.object({ reason: z.literal('role_too_low'), needs: z.string() }),
  /** Not a vendor, but we ask the caller to slow down. */
  z.object({ reason: z.literal('too_often'), waitMs: z.number() }),
])
export type Failure = z.infer<typeof Failure>

/** What a person reads: what happened and what to do next; no codes, no vendor error text. */
export function tell(failure: Failure): string {
  switch (failure.reason) {
    case 'slow_down':
      return `${failure.vendor} asked us to slow down. The sync goes on by itself.`
    case 'quota_spent':
      return `${failure.vendor} has answered all the calls your plan allows this month. The sync goes on next month, or when you raise the plan.`
    case 'signed_out':
      return tellSignedOut(failure.vendor, failure.why ?? 'refused', failure.missing ?? '')
    case 'forbidden':
      return `${failure.vendor} did not allow this. Grant “${failure.missing}” to the connection, then try again.`
    case 'gone':
      return `The ${failure.what} “${failure.name}” is no longer in ${failure.vendor}. Restore it there, or take it out of the mapping.`
    case 'unreachable':
      return `${failure.vendor} did not answer in time. We look again by ourselves; nothing is lost.`
    case 'unreadable':
      return `${failure.vendor} answered in a way we do not know yet (${failure.what}). We left it as it is; please tell us.`
    case 'listing_broke':
      return `${failure.vendor} stopped half-way through “${failure.table}”. We start that list again; until it is whole, nothing counts as deleted.`
    case 'refused':
      return `${failure.vendor} refused ${failure.what}. Change the record or the mapping, then retry it.`
    case 'refused_value':
      return `${failure.vendor} cannot hold this value in “${failure.field}”: ${ended(failure.why)} Change the value, then retry the record.`
    case 'kept_old_value':
      return `${failure.vendor} said yes but kept its own value in “${failure.field}”. It may be filled in by ${failure.vendor} itself; stop writing to it in the mapping, or accept its value.`
    case 'cannot_convert':
      return `The value in “${failure.field}” does not fit ${failure.to}: ${ended(failure.why)} Change the value, then retry the record.`
    case 'missing_required':
      return `“${failure.field}” must not be empty there. Fill it in, or map a field to it.`
    case 'not_unique':
      return `Another record in ${failure.vendor} already has this value in “${failure.field}”. Link or merge the two, then retry.`
    case 'unknown_choice':
      return `“${failure.choice}” is not an option of “${failure.field}”. Add the option there or choose another, then retry the record.`
    case 'cannot_transform':
      return `“${failure.field}” cannot be transformed: ${ended(failure.why)} Change the value or the steps of the mapping, then retry the record.`
    case 'not_mapped':
      return `“${failure.value}” is not in the value map of “${failure.field}”. Add it to the map or change the value, then retry the record.`
    case 'breaks_rule':
      return `${failure.says.replace(/[.!\s]+$/, '')}. Change the record, or the rule, and it is tried again.`
    case 'changed_type':
      return `“${failure.field}” in ${failure.vendor} was ${failure.was} and is now ${failure.is}. Nothing crosses there until you confirm its mapping.`
    case 'read_only':
      return `“${failure.field}” can no longer be written in ${failure.vendor}. Give us the right to edit it there, or let its mapping go the other way.`
    case 'no_twin':
      return `“${failure.field}” points at a record that is not in ${failure.vendor}. Create or link that record, and it follows by itself.`
    case 'fenced':
      return `This write waited too long and was stopped before it was sent. It is planned anew.`
    case 'invalid':
      return `“${failure.field}” is not right: ${ended(failure.why)}`
    case 'not_found':
      return `There is no ${failure.what} here. It may have been removed; reload to see what there is.`
    case 'taken':
      return `${failure.what} already belongs to another workspace. Ask its admin to let it go first.`
    case 'not_now':
      return failure.why
    case 'not_restored':
      return failure.why
    case 'no_key':
      return `This call needs a valid key. Send it as “Authorization: Bearer …”; an admin can make one under Settings, Keys.`
    case 'too_often':
      return `You are asking too often. Go on in ${Math.max(1, Math.ceil(failure.waitMs / 1_000))} s; what you asked was not done.`
    case 'role_too_low':
      return `Your role does not allow this. Ask an admin for the role “${failure.needs}”.`
  }
}

/** A reason as the end of a sentence; one that asks ends as it is. */
const ended = (why: string): string => (/[.!?]$/.test(why) ? why : `${why}.`)

function tellSignedOut(vendor: string, why: SignedOutWhy, missing: string): string {
  switch (why) {
    case 'refused':
      return `${vendor} no longer accepts our key. Connect ${vendor} again to go on; all links are kept.`
    case 'expired':
      return `The sign-in to ${vendor} was not used for so long that it ended. Connect ${vendor} again to go on; all links are kept.`
    case 'lost':
      return `${vendor} renewed our sign-in, but its answer never reached us. Connect ${vendor} again to go on; all links are kept.`
    case 'narrowed':
      return `The sign-in to ${vendor} may do less than before: it lacks “${missing}”. Grant this there, or connect ${vendor} again as somebody who may; all links are kept.`
  }
}

/** May the same call simply be sent again, later, without looking first? */
export const isPassing = (failure: Failure): boolean =>
  failure.reason === 'slow_down' ||
  failure.reason === 'fenced' ||
  (failure.reason === 'unreachable' && failure.executed === 'no')

/** Did this leave open whether the vendor acted? */
export const isAmbiguous = (failure: Failure): boolean =>
  (failure.reason === 'unreachable' && failure.executed === 'maybe') ||
  failure.reason === 'unreadable'

/** Does this stop the whole connection, not just one record? */
export const stopsConnection = (failure: Failure): boolean =>
  failure.reason === 'signed_out' || failure.reason === 'quota_spent'
