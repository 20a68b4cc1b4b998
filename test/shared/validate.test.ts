import { expect, test } from 'vitest'
import { tell } from '../../shared/failure.ts'
import type { Field, FieldType, Table } from '../../shared/field.ts'
import type { Entry } from '../../shared/mapping.ts'
import { checkEntry, widest } from '../../shared/validate.ts'

const field = (id: string, type: FieldType, more: Partial<Field> = {}): Field => ({
  id, name: `The ${id}`, type, many: false, access: 'always', required: false, unique: false, native: type, ...more,
}) // prettier-ignore
const tables: { left: Table; right: Table } = {
  left: {
    id: 'L',
    name: 'Left',
    fields: [
      field('a', 'text'), field('n', 'number'), field('f', 'file', { many: true }), field('ro', 'text', { access: 'never' }),
      field('ref', 'reference', { targets: ['X'] }),
    ], // prettier-ignore
  },
  right: {
    id: 'R',
    name: 'Right',
    fields: [
      field('a', 'text'), field('name', 'name'), field('n', 'number'), field('ro', 'text', { access: 'never' }),
      field('ref', 'reference', { targets: ['y'] }),
    ], // prettier-ignore
  },
}
const entry = (left: Entry['left'], right: Entry['right'], direction: Entry['direction'] = 'bidirectional', id = 'e'): Entry => ({
  id, left, right, direction, since: 1,
}) // prettier-ignore

test.each<{ says: string; entry: Entry; others?: Entry[]; paired?: boolean; want: RegExp | null }>([
  { says: 'two texts', entry: entry({ field: 'a' }, { field: 'a' }), want: null },
  {
    says: 'a part of a name',
    entry: entry({ field: 'a' }, { field: 'name', part: 'first' }),
    want: null,
  },
  {
    says: 'a field that is not there',
    entry: entry({ field: 'zz' }, { field: 'a' }),
    want: /“Left” has no such field/,
  },
  {
    says: 'a part that is not there',
    entry: entry({ field: 'a' }, { field: 'name', part: 'middle' }),
    want: /no part “middle”; choose one of first, last, full/,
  },
  {
    says: 'a part of what has none',
    entry: entry({ field: 'a', part: 'x' }, { field: 'a' }),
    want: /it has no parts/,
  },
  {
    says: 'writing what cannot be written',
    entry: entry({ field: 'a' }, { field: 'ro' }),
    want: /cannot be written in “Right”/,
  },
  { says: 'reading it', entry: entry({ field: 'a' }, { field: 'ro' }, 'pull'), want: null },
  {
    says: 'what cannot be converted',
    entry: entry({ field: 'f' }, { field: 'n' }, 'push'),
    want: /cannot be turned into it/,
  },
  {
    says: 'an entry that carries nothing may be anything',
    entry: entry({ field: 'f' }, { field: 'n' }, 'none'),
    want: null,
  },
  {
    says: 'a second owner',
    entry: entry({ field: 'n' }, { field: 'a' }, 'push'),
    others: [entry({ field: 'a' }, { field: 'a' }, 'push', 'o')],
    want: /a field has one owner/,
  },
  {
    says: 'a second owner of a part',
    entry: entry({ field: 'n' }, { field: 'name', part: 'first' }, 'push'),
    others: [entry({ field: 'a' }, { field: 'name' }, 'push', 'o')],
    want: /one owner/,
  },
  {
    says: 'two parts have two owners',
    entry: entry({ field: 'n' }, { field: 'name', part: 'first' }, 'push'),
    others: [entry({ field: 'a' }, { field: 'name', part: 'last' }, 'push', 'o')],
    want: null,
  },
  {
    says: 'a relation into tables that are not paired',
    entry: entry({ field: 'ref' }, { field: 'ref' }),
    want: /not paired yet/,
  },
  {
    says: 'a relation into tables that are',
    entry: entry({ field: 'ref' }, { field: 'ref' }),
    paired: true,
    want: null,
  },
])('$says', ({ entry: one, others = [], paired = false, want }) => {
  const checked = checkEntry(one, others, tables, () => paired)
  expect(checked.ok ? 'fine' : tell(checked.error)).toMatch(want ?? /^fine$/)
})

test.each([
  ['always', 'always', 'bidirectional'],
  ['never', 'always', 'push'],
  ['always', 'never', 'pull'],
  ['never', 'never', 'none'],
  ['create', 'always', 'bidirectional'],
] as const)('a field written %s and one written %s meet %s', (left, right, want) => {
  expect(widest(field('l', 'text', { access: left }), field('r', 'text', { access: right }))).toBe(
    want,
  )
})
