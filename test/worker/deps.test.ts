import { describe, expect, test, vi } from 'vitest'
import { type Bindings, deps } from '../../worker/deps.ts'

const nobody = { getByName: () => { throw new Error('nobody is there') } } // prettier-ignore

const bindings = (vars: Partial<Bindings> = {}): Bindings => ({
  SYNC: nobody,
  CONNECTION: nobody,
  PACE: nobody,
  WORKSPACE: nobody,
  SIGN_IN: nobody,
  FEED: nobody,
  COURIER: { write: async () => [] },
  VAULT: { get: async () => null, put: async () => undefined, delete: async () => undefined },
  BACKUPS: { put: async () => null, get: async () => null, delete: async () => undefined },
  AIRTABLE_ADDRESS: 'https://air.test',
  ATTIO_ADDRESS: 'https://attio.test',
  AIRTABLE_SIGN_IN_ADDRESS: 'https://air.test',
  ATTIO_SIGN_IN_ADDRESS: 'https://attio.test',
  AIRTABLE_CLIENT_ID: '',
  ATTIO_CLIENT_ID: '',
  PUBLIC_ADDRESS: '',
  CALLS_PER_MINUTE: '600',
  VISITS_PER_MINUTE: '60',
  ROLES_PROVED_FOR_MS: '900000',
  WEBHOOK_ADDRESS: '',
  TIME_SCALE: '1',
  TIME_ORIGIN: '0',
  CALL_TIMEOUT_MS: '1000',
  ALLOWED_ORIGINS: '',
  ...vars,
})

describe('the clock', () => {
  const ORIGIN = Date.UTC(2026, 0, 1)

  test.each([
    { says: 'is the machine’s at scale 1', scale: '1', later: 5_000, want: 5_000 },
    { says: 'runs as many times as fast as it is told', scale: '20', later: 5_000, want: 100_000 },
    { says: 'may run slower', scale: '0.5', later: 5_000, want: 2_500 },
  ])('$says', ({ scale, later, want }) => {
    vi.useFakeTimers({ toFake: ['Date'], now: ORIGIN + later })
    const { clock, toReal } = deps(bindings({ TIME_SCALE: scale, TIME_ORIGIN: String(ORIGIN) }))
    expect(clock.now()).toBe(ORIGIN + want)
    expect(toReal(clock.now())).toBe(ORIGIN + later)
    vi.useRealTimers()
  })

  test('sleeps shorter as it runs faster', async () => {
    const { clock } = deps(bindings({ TIME_SCALE: '100' }))
    const began = performance.now()
    await clock.sleep(5_000)
    expect(performance.now() - began).toBeGreaterThanOrEqual(49)
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})

test('ids are letters and digits, of the length asked, and never the same', () => {
  const { newId } = deps(bindings())
  const ids = Array.from({ length: 500 }, () => newId('w', 12))
  expect(new Set(ids).size).toBe(500)
  for (const id of ids) expect(id).toMatch(/^w[A-Za-z0-9]{12}$/)
})

test.each([
  { says: 'a scale that is no number', vars: { TIME_SCALE: 'fast' } },
  { says: 'time that stands still', vars: { TIME_SCALE: '0' } },
  { says: 'no time-out', vars: { CALL_TIMEOUT_MS: '' } },
])('bindings that make no sense are refused at once: $says', ({ vars }) => {
  expect(() => deps(bindings(vars))).toThrow()
})

test('a missing key ring stops what needs it, and nothing else', () => {
  const world = deps(bindings())
  expect(() => world.ring()).toThrow()
})

test('allowed origins are separated by spaces', () => {
  const { allowedOrigins } = deps(bindings({ ALLOWED_ORIGINS: ' https://a.test  https://b.test ' }))
  expect(allowedOrigins).toEqual(['https://a.test', 'https://b.test'])
})

test('the connector of an unknown vendor is our own mistake', async () => {
  await expect(deps(bindings()).connector('c', 'hal', 'x')).rejects.toThrow(
    'no vendor is called hal',
  )
})
