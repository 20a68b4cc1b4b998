/** The desk's page: Airtable with the extension at its side, and Attio next to it. */
import * as z from 'zod'
import { keepAccount } from '../../../../extension/frontend/worker/account.ts'
import { airtable } from './airtable.ts'
import { attio } from './attio.ts'
import { call } from './call.ts'
import { element } from './element.ts'
import { grid, type Opening } from './grid.ts'
import { PRESENCES, presenceIn } from './presence.ts'

const Facts = z.object({
  baseId: z.string(),
  worker: z.object({ address: z.string(), key: z.string() }).nullable(),
})
type Facts = z.infer<typeof Facts>

/** What the frame asks of the page around it. */
const Asked = z.object({ expand: z.object({ tab: z.string(), row: z.string() }) })

function desk({ baseId, worker }: Facts): HTMLElement {
  const base = grid('Airtable', airtable(baseId))
  const bar = title('Airtable', 'a simulated base')
  bar.append(choice('Second user', PRESENCES, presenceIn(base)))
  addEventListener('message', ({ data }) => {
    const asked = Asked.safeParse(data)
    if (!asked.success) return
    const detail: Opening = asked.data.expand
    base.dispatchEvent(new CustomEvent('open-record', { detail }))
  })
  return element(
    'main',
    {},
    element('section', { className: 'airtable', aria: { label: 'Airtable' } }, bar, base),
    element(
      'section',
      { className: 'extension', aria: { label: 'Extension' } },
      ...extension(worker),
    ),
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

/** The frame with the extension, and the knobs Airtable has around it: who looks, how wide, light or dark. */
function extension(worker: Facts['worker']): readonly HTMLElement[] {
  const frame = element('iframe', { title: 'DataSync Pro', src: '/frame?role=create' })
  const bar = element('header', {}, element('h2', { textContent: 'Extension' }))
  bar.append(
    choice('Role', { create: 'Creator', edit: 'Editor', read: 'Read only' }, (role) => {
      frame.src = `/frame?role=${role}`
    }),
    choice('Theme', { '': 'As the system', light: 'Light', dark: 'Dark' }, (theme) => {
      frame.style.colorScheme = theme
    }),
    choice('Width', { docked: 'Docked', wide: 'Wide', full: 'Full screen' }, (width) => {
      document.body.dataset['extension'] = width
    }),
  )
  if (worker) {
    const connect = element('button', { type: 'button', textContent: 'Connect to the sandbox' })
    connect.onclick = () => {
      keepAccount(worker)
      frame.contentWindow?.location.reload()
    }
    bar.append(connect)
  }
  return [bar, frame]
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
