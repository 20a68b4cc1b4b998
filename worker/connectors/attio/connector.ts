import { attioMakes } from '../../../shared/codec/attio.ts'
import type { Table } from '../../../shared/field.ts'
import { ok } from '../../../shared/result.ts'
import { type Door, within } from '../../http.ts'
import { encodeCell } from '../cells.ts'
import type { Connector, Limits } from '../connector.ts'
import { identify } from './account.ts'
import { memberPage, viewsOf } from './filter.ts'
import { touchedAt } from './history.ts'
import { createChoice } from './choices.ts'
import { openAttioFeed } from './feed.ts'
import { createField, createTable, lacksToMake } from './making.ts'
import { openMembers } from './members.ts'
import { openObjects } from './objects.ts'
import { findByText, listPage, type Place, readByIds } from './records.ts'
import { createTextField, describe } from './schema.ts'
import { writeRecords } from './writes.ts'

/** One workspace of Attio. */
export function openAttio(workspace: string, door: Door, limits: Limits): Connector {
  const members = openMembers(door)
  const objects = openObjects(door)
  const { codecOf } = members
  const at = (table: Table, deadline?: number): Place => ({
    door: within(door, deadline),
    table,
    members,
    objects,
  })
  return {
    vendor: 'attio',
    name: 'Attio',
    limits,
    feed: openAttioFeed(door),
    identify: () => identify(door, workspace),
    describe: (only) => describe(door, only),
    list: (table, fields, cursor) => listPage(at(table), fields, cursor),
    members: (table, filter, cursor) => memberPage(at(table), filter, cursor),
    views: (table) => viewsOf(door, table),
    read: (table, fields, ids) => readByIds(at(table), fields, ids),
    find: (table, fields, by, texts) => findByText(at(table), fields, by, texts),
    touched: (table, field, id) => touchedAt(at(table), field, id),
    write: (table, fields, writes, deadline) => writeRecords(at(table, deadline), fields, writes),
    createTextField: (table, name, description) => createTextField(door, table, name, description),
    makes: attioMakes,
    lacksToMake,
    createTable: (name, fields) => createTable(door, name, fields),
    createField: (table, field) => createField(door, table, field),
    optionsMade: 'apart',
    createChoice: (table, field, name, _carrier, deadline) =>
      createChoice(within(door, deadline), table, field, name),
    normal: (field, value) => codecOf(field).normal(value, field),
    accepts(field, value) {
      const encoded = encodeCell({ vendor: 'Attio', codecOf }, field, value, true)
      return encoded.ok ? ok(true) : encoded
    },
  }
}
