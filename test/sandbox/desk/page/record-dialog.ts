import { element } from './element.ts'
import type { Row, Sheet } from './source.ts'

export type RecordDialog = {
  /** What changed meanwhile; the value being edited is left alone. */
  show(sheet: Sheet): void
}

/** A whole record over the grid, as a click on its row opens it. Ends with Escape or its button. */
export function openRecord(
  row: Row,
  sheet: Sheet,
  onEdit: (column: string, text: string) => void,
  onClose: () => void,
): RecordDialog {
  const title = element('h2')
  const inputs = sheet.columns.map((column) => {
    const input = element('input', {
      readOnly: !column.canEdit,
      onchange: () => onEdit(column.id, input.value),
    })
    return { column, input }
  })
  const close = element('button', { type: 'button', textContent: 'Close' })
  const dialog = element(
    'dialog',
    { className: 'record', aria: { label: 'Record' } },
    element('header', {}, title, close),
    ...inputs.map(({ column, input }) =>
      element('label', {}, element('span', { textContent: column.name }), input),
    ),
  )
  close.onclick = () => dialog.close()
  dialog.onclose = () => {
    dialog.remove()
    onClose()
  }
  const fill = ({ cells }: Row): void => {
    title.textContent = cells[sheet.columns[0]?.id ?? ''] ?? 'Unnamed record'
    for (const { column, input } of inputs)
      if (input !== document.activeElement) input.value = cells[column.id] ?? ''
  }
  document.body.append(dialog)
  fill(row)
  dialog.showModal()
  return {
    show(fresh) {
      const found = fresh.rows.find(({ id }) => id === row.id)
      if (found) fill(found)
      else dialog.close()
    },
  }
}
