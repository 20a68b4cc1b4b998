import type { Data, Row } from './records.ts'
import { valuesOf } from './records.ts'
import { Refusal } from './refusal.ts'
import { deleteRow } from './mirror.ts'
import { typeOf } from './values/types.ts'
import { textIn } from './values/type.ts'
import type { Attribute, Note, ObjectType, Place, Workspace } from './workspace.ts'
import { holdersOf } from './workspace.ts'
import type { Writing, Written } from './write.ts'
import { createRow, updateRow } from './write.ts'

/**
 * Two records become one. Single values are the primary's where it has any; lists hold both, the primary's first; what
 * pointed at either points at the one. Today's Attio makes a new record and neither of the two can be read again; before,
 * the primary stayed (a switch). Gives the id that is left.
 */
export function mergeRows(
  writing: Writing,
  object: ObjectType,
  primary: Row,
  secondary: Row,
): string | Refusal {
  const { workspace, draft } = writing
  const merged: Writing = { ...writing, unchecked: true }
  const written = object.attributes.flatMap((attribute): Written[] =>
    attribute.system && !attribute.writable && !attribute.enriched
      ? []
      : [{ attribute, data: united(attribute, primary, secondary), ignored: false }],
  )
  const linked = linksTo(workspace, [primary.id, secondary.id])
  const entries = workspace.lists.flatMap((list) =>
    workspace.records
      .of(list.id)
      .inOrder()
      .filter(({ parent }) => parent?.record === primary.id || parent?.record === secondary.id),
  )
  const makesNew = writing.switches.mergeMakesNew
  deleteRow(merged, secondary)
  if (makesNew) deleteRow(merged, primary)
  const left = makesNew
    ? createRow(merged, object, [])
    : (draft.get(object.id, primary.id) ?? primary)
  if (left instanceof Refusal) return left
  const now = draft.get(object.id, left.id) ?? left
  const filled = updateRow(merged, object, now, written, () => 'overwrite')
  if (filled instanceof Refusal) return filled
  // Entries stay, and are now the one record's.
  for (const entry of entries)
    draft.create({ ...entry, parent: { object: object.id, record: left.id } }, writing.actor)
  relink(merged, linked, { object: object.id, record: left.id })
  const here: Place = { object: object.id, record: left.id }
  const moved = (place: Place): Place =>
    place.record === primary.id || place.record === secondary.id ? here : place
  for (const note of [...workspace.notes.values()])
    workspace.notes.set(note.id, { ...note, parent: moved(note.parent) } satisfies Note)
  for (const task of [...workspace.tasks.values()])
    workspace.tasks.set(task.id, { ...task, linked: task.linked.map(moved) })
  for (const comment of [...workspace.comments.values()])
    workspace.comments.set(comment.id, { ...comment, about: moved(comment.about) })
  return left.id
}

function united(attribute: Attribute, primary: Row, secondary: Row): readonly Data[] {
  const [mine, theirs] = [valuesOf(primary, attribute.id), valuesOf(secondary, attribute.id)]
  if (!attribute.many) return (mine.length > 0 ? mine : theirs).map(({ data }) => data)
  const { key } = typeOf(attribute)
  const both = [...mine, ...theirs].map(({ data }) => data)
  return [...new Map(both.map((data) => [key(data), data])).values()]
}

type Link = { readonly holder: ObjectType; readonly row: string; readonly attribute: Attribute }

/** Plain references to either: mirrored ones follow from the merged record's own. */
function linksTo(workspace: Workspace, ids: readonly string[]): readonly Link[] {
  return holdersOf(workspace).flatMap((holder) =>
    holder.attributes
      .filter(({ type, mirror }) => type === 'record-reference' && !mirror)
      .flatMap((attribute) =>
        workspace.records
          .of(holder.id)
          .inOrder()
          .filter((row) =>
            valuesOf(row, attribute.id).some(({ data }) =>
              ids.includes(textIn(data, 'target_record_id')),
            ),
          )
          .map((row) => ({ holder, row: row.id, attribute })),
      ),
  )
}

function relink(writing: Writing, links: readonly Link[], { object, record }: Place): void {
  for (const { holder, row, attribute } of links) {
    const now = writing.draft.get(holder.id, row)
    if (!now) continue
    const data = { target_object: object, target_record_id: record }
    updateRow(writing, holder, now, [{ attribute, data: [data], ignored: false }], () =>
      attribute.many ? 'append' : 'overwrite',
    )
  }
}
