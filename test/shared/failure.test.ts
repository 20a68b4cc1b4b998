import { describe, expect, test } from 'vitest'
import { Failure, isAmbiguous, isPassing, stopsConnection, tell } from '../../shared/failure.ts'

const samples: Failure[] = [
  { reason: 'slow_down', vendor: 'Attio', waitMs: 1000 },
  { reason: 'quota_spent', vendor: 'Airtable' },
  { reason: 'signed_out', vendor: 'Attio' },
  { reason: 'forbidden', vendor: 'Attio', missing: 'record_permission:read-write' },
  { reason: 'gone', vendor: 'Attio', what: 'table', name: 'Deals' },
  { reason: 'unreachable', vendor: 'Attio', executed: 'no' },
  { reason: 'unreachable', vendor: 'Attio', executed: 'maybe' },
  { reason: 'unreadable', vendor: 'Attio', what: 'a record' },
  { reason: 'listing_broke', vendor: 'Airtable', table: 'People' },
  { reason: 'refused', vendor: 'Attio', what: 'the record' },
  { reason: 'refused_value', vendor: 'Attio', field: 'Score', why: 'it is not a number' },
  { reason: 'kept_old_value', vendor: 'Attio', field: 'Logo' },
  { reason: 'cannot_convert', field: 'Born', to: 'a number', why: 'it is a date' },
  { reason: 'missing_required', field: 'Name' },
  { reason: 'not_unique', vendor: 'Attio', field: 'Domains' },
  { reason: 'unknown_choice', field: 'Level', choice: 'Principal' },
  { reason: 'cannot_transform', field: 'Code', why: 'it does not begin with “P-”' },
  { reason: 'not_mapped', field: 'Level', value: 'Principal' },
  { reason: 'no_twin', vendor: 'Attio', field: 'Teams' },
  { reason: 'breaks_rule', says: 'A won deal needs an amount.' },
  { reason: 'changed_type', vendor: 'Airtable', field: 'Score', was: 'a number', is: 'a text' },
  { reason: 'read_only', vendor: 'Airtable', field: 'Score' },
  { reason: 'fenced' },
  { reason: 'invalid', field: 'token', why: 'it is empty' },
  { reason: 'not_found', what: 'sync' },
  { reason: 'taken', what: 'This base' },
  { reason: 'not_now', why: 'The sync is paused. Resume it first.' },
  { reason: 'not_restored', field: 'Score', why: '“Score” was changed by somebody since.' },
  { reason: 'no_key' },
  { reason: 'role_too_low', needs: 'admin' },
  { reason: 'too_often', waitMs: 1_500 },
  { reason: 'signed_out', vendor: 'Airtable', why: 'expired' },
  { reason: 'signed_out', vendor: 'Airtable', why: 'lost' },
  { reason: 'signed_out', vendor: 'Airtable', why: 'narrowed', missing: 'webhook:manage' },
]

describe('every failure has a sentence for a person', () => {
  test('and every reason is in this table', () => {
    const reasons = Failure.options.map((option) => option.shape.reason.value)
    expect([...new Set(samples.map((one) => one.reason))].sort()).toEqual([...reasons].sort())
  })

  test.each(samples)('$reason', (failure) => {
    const says = tell(failure)
    expect(says).toMatch(/^[A-Z“].*\.$/s)
    // Between quotes stand the vendor's own names, such as a scope's.
    expect(says.replace(/“[^”]*”/g, ''), 'no codes, no JSON').not.toMatch(
      /[{}_]|\b[45]\d\d\b|undefined/,
    )
  })
})

// Seen red: “… did you mean UPPER( )?.”
test.each([
  ['it is empty', '“formula” is not right: it is empty.'],
  ['there is no UPER( ): did you mean UPPER( )?', '“formula” is not right: there is no UPER( ): did you mean UPPER( )?'],
])('a reason that ends by itself is not ended twice: %s', (why, says) => {
  expect(tell({ reason: 'invalid', field: 'formula', why })).toBe(says)
}) // prettier-ignore

test.each<{ failure: Failure; passing: boolean; ambiguous: boolean; stops: boolean }>([
  {
    failure: { reason: 'slow_down', vendor: 'A', waitMs: 1 },
    passing: true,
    ambiguous: false,
    stops: false,
  },
  { failure: { reason: 'fenced' }, passing: true, ambiguous: false, stops: false },
  {
    failure: { reason: 'unreachable', vendor: 'A', executed: 'no' },
    passing: true,
    ambiguous: false,
    stops: false,
  },
  {
    failure: { reason: 'unreachable', vendor: 'A', executed: 'maybe' },
    passing: false,
    ambiguous: true,
    stops: false,
  },
  {
    failure: { reason: 'unreadable', vendor: 'A', what: 'x' },
    passing: false,
    ambiguous: true,
    stops: false,
  },
  { failure: { reason: 'signed_out', vendor: 'A' }, passing: false, ambiguous: false, stops: true },
  {
    failure: { reason: 'not_unique', vendor: 'A', field: 'x' },
    passing: false,
    ambiguous: false,
    stops: false,
  },
])(
  '$failure.reason: passing $passing, ambiguous $ambiguous',
  ({ failure, passing, ambiguous, stops }) => {
    expect([isPassing(failure), isAmbiguous(failure), stopsConnection(failure)]).toEqual([
      passing,
      ambiguous,
      stops,
    ])
  },
)
