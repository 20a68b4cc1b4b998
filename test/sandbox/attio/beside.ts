import type { Making } from './definitions.ts'
import { Draft } from './draft.ts'
import { plainOf } from './markdown.ts'
import { Refusal } from './refusal.ts'
import { parentOf } from './routes/entries.ts'
import { USUAL } from './switches.ts'
import type { Place, Workspace } from './workspace.ts'
import { findList, findObject, memberActor } from './workspace.ts'
import type { WorkspaceSpec } from './world.ts'
import { createRow, readValues } from './write.ts'

/** What a world holds beside its records: entries of lists, notes and tasks. They may name any record. */

const MINUTE = 60_000
const QUIET = { ...USUAL, companyFromEmail: false, sameValueReopens: false }

const must = <T>(made: T | Refusal, what: string): T => {
  if (made instanceof Refusal) throw new Error(`world: ${what}: ${JSON.stringify(made)}`)
  return made
}

/** Things without a time were made a minute apart, the last one a minute before the sandbox opened. */
const madeAt = (given: string | undefined, now: number, fromEnd: number): number =>
  given === undefined ? now - fromEnd * MINUTE : Date.parse(given)

export function loadBeside(workspace: Workspace, spec: WorkspaceSpec, making: Making): void {
  loadEntries(workspace, spec, making)
  const placeOf = (slug: string, record: string): Place => {
    const object = findObject(workspace, slug)
    if (!object || !workspace.records.of(object.id).get(record))
      throw new Error(`world: no record ${record} of ${slug}`)
    return { object: object.id, record }
  }
  const createdBy = memberActor(workspace)
  for (const [i, note] of spec.notes.entries()) {
    const id = note.id ?? making.newId()
    const { content } = note
    workspace.notes.set(id, {
      id,
      parent: placeOf(note.parent_object, note.parent_record_id),
      title: note.title,
      markdown: content,
      plain: note.format === 'markdown' ? plainOf(content) : content,
      meetingId: null,
      createdBy,
      createdAt: madeAt(note.created_at, making.now, spec.notes.length - i),
    })
  }
  const memberId = (name: string): string | undefined =>
    workspace.members.find((one) => one.id === name || one.email === name)?.id
  for (const [i, comment] of spec.comments.entries()) {
    const id = comment.id ?? making.newId()
    workspace.comments.set(id, {
      id,
      thread: id,
      about: placeOf(comment.object, comment.record_id),
      entry: null,
      content: comment.content,
      author: { type: 'workspace-member', id: memberId(comment.author) ?? null },
      createdAt: madeAt(comment.created_at, making.now, spec.comments.length - i),
      resolved: null,
    })
  }
  for (const [i, task] of spec.tasks.entries()) {
    const id = task.id ?? making.newId()
    const createdAt = madeAt(task.created_at, making.now, spec.tasks.length - i)
    workspace.tasks.set(id, {
      id,
      content: task.content,
      deadline: task.deadline_at === null ? null : Date.parse(task.deadline_at),
      completedAt: task.is_completed ? createdAt : null,
      linked: task.linked_records.map((one) => placeOf(one.target_object, one.target_record_id)),
      assignees: task.assignees.flatMap((name) => memberId(name) ?? []),
      createdBy,
      createdAt,
    })
  }
}

function loadEntries(workspace: Workspace, spec: WorkspaceSpec, making: Making): void {
  for (const { api_slug, parent_object, entries } of spec.lists) {
    const list = findList(workspace, api_slug)
    if (!list) throw new Error(`world: no list ${api_slug}`)
    for (const [i, entry] of entries.entries()) {
      const what = `${api_slug} ${JSON.stringify(entry)}`
      const slug = entry.parent_object ?? [parent_object].flat()[0] ?? ''
      const parent = must(parentOf(workspace, list, { ...entry, parent_object: slug }), what)
      const writing = {
        workspace,
        draft: new Draft(workspace.records),
        actor: memberActor(workspace),
        now: madeAt(entry.created_at, making.now, entries.length - i),
        switches: QUIET,
        newId: making.newId,
        unchecked: true,
      }
      const written = must(readValues(writing, list, entry.entry_values), what)
      must(createRow(writing, list, written, entry.id ?? making.newId(), parent), what)
      writing.draft.commit()
    }
  }
}

/** With a record go its notes, comments and files; tasks only lose the link. What becomes of them is not documented. */
export function dropBeside({ notes, comments, files, tasks }: Workspace, record: string): void {
  for (const note of [...notes.values()]) if (note.parent.record === record) notes.delete(note.id)
  for (const one of [...comments.values()]) if (one.about.record === record) comments.delete(one.id)
  for (const file of [...files.values()]) if (file.place.record === record) files.delete(file.id)
  for (const task of [...tasks.values()])
    if (task.linked.some((one) => one.record === record))
      tasks.set(task.id, { ...task, linked: task.linked.filter((one) => one.record !== record) })
}
