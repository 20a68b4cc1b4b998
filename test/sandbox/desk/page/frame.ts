/** The page inside the extension's frame: stands in for Airtable, then loads and starts the production bundle. */
import * as z from 'zod'
import type { AirtableInterface } from '@airtable/blocks/dist/types/src/types/airtable_interface'
import { call } from './call.ts'
import { openHost } from './host.ts'
import { type Level, LEVELS, tellPage } from './outer.ts'
import { Screen } from './screen.ts'

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
const screen = facts.ok ? new Screen(facts.value.baseId) : null
const opened = screen ? await screen.open() : facts
if (facts.ok && screen && opened.ok && 'era' in opened.value)
  start(
    openHost({
      baseId: facts.value.baseId,
      name: query.get('name') ?? 'Simulated base',
      opened: opened.value,
      screen,
      level,
      marked,
    }),
  )
else document.body.append(opened.ok ? '' : opened.error)

function start(host: AirtableInterface): void {
  window.__getAirtableInterfaceAtVersion = () => host
  const script = document.createElement('script')
  script.src = '/bundle.js'
  script.onload = () => {
    window._airtableRunBlock?.()
    tellPage({ isReady: true })
  }
  document.head.append(script)
}
