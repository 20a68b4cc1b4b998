import { expect, test } from 'vitest'
import { personAt } from './look.ts'
import { BASE, expectAccountsToAddUp, must, rec, rightId, synced } from './scene.ts'

const ADA = 'ada@example.com'

// Seen red where all that the written list holds counted as met (storm 530001180): the team that was made later never came over.
test('a list is written while something in it has no twin yet: once it has one, it crosses', async () => {
  const engine = await synced()
  const { airtable, attio, agreement } = engine
  const make = async (createMissing: boolean) =>
    must(
      await engine.clock.run(
        agreement.changePairing('teams', { sides: { right: { createMissing } } }),
      ),
    )
  await make(false)
  const { id: team } = airtable.add(BASE, 'Teams', { Name: 'Team X', Code: 'X' })
  airtable.edit(BASE, 'People', rec('ada'), { Teams: [rec('tA'), team] })
  const teamOn = (code: string) => ({
    target_object: 'teams',
    target_record_id: attio.rows('teams').find(({ values }) => JSON.stringify(values).includes(`"${code}"`))!.id,
  }) // prettier-ignore
  attio.edit('people', rightId(engine, ADA), { teams: ['A', 'B'].map(teamOn) })
  await engine.sync()
  expect(personAt(engine, ADA).left!.fields['Teams']).toHaveLength(3)

  await make(true)
  for (let runs = 0; runs < 2; runs++) await engine.sync()
  const there = JSON.stringify(personAt(engine, ADA).right!.values['teams'])
  expect(['A', 'B', 'X'].filter((code) => !there.includes(teamOn(code).target_record_id))).toEqual(
    [],
  )
  expect(await engine.sync()).toMatchObject({ planned: 0, state: 'done' })
  await expectAccountsToAddUp(engine)
})

// Seen red without `holdTheSame` (storm 300000028): what the right had got counted as met, and the last element never came over.
test('lists written on both sides, planned anew, and only one of the two arrives: the next runs bring the rest', async () => {
  const engine = await synced({ weather: { latency: 100 } })
  const { airtable, attio } = engine
  const teamOn = (code: string) => ({
    target_object: 'teams',
    target_record_id: attio.rows('teams').find(({ values }) => JSON.stringify(values).includes(`"${code}"`))!.id,
  }) // prettier-ignore
  // New teams, one in another: until all are made Ada cannot point at the last, so that her right half waits for it.
  let team: string | undefined
  for (const Code of [...'KJIHGFED'])
    team = airtable.add(BASE, 'Teams', { Name: `Team ${Code}`, Code, ...(team === undefined ? {} : { Parent: [team] }) }).id // prettier-ignore
  airtable.edit(BASE, 'People', rec('ada'), { Teams: [rec('tA'), team!] })
  const right = rightId(engine, ADA)
  attio.edit('people', right, { teams: ['A', 'C'].map(teamOn) })

  const fetch = airtable.fetch.bind(airtable)
  let writes = 0
  airtable.fetch = async (request) => {
    const isWrite = request.method === 'PATCH' && (await request.clone().text()).includes(rec('ada')) // prettier-ignore
    if (!isWrite) return fetch(request)
    writes++
    if (writes === 2) {
      // Cut and pasted between our look and our write.
      const { fields } = airtable.rows(BASE, 'People').find(({ id }) => id === rec('ada'))!
      airtable.remove(BASE, 'People', rec('ada'))
      const { [Object.keys(fields).find((name) => /record id/i.test(name)) ?? '']: _, ...typed } = fields // prettier-ignore
      airtable.add(BASE, 'People', typed)
    }
    const answer = await fetch(request)
    if (writes === 1) attio.edit('people', right, { teams: ['A', 'B', 'C'].map(teamOn) })
    return answer
  }
  await engine.sync()
  expect(writes).toBe(2)
  for (let runs = 0; runs < 2; runs++) await engine.sync()
  expect(new Set(personAt(engine, ADA).left!.fields['Teams'] as string[])).toEqual(
    new Set([...['A', 'B', 'C'].map((code) => rec(`t${code}`)), team]),
  )
  expect(await engine.sync()).toMatchObject({ planned: 0, state: 'done' })
  await expectAccountsToAddUp(engine)
})
