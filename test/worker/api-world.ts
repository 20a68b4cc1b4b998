import { openClient } from '../../shared/api/client.ts'
import type { Role } from '../../shared/role.ts'
import { startRuntime } from '../sandbox/runtime.ts'
import { openVendors } from './vendors-double.ts'

/** The Worker running, with two vendors and a double for the sync. */
export async function openApi(
  options: { vars?: { [name: string]: string }; state?: string; main?: string } = {},
) {
  const vendors = openVendors()
  const lines: string[] = []
  const runtime = await startRuntime({
    main: 'test/worker/entry.mjs',
    ...options,
    outbound: vendors.answer,
    log: (line) => lines.push(line),
  })

  async function call(
    method: string,
    path: string,
    key?: string,
    body?: unknown,
    headers: { [name: string]: string } = {},
  ) {
    const answer = await runtime.fetch(path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json:
        answer.headers.get('content-type')?.includes('json;') ||
        answer.headers.get('content-type') === 'application/json'
          ? JSON.parse(text)
          : null,
    }
  }

  const client = (key: string) =>
    openClient(key, async ({ method, path, headers, body }) => {
      const answer = await runtime.fetch(path, { method, headers, body })
      return { status: answer.status, json: await answer.json() }
    })

  async function workspace(name: string) {
    const made = await call('POST', '/api/workspaces', runtime.secrets['OPERATOR_KEY'], { name })
    const { workspaceId, key } = made.json as { workspaceId: string; key: string }
    return { workspaceId, key, client: client(key) }
  }

  /** A workspace with both ends connected, a sync, a pairing, a mapping, a preview and a key for each role. */
  async function furnished(name: string, base: string, attio: string) {
    const { workspaceId, key, client: admin } = await workspace(name)
    const app = must(
      await admin.connect({ provider: 'airtable', token: `pat-${name}`, baseId: base }),
    )
    const crm = must(await admin.connect({ provider: 'attio', token: `attio-${attio}` }))
    const config = must(
      await admin.createConfig({ name, appConnectionId: app.id, crmConnectionId: crm.id }),
    )
    must(
      await admin.createPairing(config.id, {
        entityType: 'people',
        appTable: 'tblPeople',
        crmTable: 'people',
      }),
    )
    const [mapping] = must(await admin.fieldMappings(config.id)).items
    const run = must(await admin.preview(config.id))
    const keys: { [role in Role]?: string } = {}
    const keyIds: string[] = []
    for (const role of ['admin', 'manager', 'user', 'read-only'] as const) {
      const made = must(await admin.createKey({ name: role, role }))
      keys[role] = made.key
      keyIds.push(made.id)
    }
    return {
      workspaceId,
      key,
      client: admin,
      app,
      crm,
      config,
      mappingId: mapping!.id,
      runId: run.job_id,
      keys,
      keyIds,
    }
  }

  return { runtime, vendors, lines, call, client, workspace, furnished }
}
export type Api = Awaited<ReturnType<typeof openApi>>

/** The value of something that must have worked. */
export function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
