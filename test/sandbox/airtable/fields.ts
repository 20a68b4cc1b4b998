/** Making fields: from a world's description or from a caller's, links with their mirror side. */
import * as z from 'zod'
import { prepare } from './formula/program.ts'
import { CHOICE_COLORS, USUAL_OPTIONS } from './options.ts'
import type { Base, Choice, Field, Json, Table } from './state.ts'
import type { WorldField } from './world.ts'

const Choices = z.array(
  z.union([
    z.string().transform((name) => ({ name, id: undefined, color: undefined })),
    z.object({ name: z.string(), id: z.string().optional(), color: z.string().optional() }),
  ]),
)
const Link = z.object({
  linkedTableId: z.string(),
  inverseLinkFieldId: z.string().nullable().optional(),
  isReversed: z.boolean().default(false),
  prefersSingleRecordLink: z.boolean().default(false),
  viewIdForRecordSelection: z.string().optional(),
})
export type Link = z.infer<typeof Link>
const Through = z.object({
  recordLinkFieldId: z.string(),
  fieldIdInLinkedTable: z.string().optional(),
})
const Shown = z.record(z.string(), z.json())

type MintChoice = () => string

/** A field that stands alone: what leans on other fields and tables is settled by `settle`. */
export function makeField(spec: WorldField, id: string, mintChoice: MintChoice): Field {
  const field: Field = { id, name: spec.name, type: spec.type }
  if (spec.description !== undefined) field.description = spec.description
  if (spec.writers !== undefined) field.writers = spec.writers
  const { choices, result, ...others } = spec.options ?? {}
  if (/select|externalSyncSource/i.test(spec.type)) {
    field.choices = Choices.parse(choices ?? []).map((choice, i): Choice => ({
      id: choice.id ?? mintChoice(),
      name: choice.name,
      color: choice.color ?? CHOICE_COLORS[i % CHOICE_COLORS.length] ?? '',
    }))
    return field
  }
  const usual = USUAL_OPTIONS[spec.type]
  if (LEANING.has(spec.type)) return field
  const shown = { ...usual, ...others, ...(result === undefined ? {} : { result }) }
  if (usual || Object.keys(shown).length) field.options = Shown.parse(shown)
  return field
}

const LEANING: ReadonlySet<string> = new Set([
  'multipleRecordLinks',
  'formula',
  'rollup',
  'count',
  'multipleLookupValues',
])

/** Resolve what a field's options say of other fields, by name or id, now that all of them are there. */
export function settle(
  base: Base,
  table: Table,
  field: Field,
  options: { [key: string]: unknown },
): void {
  const fieldId = (nameOrId: string, where = table): string => {
    const found = where.field(nameOrId)
    if (!found)
      throw new Error(
        `field ${table.name}.${field.name} names ${nameOrId}, which is not in ${where.name}`,
      )
    return found.id
  }
  if (field.type === 'formula') field.formula = byId(String(options.formula ?? ''), table)
  if (field.type === 'lastModifiedTime') {
    const watched = z.array(z.string()).default([]).parse(options.referencedFieldIds)
    field.watches = watched.map((one) => fieldId(one))
    delete field.options?.referencedFieldIds
  }
  if (!['rollup', 'count', 'multipleLookupValues'].includes(field.type)) return
  const through = Through.parse(options)
  const linkFieldId = fieldId(through.recordLinkFieldId)
  const linkedTableId = table.fields.get(linkFieldId)?.link?.linkedTableId
  const other = base.tables.get(linkedTableId ?? '')
  if (!other)
    throw new Error(
      `field ${table.name}.${field.name} looks along ${through.recordLinkFieldId}, which is no link`,
    )
  const target = through.fieldIdInLinkedTable
  field.through =
    target === undefined ? { linkFieldId } : { linkFieldId, targetFieldId: fieldId(target, other) }
  if (field.type === 'rollup')
    field.formula = byId(String(options.aggregation ?? 'values'), table, true)
}

/** A formula with its fields by id, so that renaming them leaves it whole; one that cannot be read stays as it is. */
export function byId(formula: string, table: Table, inRollup = false): string {
  const prepared = prepare(formula, (name) => table.field(name)?.id, inRollup)
  return prepared.ok ? prepared.program.text : formula
}

/**
 * Tie a link field to its table and its mirror. `inverse` undefined: a mirror is made, unless the table links to
 * itself; null: no mirror. Returns the mirror that was made, with its table, for the caller to add.
 */
export function tie(
  base: Base,
  table: Table,
  field: Field,
  link: Link,
  mintField: () => string,
): { table: Table; field: Field } | null {
  const other = base.table(link.linkedTableId)
  if (!other)
    throw new Error(
      `link ${table.name}.${field.name} names table ${link.linkedTableId}, which is not there`,
    )
  const { inverseLinkFieldId } = link
  const named = typeof inverseLinkFieldId === 'string' ? other.field(inverseLinkFieldId) : undefined
  if (typeof inverseLinkFieldId === 'string' && !named) {
    throw new Error(
      `link ${table.name}.${field.name} names mirror ${inverseLinkFieldId}, which is not in ${other.name}`,
    )
  }
  field.link = {
    linkedTableId: other.id,
    inverseFieldId: named?.id ?? field.link?.inverseFieldId ?? null,
    isReversed: link.isReversed,
    single: link.prefersSingleRecordLink,
    ...(link.viewIdForRecordSelection === undefined
      ? {}
      : { viewId: link.viewIdForRecordSelection }),
  }
  if (named) {
    named.link = {
      linkedTableId: table.id,
      inverseFieldId: field.id,
      isReversed: named.link?.isReversed ?? false,
      single: named.link?.single ?? false,
    }
    return null
  }
  const alone = inverseLinkFieldId === null || other === table || field.link.inverseFieldId !== null
  if (alone) return null
  const mirror: Field = {
    id: mintField(),
    name: freeName(other, table.name),
    type: 'multipleRecordLinks',
    link: { linkedTableId: table.id, inverseFieldId: field.id, isReversed: false, single: false },
  }
  field.link.inverseFieldId = mirror.id
  return { table: other, field: mirror }
}

export const readLink = (options: unknown): Link => Link.parse(options)

function freeName(table: Table, wanted: string): string {
  let name = wanted
  for (let n = 2; isTaken(table, name); n += 1) name = `${wanted} ${n}`
  return name
}

/** Names differ by more than case inside one table. */
export const isTaken = (table: Table, name: string, but?: Field): boolean =>
  [...table.fields.values()].some(
    (field) => field !== but && field.name.toLowerCase() === name.toLowerCase(),
  )

export const asJson = (options: { [key: string]: unknown }): { [key: string]: Json } =>
  Shown.parse(options)
