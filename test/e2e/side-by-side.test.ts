import { expect, test } from 'vitest'
import { isOver } from '../../shared/job.ts'
import { type Agreed, must, openWorkspace, runOnce } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import type { Session } from '../sandbox/session.ts'
import { id, smallWorld } from '../worker/worlds.ts'
import { openStage, type Stage } from './stage.ts'

const PEOPLE = ['ada', 'bob', 'cyd', 'dan', 'eve']

/** A second customer at the same two vendors: a base, an Attio workspace and accounts of their own. */
const small = smallWorld({
  people: PEOPLE.map((name) => ({
    id: id('rec', name),
    fields: { Email: `${name}@example.com`, 'Last name': name },
  })),
})

const arrived = ({ attio }: Session): number =>
  ['companies', 'committees', 'people'].reduce((sum, slug) => sum + attio.rows(slug).length, 0)

async function agreeSmall(session: Session): Promise<Agreed> {
  const client = await openWorkspace(session)
  const { base, tokens } = small
  const app = await must(
    client.connect({ provider: 'airtable', token: tokens.airtable, baseId: base }),
  )
  const crm = await must(client.connect({ provider: 'attio', token: tokens.attio }))
  const config = await must(
    client.createConfig({
      name: 'Small',
      syncFrequency: 'manual',
      appConnectionId: app.id,
      crmConnectionId: crm.id,
    }),
  )
  const pair = { entityType: 'people', appTable: id('tbl', 'people'), crmTable: 'people' }
  await must(client.createPairing(config.id, pair))
  return { client, configId: config.id, pairs: [pair] }
}

/** Everybody's score changes, and a run carries it over. */
async function editAndRun({ session }: Stage, agreed: Agreed, score: number) {
  for (const name of PEOPLE)
    session.airtable.edit(small.base, 'People', id('rec', name), { Score: score })
  return runOnce(agreed)
}

test(
  'a small sync of one customer ends in its own time while another’s first sync is under way',
  { timeout: 120_000 },
  async () => {
    const real = realWorld({ records: 1_000 })
    const { airtable, attio } = real.world
    await using stage = await openStage({
      scale: 8,
      world: {
        airtable: {
          ...airtable,
          users: [...(airtable.users ?? []), ...(small.airtable.users ?? [])],
          tokens: [...(airtable.tokens ?? []), ...(small.airtable.tokens ?? [])],
          bases: [...(airtable.bases ?? []), ...(small.airtable.bases ?? [])],
        },
        attio: { workspaces: [...attio.workspaces, ...small.attio.workspaces] },
      },
    })
    const { agreed: large, session } = stage
    const agreed = await agreeSmall(session)
    const total = real.rows.companies.length + real.rows.committees.length + real.rows.people.length

    expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsCreated: 5 })
    const alone = await editAndRun(stage, agreed, 1)
    expect(alone).toMatchObject({ status: 'completed', recordsUpdated: 5 })

    const begun = await must(large.client.trigger({ configId: large.configId }))
    await expect.poll(() => arrived(session), { timeout: 60_000 }).toBeGreaterThan(50)
    const beside = await editAndRun(stage, agreed, 2)
    const there = arrived(session)
    const long = await must(large.client.log(begun.job_id))

    expect(beside).toMatchObject({
      status: 'completed',
      recordsUpdated: 5,
      recordsProcessed: alone.recordsProcessed,
    })
    // By the vendors' own count: the long one had most of its way to go when the small one was through.
    expect(isOver(long.phase)).toBe(false)
    expect(there).toBeLessThan(total / 2)
  },
)
