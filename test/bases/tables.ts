/** The tables of a base and of its workspace as the connectors describe them, through the same codecs. */
import { airtableField } from '../../shared/codec/airtable.ts'
import { attioField } from '../../shared/codec/attio.ts'
import { type Field, ownFields, type Table } from '../../shared/field.ts'
import type { Both } from '../../shared/record.ts'
import { PAIRS, STANDARD, STANDARD_CHOICES } from '../sandbox/attio/standard.ts'
import type { Attribute, Column, KnownBase, PairedTable } from './base.ts'

export function tablesOf(base: KnownBase): readonly (Both<Table> & { known: PairedTable })[] {
  return base.tables.map((known) => ({
    known,
    left: tableOf(known),
    right: objectOf(known.object, base.attributes[known.object] ?? []),
  }))
}

function tableOf({ name, columns }: PairedTable): Table {
  const fields = columns.map((column) => airtableField(wireOf(column)))
  return {
    id: name,
    name,
    fields: [...fields, ...ownFields('Airtable')],
    primary: columns[0]?.[0] ?? '',
  }
}

function wireOf([name, type, more]: Column): Parameters<typeof airtableField>[0] {
  const told = typeof more === 'string' ? more : undefined
  const result = told !== undefined && type !== 'multipleRecordLinks' ? { type: told } : undefined
  return {
    id: name,
    name,
    type,
    options: {
      ...(Array.isArray(more) ? { choices: more.map((one) => ({ name: one })) } : {}),
      ...(type === 'multipleRecordLinks' ? { linkedTableId: told } : {}),
      ...(result === undefined ? {} : { result }),
    },
  }
}

function objectOf(slug: string, custom: readonly Attribute[]): Table {
  const standard = STANDARD.find((one) => one.slug === slug)
  const fields = (standard?.attributes ?? []).map(([id, title, type, ...traits]) =>
    fieldOf(slug, id, title, type, traits),
  )
  const made = custom.map(([title, type, ...traits]) =>
    fieldOf(slug, slugOf(title), title, type, traits),
  )
  const all = [...fields.filter(({ id }) => id !== 'record_id'), ...made]
  const primary = all.find(({ id }) => id === 'name') ?? all.find(({ type }) => type === 'text')
  return {
    id: slug,
    name: standard?.plural ?? slug,
    fields: [...all, ...ownFields('Attio')],
    ...(primary === undefined ? {} : { primary: primary.id }),
  }
}

function fieldOf(
  object: string,
  slug: string,
  title: string,
  typed: string,
  traits: readonly string[],
): Field {
  const [type = '', target] = typed.split(' ')
  const ends = PAIRS.flatMap(([a, x, b, y]) => [[a, x, b, y] as const, [b, y, a, x] as const])
  const end = ends.find(([a, x]) => a === object && x === slug)
  const choices = STANDARD_CHOICES[slug]
  const field = attioField(
    {
      title,
      api_slug: slug,
      type,
      is_writable: !traits.includes('fixed'),
      is_required: traits.includes('required'),
      is_unique: traits.includes('unique'),
      is_multiselect: traits.includes('many'),
      is_archived: false,
      relationship: end ? { object_slug: end[2], api_slug: end[3] } : null,
      config: null,
    },
    choices === undefined ? {} : { choices: [...choices] },
  )
  return target === undefined ? field : { ...field, targets: [target] }
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
