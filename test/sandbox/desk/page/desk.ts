/** The desk's page: Airtable with the extension at its side, and Attio next to it. */
import * as z from 'zod'
import { keepAccount } from '../../../../extension/frontend/worker/account.ts'
import { airtable } from './airtable.ts'
import { attio } from './attio.ts'
import { call } from './call.ts'
import { element } from './element.ts'
import { grid } from './grid.ts'

const Facts = z.object({
  baseId: z.string(),
  worker: z.object({ address: z.string(), key: z.string() }).nullable(),
})
type Facts = z.infer<typeof Facts>

function desk({ baseId, worker }: Facts): HTMLElement {
  return element(
    'main',
    {},
    element(
      'section',
      { className: 'airtable', aria: { label: 'Airtable' } },
      title('Airtable', 'a simulated base'),
      grid('Airtable', airtable(baseId)),
    ),
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
    choice('Width', { docked: 'Docked', wide: 'Wide' }, (width) => {
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

function choice(
  name: string,
  options: Readonly<Record<string, string>>,
  onChosen: (value: string) => void,
): HTMLElement {
  const select = element(
    'select',
    { aria: { label: name } },
    ...Object.entries(options).map(([value, textContent]) =>
      element('option', { value, textContent }),
    ),
  )
  select.onchange = () => onChosen(select.value)
  return select
}

const found = await call('GET', '/desk.json', Facts)
document.body.append(
  found.ok ? desk(found.value) : element('p', { className: 'note', textContent: found.error }),
)
