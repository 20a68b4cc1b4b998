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
/** What arrives with the last calls may arrive all at once (ten in one call of Airtable's): no moment lies there. */
const LAST_CALLS = 15

test.each([{ seed: 1 }])(
  'killed at 20 moments, with answers lost after the commit, it ends as if nothing had been (seed $seed)',
  { timeout: 120_000 },
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
    const moments = Array.from(
      { length: KILLS },
      () => throwDie() * (READING + total - LAST_CALLS),
    ).sort((a, b) => a - b)
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
  },
)

test('killed at 6 moments of a run that carries edits both ways, it ends as if nothing had been', { timeout: 120_000 }, async () => {
  await using stage = await openStage({ records: 6, scale: 10, weather: { latency: 150, jitter: 50 } })
  const { agreed, outsider, real, session } = stage
  const { companies, committees, people } = real.rows
  const { job_id: first } = await must(agreed.client.trigger({ configId: agreed.configId }))
  while (!isOver(await phaseOf(stage, first))) await new Promise((wake) => setTimeout(wake, 20))
  await edit(stage)
  expect((await lookAtBoth(outsider)).differences.length).toBeGreaterThanOrEqual(EDITS)

  for (const { sky } of [session.airtable, session.attio]) sky.change({ lostAnswer: 0.02 })
  const from = calls(session)
  // As it reads, looks again, writes and settles.
  const moments = [0, 3, 5, 7, 9, 12]
  const run = await killedAt(stage, moments, () => calls(session) - from)
  expect(moments).toEqual([])
  expect(run).toMatchObject({ status: 'completed', recordsFailed: 0, conflictsDetected: 0 })
  for (const { sky } of [session.airtable, session.attio]) sky.change({ lostAnswer: 0 })
  const sight = await lookAtBoth(outsider)
  expect(sight.differences).toEqual([])
  expect(sight.records).toBe(companies.length + committees.length + people.length + ADDED)
}) // prettier-ignore

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
  const { companies } = real.rows
  const there = await outsider.attioRecords('people')
  const some = Array.from({ length: EDITS / 2 }, (_, at) => at)
  await Promise.all([
    ...some.map((at) =>
      outsider.editInAirtable('Companies', companyId(companies[at]!.symbol), {
        Industry: `Lanterns ${at}`,
      }),
    ),
    ...some.map((at) =>
      outsider.editInAttio('people', there[at]!.id, { website: `https://lantern.test/${at}` }),
    ),
    ...some
      .slice(0, ADDED)
      .map((at) =>
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
  for (let tries = 0; tries < 2_000; tries++) {
    const log = await client.log(id)
    if (log.ok) return log.value.phase
    await new Promise((wake) => setTimeout(wake, 25))
  }
  throw new Error('the Worker does not answer')
}
