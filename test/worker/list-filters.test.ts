/** Lists narrowed by what is asked, page by page: nothing twice, nothing left out, and bad words are named. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { type Api, must, openApi } from './api-world.ts'
import { freshTables } from './engine.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NO_VALUES = { link: null, leftId: 'a', rightId: 'b', entry: null, base: null, left: 1, right: 2, says: '' } // prettier-ignore

/** Two pairings, a conflict and a hold each hour for ten hours, turn by turn of another sort. */
function tenHours(): Memory {
  const memory = new Memory(freshTables().store)
  for (let hour = 0; hour < 10; hour++) {
    const [pairing, now] = [1 + (hour % 2), hour * HOUR]
    const kind = hour % 3 === 0 ? 'match' : 'field'
    memory.conflicts.raise({ ...NO_VALUES, about: `c${hour}`, pairing, kind, now })
    const why = hour % 3 === 0 ? 'breaker' : 'person'
    memory.holds.put({ pairing, side: 'left', recordId: `r${hour}`, entry: '', why, says: '', run: 1, actor: null, now }) // prettier-ignore
  }
  return memory
}

type Item = { readonly id: number; readonly since: number }
/** The hours of all items, two a page. */
function hoursOf(page: (before: number | null) => readonly Item[]): number[] {
  const hours: number[] = []
  for (let before: number | null = null; ;) {
    const items: readonly Item[] = page(before)
    hours.push(...items.map(({ since }) => since / HOUR))
    if (items.length < 2) return hours
    before = items.at(-1)!.id
  }
}

const ANY = { pairing: null, kind: null, status: null, entry: null }

describe('conflicts, two a page', () => {
  test.each([
    { says: 'all', only: {}, want: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0] },
    { says: 'from a moment on', only: { from: 6 * HOUR }, want: [9, 8, 7, 6] },
    { says: 'before a moment', only: { to: 3 * HOUR }, want: [2, 1, 0] },
    { says: 'of one pairing, between', only: { pairing: 2, from: HOUR, to: 8 * HOUR }, want: [7, 5, 3, 1] },
    { says: 'of one kind', only: { kind: 'match' as const }, want: [9, 6, 3, 0] },
    { says: 'answered ones, of which there are none', only: { status: 'decided' as const }, want: [] },
  ])('$says', ({ only, want }) => {
    const { conflicts } = tenHours()
    expect(hoursOf((before) => conflicts.page(before, 2, { ...ANY, ...only }))).toEqual(want)
  }) // prettier-ignore
})

describe('what is set aside, two a page', () => {
  test.each([
    { says: 'all', only: {}, want: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0] },
    { says: 'of one pairing, from a moment on', only: { pairing: 1, from: 3 * HOUR }, want: [8, 6, 4] },
    { says: 'for one reason, before a moment', only: { why: 'breaker' as const, to: 9 * HOUR }, want: [6, 3, 0] },
  ])('$says', ({ only, want }) => {
    const { holds } = tenHours()
    expect(hoursOf((before) => holds.list(before, 2, only))).toEqual(want)
  }) // prettier-ignore
})

describe('over the wire', () => {
  let api: Api
  let ada: Awaited<ReturnType<Api['furnished']>>
  beforeAll(async () => {
    api = await openApi()
    ada = await api.furnished('ada', 'appAda', 'W1')
  })
  afterAll(() => api.runtime.dispose())

  const lists = (): string[] => [
    '/api/crm/sync/logs?',
    '/api/crm/conflicts?',
    '/api/crm/matches?',
    `/api/crm/ledger?configId=${ada.config.id}&`,
    `/api/crm/configs/${ada.config.id}/holds?`,
    '/api/audit?',
  ]
  test.each(['from', 'to', 'limit', 'colour'])('“%s” that is wrong is named, on every list', async (field) => {
    for (const path of lists()) {
      const { status, json } = await api.call('GET', `${path}${field}=yesterday`, ada.key)
      expect([path, status, json.field]).toEqual([path, 400, field])
    }
  }) // prettier-ignore
  test.each(['sync/logs', 'conflicts', 'matches'])('a status nobody knows is named: %s', async (list) => {
    const { status, json } = await api.call('GET', `/api/crm/${list}?status=happy`, ada.key)
    expect([status, json.field]).toEqual([400, 'status'])
  }) // prettier-ignore

  test('the trail is found by call, by key and by time, page by page', async () => {
    const keys = { action: 'POST /api/keys', limit: 1 } as const
    const seen = [...must(await ada.client.audit(keys)).items]
    let { cursor } = must(await ada.client.audit(keys))
    while (cursor !== null) {
      const page: { items: typeof seen; cursor: string | null } = must(await ada.client.audit({ ...keys, cursor })) // prettier-ignore
      seen.push(...page.items)
      cursor = page.cursor
    }
    expect(seen.map(({ action }) => action)).toEqual(Array(4).fill('POST /api/keys'))
    expect(new Set(seen.map(({ n }) => n)).size).toBe(4)
    const { keyId } = must(await ada.client.me())
    const byAda = must(await ada.client.audit({ actor: keyId, limit: 200 })).items
    expect(byAda.length).toBeGreaterThan(4)
    expect(must(await ada.client.audit({ actor: ada.keyIds[0]! })).items).toEqual([])
    const tomorrow = new Date(Date.now() + DAY).toISOString()
    expect(must(await ada.client.audit({ from: tomorrow })).items).toEqual([])
    expect(must(await ada.client.audit({ to: tomorrow, limit: 200 })).items).toEqual(byAda)
    // Seen red: what a key does whose name spells another one's id was told as that one's.
    const alias = must(await ada.client.createKey({ name: `x ${ada.keyIds[0]} (`, role: 'admin' }))
    must(await api.client(alias.key).createKey({ name: 'Made by the alias', role: 'read-only' }))
    expect(must(await ada.client.audit({ actor: ada.keyIds[0]! })).items).toEqual([])
  })
})
