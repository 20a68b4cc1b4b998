import { valuesOf } from './records.ts'
import { typeOf } from './values/types.ts'
import { findAttribute, objectOf } from './workspace.ts'
import type { Writing } from './write.ts'
import { updateRow } from './write.ts'

/** Brings the formulas of one record up to date; what comes out the same is not written again. */
export function recompute(writing: Writing, objectId: string, recordId: string): void {
  const { workspace, draft } = writing
  const object = objectOf(workspace, objectId)
  for (const attribute of object.attributes) {
    const row = draft.get(objectId, recordId)
    if (!row || !attribute.formula || attribute.archived) continue
    const words = attribute.formula.inputs.flatMap((slug) => {
      const input = findAttribute(object, slug)
      const value = input && valuesOf(row, input.id)[0]
      if (!input || !value) return []
      const { main, read } = typeOf(input)
      const shown = read(value.data, { workspace, attribute: input })[main ?? '']
      return typeof shown === 'string' || typeof shown === 'number' ? [String(shown)] : []
    })
    const text = words.join(attribute.formula.join)
    const held = valuesOf(row, attribute.id)[0]?.data['value'] ?? ''
    if (text === held) continue
    const data = text === '' ? [] : [{ value: text }]
    updateRow(writing, object, row, [{ attribute, data, ignored: false }], () => 'overwrite')
  }
}
