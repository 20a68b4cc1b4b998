/** Schedules as a person sets them, over days of virtual time: what begins by itself, and when by the clock on the wall. */
import { expect, test } from 'vitest'
import type { Frequency, Schedule } from '../../shared/schedule.ts'
import { type Live, listening } from './live.ts'
import { ada, BASE, bob, must, rec, teams } from './scene.ts'
import { lookRight } from './look.ts'
import { smallWorld } from './worlds.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const BERLIN: Schedule = { zone: 'Europe/Berlin', at: '06:30', weekday: 3, quiet: null }

const open = (frequency: Frequency, schedule: Schedule = BERLIN): Promise<Live> =>
  listening({
    world: smallWorld({ teams, people: [ada, bob] }),
    post: { delay: 150, jitter: 50 },
    setup: { frequency, schedule, conflictResolution: 'crm_wins' },
  })

/** Let days pass, an edit every six hours; then when each run by the clock began, on the wall in Berlin. */
async function runsOf(live: Live, days: number): Promise<string[]> {
  const { clock, airtable, agreement } = live.engine
  const began = clock.now()
  for (let n = 0; n < days * 4; n++) {
    airtable.edit(BASE, 'People', rec('ada'), { Score: n + 1 })
    await live.pass(6 * HOUR)
  }
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone: BERLIN.zone, weekday: 'short', hour: '2-digit', minute: '2-digit' }) // prettier-ignore
  const page = must(await agreement.runs({ cursor: null, limit: 1_000 })).items
  return page
    .filter((run) => run.startedAt >= began && run.purpose === 'sync')
    .map((run) => wall.format(run.startedAt).replace(',', ''))
}

test.each<{ says: string; frequency: Frequency; days: number; count: number; like: RegExp }>([
  { says: 'hourly: once an hour, at one minute', frequency: 'hourly', days: 1, count: 24, like: /:\d\d$/ },
  { says: 'daily: at that time on the wall', frequency: 'daily', days: 3, count: 3, like: / 06:30$/ },
  { says: 'weekly: on that day at that time', frequency: 'weekly', days: 14, count: 2, like: /^Wed 06:30$/ },
  { says: 'manual: never by itself', frequency: 'manual', days: 3, count: 0, like: /never/ },
  { says: 'real-time: all is compared once a night', frequency: 'realtime', days: 3, count: 3, like: / 0[1-4]:\d\d$/ },
])('$says', async ({ frequency, days, count, like }) => {
  const runs = await runsOf(await open(frequency), days)
  expect(runs).toHaveLength(count)
  expect(runs.filter((one) => !like.test(one))).toEqual([])
  expect(new Set(runs.map((one) => one.slice(-2))).size).toBeLessThanOrEqual(1)
}) // prettier-ignore

test('the hour follows the clock through a change to summer time', async () => {
  const live = await open('daily')
  const { clock } = live.engine
  // The night to the last Sunday of the next March.
  const march = new Date(clock.now())
  const year = march.getUTCMonth() >= 2 ? march.getUTCFullYear() + 1 : march.getUTCFullYear()
  const sunday = Date.UTC(year, 2, 31 - new Date(Date.UTC(year, 2, 31)).getUTCDay())
  await live.pass(sunday - 2 * DAY - clock.now())
  expect(await runsOf(live, 4)).toEqual(['Mon 06:30', 'Sun 06:30', 'Sat 06:30', 'Fri 06:30'])
})

test('in quiet hours nothing begins, and what happened meanwhile crosses when they end', async () => {
  const live = await open('realtime')
  const { agreement, clock, airtable } = live.engine
  const schedule: Schedule = { ...BERLIN, zone: 'UTC', quiet: { from: '00:00', to: '12:00' } }
  must(await clock.run(agreement.change({ schedule })))
  const score = () => lookRight(live.engine).people.find((one) => one.email === 'ada@example.com')?.score // prettier-ignore
  // Just after the next midnight.
  await live.pass(DAY - (clock.now() % DAY) + 60_000)
  airtable.edit(BASE, 'People', rec('ada'), { Score: 77 })
  await live.pass(11 * HOUR)
  expect(score()).not.toBe(77)
  await live.pass(HOUR + 60_000)
  expect(score()).toBe(77)
})

test('two changes at the same moment both hold', async () => {
  const { agreement, clock } = (await open('daily')).engine
  // Seen red: with what was read before the other change came in written back.
  const both = [{ name: 'People' }, { schedule: { at: '07:30' } }, { schedule: { weekday: 5 } }]
  for (const done of await clock.run(Promise.all(both.map((patch) => agreement.change(patch)))))
    must(done)
  expect(must(await agreement.view())).toMatchObject({
    name: 'People',
    schedule: { ...BERLIN, at: '07:30', weekday: 5 },
  })
})
