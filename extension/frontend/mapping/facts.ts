/** What every record says of itself, beside the fields a service keeps of the same. */
import { isNamed, isOwnField, type Table } from '../../../shared/field.ts'

/**
 * The table with each fact once: where the service itself fills in a field of the same name, that one is shown. What is in use
 * stays, so that nothing that was chosen is out of sight.
 */
export function toldOnce(table: Table, isUsed: (field: string) => boolean): Table {
  const fields = table.fields.filter(
    (field) =>
      !isOwnField(field) ||
      isUsed(field.id) ||
      !table.fields.some(
        (other) => !isOwnField(other) && other.access === 'never' && isNamed(other, field.name),
      ),
  )
  return fields.length === table.fields.length ? table : { ...table, fields }
}
