import { describe, expect, test } from 'vitest'
import {
  change,
  changePairing,
  connect,
  countOf,
  disconnect,
  draftOf,
  edit,
} from '../../extension/frontend/mapping/edit.ts'
import type { FieldMapping } from '../../shared/api/mapping.ts'

const pair = (id: string, appField: string, crmField: string, more: Partial<FieldMapping> = {}): FieldMapping => ({
  id, entityType: 'people', appField, appPart: null, crmField, crmPart: null, syncDirection: 'bidirectional',
  conflictResolution: null, firstMeeting: null, owner: [], transform: null, valueMap: null, choices: null, confidence: 0.9,
  key: false, ...more,
}) // prettier-ignore
const SAVED = [pair('e1', 'fldName', 'name', { crmPart: 'full' }), pair('e2', 'fldMail', 'email')]
const FRESH = { syncDirection: 'bidirectional', conflictResolution: null, firstMeeting: null, transform: null, valueMap: null, choices: null } // prettier-ignore

describe('what is asked of the Worker', () => {
  test.each([
    { says: 'nothing, where nothing changed', now: edit(SAVED), draft: {}, count: 0 },
    {
      says: 'a new pair, with its part',
      now: connect(edit(SAVED), 'people', 'fldPlace', 'home#locality'),
      draft: { add: [{ appField: 'fldPlace', crmField: 'home', crmPart: 'locality', ...FRESH }] },
      count: 1,
    },
    {
      says: 'a pair that goes',
      now: disconnect(edit(SAVED), 'e2'),
      draft: { remove: ['e2'] },
      count: 1,
    },
    {
      says: 'a field paired otherwise: its old pair goes, before the new one comes',
      now: connect(edit(SAVED), 'people', 'fldMail', 'other'),
      draft: { remove: ['e2'], add: [{ appField: 'fldMail', crmField: 'other', ...FRESH }] },
      count: 2,
    },
    {
      says: 'nothing, where a pair was taken apart and put together again',
      now: connect(disconnect(edit(SAVED), 'e1'), 'people', 'fldName', 'name#full'),
      draft: {},
      count: 0,
    },
    {
      says: 'other terms of a pair',
      now: change(edit(SAVED), 'e2', { syncDirection: 'push' }),
      draft: { change: [{ mappingId: 'e2', ...FRESH, syncDirection: 'push' }] },
      count: 1,
    },
    {
      says: 'rules of the pairing',
      now: changePairing(changePairing(edit(SAVED), { likeness: null }), { keys: [['e2']] }),
      draft: { pairing: { likeness: null, keys: [['e2']] } },
      count: 2,
    },
  ])('$says', ({ now, draft, count }) => {
    expect(draftOf(now, 'people')).toEqual({ entityType: 'people', ...draft })
    expect(countOf(draftOf(now, 'people'))).toBe(count)
  })

  test('pairing the same two again changes nothing', () => {
    const now = edit(SAVED)
    expect(connect(now, 'people', 'fldMail', 'email')).toBe(now)
  })
})
