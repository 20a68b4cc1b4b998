/** Values on their way to and from a vendor's wire, field by field, with the vendor's codecs. */
import type { Codec } from '../../shared/codec/codec.ts'
import type { Failure } from '../../shared/failure.ts'
import { type Field, fieldById, type Table } from '../../shared/field.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Value, Values } from '../../shared/value.ts'

export type CodecOf = (field: Field) => Codec
export type Cells = { readonly [fieldId: string]: unknown }

/** What to send, or the first value that cannot be sent and why. */
export function encodeCells(
  to: { readonly vendor: string; readonly table: Table; readonly codecOf: CodecOf },
  fields: readonly Field[],
  values: Values,
  creating: boolean,
): Result<Cells, Failure> {
  const cells: { [fieldId: string]: unknown } = {}
  for (const [id, value] of Object.entries(values)) {
    const field = fields.find((one) => one.id === id) ?? fieldById(to.table, id)
    if (!field) return err({ reason: 'gone', vendor: to.vendor, what: 'field', name: id })
    const encoded = encodeCell(to, field, value, creating)
    if (!encoded.ok) return encoded
    cells[id] = encoded.value
  }
  return ok(cells)
}

/** One value for the wire. What can never be written its codec refuses; what can only be set at first is refused here. */
export function encodeCell(
  to: { readonly vendor: string; readonly codecOf: CodecOf },
  field: Field,
  value: Value,
  creating: boolean,
): Result<unknown, Failure> {
  if (field.access === 'create' && !creating) {
    const why = 'it can only be set while the record is made'
    return err({ reason: 'refused_value', vendor: to.vendor, field: field.name, why })
  }
  return to.codecOf(field).encode(value, field)
}

/** What came back, for `fields`; what the codec does not understand is left out: unknown, not empty. */
export function decodeCells(
  codecOf: CodecOf,
  fields: readonly Field[],
  wireOf: (field: Field) => unknown,
): Values {
  const values: { [fieldId: string]: Value } = {}
  for (const field of fields) {
    const value = codecOf(field).decode(wireOf(field), field)
    if (value !== undefined) values[field.id] = value
  }
  return values
}
