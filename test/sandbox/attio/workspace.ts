import type { Data, Records } from './records.ts'

/** What one Attio workspace holds. Definitions are replaced, never changed in place, so a copy is a shallow one. */
export type Workspace = {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly openedAt: number
  readonly members: readonly Member[]
  readonly records: Records
  tokens: readonly Token[]
  objects: readonly ObjectType[]
  /** In the order of the sidebar. */
  lists: readonly ListType[]
  /** By id, in the order they were made. */
  readonly notes: Map<string, Note>
  readonly tasks: Map<string, Task>
  readonly comments: Map<string, Comment>
  readonly files: Map<string, File>
  readonly views: Map<string, View>
}

export type Actor = {
  readonly type: 'workspace-member' | 'api-token' | 'system' | 'app'
  readonly id: string | null
}
export const SYSTEM: Actor = { type: 'system', id: null }

export type Member = Readonly<{
  id: string
  first: string
  last: string
  email: string
  access: 'admin' | 'member' | 'suspended'
  createdAt: number
}>

export type Token = Readonly<{
  /** The actor id of what it writes. */
  id: string
  clientId: string
  secret: string
  scopes: readonly string[]
  memberId: string | null
}>

/** A select's option, or a status: the last two are a status' own. */
export type Choice = Readonly<{
  id: string
  title: string
  archived: boolean
  celebration: boolean
  targetTime: string | null
}>

export type DefaultValue =
  | Readonly<{ type: 'dynamic'; template: string }>
  | Readonly<{ type: 'static'; template: readonly Data[] }>

export type Attribute = Readonly<{
  id: string
  slug: string
  title: string
  description: string | null
  type: string
  system: boolean
  writable: boolean
  required: boolean
  unique: boolean
  many: boolean
  archived: boolean
  /** Filled by Attio from outside; its history is not shown. */
  enriched: boolean
  defaultValue: DefaultValue | null
  /** The other end, by ids. */
  mirror: Readonly<{ object: string; attribute: string }> | null
  createdAt: number
  currency: Readonly<{ code: string; display: string }> | null
  /** Ids of the objects a reference may point to; null = any. */
  allowed: readonly string[] | null
  choices: readonly Choice[]
  formula: Formula | null
}>

/** A text made of other attributes of the record (by slug), which nobody can write. */
export type Formula = Readonly<{ inputs: readonly string[]; join: string }>

export type ObjectType = Readonly<{
  id: string
  slug: string
  singular: string
  plural: string
  createdAt: number
  /** Standard objects exist before they are switched on, but nobody sees them. */
  enabled: boolean
  attributes: readonly Attribute[]
}>

export type AccessLevel = 'full-access' | 'read-and-write' | 'read-only'

/** A list has attributes as an object has; its rows are entries, each of one record. `plural` is its name. */
export type ListType = ObjectType &
  Readonly<{
    /** Ids of the objects whose records it takes: one, in legacy lists more. */
    parents: readonly string[]
    access: AccessLevel | null
    memberAccess: readonly Readonly<{ memberId: string; level: AccessLevel }>[]
    createdBy: Actor
  }>

/** Where a record is: the ids of its object and its own. */
export type Place = Readonly<{ object: string; record: string }>

export type Note = Readonly<{
  id: string
  parent: Place
  title: string
  markdown: string
  plain: string
  meetingId: string | null
  createdBy: Actor
  createdAt: number
}>

export type Task = Readonly<{
  id: string
  content: string
  deadline: number | null
  completedAt: number | null
  linked: readonly Place[]
  assignees: readonly string[]
  createdBy: Actor
  createdAt: number
}>

/** The first comment of a thread has the thread's id. `entry` where it is about a list entry. */
export type Comment = Readonly<{
  id: string
  thread: string
  about: Place
  entry: Readonly<{ list: string; entry: string }> | null
  content: string
  author: Actor
  createdAt: number
  resolved: Readonly<{ at: number; by: Actor }> | null
}>

export type File = Readonly<{
  id: string
  place: Place
  name: string
  type: string
  bytes: Uint8Array<ArrayBuffer>
  createdBy: Actor
  createdAt: number
}>

/** A saved view of an object or a list: what it lets through is a filter as queries take it. */
export type View = Readonly<{
  id: string
  /** The id of the object or list. */
  of: string
  title: string
  filter: Readonly<Record<string, unknown>>
  archived: boolean
  createdAt: number
}>

export const findList = (workspace: Workspace, slugOrId: string): ListType | undefined =>
  workspace.lists.find((list) => list.slug === slugOrId || list.id === slugOrId)

export const isList = (holder: ObjectType): holder is ListType => 'parents' in holder

/** Everything that has attributes. */
export const holdersOf = ({ objects, lists }: Workspace): readonly ObjectType[] => [
  ...objects,
  ...lists,
]

export const findObject = (workspace: Workspace, slugOrId: string): ObjectType | undefined =>
  workspace.objects.find(
    (object) => object.enabled && (object.slug === slugOrId || object.id === slugOrId),
  )

/** An object, or a list, that is known to be there. */
export const objectOf = (workspace: Workspace, id: string): ObjectType => {
  const object =
    workspace.objects.find((one) => one.id === id) ?? workspace.lists.find((one) => one.id === id)
  if (!object) throw new Error(`no object ${id} in workspace ${workspace.slug}`)
  return object
}

const bySlugOrId = new WeakMap<ObjectType, Map<string, Attribute>>()

export function findAttribute(object: ObjectType, slugOrId: string): Attribute | undefined {
  let known = bySlugOrId.get(object)
  if (!known) {
    known = new Map(object.attributes.flatMap((one) => [[one.id, one] as const, [one.slug, one]]))
    bySlugOrId.set(object, known)
  }
  return known.get(slugOrId)
}

/** One that is known to be there. */
export const attributeOf = (object: ObjectType, slugOrId: string): Attribute => {
  const attribute = findAttribute(object, slugOrId)
  if (!attribute) throw new Error(`no attribute ${slugOrId} on ${object.slug}`)
  return attribute
}

export function replaceObject(workspace: Workspace, object: ObjectType): ObjectType {
  workspace.objects = workspace.objects.map((one) => (one.id === object.id ? object : one))
  workspace.lists = workspace.lists.map((one) =>
    one.id === object.id ? { ...one, ...object } : one,
  )
  return object
}

/** Puts the attribute in the place of the one with its id, or at the end. */
export function putAttribute(workspace: Workspace, objectId: string, attribute: Attribute): void {
  const object = objectOf(workspace, objectId)
  const known = object.attributes.some((one) => one.id === attribute.id)
  replaceObject(workspace, {
    ...object,
    attributes: known
      ? object.attributes.map((one) => (one.id === attribute.id ? attribute : one))
      : [...object.attributes, attribute],
  })
}

export const memberActor = (workspace: Workspace): Actor => {
  const member = workspace.members.find((one) => one.access !== 'suspended')
  return member ? { type: 'workspace-member', id: member.id } : SYSTEM
}

export const copyWorkspace = (workspace: Workspace): Workspace => ({
  ...workspace,
  records: workspace.records.copy(),
  notes: new Map(workspace.notes),
  tasks: new Map(workspace.tasks),
  comments: new Map(workspace.comments),
  files: new Map(workspace.files),
  views: new Map(workspace.views),
})
