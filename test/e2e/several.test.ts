/**
 * One workspace of ours with two bases and two Attio workspaces, and three syncs over them, in the Worker’s own runtime:
 * base one ⇄ Acme, base one → Rival, Rival → base two. Everything carries the same names everywhere, so that whatever goes
 * astray has somewhere to land.
 */
import { expect, test } from 'vitest'
import { openClient } from '../../shared/api/client.ts'
import { type Agreed, must, openWorkspace, runOnce, sendTo } from '../sandbox/agreement.ts'
import { openSession, type Session } from '../sandbox/session.ts'
import { id, smallWorld, type World } from '../worker/worlds.ts'

const ADA = 'ada@example.com'
const RIA = 'ria@example.com'
const ada = { Email: ADA, 'First name': 'Ada', 'Last name': 'Lovelace', Score: 1 }
const one = smallWorld({
  people: [{ id: id('rec', 'ada'), fields: ada }],
  teams: [{ id: id('rec', 'tA'), fields: { Name: 'Team A', Code: 'A' } }],
})
const two = another(smallWorld())
const ACME = one.workspace
const RIVAL = two.workspace

/** The same once more, with ids, a slug and tokens of its own. */
function another(world: World): World {
  const text = JSON.stringify(world)
    .replace(/\b(app|tbl|fld|rec|usr)(\w{13})0/g, '$1$22')
    .replaceAll('patSmall', 'patSecond')
    .replaceAll('a'.repeat(64), 'b'.repeat(64))
    .replaceAll(world.workspace, world.workspace.replace('aa', 'bb'))
    .replaceAll('"slug":"small"', '"slug":"rival"')
    .replaceAll('ops@example.com', 'ops@rival.example')
  return JSON.parse(text) as World
}

const tableOf = (world: World, name: string): string =>
  world.airtable.bases!.flatMap(({ tables }) => tables).find((table) => table.name === name)!.id!

type Score = number | null
const scoreIn = (values: unknown): Score =>
  (values as { score?: readonly { value: number }[] }).score?.[0]?.value ?? null
const emailIn = (values: unknown): string =>
  (values as { email_addresses: readonly { email_address: string }[] }).email_addresses[0]!.email_address // prettier-ignore

/** Everybody’s score by address, wherever people stand. */
function scores({ airtable, attio }: Session) {
  const base = (world: World) =>
    Object.fromEntries(
      airtable.rows(world.base, 'People').map(({ fields }) => [fields['Email'], fields['Score']]),
    )
  const crm = (workspace: string) =>
    Object.fromEntries(
      attio.rows('people', workspace).map(({ values }) => [emailIn(values), scoreIn(values)]),
    )
  return { baseOne: base(one), acme: crm(ACME), rival: crm(RIVAL), baseTwo: base(two) }
}
const everywhere = (people: { readonly [email: string]: Score }) => ({
  baseOne: people,
  acme: people,
  rival: people,
  baseTwo: people,
})

async function openAll(session: Session) {
  const client = await openWorkspace(session)
  const connections = {
    baseOne: await must(client.connect({ provider: 'airtable', token: one.tokens.airtable, baseId: one.base })), // prettier-ignore
    baseTwo: await must(client.connect({ provider: 'airtable', token: two.tokens.airtable, baseId: two.base })), // prettier-ignore
    acme: await must(client.connect({ provider: 'attio', token: one.tokens.attio })),
    rival: await must(client.connect({ provider: 'attio', token: two.tokens.attio })),
  }
  type End = keyof typeof connections
  const agreed = async (
    name: string,
    app: End,
    crm: End,
    syncDirection: 'push' | 'pull' | 'bidirectional',
    names: readonly string[],
  ): Promise<Agreed> => {
    // prettier-ignore
    const config = await must(
      client.createConfig({
        name,
        syncFrequency: 'realtime',
        appConnectionId: connections[app].id,
        crmConnectionId: connections[crm].id,
      }),
    )
    const pairs = names.map((entity) => ({
      entityType: entity.toLowerCase(),
      appTable: tableOf(app === 'baseOne' ? one : two, entity),
      crmTable: entity.toLowerCase(),
    }))
    for (const pair of pairs)
      await must(client.createPairing(config.id, { ...pair, syncDirection }))
    return { client, configId: config.id, pairs }
  }
  return {
    client,
    connections,
    home: await agreed('Home', 'baseOne', 'acme', 'bidirectional', ['Teams', 'People']),
    out: await agreed('Out', 'baseOne', 'rival', 'push', ['People']),
    back: await agreed('Back', 'baseTwo', 'rival', 'pull', ['People']),
  }
}

const nameIn = (values: unknown): unknown =>
  (values as { name: readonly { value: string }[] }).name[0]?.value
const nameOfTeam = ({ attio }: Session, workspace: string): unknown[] =>
  attio.rows('teams', workspace).map(({ values }) => nameIn(values))
const nameOf = (syncs: { readonly [name: string]: Agreed }, configId: string): string =>
  Object.entries(syncs).find(([, sync]) => sync.configId === configId)?.[0] ?? 'none'

const wroteIn = async ({ client, configId }: Agreed): Promise<number> => {
  const { items } = await must(client.logs({ configId, limit: 100 }))
  return items.reduce((sum, log) => sum + log.recordsCreated + log.recordsUpdated, 0)
}

/** How the Attio app asks: with its key, from the account it is open in. */
const fromAttio = (session: Session, key: string, account: string) =>
  openClient(key, (sent) =>
    sendTo(session.runtime.url)({
      ...sent,
      headers: { ...sent.headers, 'x-datasync-account': account },
    }),
  )

test(
  'two bases and two Attio workspaces under one workspace: each change goes its own way, each key opens its own',
  { timeout: 120_000 },
  async () => {
    const session = await openSession({
      scale: 4,
      world: {
        airtable: {
          users: [...one.airtable.users!, ...two.airtable.users!],
          tokens: [...one.airtable.tokens!, ...two.airtable.tokens!],
          bases: [...one.airtable.bases!, ...two.airtable.bases!],
        },
        attio: { workspaces: [...one.attio.workspaces, ...two.attio.workspaces] },
      },
    })
    await using _ = { [Symbol.asyncDispose]: () => session.close() }
    const { client, connections, home, out, back } = await openAll(session)
    const syncs = { home, out, back }
    expect(new Set(Object.values(connections).map((each) => each.id)).size).toBe(4)
    for (const sync of [home, out, back])
      expect(await runOnce(sync)).toMatchObject({ status: 'completed', recordsFailed: 0 })
    const soon = { timeout: 20_000 }
    await expect.poll(() => scores(session), soon).toEqual(everywhere({ [ADA]: 1 }))
    for (const { configId } of [home, out, back])
      await expect
        .poll(async () => (await must(client.config(configId))).feeds.map(({ mode }) => mode), soon)
        .toEqual(['webhook', 'webhook'])

    // Each hop is the write of one sync, and what wakes the next that reads the same table or object.
    const acmeAda = session.attio.rows('people', ACME)[0]!.id
    session.attio.edit('people', acmeAda, { score: 2 }, ACME)
    await expect.poll(() => scores(session), soon).toEqual(everywhere({ [ADA]: 2 }))

    // What a run wrote is counted only after it arrived: the counts are waited for, not taken as they stand.
    const wroteBoth = async () => ({ out: await wroteIn(out), back: await wroteIn(back) })
    await expect.poll(wroteBoth, soon).toEqual({ out: 2, back: 2 })

    // What only one of them is about touches no other.
    session.airtable.edit(one.base, 'Teams', id('rec', 'tA'), { Name: 'Team One' })
    await expect.poll(() => nameOfTeam(session, ACME), soon).toEqual(['Team One'])
    expect(nameOfTeam(session, RIVAL)).toEqual([])
    expect(session.airtable.rows(two.base, 'Teams')).toEqual([])
    expect(await wroteBoth()).toEqual({ out: 2, back: 2 })

    // A person of the other workspace goes into the other base, and nowhere else.
    session.attio.add('people', { name: 'Reed, Ria', email_addresses: [RIA], score: 9 }, undefined, RIVAL) // prettier-ignore
    await expect
      .poll(() => scores(session), soon)
      .toEqual({ ...everywhere({ [ADA]: 2 }), rival: { [ADA]: 2, [RIA]: 9 }, baseTwo: { [ADA]: 2, [RIA]: 9 } }) // prettier-ignore

    const keyOf = async (connectionId: string): Promise<string> =>
      (await must(client.createKey({ name: 'Attio app', role: 'user', connectionId }))).key
    const [acmeKey, rivalKey] = [
      await keyOf(connections.acme.id),
      await keyOf(connections.rival.id),
    ]
    const rivalAda = session.attio.rows('people', RIVAL).find((row) => emailIn(row.values) === ADA)!.id // prettier-ignore
    const cards = async (key: string, account: string, recordId: string) => {
      const card = await fromAttio(session, key, account).card({ side: 'crm', table: 'people', recordId }) // prettier-ignore
      return card.ok
        ? card.value.items
            .map(({ configId, status }) => `${nameOf(syncs, configId)} ${status}`)
            .toSorted()
        : card.error.code
    }
    await expect.poll(() => cards(rivalKey, RIVAL, rivalAda), soon).not.toContain('out pending')
    expect({
      own: [await cards(acmeKey, ACME, acmeAda), await cards(rivalKey, RIVAL, rivalAda)],
      elsewhere: [await cards(acmeKey, RIVAL, rivalAda), await cards(rivalKey, ACME, acmeAda)],
      strange: [await cards(acmeKey, ACME, rivalAda), await cards(rivalKey, RIVAL, acmeAda)],
    }).toEqual({
      own: [['home in_sync'], ['back in_sync', 'out in_sync']],
      elsewhere: ['no_key', 'no_key'],
      strange: [['home not_linked'], ['back not_linked', 'out not_linked']],
    })
    const rivals = fromAttio(session, rivalKey, RIVAL)
    const push = { entityType: 'people', side: 'crm' as const, recordIds: [acmeAda] }
    for (const refused of [
      await rivals.push({ configId: home.configId, ...push }),
      await rivals.config(home.configId),
      await rivals.trigger({ configId: home.configId }),
    ])
      expect(refused).toMatchObject({ error: { code: 'not_found' } })

    // One of the accounts taken out leaves the others as they are.
    await must(client.disconnect('attio', connections.rival.id))
    session.attio.edit('people', acmeAda, { score: 3 }, ACME)
    await expect.poll(() => scores(session).baseOne, soon).toEqual({ [ADA]: 3 })
    expect(scores(session).rival).toEqual({ [ADA]: 2, [RIA]: 9 })
    // Seen red: the last key of Attio was let see what was left of the others.
    await expect.poll(() => cards(acmeKey, ACME, acmeAda), soon).toEqual(['home in_sync'])
    expect(await cards(rivalKey, RIVAL, rivalAda)).toBe('no_key')
  },
)
