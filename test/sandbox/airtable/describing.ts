/** Tables, fields and views as the metadata shows them. */
import type { Gives } from './formula/program.ts'
import { USUAL_OPTIONS } from './options.ts'
import type { Reading } from './reading.ts'
import type { Base, Field, Json, Table } from './state.ts'

type Shown = { [key: string]: Json }

export const describeTable = (
  base: Base,
  table: Table,
  reading: Reading,
  withVisible = false,
): Shown => ({
  id: table.id,
  name: table.name,
  ...(table.description === undefined ? {} : { description: table.description }),
  primaryFieldId: table.primaryFieldId,
  fields: [...table.fields.values()].map((field) => describeField(base, table, field, reading)),
  views: table.views.map(({ id, name, type, visible }) => ({
    id,
    name,
    type,
    // Only grids tell which fields they show.
    ...(withVisible && type === 'grid'
      ? { visibleFieldIds: [...(visible ?? table.fields.keys())] }
      : {}),
  })),
})

export function describeField(base: Base, table: Table, field: Field, reading: Reading): Shown {
  const options = optionsOf(base, table, field, reading)
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    ...(field.description === undefined ? {} : { description: field.description }),
    ...(options === undefined ? {} : { options }),
  }
}

function optionsOf(base: Base, table: Table, field: Field, reading: Reading): Shown | undefined {
  const isValid = reading.isValid(table, field)
  const { through } = field
  switch (field.type) {
    case 'singleSelect':
    case 'multipleSelects':
    case 'externalSyncSource':
      return {
        choices: (field.choices ?? []).map(({ id, name, color }) =>
          color ? { id, name, color } : { id, name },
        ),
      }
    case 'multipleRecordLinks': {
      const { link } = field
      return (
        link && {
          linkedTableId: link.linkedTableId,
          isReversed: link.isReversed,
          prefersSingleRecordLink: link.single,
          ...(link.inverseFieldId === null ? {} : { inverseLinkFieldId: link.inverseFieldId }),
          ...(link.viewId === undefined ? {} : { viewIdForRecordSelection: link.viewId }),
        }
      )
    }
    case 'formula': {
      const program = reading.programOf(table, field)
      return {
        isValid,
        formula: field.formula ?? '',
        referencedFieldIds: program ? [...program.references] : null,
        result: program ? resultOf(program.gives, base, table, reading) : null,
      }
    }
    case 'rollup': {
      const target = targetOf(base, table, field)
      const gives = reading.programOf(table, field)?.gives ?? 'list'
      return {
        isValid,
        recordLinkFieldId: through?.linkFieldId ?? null,
        fieldIdInLinkedTable: through?.targetFieldId ?? null,
        referencedFieldIds: through ? [through.linkFieldId] : [],
        result:
          isValid && target
            ? gives === 'list'
              ? fieldResult(base, target.table, target.field, reading)
              : resultOf(gives, base, table, reading)
            : null,
      }
    }
    case 'multipleLookupValues': {
      const target = targetOf(base, table, field)
      return {
        isValid,
        recordLinkFieldId: isValid ? (through?.linkFieldId ?? null) : null,
        fieldIdInLinkedTable: isValid ? (through?.targetFieldId ?? null) : null,
        result: isValid && target ? fieldResult(base, target.table, target.field, reading) : null,
      }
    }
    case 'count':
      return { isValid, recordLinkFieldId: isValid ? (through?.linkFieldId ?? null) : null }
    case 'lastModifiedTime':
      return { isValid, referencedFieldIds: field.watches ?? [], ...field.options }
    default:
      return field.options
  }
}

function targetOf(
  base: Base,
  table: Table,
  field: Field,
): { table: Table; field: Field } | undefined {
  const link = table.fields.get(field.through?.linkFieldId ?? '')?.link
  const other = link && base.tables.get(link.linkedTableId)
  const target = other?.fields.get(field.through?.targetFieldId ?? '')
  return other && target && { table: other, field: target }
}

function resultOf(gives: Gives, base: Base, table: Table, reading: Reading): Json {
  if (typeof gives === 'object') {
    const field = table.fields.get(gives.field)
    return field ? fieldResult(base, table, field, reading) : null
  }
  switch (gives) {
    case 'number':
      return { type: 'number', options: { precision: 0 } }
    case 'date':
    case 'dateTime':
      return { type: gives, options: plain(USUAL_OPTIONS[gives]) }
    default:
      return { type: 'singleLineText' }
  }
}

/** What another field's values look like: of a computed field, what it gives in the end. */
function fieldResult(base: Base, table: Table, field: Field, reading: Reading): Json {
  const options = optionsOf(base, table, field, reading)
  if (options && 'result' in options) return options.result ?? null
  return options === undefined ? { type: field.type } : { type: field.type, options }
}

const plain = (value: object | undefined): Json => JSON.parse(JSON.stringify(value ?? {}))
