import * as z from 'zod'
import { customObject } from '../definitions.ts'
import { readObject } from '../reading.ts'
import { badShape, Refusal, slugTaken } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { data, objectIn, readBody } from '../route.ts'
import type { ObjectType, Workspace } from '../workspace.ts'
import { replaceObject } from '../workspace.ts'

const noun = z.string().min(1)
const NewObject = z.object({
  data: z.object({ api_slug: noun, singular_noun: noun, plural_noun: noun }),
})
const ObjectPatch = z.object({
  data: z.object({
    api_slug: noun.optional(),
    singular_noun: noun.optional(),
    plural_noun: noun.optional(),
  }),
})

/** Objects that are not switched on keep their slug, too. */
const taken = (workspace: Workspace, slug: string, but?: ObjectType) =>
  workspace.objects.some((one) => one.slug === slug && one.id !== but?.id)

function create(call: Call): Answer | Refusal {
  const body = readBody(call, NewObject)
  if (body instanceof Refusal) return body
  const { workspace } = call.caller
  const { api_slug, singular_noun, plural_noun } = body.data
  if (taken(workspace, api_slug))
    return slugTaken('Failed to create object. Please ensure your api_slug and names are unique.')
  const object = customObject(api_slug, singular_noun, plural_noun, call)
  workspace.objects = [...workspace.objects, object]
  return data(readObject(workspace, object))
}

function patch(call: Call): Answer | Refusal {
  const object = objectIn(call)
  if (object instanceof Refusal) return object
  const body = readBody(call, ObjectPatch)
  if (body instanceof Refusal) return body
  const { workspace } = call.caller
  const { api_slug, singular_noun, plural_noun } = body.data
  if (!api_slug && !singular_noun && !plural_noun)
    return badShape(
      [],
      'You passed an empty payload. Please ensure you are updating at least one property in your request.',
    )
  if (api_slug && taken(workspace, api_slug, object))
    return slugTaken('Failed to update object. Please ensure api_slug is unique.')
  const changed = replaceObject(workspace, {
    ...object,
    slug: api_slug ?? object.slug,
    singular: singular_noun ?? object.singular,
    plural: plural_noun ?? object.plural,
  })
  return data(readObject(workspace, changed))
}

const READ = { pace: 'read', scopes: ['object_configuration:read'] } as const
const WRITE = { pace: 'write', scopes: ['object_configuration:read-write'] } as const

export const OBJECTS: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/objects',
    kind: 'objects.list',
    ...READ,
    answer: ({ caller: { workspace } }) =>
      data(workspace.objects.flatMap((one) => (one.enabled ? readObject(workspace, one) : []))),
  },
  { method: 'POST', path: '/v2/objects', kind: 'objects.create', ...WRITE, answer: create },
  {
    method: 'GET',
    path: '/v2/objects/{object}',
    kind: 'objects.get',
    ...READ,
    answer: (call) => {
      const object = objectIn(call)
      return object instanceof Refusal ? object : data(readObject(call.caller.workspace, object))
    },
  },
  { method: 'PATCH', path: '/v2/objects/{object}', kind: 'objects.patch', ...WRITE, answer: patch },
]
