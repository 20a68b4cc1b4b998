/** The Worker with both simulated vendors as it knows them, people in each, and a browser for everybody who comes. */
import { openClient, openPairing, type Sent } from '../../shared/api/client.ts'
import { VENDORS } from '../../worker/connectors/registry.ts'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { ANN, BOB, CRM, EVE, OTHER, sampleWorld } from '../sandbox/airtable/sample.ts'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import { realClock } from '../sandbox/clock.ts'
import { byHost, startRuntime } from '../sandbox/runtime.ts'
import { must } from './api-world.ts'
import { HERE, openPerson, type Person } from './person.ts'

export const ACME = '00000000-0000-4000-8000-0000000000a1'
export const RIVAL = '00000000-0000-4000-8000-0000000000a2'
export const PEOPLE = { ann: ANN, bob: BOB, eve: EVE } as const
export type Who = keyof typeof PEOPLE
export { CRM, OTHER }

const secretOf = (vendor: string): string => `${vendor}-client-secret-nobody-may-see`
const scopes = (vendor: 'airtable' | 'attio'): string[] =>
  VENDORS[vendor].signIn.sync.map(({ scope }) => scope)
const clientOf = (vendor: 'airtable' | 'attio') => ({
  client_id: 'datasync',
  client_secret: secretOf(vendor),
  name: 'DataSync',
  redirect_uris: [`${HERE}/connect/callback/${vendor}`],
  scopes: scopes(vendor),
})

export async function openSignInWorld(
  more: { readonly vars?: { readonly [name: string]: string }; readonly main?: string } = {},
) {
  const clock = realClock
  const airtable = new AirtableSandbox(
    { ...sampleWorld, clients: [clientOf('airtable')] },
    { clock, switches: { basePace: 1_000, userPace: 1_000 } },
  )
  const members = ['ann', 'bob'].map((name) => ({
    id: `member-${name}`,
    first_name: name,
    last_name: '',
    email_address: `${name}@acme.test`,
    access_level: 'admin' as const,
  }))
  const workspace = (id: string, name: string) => ({
    id,
    name,
    slug: name.toLowerCase(),
    members: members.map((one) => ({ ...one, id: `${one.id}-${name.toLowerCase()}` })),
    tokens: [],
  })
  const attio = new AttioSandbox(
    {
      clients: [clientOf('attio')],
      workspaces: [workspace(ACME, 'Acme'), workspace(RIVAL, 'Rival')],
    },
    { clock },
  )
  const lines: string[] = []
  const runtime = await startRuntime({
    main: more.main ?? 'test/worker/entry.mjs',
    outbound: byHost([airtable, attio]),
    vars: {
      AIRTABLE_CLIENT_ID: 'datasync',
      ATTIO_CLIENT_ID: 'datasync',
      PUBLIC_ADDRESS: HERE,
      ...more.vars,
    },
    secrets: {
      AIRTABLE_CLIENT_SECRET: secretOf('airtable'),
      ATTIO_CLIENT_SECRET: secretOf('attio'),
    },
    log: (line) => lines.push(line),
  })
  const answers: string[] = []
  const send = async ({ method, path, headers, body }: Sent) => {
    const answer = await runtime.fetch(path, { method, headers: { ...headers }, body })
    const text = await answer.text()
    answers.push(text)
    return { status: answer.status, json: JSON.parse(text) as unknown }
  }
  const person = (): Person => openPerson(runtime, [airtable, attio])

  /** At the page that offers Airtable: signs in there as somebody, and lets us into this base. */
  async function atAirtable(one: Person, who: Who, base: string = CRM) {
    await one.press('Continue to Airtable')
    await one.follow(`${who}@acme.test`)
    return one.press('Grant access', { base })
  }
  async function atAttio(one: Person, workspaceName: 'Acme' | 'Rival' = 'Acme', name = 'ann') {
    const id = workspaceName === 'Acme' ? ACME : RIVAL
    await one.press('Continue to Attio')
    return one.press('Connect to workspace', {
      person: `${id} member-${name}-${workspaceName.toLowerCase()}`,
    })
  }
  /** A panel in a base, and somebody who opens its page and signs in. */
  async function pair(who: Who, base: string = CRM) {
    const panel = openPairing(send)
    const started = must(await panel.startPairing({ baseId: base }))
    const one = person()
    await one.open(started.url)
    await one.press('Yes, it is the same')
    const seen = await atAirtable(one, who, base)
    const collected = must(await panel.collectSession(started.id, started.secret))
    return {
      panel,
      started,
      one,
      seen,
      collected,
      client: openClient(collected.key ?? 'none', send),
    }
  }
  return {
    airtable,
    attio,
    runtime,
    lines,
    answers,
    send,
    person,
    pair,
    atAirtable,
    atAttio,
    secretOf,
  }
}
export type SignInWorld = Awaited<ReturnType<typeof openSignInWorld>>
