import { type Field, fieldById, type Table } from '../../../shared/field.ts'
import { say } from './say.ts'

/** “Name: first name”, or the field alone. */
export function slotName(table: Table | undefined, id: string, part: string | null): string {
  const field = table ? fieldById(table, id) : undefined
  if (!field) return say.fields.gone
  return part === null ? field.name : `${field.name}: ${partName(part)}`
}

export const partName = (part: string): string => say.fields.parts[part] ?? part

/** “Choice, several”, “Formula, read only” is “Text, read only”: what it holds counts, not how it is made. */
export function typeName(field: Field): string {
  const all = kindName(field)
  return field.access === 'never' ? `${all}, ${say.fields.readOnly}` : all
}

/** The same of a field that is not there yet. */
export function kindName({ type, many }: Pick<Field, 'type' | 'many'>): string {
  const one = say.fields.types[type]
  return many ? say.fields.several(one) : one
}
