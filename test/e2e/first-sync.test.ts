import { describe, expect, test } from 'vitest'
import { must, runOnce } from '../sandbox/agreement.ts'
import { lookAtBoth } from './equality.ts'
import { openStage, resetCounters, writeCalls } from './stage.ts'

describe('the first sync', () => {
  test('of all the real records ends with every field and link equal, and the next run writes nothing', async () => {
    await using stage = await openStage({ records: 1_000, scale: 8 })
    const { agreed, outsider, real, session } = stage
    const total = real.rows.companies.length + real.rows.committees.length + real.rows.people.length

    const run = await runOnce(agreed)
    expect(run).toMatchObject({
      status: 'completed',
      recordsCreated: total,
      recordsFailed: 0,
      conflictsDetected: 0,
    })

    const sight = await lookAtBoth(outsider)
    expect(sight.differences).toEqual([])
    expect(sight.records).toBe(total)
    // Each seat shows at both of its ends, and so does each parent.
    const parents = real.rows.committees.filter(({ parent }) => parent !== '').length
    expect(sight.links).toBe(2 * (real.rows.seats.length + parents))

    resetCounters(session)
    const again = await runOnce(agreed)
    expect(again).toMatchObject({ status: 'completed', recordsPlanned: 0, recordsFailed: 0 })
    expect(writeCalls(session)).toEqual({ airtable: 0, attio: 0 })
  })

  // How rarely it is refused for pace is shown under virtual time (test/bench/): here the machine may stall for as long as it likes.
  test('at true speed and true limits ends equal', async () => {
    await using stage = await openStage({ records: 60, scale: 1 })
    const { agreed, outsider } = stage
    expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsFailed: 0 })
    expect((await lookAtBoth(outsider)).differences).toEqual([])
  })

  test('links what is on both sides already, and the preview lists exactly what then runs', async () => {
    await using stage = await openStage({
      records: 60,
      overlap: 0.5,
      terms: { firstMeeting: 'app_wins' },
    })
    const { agreed, outsider, real } = stage
    const total = real.rows.companies.length + real.rows.committees.length + real.rows.people.length

    const preview = await must(agreed.client.preview(agreed.configId))
    const run = await runOnce(agreed, await planned(stage, preview.job_id))
    expect(run).toMatchObject({ status: 'completed', recordsFailed: 0, recordsLinked: real.met })
    // Two classes of shares of one company share all but a letter and their symbols; committees share all words but one.
    expect((await must(agreed.client.matches({ configId: agreed.configId }))).items).toEqual([])
    expect(run.recordsCreated).toBe(total - real.met)
    expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsCreated: 0 })

    const sight = await lookAtBoth(outsider)
    expect(sight.differences).toEqual([])
    expect(sight.records).toBe(total)
  })
})

async function planned(
  { agreed: { client } }: Awaited<ReturnType<typeof openStage>>,
  id: string,
): Promise<string> {
  await expect
    .poll(async () => (await must(client.log(id))).phase, { timeout: 30_000 })
    .toBe('planned')
  return id
}
