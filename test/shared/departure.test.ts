import { describe, expect, test } from 'vitest'
import { decideDeparture } from '../../shared/departure.ts'
import type { Deletions } from '../../shared/mapping.ts'

const DELETIONS: readonly Deletions[] = ['keep', 'mark', 'delete']
const known = {
  deletions: 'delete',
  mayWrite: true,
  canMark: true,
  shared: false,
  edited: false,
  decided: null,
} as const

describe('one half was deleted: the other', () => {
  test.each([
    { says: 'is left alone where deletions are kept', with: { deletions: 'keep' }, want: 'keep' },
    { says: 'is marked where they mark', with: { deletions: 'mark' }, want: 'mark' },
    { says: 'is left alone where there is nothing to mark it in', with: { deletions: 'mark', canMark: false }, want: 'keep' },
    { says: 'is marked though it was edited: nothing is lost by a mark', with: { deletions: 'mark', edited: true }, want: 'mark' },
    { says: 'is deleted where they delete', with: {}, want: 'delete' },
    { says: 'is asked about where it was edited (L4)', with: { edited: true }, want: 'ask' },
    { says: 'is deleted where a person said so', with: { edited: true, decided: 'delete' }, want: 'delete' },
    { says: 'is left alone where another table holds it too', with: { shared: true }, want: 'keep' },
    { says: 'is not marked where another table holds it too', with: { deletions: 'mark', shared: true }, want: 'keep' },
    { says: 'is deleted where a person said so, also of one that another table holds', with: { shared: true, decided: 'delete' }, want: 'delete' },
    { says: 'is left alone where a person said so', with: { decided: 'apart' }, want: 'keep' },
    { says: 'is left alone where it may not be written', with: { mayWrite: false }, want: 'keep' },
    { says: 'is left alone where it may not be written, whoever said otherwise', with: { mayWrite: false, decided: 'delete' }, want: 'keep' },
  ] as const)('$says', ({ with: more, want }) => {
    expect(decideDeparture({ ...known, ...more })).toBe(want)
  }) // prettier-ignore

  /** L4, L7 in every case there is. Seen red by deleting what was edited, and by not asking for the direction. */
  test('is never deleted unasked after an edit, and never touched against the direction', () => {
    for (const deletions of DELETIONS)
      for (const mayWrite of [true, false])
        for (const canMark of [true, false])
          for (const edited of [true, false])
            for (const shared of [true, false])
              for (const decided of [null, 'apart', 'delete'] as const) {
                const one = { deletions, mayWrite, canMark, shared, edited, decided }
                const is = decideDeparture(one)
                const mayDelete = mayWrite && (decided === 'delete' || (deletions === 'delete' && !edited && !shared)) // prettier-ignore
                expect(is === 'delete' && !mayDelete, JSON.stringify(one)).toBe(false)
                expect(is !== 'keep' && !mayWrite, JSON.stringify(one)).toBe(false)
                expect(is === 'mark' && (!canMark || shared), JSON.stringify(one)).toBe(false)
              }
  })
})
