/** What the clocks of a sync begin by themselves, looked at alone: its database, and a time that the test moves. */
import { describe, expect, test } from 'vitest'
import { nextMonth } from '../../shared/quota.ts'
import type { Frequency } from '../../shared/schedule.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { Clockwork } from '../../worker/objects/sync/clockwork.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { SCHEDULE } from '../../worker/objects/sync/purpose.ts'
import type { SyncSetup } from '../../worker/objects/sync/rpc.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { nodeStore } from './sqlite.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.parse('2026-05-01T12:00Z')

const setupOf = (id: string, frequency: Frequency): SyncSetup => ({
  id,
  workspaceId: 'w1',
  name: id,
  left: { connectionId: 'c1', vendor: 'airtable', resource: 'app1' },
  right: { connectionId: 'c2', vendor: 'attio', resource: 'ws1' },
  direction: 'bidirectional',
  frequency,
  conflictResolution: 'crm_wins',
  firstMeeting: 'crm_wins',
  createMissing: true,
  updateExisting: true,
  deletions: 'mark',
  defaultCountry: 'US',
})

/** A sync that a person has let begin once. */
function begun(id: string, frequency: Frequency) {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  const time = { now: START }
  const clockwork = new Clockwork(memory, () => time.now)
  const setup = setupOf(id, frequency)
  memory.setup.put(setup)
  clockwork.arrange(setup)
  const run = memory.runs.add('run', START - HOUR, 'k1')
  memory.runs.enter(run, 'done', START - HOUR)
  return { memory, clockwork, setup, time }
}

const atOf = (due: ReturnType<Clockwork['due']>): number | null | 'now' =>
  'at' in due ? due.at : 'now'

describe('after an outage of three days', () => {
  const syncs = Array.from({ length: 150 }, (_, n) => begun(`sync${n}`, 'hourly'))
  const back = START + 3 * DAY
  for (const { time } of syncs) time.now = back
  const begins = syncs.map(({ clockwork }) => {
    const at = atOf(clockwork.due())
    return at === 'now' ? back : at!
  })

  // Seen red: with whatever is late begun at once.
  test('everybody begins within a quarter of an hour, and no minute has many of them', () => {
    expect(Math.min(...begins)).toBeGreaterThanOrEqual(back)
    expect(Math.max(...begins)).toBeLessThan(back + 15 * MINUTE)
    const perMinute = Map.groupBy(begins, (at) => Math.floor((at - back) / MINUTE))
    expect(Math.max(...[...perMinute.values()].map((some) => some.length))).toBeLessThan(30)
  })

  // Seen red: without the timer moved to where it was put off to.
  test('a look meanwhile puts nobody off again, and 72 missed hours are one run', () => {
    for (const [n, { clockwork, time, setup }] of syncs.entries()) {
      const begin = begins[n]!
      // Where nobody is put off, the moment itself is the last before.
      time.now = Math.max(back, begin - 1)
      const meanwhile = atOf(clockwork.due())
      expect(meanwhile === 'now' ? back : meanwhile).toBe(begin)
      time.now = begin
      expect(atOf(clockwork.due())).toBe('now')
      clockwork.began(setup)
      const next = atOf(clockwork.due())
      expect(next).toBeGreaterThan(begin)
      expect(next).toBeLessThanOrEqual(begin + HOUR)
    }
  })
})

describe('a month of calls that is spent', () => {
  const spent = () => {
    const sync = begun('sync1', 'hourly')
    sync.memory.setup.stop('Airtable has answered all the calls of this month.', null)
    sync.clockwork.spent()
    return sync
  }
  const june = nextMonth(START)

  // Seen red: with nobody woken while it is stopped.
  test('is waited out: nothing begins before, and then it goes on by itself', () => {
    const { clockwork, memory, time } = spent()
    expect(atOf(clockwork.due())).toBe(june)
    time.now = june - 1
    expect(atOf(clockwork.due())).toBe(june)
    expect(memory.setup.get()?.stopped).not.toBeNull()
    time.now = june
    const begins = atOf(clockwork.due())
    expect(memory.setup.get()).toMatchObject({ stopped: null, paused: false })
    // Whole months of customers begin at the same moment: they, too, are spread.
    const at = begins === 'now' ? june : (begins ?? Infinity)
    expect(at).toBeLessThan(june + 15 * MINUTE)
    time.now = at
    expect(atOf(clockwork.due())).toBe('now')
  })

  // Seen red: with the pause lifted together with the stop.
  test('a sync that somebody paused stays paused', () => {
    const { clockwork, memory, time } = spent()
    memory.sql.exec('update setup set paused = 1')
    time.now = june
    expect(atOf(clockwork.due())).toBeNull()
    expect(memory.setup.get()).toMatchObject({ stopped: null, paused: true })
  })
})

describe('the governor', () => {
  /** How many days from now all is compared again, with so many calls of 1,000 used in the middle of a month. */
  const sweepIn = (used: number): number => {
    const { clockwork, memory, time, setup } = begun('sync1', 'realtime')
    time.now = Date.parse('2026-06-16T00:00Z')
    memory.setup.setQuota({ month: '2026-06', used, limit: 1_000 })
    clockwork.arrange(setup)
    return ((memory.timers.get('sweep') ?? Infinity) - time.now) / DAY
  }

  // Seen red: with the levels left unasked.
  test('compares all the more seldom the less is left, and never gives it up', () => {
    const [plenty = 0, most = 0, hardly = 0, none = 0] = [100, 450, 760, 1_000].map(sweepIn)
    expect(plenty).toBeLessThanOrEqual(1.5)
    expect(most).toBeGreaterThan(plenty)
    expect(hardly).toBeGreaterThan(most)
    expect(none).toBe(hardly)
    expect(none).toBeLessThan(9)
  })

  // Seen red: with what was counted last month held against this one.
  test('what was used last month counts for nothing in this one', () => {
    const { clockwork, memory, time, setup } = begun('sync1', 'realtime')
    time.now = Date.parse('2026-06-16T00:00Z')
    memory.setup.setQuota({ month: '2026-05', used: 1_000, limit: 1_000 })
    clockwork.arrange(setup)
    expect((memory.timers.get('sweep') ?? Infinity) - time.now).toBeLessThanOrEqual(1.5 * DAY)
  })

  // Seen red: with polling at the same pace whatever is left.
  test('looks more seldom where nobody tells us', () => {
    const everyWith = (used: number): number => {
      const { clockwork, memory, time } = begun('sync1', 'realtime')
      time.now = Date.parse('2026-06-16T00:00Z')
      memory.setup.setQuota({ month: '2026-06', used, limit: 1_000 })
      clockwork.told('left', { mode: 'polling', freshnessMs: 15 * MINUTE, says: 'x', since: START })
      return (memory.timers.get('poll') ?? Infinity) - time.now
    }
    expect(everyWith(100)).toBe(15 * MINUTE)
    expect(everyWith(760)).toBeGreaterThan(15 * MINUTE)
  })
})

// Seen red: with the same moment whatever became of the last.
test('what failed by itself is tried again later, not at once', () => {
  const { clockwork, memory, time } = begun('sync1', 'hourly')
  const run = memory.runs.add('run', START, SCHEDULE)
  memory.runs.enter(run, 'failed', START, { ended: START })
  time.now = START + MINUTE
  memory.timers.set('scheduled', time.now)
  expect(atOf(clockwork.due())).toBe(START + 5 * MINUTE)
})
