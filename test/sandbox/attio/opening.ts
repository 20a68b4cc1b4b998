import type { Making } from './definitions.ts'
import { choice, customList, customObject, defineAttribute, pair, standardObject } from './definitions.ts' // prettier-ignore
import { loadBeside } from './beside.ts'
import { loadRecords } from './loading.ts'
import { Records } from './records.ts'
import { Refusal } from './refusal.ts'
import { PAIRS, STANDARD } from './standard.ts'
import type { Member, ObjectType, Token, Workspace } from './workspace.ts'
import { findAttribute, findObject, memberActor, objectOf, putAttribute } from './workspace.ts' // prettier-ignore
import type { AttioWorld, WorkspaceSpec } from './world.ts'
import { AttioWorld as World } from './world.ts'

/** From the description of a world to workspaces that can be served. A description that cannot be is a bug of the test. */
export const openWorld = (world: AttioWorld, making: Making): Workspace[] =>
  World.parse(world).workspaces.map((spec) => openWorkspace(spec, making))

function openWorkspace(spec: WorkspaceSpec, making: Making): Workspace {
  const members = spec.members.map((one): Member => ({
    id: one.id ?? making.newId(),
    first: one.first_name,
    last: one.last_name,
    email: one.email_address,
    access: one.access_level,
    createdAt: making.now,
  }))
  const tokens = spec.tokens.map((one): Token => ({
    id: making.newId(),
    clientId: making.newId(),
    secret: one.token,
    scopes: one.scopes,
    memberId:
      (one.member === undefined
        ? members[0]
        : members.find(({ id, email }) => id === one.member || email === one.member)
      )?.id ?? null,
  }))
  const on = new Set(spec.objects.map(({ api_slug }) => api_slug))
  const workspace: Workspace = {
    id: spec.id,
    name: spec.name,
    slug: spec.slug,
    openedAt: making.now,
    members,
    tokens,
    records: new Records(),
    objects: STANDARD.map((one) => standardObject(one, on, making)),
    lists: [],
    notes: new Map(),
    tasks: new Map(),
    comments: new Map(),
    files: new Map(),
    views: new Map(),
  }
  joinPairs(workspace)
  openObjects(workspace, spec, making)
  openLists(workspace, spec, making)
  loadRecords(workspace, spec, making)
  loadBeside(workspace, spec, making)
  return workspace
}

/** Standard relationships, those of objects that are not switched on included. */
function joinPairs(workspace: Workspace): void {
  const standing = (slug: string): ObjectType => {
    const object = workspace.objects.find((one) => one.slug === slug)
    if (!object) throw new Error(`no standard object ${slug}`)
    return object
  }
  for (const [one, attribute, other, far] of PAIRS)
    pair(workspace, [standing(one), attribute], [standing(other), far])
}

function openObjects(workspace: Workspace, spec: WorkspaceSpec, making: Making): void {
  for (const { api_slug, singular_noun = api_slug, plural_noun = api_slug } of spec.objects)
    if (!findObject(workspace, api_slug)) {
      const object = customObject(api_slug, singular_noun, plural_noun, making)
      workspace.objects = [...workspace.objects, object]
    }
  for (const { api_slug, attributes } of spec.objects)
    for (const wanted of attributes) {
      const object = findObject(workspace, api_slug)
      const known = object && findAttribute(object, wanted.api_slug)
      if (!object) throw new Error(`world: no object ${api_slug}`)
      if (known) {
        const more = wanted.options.filter((title) => !known.choices.some((c) => c.title === title))
        const choices = [...known.choices, ...more.map((title) => choice(title, making))]
        putAttribute(workspace, object.id, { ...known, choices })
      } else {
        const made = defineAttribute(workspace, object, wanted, making)
        if (made instanceof Refusal) throw new Error(`world: ${made.message}`)
      }
    }
}

function openLists(workspace: Workspace, spec: WorkspaceSpec, making: Making): void {
  for (const { id, api_slug, name = api_slug, parent_object, attributes } of spec.lists) {
    const parents = [parent_object].flat().map((slug) => {
      const object = findObject(workspace, slug)
      if (!object) throw new Error(`world: no object ${slug} for list ${api_slug}`)
      return object.id
    })
    const facts = {
      access: 'full-access',
      memberAccess: [],
      createdBy: memberActor(workspace),
    } as const
    const list = customList(
      { id: id ?? making.newId(), slug: api_slug, name, parents, ...facts },
      making,
    )
    workspace.lists = [...workspace.lists, list]
    for (const wanted of attributes) {
      const made = defineAttribute(workspace, objectOf(workspace, list.id), wanted, making)
      if (made instanceof Refusal) throw new Error(`world: ${made.message}`)
    }
  }
}
