import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '../../shared/api/problem.ts'
import { type Failure, tell } from '../../shared/failure.ts'

/** The HTTP status of each failure. What a vendor refuses is never 401 or 403: those speak of our own keys alone. */
export const STATUS: { readonly [reason in Failure['reason']]: ContentfulStatusCode } = {
  invalid: 400,
  no_key: 401,
  role_too_low: 403,
  too_often: 429,
  not_found: 404,
  gone: 410,
  not_now: 409,
  not_restored: 409,
  taken: 409,
  not_unique: 409,
  cannot_convert: 422,
  cannot_transform: 422,
  not_mapped: 422,
  no_twin: 422,
  breaks_rule: 422,
  changed_type: 409,
  read_only: 409,
  kept_old_value: 422,
  missing_required: 422,
  refused: 422,
  refused_value: 422,
  unknown_choice: 422,
  forbidden: 424,
  signed_out: 424,
  unreadable: 502,
  fenced: 503,
  listing_broke: 503,
  quota_spent: 503,
  slow_down: 503,
  unreachable: 504,
}

/** A failure as the wire says it. */
export function problemOf(failure: Failure, requestId: string): Problem {
  const problem = { code: failure.reason, message: tell(failure), requestId }
  return 'field' in failure ? { ...problem, field: failure.field } : problem
}

/** A fault of our own: nothing about it is told, but the request id leads to the log. */
export const faultOf = (requestId: string): Problem => ({
  code: 'fault',
  message:
    'Something went wrong on our side. Try again in a moment; if it stays, tell us the request id.',
  requestId,
})
