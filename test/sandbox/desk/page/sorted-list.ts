/** Records in an order that an extension asked for, kept in it while records come, change and go. */
import type {
  AirtableInterface,
  VisList,
} from '@airtable/blocks/dist/types/src/types/airtable_interface'
import type { FieldData } from '@airtable/blocks/dist/types/src/types/field'
import type { RecordData } from '@airtable/blocks/dist/types/src/types/record'
import { cellToText } from './cells.ts'

type Sort = Parameters<AirtableInterface['createVisList']>[3][number]

export function sortedList(
  records: readonly RecordData[],
  fields: readonly FieldData[],
  sorts: readonly Sort[],
): VisList {
  const listed = new Map(records.map((record) => [record.id, record]))
  const compare = (left: RecordData, right: RecordData): number => {
    for (const { fieldId, direction } of sorts) {
      const field = fields.find(({ id }) => id === fieldId)
      const found = compareKeys(keyOf(left, fieldId, field), keyOf(right, fieldId, field))
      if (found !== 0) return direction === 'desc' ? -found : found
    }
    return 0
  }
  return {
    removeRecordIds: (ids) => ids.forEach((id) => listed.delete(id)),
    addRecordData: (record) => void listed.set(record.id, record),
    getOrderedRecordIds: () => [...listed.values()].sort(compare).map(({ id }) => id),
  }
}

type Key = number | string | null

/** Options go by their order in the field, numbers by their size, all else by what is read. */
function keyOf({ cellValuesByFieldId }: RecordData, fieldId: string, field?: FieldData): Key {
  const value = cellValuesByFieldId?.[fieldId]
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  if (value === true) return 1
  const choices = field?.typeOptions?.['choices']
  if (Array.isArray(choices) && typeof value === 'object' && 'id' in value)
    return choices.findIndex((one: { id?: unknown }) => one.id === value.id)
  return cellToText(value).toLowerCase()
}

/** Empty ones first. */
function compareKeys(left: Key, right: Key): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return String(left).localeCompare(String(right))
}
