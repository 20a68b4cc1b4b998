/** The page inside the extension's frame: stands in for Airtable, then loads and starts the production bundle. */
import * as z from 'zod'
import type { AirtableInterface } from '@airtable/blocks/dist/types/src/types/airtable_interface'
import { readTables } from './airtable.ts'
import { call } from './call.ts'
import { type Level, LEVELS, openHost } from './host.ts'

declare global {
  interface Window {
    __getAirtableInterfaceAtVersion?: (version: number) => AirtableInterface
    _airtableRunBlock?: () => void
  }
}

const query = new URLSearchParams(location.search)
const asked = query.get('role')
const marked = (query.get('marked') ?? '').split(',').filter((id) => id !== '')
const level: Level = LEVELS.find((one) => one === asked) ?? 'create'
const facts = await call('GET', '/desk.json', z.object({ baseId: z.string() }))
const tables = facts.ok ? await readTables(facts.value.baseId) : facts
if (facts.ok && tables.ok)
  start(
    openHost({
      baseId: facts.value.baseId,
      name: query.get('name') ?? 'Simulated base',
      tables: tables.value.tables,
      level,
      marked,
    }),
  )
else document.body.append(tables.ok ? '' : tables.error)

function start(host: AirtableInterface): void {
  window.__getAirtableInterfaceAtVersion = () => host
  const script = document.createElement('script')
  script.src = '/bundle.js'
  script.onload = () => window._airtableRunBlock?.()
  document.head.append(script)
}
