import * as z from 'zod'

/**
 * Any one thing of Attio's with its envelope off: what it holds by slug, each in the form that values of attributes
 * have, so that one set of codecs reads them all. A missing key is unknown.
 */
export type Row = {
  readonly id: string
  readonly cells: { readonly [slug: string]: unknown }
  readonly url?: string | null | undefined
  /** When it was made, as Attio writes it. */
  readonly created?: string | null | undefined
}

const Cells = z.record(z.string(), z.unknown()).nullish()
const created_at = z.string().nullish()
/** Actors and records as they are named outside of attributes. */
const Actor = z.object({ type: z.string().nullish(), id: z.string().nullish() }).nullish()

const one = (value: unknown): unknown[] => (value === null || value === '' ? [] : [{ value }])
const actorCell = (actor: z.infer<typeof Actor>): unknown[] =>
  actor ? [{ referenced_actor_type: actor.type, referenced_actor_id: actor.id }] : []
/** Said only where it was said: what an answer leaves out is unknown. */
const said = (slug: string, value: unknown): { readonly [slug: string]: unknown } =>
  value === undefined ? {} : { [slug]: one(value) }

export const RecordRow: z.ZodType<Row> = z
  .object({
    id: z.object({ record_id: z.string() }),
    web_url: z.string().nullish(),
    created_at,
    /** By slug: every attribute that is there, empty ones as an empty list. */
    values: Cells,
  })
  .transform(({ id, web_url, values, created_at: created }) => ({
    id: id.record_id,
    cells: values ?? {},
    url: web_url,
    created,
  }))

/** The record an entry stands for is beside its values, and is read as one of them. */
export const PARENT = 'parent_record'

export const EntryRow: z.ZodType<Row> = z
  .object({
    id: z.object({ entry_id: z.string() }),
    parent_object: z.string(),
    parent_record_id: z.string(),
    created_at,
    entry_values: Cells,
  })
  .transform(({ id, parent_object, parent_record_id, created_at: created, entry_values }) => ({
    id: id.entry_id,
    cells: {
      ...entry_values,
      [PARENT]: [{ target_object: parent_object, target_record_id: parent_record_id }],
    },
    created,
  }))

export const NoteRow: z.ZodType<Row> = z
  .object({
    id: z.object({ note_id: z.string() }),
    parent_object: z.string(),
    parent_record_id: z.string(),
    title: z.string().optional(),
    content_plaintext: z.string().optional(),
    content_markdown: z.string().optional(),
    created_by_actor: Actor,
    created_at,
  })
  .transform((note) => ({
    id: note.id.note_id,
    cells: {
      ...said('title', note.title),
      ...said('content', note.content_markdown),
      ...said('content_plaintext', note.content_plaintext),
      [PARENT]: [{ target_object: note.parent_object, target_record_id: note.parent_record_id }],
      created_by: actorCell(note.created_by_actor),
      created_at: one(note.created_at ?? null),
    },
    created: note.created_at,
  }))

export const TaskRow: z.ZodType<Row> = z
  .object({
    id: z.object({ task_id: z.string() }),
    content_plaintext: z.string().optional(),
    deadline_at: z.string().nullish(),
    is_completed: z.boolean().optional(),
    completed_at: z.string().nullish(),
    linked_records: z
      .array(z.object({ target_object_id: z.string(), target_record_id: z.string() }))
      .optional(),
    assignees: z
      .array(
        z.object({
          referenced_actor_type: z.string().nullish(),
          referenced_actor_id: z.string().nullish(),
        }),
      )
      .optional(),
    created_by_actor: Actor,
    created_at,
  })
  .transform((task) => ({
    id: task.id.task_id,
    cells: {
      ...said('content', task.content_plaintext),
      ...said('deadline_at', task.deadline_at),
      ...said('is_completed', task.is_completed),
      ...said('completed_at', task.completed_at),
      ...(task.linked_records && {
        linked_records: task.linked_records.map((link) => ({
          target_object: link.target_object_id,
          target_record_id: link.target_record_id,
        })),
      }),
      ...(task.assignees && { assignees: task.assignees }),
      created_by: actorCell(task.created_by_actor),
    },
    created: task.created_at,
  }))
