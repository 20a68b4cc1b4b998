import { Draft } from './draft.ts'
import { fillCompany } from './company.ts'
import { dropBeside } from './beside.ts'
import { deleteRow } from './mirror.ts'
import { readRow } from './reading.ts'
import { Refusal } from './refusal.ts'
import type { ObjectType, Workspace } from './workspace.ts'
import { findObject, memberActor } from './workspace.ts'
import type { Writing } from './write.ts'
import { createRow, readValues, updateRow } from './write.ts'

/** What a person does in Attio's own screens: no HTTP, no limits, nothing counted, but the same rules for values. */

/** Thrown where the screen would have refused: the sandbox's caller asked for something nobody could have done. */
export class RefusedOnScreen extends Error {
  override name = 'RefusedOnScreen'
  readonly code: string

  constructor({ code, message }: Refusal) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

export const allowed = <T>(done: T | Refusal): T => {
  if (done instanceof Refusal) throw new RefusedOnScreen(done)
  return done
}

export const personOf = (
  workspace: Workspace,
  { now, switches, newId }: Pick<Writing, 'now' | 'switches' | 'newId'>,
): Writing => ({
  workspace,
  draft: new Draft(workspace.records),
  actor: memberActor(workspace),
  now,
  // A person's word counts, also over what Attio found out by itself.
  switches: { ...switches, keepsOld: {} },
  newId,
})

type Values = Readonly<Record<string, unknown>>

export const objectFor = (workspace: Workspace, slug: string): ObjectType => {
  const object = findObject(workspace, slug)
  if (!object) throw new Error(`no object ${slug} in workspace ${workspace.slug}`)
  return object
}

/** Write shapes; a multi-select becomes exactly what is given. */
export function editRow(writing: Writing, slug: string, id: string, values: Values): void {
  const object = objectFor(writing.workspace, slug)
  const row = writing.draft.get(object.id, id)
  if (!row) throw new Error(`no record ${id} in ${slug}`)
  const written = allowed(readValues(writing, object, values))
  allowed(updateRow(writing, object, row, written, () => 'overwrite'))
}

/** Gives the new record's id. */
export function addRow(writing: Writing, slug: string, values: Values, id?: string): string {
  const object = objectFor(writing.workspace, slug)
  const written = allowed(readValues(writing, object, values))
  const row = allowed(createRow(writing, object, written, id))
  if (!('company' in values)) allowed(fillCompany(writing, object, row))
  return row.id
}

export function removeRow(writing: Writing, slug: string, id: string): void {
  const row = writing.draft.get(objectFor(writing.workspace, slug).id, id)
  if (!row) throw new Error(`no record ${id} in ${slug}`)
  deleteRow(writing, row)
  dropBeside(writing.workspace, id)
}

/** All records in the order of ids, values in read shapes. */
export function readRows(workspace: Workspace, slug: string) {
  const object = objectFor(workspace, slug)
  return workspace.records
    .of(object.id)
    .inOrder()
    .map((row) => {
      const { created_at, values } = readRow(workspace, object, row)
      return { id: row.id, created_at, values }
    })
}
