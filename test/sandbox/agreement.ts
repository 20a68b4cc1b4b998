/** A workspace, both accounts connected, and every table paired with the object of its name. */
import * as z from 'zod'
import { type Client, openClient, type Sent } from '../../shared/api/client.ts'
import type { ConfigRequest } from '../../shared/api/config.ts'
import type { Problem } from '../../shared/api/problem.ts'
import type { Log, Write } from '../../shared/api/run.ts'
import { isOver } from '../../shared/job.ts'
import type { Result } from '../../shared/result.ts'
import type { Session } from './session.ts'

/** The Worker refused what the sandbox asked of it; the message is its sentence. */
export class Refused extends Error {
  override name = 'Refused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** The value of an answer; a refusal is thrown. */
export async function must<T>(answer: Promise<Result<T, Problem>>): Promise<T> {
  const given = await answer
  if (!given.ok) throw new Refused(given.error)
  return given.value
}

export const sendTo =
  (address: string) =>
  async ({ method, path, headers, body }: Sent) => {
    const response = await fetch(address + path, { method, headers: { ...headers }, body })
    const json: unknown = await response.json().catch(() => null)
    return { status: response.status, json }
  }

const NewWorkspace = z.object({ workspaceId: z.string(), key: z.string() })

/** A new workspace on the Worker; its key is noted in the session's facts. */
export async function openWorkspace({ runtime, facts }: Session): Promise<Client> {
  const response = await runtime.fetch('/api/workspaces', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${runtime.secrets['OPERATOR_KEY'] ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'Sandbox' }),
  })
  if (!response.ok) throw new Error(`no workspace could be opened: ${await response.text()}`)
  const { workspaceId, key } = NewWorkspace.parse(await response.json())
  facts.worker = { ...facts.worker, workspaceId, key }
  return openClient(key, sendTo(runtime.url))
}

export type Pair = {
  readonly entityType: string
  readonly appTable: string
  readonly crmTable: string
}

/** Tables and objects of the same name, in the order of the tables: those that others point at stand first. */
export function pairsOf({ airtable, attio }: Session['facts']): readonly Pair[] {
  const fold = (name: string): string => name.trim().toLowerCase()
  return Object.entries(airtable.tables).flatMap(([name, appTable]) => {
    const object = Object.entries(attio.objects).find(([noun, slug]) =>
      [fold(noun), slug].includes(fold(name)),
    )
    return object ? [{ entityType: object[1], appTable, crmTable: object[1] }] : []
  })
}

export type Agreed = {
  readonly client: Client
  readonly configId: string
  readonly pairs: readonly Pair[]
}
export type Terms = Partial<Omit<ConfigRequest, 'appConnectionId' | 'crmConnectionId'>>

/** As `must`, but asked again where the vendor was only too busy to answer now. */
async function patiently<T>(ask: () => Promise<Result<T, Problem>>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await ask()
    if (answer.ok || answer.error.code !== 'slow_down' || tries === 10)
      return must(Promise.resolve(answer))
    await new Promise((wake) => setTimeout(wake, 200))
  }
}

/** Connects both accounts by token and pairs all there is to pair, fields by name and type. */
export async function agree(session: Session, terms: Terms = {}): Promise<Agreed> {
  const { facts, access } = session
  const client = await openWorkspace(session)
  const { baseId } = facts.airtable
  const app = await patiently(() =>
    client.connect({ provider: 'airtable', token: access.airtable.sync.token, baseId }),
  )
  const crm = await patiently(() =>
    client.connect({ provider: 'attio', token: access.attio.sync.token }),
  )
  const config = await must(
    client.createConfig({
      name: 'Airtable ⇄ Attio',
      syncFrequency: 'manual',
      ...terms,
      appConnectionId: app.id,
      crmConnectionId: crm.id,
    }),
  )
  const pairs = pairsOf(facts)
  for (const pair of pairs) await patiently(() => client.createPairing(config.id, pair))
  facts.worker = { ...facts.worker, configId: config.id }
  return { client, configId: config.id, pairs }
}

/** Looks at a run every `everyMs` until it is over, or waits for a person. */
export async function follow(
  client: Client,
  id: string,
  look: (log: Log) => void = () => undefined,
  everyMs = 50,
): Promise<Log> {
  for (;;) {
    const log = await must(client.log(id))
    look(log)
    if (isOver(log.phase) || log.phase === 'planned' || log.phase === 'asking') return log
    await new Promise((wake) => setTimeout(wake, everyMs))
  }
}

/** Triggers a run, of this preview or of what is to be done now, and waits for its end. */
export async function runOnce({ client, configId }: Agreed, previewId?: string): Promise<Log> {
  const started = await must(
    client.trigger({ configId, ...(previewId === undefined ? {} : { previewId }) }),
  )
  return follow(client, started.job_id)
}

/** All writes of a run. */
export async function writesOf(client: Client, id: string): Promise<readonly Write[]> {
  const all: Write[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof nextPage>> = await nextPage(client, id, cursor)
    all.push(...page.items)
    cursor = page.cursor
  } while (cursor !== null)
  return all
}
const nextPage = (client: Client, id: string, cursor: string | null) =>
  must(client.writes(id, { limit: 200, ...(cursor === null ? {} : { cursor }) }))
