import { expect, test } from 'vitest'
import type { Field } from '../../../shared/field.ts'
import type { Entry, Pairing } from '../../../shared/mapping.ts'
import { loopIn } from '../../../shared/validate/cycle.ts'

const field = (id: string, more: Partial<Field> = {}): Field => ({
  id,
  name: id.toUpperCase(),
  type: 'text',
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: 'text',
  ...more,
})
const described = {
  left: {
    vendor: 'Left',
    tables: [
      { id: 'l', name: 'L', fields: [field('a'), field('b'), field('c', { from: ['a'] }), field('d', { from: ['c'] })] },
      { id: 'k', name: 'K', fields: [field('z'), field('y', { from: ['b'] })] },
    ],
  },
  right: { vendor: 'Right', tables: [{ id: 'r', name: 'R', fields: [field('p'), field('q')] }] },
} // prettier-ignore

const entry = (left: string, right: string, direction: Entry['direction'], reads?: Entry['reads']): Entry => ({
  id: `${left}${right}${direction}`,
  left: { field: left },
  right: { field: right },
  direction,
  since: 1,
  ...(reads ? { reads } : {}),
}) // prettier-ignore

const pairing = (entries: readonly Entry[], more: Partial<Pairing> = {}): Pairing => ({
  entityType: 'x',
  left: 'l',
  right: 'r',
  version: 1,
  entries: [...entries],
  keys: [],
  direction: 'bidirectional',
  conflictResolution: 'app_wins',
  firstMeeting: 'app_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'keep',
  twins: { left: null, right: null },
  marks: { left: null, right: null },
  ...more,
})

/** Each loop seen missed by taking the edge it needs out of `feeds` or `sourcesOf`. */
test.each<{ says: string; pairings: readonly Pairing[]; want: string | null }>([
  {
    says: 'a field both ways is no loop',
    pairings: [pairing([entry('a', 'p', 'bidirectional'), entry('b', 'q', 'bidirectional')])],
    want: null,
  },
  {
    says: 'two one-way entries that close a circle',
    pairings: [pairing([entry('a', 'p', 'push'), entry('b', 'p', 'pull', { right: {} }), entry('b', 'q', 'push'), entry('a', 'q', 'pull')])],
    want: 'P in Right → B in Left → Q in Right → A in Left → P in Right',
  },
  {
    says: 'the same two fields, each way by an entry of its own',
    pairings: [pairing([entry('a', 'p', 'push'), { ...entry('a', 'p', 'pull'), id: 'back' }])],
    want: 'P in Right → A in Left → P in Right',
  },
  {
    says: 'through a formula of an entry',
    pairings: [pairing([entry('a', 'p', 'push', { left: { B: 'b' } }), entry('b', 'p', 'pull')])],
    want: 'P in Right → B in Left → P in Right',
  },
  {
    says: 'through computed fields of the vendor',
    pairings: [pairing([entry('d', 'p', 'push'), entry('a', 'p', 'pull')])],
    want: 'P in Right → A in Left → P in Right',
  },
  {
    says: 'through another pairing and a lookup into its table',
    pairings: [
      pairing([entry('b', 'p', 'pull')]),
      pairing([entry('y', 'p', 'push')], { entityType: 'two', left: 'k' }),
    ],
    want: 'B in Left → P in Right → B in Left',
  },
  {
    says: 'two tables against one object, both ways',
    pairings: [
      pairing([entry('a', 'p', 'bidirectional')]),
      pairing([entry('z', 'p', 'bidirectional')], { entityType: 'two', left: 'k' }),
    ],
    want: null,
  },
  {
    says: 'a direction that the pairing narrows breaks the loop',
    pairings: [pairing([entry('d', 'p', 'push'), entry('a', 'p', 'pull')], { direction: 'push' })],
    want: null,
  },
])('$says', ({ pairings, want }) => {
  expect(loopIn(pairings, described)?.join(' → ') ?? null).toBe(want)
}) // prettier-ignore

test('parts of one field feed only themselves', () => {
  const first = { ...entry('a', 'p', 'bidirectional'), right: { field: 'p', part: 'first' } }
  const last = { ...entry('b', 'p', 'bidirectional'), right: { field: 'p', part: 'last' } }
  expect(loopIn([pairing([first, last])], described)).toBeNull()
})
