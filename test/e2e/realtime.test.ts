import { expect, test } from 'vitest'
import { must, runOnce } from '../sandbox/agreement.ts'
import { personId } from '../sandbox/real.ts'
import { openStage } from './stage.ts'

/** Asked again until it is so, or twenty seconds of the machine's time have gone. */
async function until<T>(ask: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  let value = await ask()
  for (let tries = 0; !is(value) && tries < 400; tries++) {
    await new Promise((wake) => setTimeout(wake, 50))
    value = await ask()
  }
  return value
}

test('in the real runtime a change on either side is told, fetched and written on the other, and nobody pressed anything', async () => {
  await using stage = await openStage({ records: 6, terms: { syncFrequency: 'realtime' } })
  const { agreed, outsider, real } = stage
  const { client, configId } = agreed
  expect(await runOnce(agreed)).toMatchObject({ status: 'completed' })
  const config = await until(
    () => must(client.config(configId)),
    ({ feeds }) => feeds.length === 2 && feeds.every(({ mode }) => mode === 'webhook'),
  )
  expect(config.feeds).toMatchObject([
    { side: 'app', mode: 'webhook', freshnessSeconds: null },
    { side: 'crm', mode: 'webhook', freshnessSeconds: null },
  ])

  const { bioguideId } = real.rows.people[0]!
  const theirs = () =>
    outsider
      .attioRecords('people')
      .then((all) =>
        all.find(({ values }) => values['bioguide_id']?.[0]?.['value'] === bioguideId)!,
      )
  const last = (record: Awaited<ReturnType<typeof theirs>>) =>
    record.values['name']?.[0]?.['last_name']
  await outsider.editInAirtable('People', personId(bioguideId), { 'Last name': 'Realtime' })
  const crossed = await until(theirs, (record) => last(record) === 'Realtime')
  expect(last(crossed)).toBe('Realtime')

  await outsider.editInAttio('people', crossed.id, { name: 'Back, Again' })
  const ours = () => outsider.airtableRecord('People', personId(bioguideId))
  const back = await until(ours, ({ fields }) => fields['Last name'] === 'Back')
  expect(back.fields).toMatchObject({ 'Last name': 'Back', 'First name': 'Again' })

  // The first edits may be met by the sweep that follows upon new webhooks; once that is over a run hears of them alone.
  let edits = 0
  const purposes = await until(
    async () => {
      const name = `Heard ${++edits}`
      await outsider.editInAirtable('People', personId(bioguideId), { 'Last name': name })
      expect(last(await until(theirs, (record) => last(record) === name))).toBe(name)
      const { items } = await must(client.logs({ configId }))
      return items.map(({ purpose }) => purpose)
    },
    (all) => all.includes('events'),
  )
  expect(purposes).toContain('events')
})
