import type { Row, Value } from './records.ts'
import { valuesOf, withValues } from './records.ts'
import { identityOf } from './values/types.ts'
import { textIn } from './values/type.ts'
import type { Attribute } from './workspace.ts'
import { attributeOf, holdersOf, objectOf, SYSTEM } from './workspace.ts'
import type { Writing } from './write.ts'

const targetOf = (value: Value): string => textIn(value.data, 'target_record_id')

function setValues(
  { draft, actor, switches, now }: Writing,
  row: Row,
  attribute: Attribute,
  next: readonly Value[],
): void {
  draft.update(
    withValues(row, attribute.id, next, now),
    attribute.id,
    switches.mirrorsAsSystem ? SYSTEM : actor,
  )
}

/** Takes the link to `id` out of one record's reference. */
function unlink(writing: Writing, object: string, from: string, attribute: Attribute, id: string) {
  const row = writing.draft.get(object, from)
  if (!row) return
  const before = valuesOf(row, attribute.id)
  const next = before.filter((value) => targetOf(value) !== id)
  if (next.length < before.length) setValues(writing, row, attribute, next)
}

/**
 * After one side of a relationship was written from `before` to `next`, makes the other side say the same: links taken
 * away go there too, new ones are put first, and where the other side holds only one, whoever held it lets go.
 */
export function mirrorLinks(
  writing: Writing,
  rowId: string,
  attribute: Attribute,
  before: readonly Value[],
  next: readonly Value[],
): void {
  if (!attribute.mirror) return
  const other = objectOf(writing.workspace, attribute.mirror.object)
  const far = attributeOf(other, attribute.mirror.attribute)
  if (!far.mirror) return
  const near = far.mirror.object
  const held = new Set(before.map(targetOf))
  const wanted = new Set(next.map(targetOf))
  for (const id of held) if (!wanted.has(id)) unlink(writing, other.id, id, far, rowId)
  for (const id of wanted) {
    const target = held.has(id) ? undefined : writing.draft.get(other.id, id)
    if (!target) continue
    const links = valuesOf(target, far.id)
    if (links.some((value) => targetOf(value) === rowId)) continue
    if (!far.many) for (const link of links) unlink(writing, near, targetOf(link), attribute, id)
    const link: Value = {
      from: writing.now,
      until: null,
      actor: writing.switches.mirrorsAsSystem ? SYSTEM : writing.actor,
      data: { target_object: near, target_record_id: rowId },
    }
    const fresh = writing.draft.get(other.id, id) ?? target
    setValues(writing, fresh, far, far.many ? [link, ...links] : [link])
  }
}

/** Deletes a record, its entries in lists, and every reference to it, mirrored or not. */
export function deleteRow(writing: Writing, row: Row): void {
  writing.draft.remove(row, writing.actor)
  for (const list of writing.workspace.lists)
    for (const entry of writing.workspace.records.of(list.id).inOrder())
      if (entry.parent?.record === row.id) writing.draft.remove(entry, writing.actor)
  for (const object of holdersOf(writing.workspace))
    for (const attribute of object.attributes) {
      if (attribute.type !== 'record-reference') continue
      if (attribute.allowed && !attribute.allowed.includes(row.object)) continue
      for (const id of writing.draft.holders(object.id, identityOf(attribute), row.id))
        unlink(writing, object.id, id, attribute, row.id)
    }
}
