/** The desk's page: Airtable with the extension at its side, and Attio next to it. */
import * as z from 'zod'
import { keepAccount } from '../../../../extension/frontend/worker/account.ts'
import { airtable } from './airtable.ts'
import { attio } from './attio.ts'
import { call } from './call.ts'
import { element } from './element.ts'
import { grid, type Opening } from './grid.ts'
import { type Cursor, FromFrame, type FromPage } from './outer.ts'
import { PRESENCES, presenceIn } from './presence.ts'

const Facts = z.object({
  baseId: z.string(),
  worker: z.object({ address: z.string(), key: z.string() }).nullable(),
})
type Facts = z.infer<typeof Facts>

function desk({ baseId, worker }: Facts): HTMLElement {
  const base = grid('Airtable', airtable(baseId), true)
  const bar = title('Airtable', 'a simulated base')
  bar.append(choice('Second user', PRESENCES, presenceIn(base)))
  const beside = extension(worker)
  base.addEventListener('cursor', (event) =>
    beside.tell({ cursor: (event as CustomEvent<Cursor>).detail }),
  )
  const ask = (what: string, detail?: unknown): void =>
    void base.dispatchEvent(new CustomEvent(what, { detail }))
  beside.hear(({ isReady, expand, goTo }) => {
    if (isReady) ask('ask-cursor')
    if (expand) ask('open-record', expand satisfies Opening)
    if (goTo) ask('go-to', goTo)
  })
  return element(
    'main',
    {},
    element('section', { className: 'airtable', aria: { label: 'Airtable' } }, bar, base),
    element('section', { className: 'extension', aria: { label: 'Extension' } }, ...beside.parts),
    element('section', { className: 'attio', aria: { label: 'Attio' } }, ...workspace()),
  )
}

/** Attio's tables, or its pages with the app on them: one of the two. */
function workspace(): readonly HTMLElement[] {
  const bar = title('Attio', 'a simulated workspace')
  const tables = grid('Attio', attio())
  const pages = element('iframe', { title: 'Attio workspace', src: '/workspace' })
  bar.append(
    choice('View', { tables: 'Tables', pages: 'Pages with the app' }, (view) => {
      const [shown, hidden] = view === 'pages' ? [pages, tables] : [tables, pages]
      hidden.replaceWith(shown)
    }),
  )
  return [bar, tables]
}

const title = (name: string, what: string): HTMLElement =>
  element(
    'header',
    {},
    element('h2', { textContent: name }),
    element('span', { textContent: what }),
  )

const ROLES = { create: 'Creator', edit: 'Editor', read: 'Read only' } as const
type Role = keyof typeof ROLES
const WIDTHS = { docked: 'Docked', wide: 'Wide', full: 'Full screen' } as const

/** The frame with the extension, and the knobs Airtable has around it: who looks, how wide, light or dark. */
function extension(worker: Facts['worker']) {
  const frame = element('iframe', { title: 'DataSync Pro', src: '/frame?role=create' })
  const bar = element('header', {}, element('h2', { textContent: 'Extension' }))
  const tell = (said: FromPage): void => frame.contentWindow?.postMessage(said, location.origin)
  const hear = (heard: (said: FromFrame) => void): void =>
    addEventListener('message', ({ source, data }) => {
      const said = FromFrame.safeParse(data)
      if (source === frame.contentWindow && said.success) heard(said.data)
    })
  const gear = element('button', {
    type: 'button',
    textContent: 'Settings',
    hidden: true,
    onclick: () => tell({ settings: true }),
  })
  const width = choice('Width', WIDTHS, setWidth)
  function setWidth(chosen: keyof typeof WIDTHS): void {
    document.body.dataset['extension'] = chosen
    tell({ isFull: chosen === 'full' })
  }
  let role: Role = 'create'
  hear(({ isReady, hasSettings, full }) => {
    // A frame that was loaded anew begins as the first one did.
    if (isReady) tell({ role })
    if (hasSettings !== undefined) gear.hidden = !hasSettings
    if (full === undefined) return
    const chosen = full ? 'full' : 'docked'
    const select = width
    if (select instanceof HTMLSelectElement) select.value = chosen
    setWidth(chosen)
  })
  bar.append(
    choice('Role', ROLES, (chosen) => {
      role = chosen
      tell({ role })
    }),
    choice('Theme', { '': 'As the system', light: 'Light', dark: 'Dark' }, (theme) => {
      frame.style.colorScheme = theme
    }),
    width,
    gear,
  )
  if (worker) {
    const connect = element('button', { type: 'button', textContent: 'Connect to the sandbox' })
    connect.onclick = () => {
      keepAccount(worker)
      frame.contentWindow?.location.reload()
    }
    bar.append(connect)
  }
  return { parts: [bar, frame], tell, hear }
}

function choice<Value extends string>(
  name: string,
  options: Readonly<Record<Value, string>>,
  onChosen: (value: Value) => void,
): HTMLElement {
  const select = element(
    'select',
    { aria: { label: name } },
    ...Object.entries<string>(options).map(([value, textContent]) =>
      element('option', { value, textContent }),
    ),
  )
  // Its options are nothing but these.
  select.onchange = () => onChosen(select.value as Value)
  return select
}

const found = await call('GET', '/desk.json', Facts)
document.body.append(
  found.ok ? desk(found.value) : element('p', { className: 'note', textContent: found.error }),
)
