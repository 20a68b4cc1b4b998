/** Somebody who has nothing but the document makes a client of it with a tool that is not ours, and works with it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { openWorkspace } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
const tool = (name: string): string => join(ROOT, 'node_modules/.bin', name)

/** What they write; nothing in it knows more than the document says. */
const PROGRAM = `
import * as api from './client.ts'

const [address, key, airtable, baseId, attio, table] = process.argv.slice(2) as [string, string, string, string, string, string]
api.defaults.baseUrl = address
api.defaults.headers = { authorization: 'Bearer ' + key }

/** The data of an answer that went well; a problem is thrown with its sentence. */
function good<T extends { status: number; data: unknown }>(answer: T): Extract<T, { status: 200 | 201 | 202 }>['data'] {
  if (answer.status >= 300) throw new Error(answer.status + ' ' + (answer.data as api.Problem).message)
  return answer.data as never
}
async function ended(id: string): Promise<api.Log> {
  for (;;) {
    const log = good(await api.log(id))
    if (log.endedAt !== null || log.phase === 'planned' || log.phase === 'asking') return log
    await new Promise((wake) => setTimeout(wake, 50))
  }
}

const refused = await api.config('sNobodyHasThisOne')
const app = good(await api.connect({ provider: 'airtable', token: airtable, baseId }))
const crm = good(await api.connect({ provider: 'attio', token: attio }))
const config: api.Config = good(
  await api.createConfig(
    { name: 'From outside', appConnectionId: app.id, crmConnectionId: crm.id, syncFrequency: 'manual' },
    { idempotencyKey: 'outside-1' },
  ),
)
const fields = good(await api.availableFields('airtable', app.id, { entityType: table }))
const pairing = good(await api.createPairing(config.id, { entityType: 'companies', appTable: fields.tables[0]!.id, crmTable: 'companies' }))
const mappings = good(await api.fieldMappings(config.id, { entityType: 'companies' })).items
const preview = await ended(good(await api.preview({ configId: config.id })).job_id)
const summary = good(await api.summary(preview.id))
const writes = good(await api.writes(preview.id, { limit: 3, kind: 'create', side: 'crm' }))
const ran = await ended(good(await api.trigger({ configId: config.id, previewId: preview.id })).job_id)
const logs = good(await api.logs({ configId: config.id, limit: 10 })).items
console.log(JSON.stringify({
  refused: refused.status === 404 ? refused.data.code : 'let in',
  mapped: mappings.length === pairing.fieldMappings ? mappings.length : -1,
  planned: summary.create,
  listed: writes.items.length,
  status: ran.status,
  written: ran.recordsCreated,
  logs: logs.map((one) => one.kind),
}))
`

const Outcome = z.object({
  refused: z.string(),
  mapped: z.number(),
  planned: z.number(),
  listed: z.number(),
  status: z.string(),
  written: z.number(),
  logs: z.array(z.string()),
})

test('a client generated from the document is sound, and drives a sync from the first key to the log', async () => {
  const session = await openSession({ scale: 4, world: realWorld({ records: 8 }).world })
  const folder = mkdtempSync(join(tmpdir(), 'outside-'))
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const document = await (await session.runtime.fetch('/openapi.json')).text()
    const settings = {
      compilerOptions: { strict: true, noEmit: true, target: 'es2024', module: 'preserve', lib: ['es2024', 'dom'], types: ['node'], allowImportingTsExtensions: true, skipLibCheck: true }, // prettier-ignore
      files: ['program.ts'],
    }
    writeFileSync(join(folder, 'openapi.json'), document)
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    writeFileSync(join(folder, 'program.ts'), PROGRAM)
    await run(tool('oazapfts'), ['openapi.json', 'client.ts'], { cwd: folder })
    const checked = await run(tool('tsc'), ['-p', folder]).catch(
      (wrong: { stdout: string }) => wrong,
    )
    expect(checked.stdout).toBe('')

    await openWorkspace(session)
    const { facts, access, runtime } = session
    const { stdout } = await run(process.execPath, [
      join(folder, 'program.ts'),
      runtime.url,
      facts.worker.key ?? '',
      access.airtable.sync.token,
      facts.airtable.baseId,
      access.attio.sync.token,
      'Companies',
    ])
    const outcome = Outcome.parse(JSON.parse(stdout))
    expect(outcome).toMatchObject({
      refused: 'not_found',
      planned: 8,
      listed: 3,
      status: 'completed',
      written: 8,
      logs: ['run'],
    })
    expect(outcome.mapped).toBeGreaterThan(1)
  } finally {
    await session.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
