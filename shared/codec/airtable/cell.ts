/** How the records API wraps cells: one bare value, or an array; a missing cell is empty (reference 2.2 and 3). */
import type { Frame } from '../grain.ts'

const TEXTUAL = new Set(['text', 'longText', 'richText'])

export const cell: Frame = {
  vendor: 'Airtable',

  open(wire, field) {
    if (wire === undefined || wire === null) return []
    if (isBroken(wire)) return undefined
    if (!Array.isArray(wire)) return [wire]
    // A lookup of a field of many gives arrays inside the array, and null where there is nothing.
    const list: readonly unknown[] = wire.flat(1).filter((one) => one !== null)
    if (list.some(isBroken)) return undefined
    if (field.many || list.length < 2) return list
    // A formula that looks at a lookup gives its elements; Airtable itself shows them joined so.
    const isText = TEXTUAL.has(field.type) && list.every((one) => typeof one === 'string')
    return isText ? [list.join(', ')] : undefined
  },

  close(list, field) {
    return field.many ? list : (list[0] ?? null)
  },
}

/** `{error}` and `{specialValue}` stand in place of a value a formula could not work out (reference 3.2). */
function isBroken(wire: unknown): boolean {
  if (typeof wire !== 'object' || wire === null) return false
  const keys = Object.keys(wire)
  return keys.length === 1 && (keys[0] === 'error' || keys[0] === 'specialValue')
}
