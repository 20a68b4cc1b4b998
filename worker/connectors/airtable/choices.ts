import { airtableCodec } from '../../../shared/codec/airtable.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Field } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Carrier } from '../connector.ts'
import { encodeCell } from '../cells.ts'
import { ask, failureFrom } from './api.ts'
import { type Place, tablePath } from './records.ts'
import { WrittenWire } from './wire.ts'

/**
 * Airtable makes an option only where a cell is written with `typecast` (reference 2.10 and 7): a write of its own, of
 * that one cell, because typecast would bend other values too. It needs the right to edit the field's schema.
 */
export async function createChoice(
  place: Place,
  field: Field,
  name: string,
  carrier: Carrier | null,
): Promise<Result<true, Failure>> {
  if (field.choices?.includes(name)) return ok(true)
  if (carrier === null) return err({ reason: 'unknown_choice', field: field.name, choice: name })
  const { choices: _, ...open } = field
  const to = { vendor: 'Airtable', codecOf: airtableCodec }
  const cell = encodeCell(to, open, carrier.value, false)
  if (!cell.ok) return cell
  const call = {
    kind: 'write',
    method: 'PATCH',
    path: tablePath(place),
    body: {
      records: [{ id: carrier.id, fields: { [field.id]: cell.value } }],
      typecast: true,
      returnFieldsByFieldId: true,
    },
    repeatable: false,
  } as const
  const made = await ask(place.door, call, WrittenWire, 'written records')
  if (made.ok) return ok(true)
  const { error } = made
  if (error.kind === 'refusal' && error.refusal.type === 'INVALID_MULTIPLE_CHOICE_OPTIONS')
    return err({
      reason: 'forbidden',
      vendor: 'Airtable',
      missing: `change the options of “${field.name}” (creator)`,
    })
  return err(failureFrom(error, { needs: 'data.records:write', what: 'record', name: carrier.id }))
}
