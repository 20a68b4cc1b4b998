/** One person taken out of many backups in the Worker’s own runtime, whose object goes on with it by its alarm alone. */
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { follow, must, runOnce } from '../sandbox/agreement.ts'
import { openStage, type Stage } from './stage.ts'

/** More parts than are looked at in one request. */
const BACKUPS = 8

async function backUp({ agreed }: Stage): Promise<string> {
  const { client, configId } = agreed
  const { job_id } = await must(client.backUp(configId))
  expect(await follow(client, job_id)).toMatchObject({ status: 'completed' })
  return (await must(client.backups(configId))).items[0]!.id
}

/** The lines of a backup, as whoever downloads it reads them; null while it is kept back. */
async function download({ session, agreed }: Stage, backup: string): Promise<string | null> {
  const { key } = session.facts.worker
  const path = `/api/crm/configs/${agreed.configId}/backups/${encodeURIComponent(backup)}`
  const answer = await session.runtime.fetch(path, { headers: { authorization: `Bearer ${key}` } })
  return answer.ok ? gunzipSync(Buffer.from(await answer.arrayBuffer())).toString() : null
}

// Seen red with `PARTS` of one thousand: nothing was left after the answer; and with an alarm that goes on with runs alone.
test('a person goes out of all backups after the answer too, also when the runtime dies meanwhile', async () => {
  await using stage = await openStage({ records: 4, terms: { backupBeforeSync: 'off' } })
  const { client, configId } = stage.agreed
  await runOnce(stage.agreed)
  const backups: string[] = []
  for (let n = 0; n < BACKUPS; n++) backups.push(await backUp(stage))
  const [link] = (await must(client.links(configId, { entityType: 'people' }))).items
  const recordId = link?.appRecordId ?? ''
  expect(await download(stage, backups[0]!)).toContain(recordId)

  const begun = await must(client.eraseRecord(configId, { entityType: 'people', side: 'app', recordId })) // prettier-ignore
  expect(begun).toMatchObject({ appRecordId: recordId, crmRecordId: link?.crmRecordId })
  expect(begun.backupsLeft).toBeGreaterThan(0)
  await stage.session.runtime.killWorkerd()

  const now = async () => (await must(client.erasures(configId))).items
  await expect.poll(now, { timeout: 30_000 }).toMatchObject([{ id: begun.id, backupsLeft: 0 }])
  expect(await now()).toEqual([{ ...begun, backups: BACKUPS, backupsLeft: 0 }])
  for (const backup of backups) {
    const text = await download(stage, backup)
    expect(text).toContain('"people"')
    expect(text).not.toContain(recordId)
    expect(text).not.toContain(link?.crmRecordId)
  }
})
