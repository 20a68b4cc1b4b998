import { expect, test } from 'vitest'
import { isOver } from '../../shared/job.ts'
import { must } from '../sandbox/agreement.ts'
import { die } from '../sandbox/random.ts'
import { companyId } from '../sandbox/real.ts'
import type { Session } from '../sandbox/session.ts'
import { lookAtBoth } from './equality.ts'
import { openStage, type Stage } from './stage.ts'

const KILLS = 20
/** Calls of reading that count as progress; the rest of it is records that have arrived. */
const READING = 15
/** How often the run after it is killed, every other call or so. */
const KILLS_AFTER = 6

test.each([{ seed: 1 }])(
  'killed at 20 moments of a first sync and at 6 of the run after it, with answers lost after the commit, both end as if nothing had been (seed $seed)',
  { timeout: 280_000 },
  async ({ seed }) => {
    await using stage = await openStage({
      records: 25,
      scale: 10,
      weather: { latency: 150, jitter: 50, seed },
    })
    const { outsider, real, session } = stage
    const { companies, committees, people } = real.rows
    const total = companies.length + committees.length + people.length
    const throwDie = die(seed)
    const moments = Array.from({ length: KILLS }, () => throwDie() * (READING + total - 5)).sort(
      (a, b) => a - b,
    )
    const vendors = [session.airtable, session.attio]
    for (const { sky } of vendors) sky.change({ lostAnswer: 0.02 })

    const before = calls(session)
    const run = await killedAt(
      stage,
      moments,
      () => Math.min(READING, calls(session) - before) + arrived(session),
    )
    expect(moments).toEqual([])
    expect(run).toMatchObject({ status: 'completed', recordsFailed: 0, conflictsDetected: 0 })

    for (const { sky } of vendors) sky.change({ lostAnswer: 0 })
    const sight = await lookAtBoth(outsider)
    // A duplicate is a difference too: two records of one key on a side.
    expect(sight.differences).toEqual([])
    expect(sight.records).toBe(total)

    // A run that only carries edits, killed as it reads, looks again, writes and settles.
    for (const { sky } of vendors) sky.change({ lostAnswer: 0.02 })
    await edit(stage)
    expect((await lookAtBoth(outsider)).differences.length).toBeGreaterThanOrEqual(EDITS)
    const from = calls(session)
    const next = Array.from({ length: KILLS_AFTER }, (_, at) => 2 * at + Math.floor(2 * throwDie()))
    const second = await killedAt(stage, next, () => calls(session) - from)
    expect(second).toMatchObject({ status: 'completed', recordsFailed: 0, conflictsDetected: 0 })
    for (const { sky } of vendors) sky.change({ lostAnswer: 0 })
    const after = await lookAtBoth(outsider)
    expect(after.differences).toEqual([])
    expect(after.records).toBe(total + ADDED)
  },
)

/** A run, under which the runtime is killed each time it has come so far. Gives how it ended. */
async function killedAt(stage: Stage, moments: number[], progress: () => number) {
  const { agreed, session } = stage
  const started = await must(agreed.client.trigger({ configId: agreed.configId }))
  let atLastKill = -1
  while (!isOver(await phaseOf(stage, started.job_id))) {
    // Killed again before it did anything at all, it could only stand still.
    if (moments[0] !== undefined && progress() >= moments[0] && calls(session) > atLastKill) {
      moments.shift()
      atLastKill = calls(session)
      await session.runtime.killWorkerd()
    }
    await new Promise((wake) => setTimeout(wake, 5))
  }
  return must(agreed.client.log(started.job_id))
}

const EDITS = 10
const ADDED = 3

/** People change records on both sides, and make some. */
async function edit({ outsider, real }: Stage): Promise<void> {
  const { companies, people } = real.rows
  const there = await outsider.attioRecords('people')
  await Promise.all([
    ...companies
      .slice(0, EDITS / 2)
      .map(({ symbol }, at) =>
        outsider.editInAirtable('Companies', companyId(symbol), { Industry: `Lanterns ${at}` }),
      ),
    ...there
      .slice(0, EDITS / 2)
      .map(({ id }, at) =>
        outsider.editInAttio('people', id, { website: `https://lantern.test/${at}` }),
      ),
    ...people
      .slice(0, ADDED)
      .map((_, at) =>
        outsider.addToAirtable('Companies', { Name: `Lantern ${at}`, Symbol: `LNT${at}` }),
      ),
  ])
}

const calls = ({ airtable, attio }: Session): number =>
  airtable.counters.total + attio.counters.total

const arrived = ({ attio }: Session): number =>
  ['companies', 'committees', 'people'].reduce((sum, slug) => sum + attio.rows(slug).length, 0)

/** The runtime is away for a moment after each kill: asked again until it answers. */
async function phaseOf({ agreed: { client } }: Stage, id: string) {
  for (let tries = 0; tries < 400; tries++) {
    const log = await client.log(id)
    if (log.ok) return log.value.phase
    await new Promise((wake) => setTimeout(wake, 25))
  }
  throw new Error('the Worker does not answer')
}
