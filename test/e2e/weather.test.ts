import { describe, expect, test } from 'vitest'
import { runOnce } from '../sandbox/agreement.ts'
import { lookAtBoth } from './equality.ts'
import { openStage } from './stage.ts'

describe('bad weather only takes longer', () => {
  test.each([
    { says: 'refused for pace a third of the time', weather: { tooMany: 0.33 } },
    { says: 'server errors on every twentieth call', weather: { broken: 0.05 } },
    { says: 'overloaded on every tenth call', weather: { overloaded: 0.1 } },
    { says: 'calls that never arrive', weather: { lostCall: 0.05 } },
    { says: 'answers that never arrive', weather: { lostAnswer: 0.1 } },
    { says: 'listings that break', weather: { brokenListing: 0.3 } },
  ])('$says', async ({ weather }) => {
    await using stage = await openStage({ records: 6, scale: 10 })
    const { agreed, outsider, session } = stage
    for (const { sky } of [session.airtable, session.attio]) sky.change({ ...weather, seed: 7 })
    const run = await runOnce(agreed)
    expect(run).toMatchObject({ status: 'completed', recordsFailed: 0 })
    for (const { sky } of [session.airtable, session.attio])
      sky.change({
        tooMany: 0,
        broken: 0,
        overloaded: 0,
        lostCall: 0,
        lostAnswer: 0,
        brokenListing: 0,
      })
    const sight = await lookAtBoth(outsider)
    expect(sight.differences).toEqual([])
    expect(sight.records).toBe(18)
  })
})
