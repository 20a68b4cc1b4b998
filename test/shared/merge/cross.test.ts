import { describe, expect, test } from 'vitest'
import type { Field, FieldType } from '../../../shared/field.ts'
import type { Entry } from '../../../shared/mapping.ts'
import { cross, missingChoices } from '../../../shared/merge/cross.ts'
import type { Value } from '../../../shared/value.ts'

const field = (name: string, type: FieldType, more: Partial<Field> = {}): Field => ({
  id: name, name, type, many: false, access: 'always', required: false, unique: false, native: type, ...more,
}) // prettier-ignore
const choice = (name: string, choices: readonly string[], many = false): Field =>
  field(name, 'choice', { many, choices: [...choices] })
const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 'e', left: { field: 'L' }, right: { field: 'R' }, direction: 'bidirectional', since: 1, ...more,
}) // prettier-ignore
const SETTING = { country: 'US' }

describe('a value on its way to the other side', () => {
  test.each<{ says: string; from: 'left' | 'right'; value: Value; ends: [Field, Field]; entry?: Partial<Entry>; want: Value | string; choices?: string[] }>([
    { says: 'a number becomes a text', from: 'left', value: 3, ends: [field('L', 'number'), field('R', 'text')], want: '3' },
    { says: 'and back', from: 'right', value: '3', ends: [field('L', 'number'), field('R', 'text')], want: 3 },
    { says: 'what is no number is refused', from: 'right', value: 'x', ends: [field('L', 'number'), field('R', 'text')], want: 'cannot_convert' },
    { says: 'empty stays empty', from: 'left', value: null, ends: [field('L', 'number'), field('R', 'text')], want: null },
    { says: 'a part of a name is text', from: 'left', value: 'Ann', ends: [field('L', 'text'), field('R', 'name')], entry: { right: { field: 'R', part: 'first' } }, want: 'Ann' },
    { says: 'an option that is there', from: 'left', value: 'New', ends: [field('L', 'text'), choice('R', ['New'])], want: 'New', choices: ['New'] },
    { says: 'one that is not, where nothing is said', from: 'left', value: 'Old', ends: [field('L', 'text'), choice('R', ['New'])], want: 'unknown_choice' },
    { says: 'one that may be made there', from: 'left', value: 'Old', ends: [field('L', 'text'), choice('R', ['New'])], entry: { choices: { right: 'create' } }, want: 'Old', choices: ['New', 'Old'] },
    { says: 'one that may be made on the other side only', from: 'left', value: 'Old', ends: [field('L', 'text'), choice('R', ['New'])], entry: { choices: { left: 'create' } }, want: 'unknown_choice' },
    { says: 'several that may be made', from: 'left', value: ['Old', 'Odd'], ends: [choice('L', ['Old', 'Odd'], true), choice('R', [], true)], entry: { choices: { right: 'create' } }, want: ['Old', 'Odd'], choices: ['Old', 'Odd'] },
    { says: 'a field that says nothing of its options refuses none', from: 'left', value: 'Old', ends: [field('L', 'text'), field('R', 'choice')], entry: { choices: { right: 'create' } }, want: 'Old' },
  ])('$says', ({ from, value, ends: [left, right], entry: more, want, choices }) => {
    const crossed = cross(entry(more), from, value, { left, right }, SETTING)
    const got = crossed.ok ? crossed.value.value : crossed.error.reason
    expect(got).toEqual(want)
    expect(crossed.ok ? crossed.value.field.choices : choices).toEqual(choices)
    // What may be made is made known to nobody but this write.
    expect(right.choices ?? []).not.toContain('Odd')
  }) // prettier-ignore
})

test.each<{ says: string; field: Field; value: Value; want: readonly string[] }>([
  { says: 'one option that is there', field: choice('R', ['New']), value: 'New', want: [] },
  { says: 'one that is not', field: choice('R', ['New']), value: 'Old', want: ['Old'] },
  { says: 'some of a list', field: choice('R', ['New'], true), value: ['New', 'Old', 'Odd'], want: ['Old', 'Odd'] }, // prettier-ignore
  { says: 'nothing', field: choice('R', ['New']), value: null, want: [] },
  { says: 'what is no option', field: choice('R', ['New']), value: 7, want: [] },
  {
    says: 'a field whose options nobody knows',
    field: field('R', 'choice'),
    value: 'Old',
    want: [],
  },
  { says: 'a field of another kind', field: { ...choice('R', ['New']), type: 'text' }, value: 'Old', want: [] }, // prettier-ignore
])('options that are missing: $says', ({ field: of, value, want }) => {
  expect(missingChoices(of, value)).toEqual(want)
})
