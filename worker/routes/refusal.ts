/** How a route can say no, for the documents: each reason with its status and the very problem that is answered. */
import type { Problem } from '../../shared/api/problem.ts'
import type { Failure } from '../../shared/failure.ts'
import { NEEDS } from '../../shared/role.ts'
import { faultOf, problemOf, STATUS } from './problem.ts'
import type { Route } from './route.ts'
import { TOLD } from './told/all.ts'

export type Reason = Failure['reason']

export type Refusal = {
  readonly status: number
  /** When it happens. */
  readonly says: string
  readonly problem: Problem
  /** Does the answer say how long to wait? */
  readonly waits: boolean
}

const EXAMPLE_ID = 'rQ4mT8vKx2PzL6dWn'

export function refusalsOf(route: Route): readonly Refusal[] {
  const refusals = reasonsOf(route).map((reason): Refusal => {
    const { failure, says } = CASES[reason]
    const problem = problemOf(failure, EXAMPLE_ID)
    const waits = reason === 'too_often' || reason === 'slow_down'
    return { status: STATUS[reason], says, problem, waits }
  })
  const fault = { status: 500, says: FAULT, problem: faultOf(EXAMPLE_ID), waits: false }
  return [...refusals, fault].sort((a, b) => a.status - b.status)
}

/** Every reason this route may give: those of all routes of its kind, and its own. */
export function reasonsOf(route: Route): readonly Reason[] {
  const need = NEEDS[route.name]
  const reasons: Reason[] = [
    'too_often',
    // Who asks for what no call knows is told so.
    'invalid',
    ...(need === 'nobody' ? [] : (['no_key'] as const)),
    ...(need === 'nobody' || need === 'anyone' ? [] : (['role_too_low'] as const)),
    ...(route.once ? (['not_now'] as const) : []),
    ...TOLD[route.name].refuses,
  ]
  return [...new Set(reasons)]
}

const FAULT = 'Something broke on our side. Nothing of it is your doing.'

type Case<R extends Reason> = {
  readonly failure: Extract<Failure, { reason: R }>
  readonly says: string
}

/** One of each, as it may be answered. */
const CASES: { readonly [R in Reason]: Case<R> } = {
  invalid: {
    failure: { reason: 'invalid', field: 'limit', why: 'it must be at most 200' },
    says: 'Something in the request is not right; the field is named.',
  },
  no_key: { failure: { reason: 'no_key' }, says: 'The key is missing, wrong, or has ended.' },
  role_too_low: {
    failure: { reason: 'role_too_low', needs: 'manager' },
    says: 'The key may not do this.',
  },
  too_often: {
    failure: { reason: 'too_often', waitMs: 12_000 },
    says: 'Asked too often; nothing was done.',
  },
  not_found: {
    failure: { reason: 'not_found', what: 'config' },
    says: 'It is not there, or belongs to somebody else.',
  },
  gone: {
    failure: { reason: 'gone', vendor: 'Airtable', what: 'table', name: 'People' },
    says: 'It was deleted at the service.',
  },
  not_now: {
    failure: { reason: 'not_now', why: 'A run is under way. Wait for it, or cancel it first.' },
    says: 'As things stand it cannot be done; the sentence says what to do first.',
  },
  taken: {
    failure: { reason: 'taken', what: 'This base' },
    says: 'It belongs to another workspace already.',
  },
  not_restored: {
    failure: {
      reason: 'not_restored',
      field: 'Score',
      why: 'Somebody has changed it since; it is left as it is.',
    },
    says: 'It cannot be put back.',
  },
  not_unique: {
    failure: { reason: 'not_unique', vendor: 'Attio', field: 'Email' },
    says: 'Another record has this value, and no two may.',
  },
  cannot_convert: {
    failure: { reason: 'cannot_convert', field: 'Founded', to: 'a date', why: 'it is no day' },
    says: 'The value does not fit the other side.',
  },
  cannot_transform: {
    failure: { reason: 'cannot_transform', field: 'Name', why: 'it is no text' },
    says: 'The steps of the mapping cannot take the value.',
  },
  not_mapped: {
    failure: { reason: 'not_mapped', field: 'Stage', value: 'Won' },
    says: 'The value map does not name the value.',
  },
  no_twin: {
    failure: { reason: 'no_twin', vendor: 'Attio', field: 'Company' },
    says: 'It points at a record that the other side does not have.',
  },
  breaks_rule: {
    failure: { reason: 'breaks_rule', says: 'Every person needs an email' },
    says: 'It breaks a rule of the pairing.',
  },
  changed_type: {
    failure: {
      reason: 'changed_type',
      vendor: 'Airtable',
      field: 'Score',
      was: 'a number',
      is: 'a text',
    },
    says: 'The field is of another type than when it was mapped.',
  },
  read_only: {
    failure: { reason: 'read_only', vendor: 'Airtable', field: 'Total' },
    says: 'The field cannot be written.',
  },
  kept_old_value: {
    failure: { reason: 'kept_old_value', vendor: 'Attio', field: 'Employees' },
    says: 'The service kept a value of its own.',
  },
  missing_required: {
    failure: { reason: 'missing_required', field: 'Email' },
    says: 'A field that must not be empty is.',
  },
  refused: {
    failure: { reason: 'refused', vendor: 'Attio', what: 'this filter' },
    says: 'The service refused what was asked.',
  },
  refused_value: {
    failure: {
      reason: 'refused_value',
      vendor: 'Attio',
      field: 'Phone',
      why: 'it is no phone number',
    },
    says: 'The service cannot hold the value.',
  },
  unknown_choice: {
    failure: { reason: 'unknown_choice', field: 'Stage', choice: 'Won' },
    says: 'The field has no such option.',
  },
  forbidden: {
    failure: { reason: 'forbidden', vendor: 'Attio', missing: 'object_configuration:read' },
    says: 'The connection lacks a permission at the service.',
  },
  signed_out: {
    failure: { reason: 'signed_out', vendor: 'Airtable', why: 'refused' },
    says: 'The connection is signed out.',
  },
  unreadable: {
    failure: { reason: 'unreadable', vendor: 'Airtable', what: 'status 418' },
    says: 'The service answered in a way that nobody knows.',
  },
  fenced: { failure: { reason: 'fenced' }, says: 'It waited for too long and was not sent.' },
  listing_broke: {
    failure: { reason: 'listing_broke', vendor: 'Airtable', table: 'People' },
    says: 'A list of the service ended half-way.',
  },
  quota_spent: {
    failure: { reason: 'quota_spent', vendor: 'Airtable' },
    says: 'The service has answered all the calls of the plan’s month.',
  },
  slow_down: {
    failure: { reason: 'slow_down', vendor: 'Airtable', waitMs: 30_000 },
    says: 'The service asked for a pause.',
  },
  unreachable: {
    failure: { reason: 'unreachable', vendor: 'Attio', executed: 'no' },
    says: 'The service did not answer in time.',
  },
}
