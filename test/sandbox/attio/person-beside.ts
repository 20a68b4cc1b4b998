import { contentOf } from './routes/notes.ts'
import type { Note, Place, Task, Workspace } from './workspace.ts'
import { findObject, memberActor, objectOf } from './workspace.ts'

/** What a person does with notes, tasks and files: no HTTP, nothing counted. */

type Parent = { readonly object: string; readonly id: string }
type NoteWords = { readonly title: string; readonly content: string }
type TaskWords = {
  readonly content: string
  readonly deadline?: string
  readonly linked?: readonly Parent[]
  readonly assignees?: readonly string[]
}

export type Beside = {
  note(parent: Parent, words: NoteWords): string
  editNote(id: string, words: Partial<NoteWords>): void
  removeNote(id: string): void
  notes(): readonly (NoteWords & { readonly id: string; readonly parent: Parent })[]
  task(words: TaskWords): string
  /** Overwrites what is given; `deadline: null` takes it away. People may change the words, too. */
  editTask(id: string, change: TaskChange): void
  removeTask(id: string): void
  tasks(): readonly TaskSeen[]
  /** A file is dropped on a record. */
  file(parent: Parent, name: string, type: string, bytes: Uint8Array<ArrayBuffer>): string
}
type TaskChange = {
  readonly content?: string
  readonly deadline?: string | null
  readonly completed?: boolean
  readonly linked?: readonly Parent[]
  readonly assignees?: readonly string[]
}
type TaskSeen = {
  readonly id: string
  readonly content: string
  readonly deadline: string | null
  readonly completed: boolean
  readonly linked: readonly Parent[]
  /** Addresses. */
  readonly assignees: readonly string[]
}

export function besideOf(
  workspace: Workspace,
  { now, newId }: { readonly now: number; newId(): string },
): Beside {
  const { notes, tasks, files, members } = workspace
  const placeOf = ({ object, id }: Parent): Place => {
    const found = findObject(workspace, object)
    if (!found || !workspace.records.of(found.id).get(id))
      throw new Error(`no record ${id} in ${object}`)
    return { object: found.id, record: id }
  }
  const parentOf = ({ object, record }: Place): Parent => ({
    object: objectOf(workspace, object).slug,
    id: record,
  })
  const memberId = (email: string): string => {
    const member = members.find((one) => one.email === email || one.id === email)
    if (!member) throw new Error(`no member ${email}`)
    return member.id
  }
  const known = <T>(all: ReadonlyMap<string, T>, id: string): T => {
    const one = all.get(id)
    if (one === undefined) throw new Error(`there is no ${id}`)
    return one
  }
  const made = () => ({ id: newId(), createdBy: memberActor(workspace), createdAt: now })

  return {
    note(parent, { title, content }) {
      const note: Note = {
        ...made(),
        parent: placeOf(parent),
        title,
        ...contentOf('markdown', content),
        meetingId: null,
      }
      notes.set(note.id, note)
      return note.id
    },
    editNote(id, { title, content }) {
      const note = known(notes, id)
      const words = content === undefined ? {} : contentOf('markdown', content)
      notes.set(id, { ...note, title: title ?? note.title, ...words })
    },
    removeNote(id) {
      known(notes, id)
      notes.delete(id)
    },
    notes: () =>
      [...notes.values()].map(({ id, parent, title, markdown }) => ({
        id,
        parent: parentOf(parent),
        title,
        content: markdown,
      })),
    task({ content, deadline, linked = [], assignees = [] }) {
      const task: Task = {
        ...made(),
        content,
        deadline: deadline === undefined ? null : Date.parse(deadline),
        completedAt: null,
        linked: linked.map(placeOf),
        assignees: assignees.map(memberId),
      }
      tasks.set(task.id, task)
      return task.id
    },
    editTask(id, { content, deadline, completed, linked, assignees }) {
      const task = known(tasks, id)
      tasks.set(id, {
        ...task,
        content: content ?? task.content,
        deadline:
          deadline === undefined ? task.deadline : deadline === null ? null : Date.parse(deadline),
        completedAt: completed === undefined ? task.completedAt : completed ? now : null,
        linked: linked?.map(placeOf) ?? task.linked,
        assignees: assignees?.map(memberId) ?? task.assignees,
      })
    },
    removeTask(id) {
      known(tasks, id)
      tasks.delete(id)
    },
    tasks: () =>
      [...tasks.values()].map(({ id, content, deadline, completedAt, linked, assignees }) => ({
        id,
        content,
        deadline: deadline === null ? null : new Date(deadline).toISOString(),
        completed: completedAt !== null,
        linked: linked.map(parentOf),
        assignees: assignees.map((one) => known(new Map(members.map((m) => [m.id, m.email])), one)),
      })),
    file(parent, name, type, bytes) {
      const file = { ...made(), place: placeOf(parent), name, type, bytes }
      files.set(file.id, file)
      return file.id
    },
  }
}
