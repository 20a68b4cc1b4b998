import { describe, expect, test } from 'vitest'
import {
  change,
  changePairing,
  countOf,
  disconnect,
  draftOf,
  type Edit,
  edit,
  rebase,
} from '../../extension/frontend/mapping/edit.ts'
import {
  clashingTerms,
  keepMine,
  noticed,
  seenFrom,
  takeTheirs,
} from '../../extension/frontend/mapping/elsewhere.ts'
import type { FieldMapping } from '../../shared/api/mapping.ts'
import type { PairingView } from '../../shared/api/pairing.ts'

const pair = (id: string, more: Partial<FieldMapping> = {}): FieldMapping => ({
  id, entityType: 'people', appField: `fld${id}`, appPart: null, crmField: id, crmPart: null, syncDirection: 'bidirectional',
  conflictResolution: null, firstMeeting: null, owner: [], transform: null, valueMap: null, choices: null, confidence: 0.9,
  key: false, warnings: [], ...more,
}) // prettier-ignore
const SAVED = [pair('a'), pair('b')]
const push = (id: string) => pair(id, { syncDirection: 'push' })
const pull = (id: string) => pair(id, { syncDirection: 'pull' })
const meet = (now: Edit, fresh: readonly FieldMapping[]): Edit => noticed(now, rebase(now, fresh))
const told = ({ elsewhere = [] }: Edit) =>
  elsewhere.map(({ mine, theirs }) => [mine?.syncDirection ?? null, theirs?.syncDirection ?? null])

describe('what both changed', () => {
  // Seen red with the work laid over whatever came: nothing was ever told.
  test.each([
    { says: 'nobody changed anything', now: edit(SAVED), fresh: SAVED, clashes: [] },
    { says: 'only elsewhere', now: edit(SAVED), fresh: [pull('a'), pair('b')], clashes: [] },
    { says: 'only here', now: change(edit(SAVED), 'a', { syncDirection: 'push' }), fresh: SAVED, clashes: [] },
    { says: 'another pair elsewhere', now: change(edit(SAVED), 'a', { syncDirection: 'push' }), fresh: [pair('a'), pull('b')], clashes: [] },
    { says: 'the same on both sides', now: change(edit(SAVED), 'a', { syncDirection: 'push' }), fresh: [push('a'), pair('b')], clashes: [] },
    { says: 'one pair, otherwise', now: change(edit(SAVED), 'a', { syncDirection: 'push' }), fresh: [pull('a'), pair('b')], clashes: [['push', 'pull']] },
    { says: 'taken apart there', now: change(edit(SAVED), 'a', { syncDirection: 'push' }), fresh: [pair('b')], clashes: [['push', null]] },
    { says: 'taken apart here', now: disconnect(edit(SAVED), 'a'), fresh: [pull('a'), pair('b')], clashes: [[null, 'pull']] },
    { says: 'taken apart on both sides', now: disconnect(edit(SAVED), 'a'), fresh: [pair('b')], clashes: [] },
  ])('$says', ({ now, fresh, clashes }) => {
    expect(told(meet(now, fresh))).toEqual(clashes)
  }) // prettier-ignore

  const BOTH = meet(change(edit(SAVED), 'a', { syncDirection: 'push' }), [pull('a'), pair('b')])
  test('it stays told with every further answer, until both are the same', () => {
    expect(told(meet(BOTH, [pull('a'), pair('b')]))).toEqual([['push', 'pull']])
    expect(told(meet(change(BOTH, 'a', { syncDirection: 'pull' }), [pull('a'), pair('b')]))).toEqual([]) // prettier-ignore
  })
  test('mine is what is saved then, or there is nothing left to save', () => {
    expect(draftOf(keepMine(BOTH), 'people').change).toMatchObject([{ mappingId: 'a', syncDirection: 'push' }]) // prettier-ignore
    expect(countOf(draftOf(takeTheirs(BOTH, []), 'people'))).toBe(0)
  })
  test('a pair that was taken apart there is made anew, or stays apart', () => {
    const gone = meet(change(edit(SAVED), 'a', { syncDirection: 'push' }), [pair('b')])
    expect(draftOf(keepMine(gone), 'people').add).toMatchObject([{ appField: 'flda', crmField: 'a', syncDirection: 'push' }]) // prettier-ignore
    expect(countOf(draftOf(takeTheirs(gone, []), 'people'))).toBe(0)
  })

  const RULES = { conflictResolution: 'last_write_wins', keys: [] } as unknown as PairingView
  test('a term of the tables is told where it was changed since, otherwise', () => {
    const before = edit(SAVED)
    const now = seenFrom(before, changePairing(before, { conflictResolution: 'app_wins' }), RULES)
    expect(clashingTerms(now, RULES)).toEqual([])
    expect(clashingTerms(now, { ...RULES, conflictResolution: 'app_wins' })).toEqual([])
    const theirs: PairingView = { ...RULES, conflictResolution: 'crm_wins' }
    expect(clashingTerms(now, theirs)).toEqual(['conflictResolution'])
    expect(clashingTerms(keepMine(now), theirs)).toEqual([])
    expect(takeTheirs(now, ['conflictResolution']).pairing).toEqual({})
  })
})
