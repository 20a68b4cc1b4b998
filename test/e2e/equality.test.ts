import { expect, test } from 'vitest'
import { openOutsider } from '../sandbox/outsider.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'
import { lookAtBoth } from './equality.ts'

test('the look at both sides sees every kind of difference', async () => {
  const { world } = realWorld({ records: 6, overlap: 1 })
  const session = await openSession({ world, scale: 4 })
  try {
    const outsider = openOutsider(session.access, session.facts, session.clock)
    const seen = async () => (await lookAtBoth(outsider)).differences.join('\n')
    const before = await seen()
    // What the overlap of the real world leaves out or changes.
    expect(before).toMatch(/^Companies “ABT”, Industry: (.+) ≠ \1 \(former\)$/m)
    expect(before).toMatch(/^Companies “ACN”, Headquarters: .+ ≠ $/m)
    expect(before).toMatch(/^People “.+”, Phone: \d{10} ≠ 2022250000$/m)
    expect(before).not.toContain('“MMM”')

    await outsider.addToAttio('companies', { name: '3M', symbol: 'MMM' })
    await outsider.addToAirtable('Companies', { Name: 'Alone', Symbol: 'ONE' })
    const [seat] = (await outsider.airtableRecords('People')).filter(
      ({ fields }) => fields['Committees'] !== undefined,
    )
    await outsider.editInAirtable('People', seat!.id, { Committees: [], 'First name': 'Other' })
    const after = await seen()
    expect(after).toContain('Companies “MMM”: 1 in Airtable, 2 in Attio')
    expect(after).toContain('Companies “ONE”: 1 in Airtable, 0 in Attio')
    expect(after).toMatch(/^People “.+”, First name: Other ≠ /m)
    expect(after).toMatch(/^People “.+”, Committees:  ≠ S/m)
    expect(after).toMatch(/^Committees “S.+”, Members: /m)
  } finally {
    await session.close()
  }
})
