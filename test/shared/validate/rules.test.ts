import { describe, expect, test } from 'vitest'
import { tell } from '../../../shared/failure.ts'
import type { Field } from '../../../shared/field.ts'
import type { Entry, Pairing } from '../../../shared/mapping.ts'
import type { Check, Rule } from '../../../shared/mapping/rule.ts'
import { judgeOf } from '../../../shared/validate/rules.ts'
import type { Value, Values } from '../../../shared/value.ts'

const field = (id: string): Field => ({
  id,
  name: id,
  type: 'text',
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: 'text',
})
const tables = {
  left: { id: 'l', name: 'L', fields: [field('X'), field('Y')] },
  right: { id: 'r', name: 'R', fields: [field('x'), field('y')] },
}
const entry = (id: string, left: string, right: string): Entry => ({
  id,
  left: { field: left },
  right: { field: right },
  direction: 'bidirectional',
  since: 1,
})
const pairing = (rules: readonly Rule[]): Pairing => ({
  entityType: 'things',
  left: 'l',
  right: 'r',
  version: 1,
  entries: [entry('e1', 'X', 'x'), entry('e2', 'Y', 'y')],
  keys: [],
  direction: 'bidirectional',
  conflictResolution: 'manual_review',
  firstMeeting: 'app_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'keep',
  twins: { left: null, right: null },
  marks: { left: null, right: null },
  validation: [...rules],
})
const rule = (check: Check, more: Partial<Rule> = {}): Rule => ({
  id: 'r',
  side: 'left',
  entry: 'e1',
  check,
  ...more,
})

/** What the rule says of a record, or that it keeps it. */
function judged(one: Rule, slots: Values, side: 'left' | 'right' = 'left'): string {
  const failure = judgeOf(pairing([one]), tables, { country: 'DE' })(side, slots)
  return failure === null ? 'kept' : tell(failure)
}

describe('a rule of one’s own', () => {
  // Seen red with a list taken for true whatever is in it.
  test.each<{ says: string; formula: string; holds: Value; kept: boolean }>([
    { says: 'true', formula: '{X} = "a"', holds: 'a', kept: true },
    { says: 'false', formula: '{X} = "a"', holds: 'b', kept: false },
    { says: 'a number', formula: '{X} + 1', holds: 1, kept: true },
    { says: 'nought', formula: '{X} - 1', holds: 1, kept: false },
    { says: 'a text', formula: '{X}', holds: 'a', kept: true },
    { says: 'no text', formula: '{X}', holds: '', kept: false },
    { says: 'nothing', formula: '{X}', holds: null, kept: false },
    { says: 'a fault', formula: '1 / {X}', holds: 0, kept: false },
    { says: 'a list of truths', formula: '{X}', holds: [true, true], kept: true },
    { says: 'a list of falses', formula: '{X}', holds: [false, false], kept: false },
    { says: 'a list with one false in it', formula: '{X}', holds: [true, false], kept: false },
    { says: 'a list of noughts', formula: '{X}', holds: [0], kept: false },
    { says: 'a list of nothing', formula: '{X}', holds: [], kept: false },
    { says: 'a list of texts', formula: '{X}', holds: ['a', 'b'], kept: true },
  ])('that gives $says: kept is $kept', ({ formula, holds, kept }) => {
    const own = rule({ is: 'custom', formula }, { says: 'No good.', reads: { left: { X: 'X' } } })
    expect(judged(own, { X: holds })).toBe(
      kept ? 'kept' : 'No good. Change the record, or the rule, and it is tried again.',
    )
  })
})

describe('a rule about a field', () => {
  test.each<{ says: string; check: Check; holds: Value | undefined; want: RegExp }>([
    { says: 'required, and there', check: { is: 'required' }, holds: 'a', want: /^kept$/ },
    { says: 'required, and empty', check: { is: 'required' }, holds: null, want: /“X” must not be empty/ },
    { says: 'required, and not known', check: { is: 'required' }, holds: undefined, want: /“X” must not be empty/ },
    { says: 'the least itself', check: { is: 'range', min: 2, max: 4 }, holds: 2, want: /^kept$/ },
    { says: 'the largest itself', check: { is: 'range', min: 2, max: 4 }, holds: '4', want: /^kept$/ },
    { says: 'below the least', check: { is: 'range', min: 2 }, holds: 1.9, want: /“X” must be at least 2/ },
    { says: 'above the largest', check: { is: 'range', max: 4 }, holds: 4.1, want: /“X” must be at most 4/ },
    { says: 'outside both', check: { is: 'range', min: 2, max: 4 }, holds: 5, want: /“X” must be 2 to 4/ },
    { says: 'no number', check: { is: 'range', min: 2 }, holds: 'two', want: /must be at least 2/ },
    { says: 'the first day', check: { is: 'dates', from: '2026-01-01' }, holds: '2026-01-01', want: /^kept$/ },
    { says: 'the day before', check: { is: 'dates', from: '2026-01-01' }, holds: '2025-12-31', want: /at least 2026-01-01/ },
    { says: 'the last day', check: { is: 'dates', to: '2026-01-01' }, holds: '2026-01-01', want: /^kept$/ },
    { says: 'the day after', check: { is: 'dates', to: '2026-01-01' }, holds: '2026-01-02', want: /at most 2026-01-01/ },
    { says: 'no day', check: { is: 'dates', to: '2026-01-01' }, holds: 'soon', want: /at most 2026-01-01/ },
    { says: 'as long as it may be, in characters', check: { is: 'length', max: 2 }, holds: '👩a', want: /^kept$/ },
    { says: 'one too long', check: { is: 'length', max: 2 }, holds: 'abc', want: /at most 2 characters/ },
    { says: 'one too short', check: { is: 'length', min: 2 }, holds: 'a', want: /at least 2 characters/ },
    { says: 'a pattern that fits somewhere', check: { is: 'pattern', pattern: 'b+' }, holds: 'abc', want: /^kept$/ },
    { says: 'a pattern that does not', check: { is: 'pattern', pattern: '^b' }, holds: 'abc', want: /must look like \^b/ },
    { says: 'one of a few', check: { is: 'oneOf', values: ['a', 'b'] }, holds: 'b', want: /^kept$/ },
    { says: 'another one', check: { is: 'oneOf', values: ['a', 'b'] }, holds: 'c', want: /must be one of a, b/ },
    { says: 'one of a list that breaks it', check: { is: 'oneOf', values: ['a', 'b'] }, holds: ['a', 'c'], want: /must be one of/ },
    { says: 'nothing, where it may be empty', check: { is: 'oneOf', values: ['a'] }, holds: null, want: /^kept$/ },
    { says: 'an address', check: { is: 'type', type: 'email' }, holds: 'a@example.com', want: /^kept$/ },
    { says: 'no address', check: { is: 'type', type: 'email' }, holds: 'a at b', want: /an email address/ },
    { says: 'an address in its parts', check: { is: 'type', type: 'email' }, holds: { email: 'a@example.com' }, want: /^kept$/ },
    { says: 'a phone number of the country', check: { is: 'type', type: 'phone' }, holds: '030 901820', want: /^kept$/ },
    { says: 'no phone number', check: { is: 'type', type: 'phone' }, holds: '12', want: /a phone number/ },
    { says: 'a domain', check: { is: 'type', type: 'domain' }, holds: 'example.com', want: /^kept$/ },
    { says: 'no domain', check: { is: 'type', type: 'domain' }, holds: 'example', want: /a domain/ },
    { says: 'a web address', check: { is: 'type', type: 'url' }, holds: 'https://example.com/a', want: /^kept$/ },
    { says: 'no web address', check: { is: 'type', type: 'url' }, holds: 'example com', want: /a web address/ },
    { says: 'a day', check: { is: 'type', type: 'date' }, holds: '2026-02-28', want: /^kept$/ },
    { says: 'a day that never was', check: { is: 'type', type: 'date' }, holds: '2026-02-30', want: /a date/ },
    { says: 'a number in words of the field', check: { is: 'type', type: 'number' }, holds: '1.5', want: /^kept$/ },
    { says: 'a broken number where it must be whole', check: { is: 'type', type: 'integer' }, holds: 1.5, want: /a whole number/ },
    { says: 'a whole number', check: { is: 'type', type: 'integer' }, holds: 2, want: /^kept$/ },
  ])('$says', ({ check, holds, want }) => {
    expect(judged(rule(check), holds === undefined ? {} : { X: holds })).toMatch(want)
  }) // prettier-ignore

  test.each([
    { says: 'on its side only', side: 'left', on: 'right', want: 'kept' },
    { says: 'on both sides, where it says so', side: 'both', on: 'right', want: 'broken' },
    { says: 'on its own side', side: 'right', on: 'right', want: 'broken' },
  ] as const)('it is asked $says', ({ side, on, want }) => {
    const says = judged(rule({ is: 'required' }, { side }), {}, on)
    expect(says === 'kept' ? 'kept' : 'broken').toBe(want)
  })

  test('its own sentence is what a person reads', () => {
    expect(judged(rule({ is: 'required' }, { says: 'Fill in X.' }), {})).toMatch(/^Fill in X\./)
  })
})
