import { mergeRows } from './merge.ts'
import { allowed, objectFor } from './person.ts'
import { readEntry } from './reading.ts'
import type { Row } from './records.ts'
import { parentOf } from './routes/entries.ts'
import type { ListType, Workspace } from './workspace.ts'
import { findList } from './workspace.ts'
import type { Writing } from './write.ts'
import { createRow, readValues, updateRow } from './write.ts'

/** What a person does with lists, and when they merge two records. */

/** The record an entry is to stand for. */
export type Parent = { readonly object: string; readonly id: string }

type Values = Readonly<Record<string, unknown>>

const listFor = (workspace: Workspace, slug: string): ListType => {
  const list = findList(workspace, slug)
  if (!list) throw new Error(`no list ${slug} in workspace ${workspace.slug}`)
  return list
}

function entryFor({ draft }: Writing, list: ListType, id: string): Row {
  const row = draft.get(list.id, id)
  if (!row) throw new Error(`no entry ${id} in ${list.slug}`)
  return row
}

export function addEntry(writing: Writing, slug: string, parent: Parent, values: Values): string {
  const list = listFor(writing.workspace, slug)
  const named = { parent_object: parent.object, parent_record_id: parent.id }
  const place = allowed(parentOf(writing.workspace, list, named))
  const written = allowed(readValues(writing, list, values))
  return allowed(createRow(writing, list, written, writing.newId(), place)).id
}

export function editEntry(writing: Writing, slug: string, id: string, values: Values): void {
  const list = listFor(writing.workspace, slug)
  const row = entryFor(writing, list, id)
  const written = allowed(readValues(writing, list, values))
  allowed(updateRow(writing, list, row, written, () => 'overwrite'))
}

export function removeEntry(writing: Writing, slug: string, id: string): void {
  const list = listFor(writing.workspace, slug)
  writing.draft.remove(entryFor(writing, list, id), writing.actor)
}

/** All entries of a list, values in read shapes. */
export function readEntries(workspace: Workspace, slug: string) {
  const list = listFor(workspace, slug)
  return workspace.records
    .of(list.id)
    .inOrder()
    .map((row) => {
      const { parent_object, parent_record_id, created_at, entry_values } = readEntry(workspace, list, row) // prettier-ignore
      return { id: row.id, parent_object, parent_record_id, created_at, values: entry_values }
    })
}

export function mergeByPerson(writing: Writing, slug: string, keep: string, gone: string): string {
  const object = objectFor(writing.workspace, slug)
  const [primary, secondary] = [keep, gone].map((id) => writing.draft.get(object.id, id))
  if (!primary || !secondary || keep === gone) throw new Error(`cannot merge ${keep} and ${gone}`)
  return allowed(mergeRows(writing, object, primary, secondary))
}
