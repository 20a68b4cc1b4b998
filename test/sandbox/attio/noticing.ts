import type { Event } from './webhooks.ts'
import { attributeEvent, besideEvent } from './webhooks.ts'
import type { Actor, Attribute, Note, Task, Workspace } from './workspace.ts'
import { holdersOf } from './workspace.ts'

type Known = {
  readonly notes: ReadonlyMap<string, Note>
  readonly tasks: ReadonlyMap<string, Task>
  readonly attributes: ReadonlyMap<string, { readonly holder: string; readonly one: Attribute }>
}

/** What is no record is never changed in place, so that a look at what is new tells what happened since the last one. */
export class Noticing {
  readonly #known = new Map<string, Known>()

  /** The events of what came, changed or went since the last look at this workspace. */
  look(workspace: Workspace, actor: Actor): Event[] {
    const before = this.#known.get(workspace.id)
    const now: Known = {
      notes: new Map(workspace.notes),
      tasks: new Map(workspace.tasks),
      attributes: new Map(
        holdersOf(workspace).flatMap(({ id: holder, attributes }) =>
          attributes.map((one) => [one.id, { holder, one }] as const),
        ),
      ),
    }
    this.#known.set(workspace.id, now)
    if (!before) return []
    const note = (id: string, what: string, { parent }: Note): Event =>
      besideEvent(workspace, what, id, actor, parent)
    const events: Event[] = []
    for (const [id, one] of now.notes) {
      const was = before.notes.get(id)
      if (!was) events.push(note(id, 'note.created', one))
      else {
        if (was.title !== one.title) events.push(note(id, 'note.updated', one))
        if (was.markdown !== one.markdown) events.push(note(id, 'note-content.updated', one))
      }
    }
    for (const [id, one] of before.notes)
      if (!now.notes.has(id)) events.push(note(id, 'note.deleted', one))
    for (const [id, one] of now.tasks) {
      const was = before.tasks.get(id)
      if (was !== one)
        events.push(besideEvent(workspace, was ? 'task.updated' : 'task.created', id, actor))
    }
    for (const id of before.tasks.keys())
      if (!now.tasks.has(id)) events.push(besideEvent(workspace, 'task.deleted', id, actor))
    for (const [id, { holder, one }] of now.attributes) {
      const was = before.attributes.get(id)
      if (was?.one !== one)
        events.push(attributeEvent(workspace, holder, id, was ? 'updated' : 'created', actor))
    }
    return events
  }
}
