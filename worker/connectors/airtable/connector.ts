import { airtableCodec, airtableMakes } from '../../../shared/codec/airtable.ts'
import type { Table } from '../../../shared/field.ts'
import { ok } from '../../../shared/result.ts'
import { type Door, within } from '../../http.ts'
import { encodeCell } from '../cells.ts'
import type { Connector, Limits } from '../connector.ts'
import { identify } from './account.ts'
import { createChoice } from './choices.ts'
import { openAirtableFeed } from './feed.ts'
import { createField, createTable, lacksToMake } from './making.ts'
import { partsOf } from './parts.ts'
import { People } from './people.ts'
import { findByText, listPage, memberPage, type Place, readByIds, recordTold } from './records.ts'
import { createTextField, describe, viewsOf } from './schema.ts'
import { writeRecords } from './writes.ts'

/** One base of Airtable. */
export function openAirtable(
  base: string,
  door: Door,
  limits: Limits,
  me: string | null = null,
): Connector {
  const people = new People()
  const at = (table: Table, deadline?: number): Place => ({
    door: within(door, deadline),
    base,
    table,
    people,
  })
  return {
    vendor: 'airtable',
    name: 'Airtable',
    limits,
    feed: openAirtableFeed(base, door, me),
    identify: () => identify(door, base),
    describe: (only) => describe(door, base, only),
    list: (table, fields, cursor) => listPage(at(table), fields, cursor),
    parts: (_table, expected, least) => partsOf(expected, least),
    members: (table, filter, cursor) => memberPage(at(table), filter, cursor),
    views: (table) => viewsOf(door, base, table),
    read: (table, fields, ids) => readByIds(at(table), fields, ids),
    find: (table, fields, by, texts) => findByText(at(table), fields, by, texts),
    told: (table, fields, id, cells) => recordTold(at(table), fields, id, cells),
    write: (table, fields, writes, deadline) => writeRecords(at(table, deadline), fields, writes),
    createTextField: (table, name, description) =>
      createTextField(door, base, table, name, description),
    makes: airtableMakes,
    lacksToMake,
    createTable: (name, fields) => createTable(door, base, name, fields),
    createField: (table, field) => createField(door, base, table, field),
    optionsMade: 'in_a_record',
    createChoice: (table, field, name, carrier, deadline) =>
      createChoice(at(table, deadline), field, name, carrier),
    normal: (field, value) => people.complete(airtableCodec(field).normal(value, field)),
    accepts(field, value) {
      const encoded = encodeCell({ vendor: 'Airtable', codecOf: airtableCodec }, field, value, true)
      return encoded.ok ? ok(true) : encoded
    },
  }
}
