import { type Field, ownFields, type Table } from '../../../shared/field.ts'
import { NOTES_ID, TASKS_ID } from './kind.ts'
import { PARENT } from './row.ts'

/** What only records have: entries, notes and tasks have no address of their own. */
export const OWN_FIELDS: readonly Field[] = ownFields('Attio')
export const OWN_WITHOUT_URL = OWN_FIELDS.filter(({ id }) => id !== ':url')

const plain = { many: false, access: 'never', required: false, unique: false } as const
const link = { ...plain, type: 'reference', native: 'record-reference' } as const
const person = { ...plain, type: 'person', native: 'actor-reference' } as const

/** The record an entry or a note belongs to: chosen when it is made, and for good (its reference 3.5 and 3.6). */
export const parentField = (name: string, targets: readonly string[]): Field => ({
  ...link,
  id: PARENT,
  name,
  access: 'create',
  required: true,
  targets: [...targets],
})

/** `objects` are the slugs of all objects: notes and tasks may belong to any. */
export const notesTable = (objects: readonly string[]): Table => ({
  id: NOTES_ID,
  name: 'Notes',
  primary: 'title',
  fields: [
    { ...plain, id: 'title', name: 'Title', type: 'text', access: 'always', native: 'text' },
    {
      ...plain,
      id: 'content',
      name: 'Content',
      type: 'richText',
      access: 'always',
      native: 'note-content',
    },
    {
      ...plain,
      id: 'content_plaintext',
      name: 'Content without formatting',
      type: 'longText',
      native: 'text',
    },
    parentField('Record', objects),
    // May be backdated while it is made.
    {
      ...plain,
      id: 'created_at',
      name: 'Written at',
      type: 'instant',
      access: 'create',
      native: 'timestamp',
    },
    { ...person, id: 'created_by', name: 'Written by' },
    ...OWN_WITHOUT_URL,
  ],
})

export const tasksTable = (objects: readonly string[]): Table => ({
  id: TASKS_ID,
  name: 'Tasks',
  primary: 'content',
  fields: [
    {
      ...plain,
      id: 'content',
      name: 'Content',
      type: 'longText',
      access: 'create',
      required: true,
      native: 'task-content',
    },
    {
      ...plain,
      id: 'deadline_at',
      name: 'Deadline',
      type: 'instant',
      access: 'always',
      native: 'timestamp',
    },
    {
      ...plain,
      id: 'is_completed',
      name: 'Completed',
      type: 'checkbox',
      access: 'always',
      native: 'task-done',
    },
    {
      ...link,
      id: 'linked_records',
      name: 'Linked records',
      many: true,
      access: 'always',
      targets: [...objects],
    },
    { ...person, id: 'assignees', name: 'Assignees', many: true, access: 'always' },
    {
      ...plain,
      id: 'completed_at',
      name: 'Completed at',
      type: 'instant',
      native: 'timestamp',
    },
    { ...person, id: 'created_by', name: 'Created by' },
    ...OWN_WITHOUT_URL,
  ],
})
