import { describe, expect, test } from 'vitest'
import {
  change,
  changePairing,
  connect,
  countOf,
  disconnect,
  draftOf,
  type Edit,
  edit,
  rebase,
  takeBack,
} from '../../extension/frontend/mapping/edit.ts'
import type { FieldMapping } from '../../shared/api/mapping.ts'

const pair = (id: string, appField: string, crmField: string, more: Partial<FieldMapping> = {}): FieldMapping => ({
  id, entityType: 'people', appField, appPart: null, crmField, crmPart: null, syncDirection: 'bidirectional',
  conflictResolution: null, firstMeeting: null, owner: [], transform: null, valueMap: null, choices: null, confidence: 0.9,
  key: false, ...more,
}) // prettier-ignore
const SAVED = [pair('e1', 'fldName', 'name', { crmPart: 'full' }), pair('e2', 'fldMail', 'email')]
const FRESH = { syncDirection: 'bidirectional', conflictResolution: null, firstMeeting: null, owner: [], transform: null, valueMap: null, choices: null } // prettier-ignore

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

const [NAME, MAIL] = SAVED as [FieldMapping, FieldMapping]
const NEW = connect(edit(SAVED), 'people', 'fldPlace', 'home')
const MADE = pair('e3', 'fldPlace', 'home', { confidence: null })
const NARROW = change(edit(SAVED), 'e2', { syncDirection: 'push' })
const RULED = changePairing(NARROW, { likeness: null })
const FIRM = { ...MAIL, conflictResolution: 'crm_wins' as const }

describe('the same work over what the Worker has by now', () => {
  test.each<{
    says: string
    now: Edit
    fresh: readonly FieldMapping[]
    sent?: Edit
    open: number
    has?: readonly Partial<FieldMapping>[]
  }>([
    { says: 'all of it was taken', now: RULED, sent: RULED, fresh: [NAME, { ...MAIL, syncDirection: 'push', confidence: null }], open: 0 },
    { says: 'a new pair was taken, and has a name now', now: NEW, sent: NEW, fresh: [...SAVED, MADE], open: 0, has: [{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }] },
    { says: 'the Worker words it otherwise', now: NARROW, sent: NARROW, fresh: [NAME, { ...MAIL, syncDirection: 'push', transform: { toCrm: [{ do: 'trim' }] } }], open: 0 },
    { says: 'a pair went', now: disconnect(edit(SAVED), 'e2'), sent: disconnect(edit(SAVED), 'e2'), fresh: [NAME], open: 0, has: [{ id: 'e1' }] },
    { says: 'nothing of it was taken', now: RULED, fresh: SAVED, open: 2, has: [{ id: 'e1' }, { id: 'e2', syncDirection: 'push' }] },
    { says: 'only the new pair was taken before the refusal', now: change(NEW, 'e2', { syncDirection: 'push' }), fresh: [...SAVED, MADE], open: 1, has: [{ id: 'e1' }, { id: 'e2', syncDirection: 'push' }, { id: 'e3' }] },
    { says: 'a new pair still waits', now: NEW, fresh: SAVED, open: 1, has: [{ id: 'e1' }, { id: 'e2' }, { id: 'new:fldPlace:home' }] },
    { says: 'somebody else set another term of it', now: NARROW, fresh: [NAME, FIRM], open: 1, has: [{ id: 'e1' }, { id: 'e2', syncDirection: 'push' }] },
    { says: 'somebody else changed what was not touched here', now: changePairing(edit(SAVED), { keys: [] }), fresh: [NAME, FIRM], open: 1, has: [{ id: 'e1' }, { id: 'e2', conflictResolution: 'crm_wins' }] },
    { says: 'somebody else made a pair', now: NARROW, fresh: [...SAVED, MADE], open: 1, has: [{ id: 'e1' }, { id: 'e2', syncDirection: 'push' }, { id: 'e3' }] },
    { says: 'somebody else took a pair apart', now: edit(SAVED), fresh: [NAME], open: 0, has: [{ id: 'e1' }] },
    { says: 'it was changed again while it was saved', now: change(NARROW, 'e2', { syncDirection: 'pull' }), sent: NARROW, fresh: [NAME, { ...MAIL, syncDirection: 'push' }], open: 1, has: [{ id: 'e1' }, { id: 'e2', syncDirection: 'pull' }] },
    { says: 'it was taken apart while it was saved', now: disconnect(NEW, 'new:fldPlace:home'), sent: NEW, fresh: [...SAVED, MADE], open: 1, has: [{ id: 'e1' }, { id: 'e2' }] },
    { says: 'rules were changed again while they were saved', now: changePairing(RULED, { likeness: { link: 0.9, ask: 0.1 } }), sent: RULED, fresh: [NAME, { ...MAIL, syncDirection: 'push' }], open: 1 },
  ])('$says', ({ now, fresh, sent, open, has = fresh.map(({ id }) => ({ id })) }) => {
    const after = rebase(now, fresh, sent)
    expect(after.saved).toBe(fresh)
    expect(after.entries).toMatchObject(has)
    expect(after.entries).toHaveLength(has.length)
    expect(countOf(draftOf(after, 'people'))).toBe(open)
  }) // prettier-ignore
})

describe('one step taken back', () => {
  const apart = disconnect(edit(SAVED), 'e2')
  const otherwise = connect(edit(SAVED), 'people', 'fldMail', 'other')
  test.each([
    { says: 'a pair taken apart is there again', before: edit(SAVED), after: apart, now: apart, ids: ['e1', 'e2'] },
    { says: 'what was changed since stays', before: edit(SAVED), after: apart, now: connect(apart, 'people', 'fldPlace', 'home'), ids: ['e1', 'new:fldPlace:home', 'e2'] },
    { says: 'what took its field since makes room', before: edit(SAVED), after: apart, now: connect(apart, 'people', 'fldMail', 'other'), ids: ['e1', 'e2'] },
    { says: 'a field paired otherwise has its old pair again', before: edit(SAVED), after: otherwise, now: otherwise, ids: ['e1', 'e2'] },
    { says: 'put together again by hand, it stays as it is', before: edit(SAVED), after: apart, now: edit(SAVED), ids: ['e1', 'e2'] },
  ])('$says', ({ before, after, now, ids }) => {
    expect(takeBack(now, before, after).entries.map(({ id }) => id)).toEqual(ids)
  }) // prettier-ignore

  test('with all its terms, and beside the terms set since', () => {
    const formed = change(edit(SAVED), 'e2', { transform: { toCrm: [{ do: 'trim' }] } })
    const gone = disconnect(formed, 'e2')
    const later = change(gone, 'e1', { syncDirection: 'pull' })
    expect(takeBack(later, formed, gone).entries).toMatchObject([
      { id: 'e1', syncDirection: 'pull' },
      { id: 'e2', transform: { toCrm: [{ do: 'trim' }] } },
    ])
  })
})
