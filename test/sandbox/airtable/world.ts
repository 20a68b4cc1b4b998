/** The world a simulated Airtable is opened with: people, tokens, workspaces and bases with everything in them. */
import * as z from 'zod'

export const LEVELS = ['none', 'read', 'comment', 'edit', 'create', 'owner'] as const
/** What a person may do in a base; each level holds the ones before it. */
export const Level = z.enum(LEVELS)
export type Level = z.infer<typeof Level>

export const PLANS = ['free', 'team', 'business', 'enterprise'] as const

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[A-Za-z0-9]{14}$`), {
    error: `an id is "${prefix}" and 14 letters or digits (idFrom makes one from a word)`,
  })

const WorldField = z.object({
  id: id('fld').optional(),
  name: z.string().min(1),
  type: z.string(),
  description: z.string().optional(),
  /**
   * As the metadata shows them, with these freedoms: `choices` may be plain names; a `formula` may name its fields;
   * tables and fields may be given by name; a `rollup` takes `aggregation`, a formula over `values`; a link takes
   * `inverseLinkFieldId: null` for a link without a mirror, and has its mirror made for it when it says nothing.
   */
  options: z.record(z.string(), z.unknown()).optional(),
  /** Who may write its cells, when fewer than those who may edit the base. */
  writers: Level.optional(),
})

const WorldView = z.object({
  id: id('viw').optional(),
  name: z.string().min(1),
  type: z
    .enum(['grid', 'form', 'calendar', 'gallery', 'kanban', 'timeline', 'block'])
    .default('grid'),
  filterByFormula: z.string().optional(),
  sort: z
    .array(z.object({ field: z.string(), direction: z.enum(['asc', 'desc']).default('asc') }))
    .optional(),
  /** Names or ids; all fields where it says nothing. */
  visibleFields: z.array(z.string()).optional(),
})

const WorldRecord = z.object({
  id: id('rec').optional(),
  /** ISO instant; the clock's time where it says nothing. */
  createdTime: z.iso.datetime({ offset: true }).optional(),
  /** Cells by field name or id, in the shapes the records API takes. Select choices not yet there are made. */
  fields: z.record(z.string(), z.unknown()).default({}),
})

const WorldTable = z.object({
  id: id('tbl').optional(),
  name: z.string().min(1),
  description: z.string().optional(),
  /** Name or id; the first field where it says nothing. */
  primaryFieldId: z.string().optional(),
  fields: z.array(WorldField).min(1),
  /** One grid view called "Grid view" where it says nothing. */
  views: z.array(WorldView).optional(),
  records: z.array(WorldRecord).default([]),
  /** Who may create records here, when fewer than those who may edit the base. */
  creators: Level.optional(),
})

const WorldBase = z.object({
  id: id('app').optional(),
  name: z.string().min(1),
  /** The first workspace where it says nothing. */
  workspace: z.string().optional(),
  /** Level by user id. People not named have `owner` if nobody is named at all, else `none`. */
  permissionLevels: z.record(z.string(), Level).optional(),
  tables: z.array(WorldTable).min(1),
})

/** Shape of a world; what it leaves out is made from the sandbox's seed. */
export const AirtableWorld = z.object({
  users: z
    .array(z.object({ id: id('usr'), email: z.string(), name: z.string().optional() }))
    .min(1),
  tokens: z
    .array(
      z.object({
        token: z.string().min(1),
        /** Id of the person it acts for. */
        user: z.string(),
        scopes: z.array(z.string()).default([]),
        bases: z.union([z.literal('all'), z.array(z.string())]).default('all'),
        kind: z.enum(['personal', 'oauth']).default('personal'),
      }),
    )
    .default([]),
  /** Integrations registered for sign-in. One without a secret is a public client. */
  clients: z
    .array(
      z.object({
        client_id: z.string().min(1),
        client_secret: z.string().min(1).optional(),
        name: z.string(),
        redirect_uris: z.array(z.string()),
        scopes: z.array(z.string()),
        /** Has it terms, privacy page and support address? Without them it is refused to everybody. */
        complete: z.boolean().default(true),
      }),
    )
    .default([]),
  workspaces: z
    .array(
      z.object({
        id: id('wsp').optional(),
        name: z.string(),
        plan: z.enum(PLANS).default('business'),
      }),
    )
    .default([]),
  bases: z.array(WorldBase).default([]),
})
/** A world as one writes it. */
export type AirtableWorld = z.input<typeof AirtableWorld>
/** A world as read, defaults filled in. */
export type ReadWorld = z.infer<typeof AirtableWorld>
export type WorldClient = ReadWorld['clients'][number]
export type WorldTable = z.infer<typeof WorldTable>
export type WorldField = z.infer<typeof WorldField>
