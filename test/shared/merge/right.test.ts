import { describe, expect, test } from 'vitest'
import type { ConflictRule, Entry } from '../../../shared/mapping.ts'
import { decide, type RightRules, ruleFor, type When } from '../../../shared/merge/right.ts'

const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 'e', left: { field: 'L' }, right: { field: 'R' }, direction: 'bidirectional', since: 1, ...more,
}) // prettier-ignore
const rules = (more: Partial<RightRules> = {}): RightRules => ({
  conflictResolution: 'manual_review',
  firstMeeting: 'crm_wins',
  ...more,
})

describe('whose word it is', () => {
  test.each<{ says: string; entry?: Partial<Entry>; rules?: Partial<RightRules>; first?: boolean; want: string }>([
    { says: 'nobody said anything but the pairing', want: 'manual_review of pairing' },
    { says: 'the pairing, of a first meeting', first: true, want: 'crm_wins of pairing' },
    { says: 'a condition of the pairing comes before its rule', rules: { ownerOfAll: () => 'left' }, want: 'app_wins of condition' },
    { says: 'one that does not hold leaves it to the rule', rules: { ownerOfAll: () => null, owner: () => null }, want: 'manual_review of pairing' },
    { says: 'the field’s own rule comes before the pairing’s condition', entry: { conflictResolution: 'last_write_wins' }, rules: { ownerOfAll: () => 'left' }, want: 'last_write_wins of field' },
    { says: 'the field’s own condition comes before its rule', entry: { conflictResolution: 'last_write_wins' }, rules: { owner: () => 'right' }, want: 'crm_wins of condition' },
    { says: 'the field’s word about first meetings comes before everything there', entry: { firstMeeting: 'app_wins', conflictResolution: 'last_write_wins' }, rules: { owner: () => 'right' }, first: true, want: 'app_wins of field' },
    { says: 'and counts nowhere else', entry: { firstMeeting: 'app_wins' }, want: 'manual_review of pairing' },
  ])('$says: $want', ({ entry: more, rules: said, first = false, want }) => {
    const { is, of } = ruleFor(entry(more), rules(said), first)
    expect(`${is} of ${of}`).toBe(want)
  }) // prettier-ignore
})

describe('who is right', () => {
  const never: When = { at: undefined, since: undefined }
  const at = (day: number): When => ({ at: `2026-01-0${day}`, since: undefined })
  const between = (since: number, until?: number): When => ({
    at: undefined,
    since: `2026-01-0${since}`,
    until: until === undefined ? undefined : `2026-01-0${until}`,
  })
  test.each<{ rule: ConflictRule; left: When; right: When; want: string | null }>([
    { rule: 'app_wins', left: never, right: at(9), want: 'left' },
    { rule: 'crm_wins', left: at(9), right: never, want: 'right' },
    { rule: 'manual_review', left: at(9), right: at(1), want: null },
    { rule: 'last_write_wins', left: between(3), right: between(1, 2), want: 'left' },
    { rule: 'last_write_wins', left: between(1, 2), right: between(3), want: 'right' },
    { rule: 'last_write_wins', left: between(1, 3), right: between(2, 4), want: null },
    { rule: 'last_write_wins', left: between(1, 2), right: between(2, 3), want: null },
    { rule: 'last_write_wins', left: at(3), right: between(1, 2), want: 'left' },
    { rule: 'last_write_wins', left: at(1), right: between(2), want: 'right' },
    { rule: 'last_write_wins', left: at(3), right: never, want: null },
    { rule: 'last_write_wins', left: never, right: at(3), want: null },
    { rule: 'last_write_wins', left: between(1), right: between(2), want: null },
  ])('by $rule, left $left and right $right: $want', ({ rule, left, right, want }) => {
    expect(decide(rule, left, right)).toBe(want)
  })
})
