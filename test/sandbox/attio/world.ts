import * as z from 'zod'

/** What an attribute may be when a world, or a call, defines it. */
export const ATTRIBUTE_TYPES = [
  'text', 'number', 'checkbox', 'currency', 'date', 'timestamp', 'rating', 'status', 'select',
  'record-reference', 'actor-reference', 'location', 'domain', 'email-address', 'phone-number',
] as const // prettier-ignore

const Config = z.object({
  currency: z.object({ default_currency_code: z.string(), display_type: z.string() }).optional(),
  record_reference: z.object({ allowed_objects: z.array(z.string()).min(1) }).optional(),
})

const DefaultValue = z.union([
  z.object({ type: z.literal('dynamic'), template: z.string() }),
  z.object({ type: z.literal('static'), template: z.array(z.unknown()) }),
])

/**
 * One custom attribute. The names are those of the API's own body for creating one; only the slug and the type are
 * compulsory. Naming a standard attribute that has options adds `options` to it and changes nothing else.
 */
const WorldAttribute = z.object({
  api_slug: z.string(),
  type: z.enum(ATTRIBUTE_TYPES),
  title: z.string().optional(),
  description: z.string().nullable().default(null),
  is_required: z.boolean().default(false),
  is_unique: z.boolean().default(false),
  is_multiselect: z.boolean().default(false),
  config: Config.default({}),
  default_value: DefaultValue.nullable().default(null),
  relationship: z
    .object({
      object: z.string(),
      api_slug: z.string(),
      title: z.string(),
      is_multiselect: z.boolean(),
    })
    .nullable()
    .default(null),
  /** Titles of a select's options, or of a status' stages, in order. */
  options: z.array(z.string()).default([]),
  /** Makes a text attribute a formula: the inputs (slugs) joined, kept up to date by Attio a second after a change. */
  formula: z
    .object({ inputs: z.array(z.string()), join: z.string().default(' ') })
    .nullable()
    .default(null),
})

/**
 * `people` and `companies` are always there with all their standard attributes; `deals`, `users` and `workspaces` are
 * switched on by being named; any other slug is a custom object.
 */
const WorldObject = z.object({
  api_slug: z.string(),
  singular_noun: z.string().optional(),
  plural_noun: z.string().optional(),
  attributes: z.array(WorldAttribute).default([]),
})

const WorldMember = z.object({
  id: z.string().optional(),
  first_name: z.string(),
  last_name: z.string(),
  email_address: z.string(),
  access_level: z.enum(['admin', 'member', 'suspended']),
})

/** `member` is the id or address of who made the token; the first member otherwise. */
const WorldToken = z.object({
  token: z.string().length(64),
  scopes: z.array(z.string()),
  member: z.string().optional(),
})

/**
 * `values` are write shapes, and may fill what the API may not (logos, interactions). References may point forward.
 * Records without a time were made a minute apart, the last one a minute before the sandbox opened.
 */
const WorldRecord = z.object({
  id: z.string().optional(),
  created_at: z.string().optional(),
  values: z.record(z.string(), z.unknown()),
})

/** `parent_object` is one slug, or in legacy lists several. Entries are loaded after all records. */
const WorldList = z.object({
  id: z.string().optional(),
  api_slug: z.string(),
  name: z.string().optional(),
  parent_object: z.union([z.string(), z.array(z.string()).min(1)]),
  attributes: z.array(WorldAttribute).default([]),
  entries: z
    .array(
      z.object({
        id: z.string().optional(),
        created_at: z.string().optional(),
        parent_object: z.string().optional(),
        parent_record_id: z.string(),
        entry_values: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
})

const stamp = { id: z.string().optional(), created_at: z.string().optional() }

const WorldNote = z.object({
  ...stamp,
  parent_object: z.string(),
  parent_record_id: z.string(),
  title: z.string(),
  format: z.enum(['plaintext', 'markdown']).default('plaintext'),
  content: z.string(),
})

/** `assignees` are ids or addresses of members. */
const WorldTask = z.object({
  ...stamp,
  content: z.string(),
  deadline_at: z.string().nullable().default(null),
  is_completed: z.boolean().default(false),
  linked_records: z
    .array(z.object({ target_object: z.string(), target_record_id: z.string() }))
    .default([]),
  assignees: z.array(z.string()).default([]),
})

/** The head of a thread on a record; `author` is the id or address of a member. */
const WorldComment = z.object({
  ...stamp,
  object: z.string(),
  record_id: z.string(),
  content: z.string(),
  author: z.string(),
})

/** An app registered for sign-in: its scopes are set there, and not asked for on the way. */
const WorldClient = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  name: z.string(),
  redirect_uris: z.array(z.string()),
  scopes: z.array(z.string()),
})
export type WorldClient = z.output<typeof WorldClient>

/** Everything a simulated Attio is opened with. */
export const AttioWorld = z.object({
  clients: z.array(WorldClient).default([]),
  workspaces: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      slug: z.string(),
      members: z.array(WorldMember),
      tokens: z.array(WorldToken),
      objects: z.array(WorldObject).default([]),
      /** By object slug. */
      records: z.record(z.string(), z.array(WorldRecord)).default({}),
      lists: z.array(WorldList).default([]),
      notes: z.array(WorldNote).default([]),
      tasks: z.array(WorldTask).default([]),
      comments: z.array(WorldComment).default([]),
    }),
  ),
})
export type AttioWorld = z.input<typeof AttioWorld>
export type AttributeSpec = z.output<typeof WorldAttribute>
export type WorkspaceSpec = z.output<typeof AttioWorld>['workspaces'][number]
