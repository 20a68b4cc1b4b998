import { describe, expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { openAnswers, REMEMBERED_MS } from '../../worker/objects/workspace/answers.ts'
import { openClaims } from '../../worker/objects/workspace/claims.ts'
import { openHoldings } from '../../worker/objects/workspace/holdings.ts'
import { openKeys } from '../../worker/objects/workspace/keys.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { watched } from '../../worker/objects/watched.ts'
import { nodeStore } from './sqlite.ts'

const MINUTE = 60_000
const PLAIN = { expiresAt: null, connectionId: null }

function sql() {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  return watched(store).sql
}

describe('keys', () => {
  function open() {
    const keys = openKeys(sql())
    keys.add({ name: 'Ada', role: 'admin', scopes: [], ...PLAIN }, { id: 'k1', hash: 'h1', now: 0 })
    keys.add(
      { name: 'Bea', role: 'user', scopes: ['runs'], ...PLAIN },
      { id: 'k2', hash: 'h2', now: 1 },
    )
    return keys
  }

  test('a hash finds its key, with role and scopes; another finds none', () => {
    expect(open().use('w1', 'h2', 5)).toEqual({
      ok: true,
      value: {
        workspaceId: 'w1',
        keyId: 'k2',
        name: 'Bea',
        role: 'user',
        scopes: ['runs'],
        memberId: null,
        resource: null,
        place: null,
        decides: true,
        expiresAt: null,
      },
    })
    expect(open().use('w1', 'h3', 5)).toEqual({ ok: false, error: { reason: 'no_key' } })
  })

  test.each([
    { says: 'the first use is noted', uses: [7], want: 7 },
    {
      says: 'uses within the same minute are not written again',
      uses: [7, 8, 7 + MINUTE - 1],
      want: 7,
    },
    { says: 'a later one is', uses: [7, 7 + MINUTE], want: 7 + MINUTE },
  ])('$says', ({ uses, want }) => {
    const keys = open()
    for (const now of uses) keys.use('w1', 'h1', now)
    expect(keys.list()[0]).toMatchObject({ lastUsedAt: want })
  })

  test.each([
    { says: 'a revoked key opens nothing', id: 'k2', want: { ok: true }, left: ['k1'] },
    {
      says: 'the last admin’s key stays',
      id: 'k1',
      want: { error: { reason: 'not_now' } },
      left: ['k1', 'k2'],
    },
    {
      says: 'an unknown key cannot be revoked',
      id: 'k9',
      want: { error: { reason: 'not_found' } },
      left: ['k1', 'k2'],
    },
  ])('$says', ({ id, want, left }) => {
    const keys = open()
    expect(keys.remove(id)).toMatchObject(want)
    expect(keys.list().map((key) => key.id)).toEqual(left)
  })

  test.each([
    { says: 'a key lives until its end', more: { expiresAt: 10 }, now: 9, ok: true },
    { says: 'and not longer', more: { expiresAt: 10 }, now: 10, ok: false },
    { says: 'a key of a connection that is gone opens nothing', more: { connectionId: 'cGone' }, now: 5, ok: false },
    { says: 'a session of nobody opens nothing', more: {}, member: 'mGone', now: 5, ok: false },
  ])('$says', ({ more, member = null, now, ok }) => {
    const keys = open()
    keys.add(
      { name: 'X', role: 'user', scopes: [], ...PLAIN, ...more },
      { id: 'k3', hash: 'h3', now: 2 },
      member,
    )
    expect(keys.use('w1', 'h3', now).ok).toBe(ok)
  }) // prettier-ignore

  test('an admin’s key that may not reach keys does not count as another admin’s', () => {
    const keys = open()
    keys.add(
      { name: 'Cy', role: 'admin', scopes: ['runs'], ...PLAIN },
      { id: 'k3', hash: 'h3', now: 2 },
    )
    expect(keys.remove('k1')).toMatchObject({ error: { reason: 'not_now' } })
    keys.add({ name: 'Di', role: 'admin', scopes: [], ...PLAIN }, { id: 'k4', hash: 'h4', now: 3 })
    expect(keys.remove('k1')).toEqual({ ok: true, value: true })
  })
})

describe('answers', () => {
  const again = { ok: true, value: { kind: 'new' } }

  test.each<{ says: string; before: (at: ReturnType<typeof openAnswers>) => void; print?: string; now?: number; want: unknown }>([
    { says: 'a key is new at first', before: () => undefined, want: again },
    { says: 'one still being worked on waits', before: (at) => at.begin('a', 'p', 0), want: { error: { reason: 'not_now' } } },
    { says: 'one that was cut off is free after a while', before: (at) => at.begin('a', 'p', 0), now: 3 * MINUTE, want: again },
    { says: 'one that failed is free at once', before: (at) => { at.begin('a', 'p', 0); at.forget('a') }, want: again },
    { says: 'one that was answered is answered the same', before: (at) => { at.begin('a', 'p', 0); at.finish('a', 201, '{}') },
      now: REMEMBERED_MS - 1, want: { ok: true, value: { kind: 'done', status: 201, body: '{}' } } },
    { says: 'an answer is not forgotten by mistake', before: (at) => { at.begin('a', 'p', 0); at.finish('a', 201, '{}'); at.forget('a') },
      want: { ok: true, value: { kind: 'done', status: 201, body: '{}' } } },
    { says: 'the same key for another question is refused', before: (at) => { at.begin('a', 'p', 0); at.finish('a', 201, '{}') },
      print: 'q', want: { error: { reason: 'invalid', field: 'Idempotency-Key' } } },
    { says: 'after a day it is new again', before: (at) => { at.begin('a', 'p', 0); at.finish('a', 201, '{}') },
      print: 'q', now: REMEMBERED_MS, want: again },
  ])('$says', ({ before, print = 'p', now = 1, want }) => {
    const answers = openAnswers(sql())
    before(answers)
    expect(answers.begin('a', print, now)).toMatchObject(want as object)
  }) // prettier-ignore

  test('tidying drops what is older than a day, and nothing else', () => {
    const db = sql()
    const answers = openAnswers(db)
    answers.begin('old', 'p', 0)
    answers.begin('new', 'p', 10)
    answers.tidy(REMEMBERED_MS + 5)
    expect(db.exec('select key from answer').toArray()).toEqual([{ key: 'new' }])
  })
})

describe('claims', () => {
  test.each([
    {
      says: 'nobody else may have what one workspace holds',
      held: [['w1', 'c1']],
      want: { error: { reason: 'taken', what: 'This base' } },
    },
    {
      says: 'what was let go is free',
      held: [['w1', 'c1']],
      freed: [['w1', 'c1']],
      want: { ok: true },
    },
    {
      says: 'it is held as long as one connection holds it',
      held: [
        ['w1', 'c1'],
        ['w1', 'c3'],
      ],
      freed: [['w1', 'c1']],
      want: { error: { reason: 'taken' } },
    },
    {
      says: 'nobody can let go for another',
      held: [['w1', 'c1']],
      freed: [['w2', 'c1']],
      want: { error: { reason: 'taken' } },
    },
  ])('$says', ({ held, freed = [], want }) => {
    const claims = openClaims(sql())
    for (const [workspace, connection] of held) claims.claim(workspace!, connection!, 'This base')
    for (const [workspace, connection] of freed) claims.release(workspace!, connection!)
    expect(claims.claim('w2', 'c2', 'This base')).toMatchObject(want)
  })

  test('the same claim twice is one claim', () => {
    const claims = openClaims(sql())
    expect(claims.claim('w1', 'c1', 'This base')).toEqual({ ok: true, value: true })
    expect(claims.claim('w1', 'c1', 'This base')).toEqual({ ok: true, value: true })
    claims.release('w1', 'c1')
    expect(claims.claim('w2', 'c2', 'This base')).toEqual({ ok: true, value: true })
  })
})

describe('holdings', () => {
  test('what is not in the index is not found', () => {
    const holdings = openHoldings(sql())
    holdings.addSync('s1', ['c1'], 1)
    holdings.addConnection({ id: 'c1', vendor: 'attio', resource: 'W' }, 1)
    expect(holdings.sync('s2', null)).toEqual({
      ok: false,
      error: { reason: 'not_found', what: 'config' },
    })
    expect(holdings.connection('c2', null)).toEqual({
      ok: false,
      error: { reason: 'not_found', what: 'connection' },
    })
    expect(holdings.connection('c1', null)).toEqual({
      ok: true,
      value: { id: 'c1', vendor: 'attio', resource: 'W' },
    })
  })

  test('syncs are listed newest first, and again without what was removed', () => {
    const holdings = openHoldings(sql())
    for (const [i, id] of ['s1', 's2', 's3'].entries()) holdings.addSync(id, [], i)
    holdings.removeSync('s2')
    expect(holdings.syncs(null).map(({ id }) => id)).toEqual(['s3', 's1'])
  })

  test.each([
    { says: 'all of the workspace sees all', place: null, connections: ['a1', 'a2', 'b'], syncs: ['s2', 's1'] },
    { says: 'one place of two sees itself, what is shared, and its own sync', place: 'a1', connections: ['a1', 'b'], syncs: ['s1'] },
    { says: 'so does the other', place: 'a2', connections: ['a2', 'b'], syncs: ['s2'] },
    { says: 'what is shared by both is seen from there', place: 'b', connections: ['a1', 'a2', 'b'], syncs: ['s2', 's1'] },
  ])('$says', ({ place, connections, syncs }) => {
    const holdings = openHoldings(sql())
    for (const [i, [id, vendor]] of [['a1', 'x'], ['a2', 'x'], ['b', 'y']].entries())
      holdings.addConnection({ id: id!, vendor: vendor!, resource: id! }, i)
    holdings.addSync('s1', ['a1', 'b'], 1)
    holdings.addSync('s2', ['a2', 'b'], 2)
    expect(holdings.connections(place).map(({ id }) => id)).toEqual(connections)
    expect(holdings.syncs(place).map(({ id }) => id)).toEqual(syncs)
    const seen = ['a1', 'a2', 'b'].filter((id) => holdings.connection(id, place).ok)
    const synced = ['s2', 's1'].filter((id) => holdings.sync(id, place).ok)
    expect([seen, synced]).toEqual([connections, syncs])
  }) // prettier-ignore
})
