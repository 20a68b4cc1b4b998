import { element } from './element.ts'
import { openRecord, type RecordDialog } from './record-dialog.ts'
import type { Cursor } from './outer.ts'
import type { Row, Sheet, Source } from './source.ts'

/** Somebody outside the grid wants a record opened over it. */
export type Opening = { readonly tab: string; readonly row: string }

const EVERY_MS = 1_000
/** After a refusal or a pause asked for. */
const LATER_MS = 4_000
/** What was refused stays to be read. */
const READ_MS = 6_000

/**
 * One vendor's tables: tabs, views where it has them, and a grid of the chosen one that is read anew every second while
 * somebody looks. A cell that changed by itself lights up for a moment; the one being edited is left alone.
 */
export function grid(name: string, source: Source, canMark = false): HTMLElement {
  const tabs = element('div', {
    className: 'tabs',
    aria: { role: 'tablist', label: `Tables of ${name}` },
  })
  const says = element('p', { className: 'note', aria: { role: 'status' } })
  const head = element('tr')
  const body = element('tbody')
  const table = element('table', { aria: { label: name } }, element('thead', {}, head), body)
  const add = element('button', { type: 'button', className: 'add', textContent: '+ New record' })
  const views = element('select', { hidden: true, aria: { label: `View of ${name}` } })
  let chosen: string | null = null
  let opened: RecordDialog | null = null
  let drawn: Sheet | null = null
  let holdUntil = 0
  const marked = new Set<string>()

  async function showTabs(): Promise<void> {
    const found = await source.tabs()
    if (!found.ok) return tell(found.error)
    chosen ??= found.value[0]?.id ?? null
    tabs.replaceChildren(
      ...found.value.map(({ id, name: title }) =>
        element('button', {
          type: 'button',
          textContent: title,
          onclick: () => choose(id),
          aria: { role: 'tab', selected: String(id === chosen) },
        }),
      ),
    )
    showViews()
  }

  function showViews(): void {
    const found = chosen === null ? [] : source.views(chosen)
    const shown = found.some(({ id }) => id === views.value) ? views.value : found[0]?.id
    views.hidden = found.length < 2
    views.replaceChildren(
      ...found.map(({ id, name: title }) =>
        element('option', { value: id, textContent: title, selected: id === shown }),
      ),
    )
  }

  async function choose(id: string): Promise<void> {
    chosen = id
    drawn = null
    marked.clear()
    await showTabs()
    tellCursor()
    await refresh()
  }

  /** Whoever stands beside the grid hears where somebody is in it. */
  function tellCursor(): void {
    if (chosen === null) return
    const detail: Cursor = { table: chosen, view: views.value || null, marked: [...marked] }
    whole.dispatchEvent(new CustomEvent('cursor', { detail }))
  }

  /** True when it worked: else the next reading waits longer. */
  async function refresh(): Promise<boolean> {
    if (chosen === null) {
      await showTabs()
      tellCursor()
    }
    if (chosen === null) return false
    const asked = chosen
    const view = views.value
    const found = await source.sheet(asked, view)
    if (asked !== chosen || view !== views.value) return true
    if (Date.now() > holdUntil) tell(found.ok ? '' : found.error)
    if (found.ok) draw(asked, found.value)
    return found.ok
  }

  function draw(tab: string, sheet: Sheet): void {
    const isNew = drawn === null || columnsOf(drawn) !== columnsOf(sheet)
    if (isNew) {
      head.replaceChildren(
        ...sheet.columns.map((column) => element('th', { textContent: column.name, scope: 'col' })),
        element('th', {}, hidden('Actions')),
      )
      body.replaceChildren()
    }
    const lines = new Map([...body.rows].map((line) => [line.dataset['id'] ?? '', line]))
    for (const [id, line] of lines)
      if (!sheet.rows.some((row) => row.id === id)) {
        line.remove()
        if (marked.delete(id)) tellCursor()
      }
    for (const row of sheet.rows) {
      const line = lines.get(row.id) ?? body.appendChild(newLine(tab, row, sheet))
      if (!isNew && !lines.has(row.id)) light(line)
      fill(line, row, sheet)
    }
    drawn = sheet
    opened?.show(sheet)
  }

  function openRow(tab: string, id: string): void {
    const row = drawn?.rows.find((one) => one.id === id)
    if (!drawn || !row || opened) return
    opened = openRecord(
      row,
      drawn,
      (column, text) => void act(source.edit(tab, id, column, text)),
      () => (opened = null),
    )
  }

  function newLine(tab: string, row: Row, sheet: Sheet): HTMLTableRowElement {
    const cells = sheet.columns.map((column, index) => {
      if (!column.canEdit) return element('td', { className: 'fixed' })
      const label = () =>
        `${column.name} of ${line.cells[0]?.querySelector('input')?.value || row.id}`
      const input = element('input', {
        value: row.cells[column.id] ?? '',
        onfocus: () => input.setAttribute('aria-label', label()),
        onkeydown: ({ key }) => {
          if (key === 'Enter') input.blur()
          if (key === 'Escape') {
            input.value = drawn?.rows.find(({ id }) => id === row.id)?.cells[column.id] ?? ''
            input.blur()
          }
        },
        onchange: () => void edit(tab, row.id, column.id, input),
        aria: { label: `${column.name}, row ${body.rows.length + 1}, column ${index + 1}` },
      })
      return element('td', {}, input)
    })
    const remove = element('button', {
      type: 'button',
      textContent: '✕',
      title: 'Delete this record',
      onclick: () => void act(source.remove(tab, row.id)),
      aria: { label: 'Delete this record' },
    })
    const open = element('button', {
      type: 'button',
      textContent: '⤢',
      title: 'Open this record',
      onclick: () => openRow(tab, row.id),
      aria: { label: 'Open this record' },
    })
    const mark = element('input', {
      type: 'checkbox',
      checked: marked.has(row.id),
      title: 'Select this record',
      onchange: () => {
        if (mark.checked) marked.add(row.id)
        else marked.delete(row.id)
        tellCursor()
      },
      aria: { label: 'Select this record' },
    })
    const doing = canMark ? [mark, open, remove] : [open, remove]
    const line = element('tr', {}, ...cells, element('td', { className: 'remove' }, ...doing))
    line.dataset['id'] = row.id
    return line
  }

  function fill(line: HTMLTableRowElement, row: Row, sheet: Sheet): void {
    for (const [index, column] of sheet.columns.entries()) {
      const cell = line.cells[index]
      const input = cell?.querySelector('input')
      const text = row.cells[column.id] ?? ''
      if (!cell || input === document.activeElement || cell.dataset['text'] === text) continue
      if (cell.dataset['text'] !== undefined) light(cell)
      cell.dataset['text'] = text
      if (input) input.value = text
      else cell.textContent = text
    }
  }

  async function edit(
    tab: string,
    row: string,
    column: string,
    input: HTMLInputElement,
  ): Promise<void> {
    const cell = input.closest('td')
    if (cell) cell.dataset['text'] = input.value
    await act(source.edit(tab, row, column, input.value))
  }

  async function act(doing: ReturnType<Source['add']>): Promise<void> {
    const done = await doing
    await refresh()
    holdUntil = done.ok ? 0 : Date.now() + READ_MS
    tell(done.ok ? '' : done.error)
  }

  const tell = (sentence: string): void => void (says.textContent = sentence)

  add.onclick = () => {
    if (chosen !== null) void act(source.add(chosen))
  }
  views.onchange = () => {
    drawn = null
    marked.clear()
    tellCursor()
    void refresh()
  }
  void keepFresh(refresh)
  const whole = element(
    'div',
    { className: 'grid' },
    tabs,
    views,
    element('div', { className: 'sheet' }, table, add),
    says,
  )
  whole.addEventListener('open-record', (event) => {
    const { tab, row } = (event as CustomEvent<Opening>).detail
    void (tab === chosen ? refresh() : choose(tab)).then(() => openRow(tab, row))
  })
  whole.addEventListener('ask-cursor', tellCursor)
  whole.addEventListener('go-to', (event) => {
    const { table: asked, view } = (event as CustomEvent<Pick<Cursor, 'table' | 'view'>>).detail
    void choose(asked).then(() => {
      if (view === null || view === views.value) return
      views.value = view
      views.dispatchEvent(new Event('change'))
    })
  })
  return whole
}

async function keepFresh(refresh: () => Promise<boolean>): Promise<never> {
  for (;;) {
    const worked = document.hidden || (await refresh())
    await new Promise((passed) => setTimeout(passed, worked ? EVERY_MS : LATER_MS))
  }
}

const columnsOf = ({ columns }: Sheet): string => JSON.stringify(columns)
const hidden = (text: string): HTMLElement =>
  element('span', { className: 'unseen', textContent: text })

function light(target: HTMLElement): void {
  target.classList.remove('changed')
  void target.offsetWidth
  target.classList.add('changed')
}
