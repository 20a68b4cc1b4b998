import * as z from 'zod'
import { choice } from '../definitions.ts'
import { badShape, notFound, Refusal, slugTaken, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { ARCHIVED, attributeIn, data, readBody, readQuery } from '../route.ts'
import { after } from '../times.ts'
import { findChoice, readChoice } from '../values/choices.ts'
import type { Attribute, Choice, ObjectType } from '../workspace.ts'
import { putAttribute } from '../workspace.ts'

/** Options of selects and statuses: the same calls, but for the words and what a status has besides. */
type Kind = { type: 'select' | 'status'; path: string; kind: string; noun: string; taken: string }

const KINDS: readonly Kind[] = [
  { type: 'select', path: 'options', kind: 'options', noun: 'select', taken: 'select option' },
  { type: 'status', path: 'statuses', kind: 'statuses', noun: 'status', taken: 'status' },
]

const title = z.string().min(1)
const celebration_enabled = z.boolean()
const target_time_in_status = z
  .string()
  .refine((duration) => after(0, duration) !== null)
  .nullable()

/** What only a status has is passed over for an option, as any unknown key is. */
const NewChoice = z.object({
  data: z.object({
    title,
    celebration_enabled: celebration_enabled.default(false),
    target_time_in_status: target_time_in_status.default(null),
  }),
})
const ChoicePatch = z.object({
  data: z.object({
    title: title.optional(),
    is_archived: z.boolean().optional(),
    celebration_enabled: celebration_enabled.optional(),
    target_time_in_status: target_time_in_status.optional(),
  }),
})

type Found = { object: ObjectType; attribute: Attribute }

const show = ({ caller: { workspace } }: Call, { object, attribute }: Found, one: Choice) =>
  readChoice({ workspace, attribute }, object.id, one)

/** Puts the option in the place of the one with its id, or last. */
function put(call: Call, found: Found, one: Choice): Answer {
  const { choices } = found.attribute
  const known = choices.some(({ id }) => id === one.id)
  putAttribute(call.caller.workspace, found.object.id, {
    ...found.attribute,
    choices: known
      ? choices.map((other) => (other.id === one.id ? one : other))
      : [...choices, one],
  })
  return data(show(call, found, one))
}

const conflict = ({ taken }: Kind, name: string) =>
  slugTaken(`There is already another ${taken} with the title "${name}".`)

function list(call: Call, { type, noun }: Kind): Answer | Refusal {
  const found = attributeIn(call)
  if (found instanceof Refusal) return found
  const query = readQuery(call, ARCHIVED)
  if (query instanceof Refusal) return query
  const { attribute } = found
  if (attribute.type !== type) return notFound(`A ${noun} attribute "${attribute.slug}"`)
  const shown = attribute.choices.filter((one) => query.show_archived || !one.archived)
  return data(shown.map((one) => show(call, found, one)))
}

function create(call: Call, kind: Kind): Answer | Refusal {
  const found = attributeIn(call)
  if (found instanceof Refusal) return found
  const body = readBody(call, NewChoice)
  if (body instanceof Refusal) return body
  const { attribute } = found
  if (attribute.type !== kind.type)
    return badShape([], `This attribute is not a ${kind.noun} attribute.`)
  if (attribute.choices.some((one) => one.title === body.data.title))
    return conflict(kind, body.data.title)
  const { title, celebration_enabled, target_time_in_status } = body.data
  return put(call, found, {
    ...choice(title, call),
    celebration: celebration_enabled,
    targetTime: target_time_in_status,
  })
}

function patch(call: Call, kind: Kind): Answer | Refusal {
  const found = attributeIn(call)
  if (found instanceof Refusal) return found
  const body = readBody(call, ChoicePatch)
  if (body instanceof Refusal) return body
  const { attribute } = found
  const name = call.params['choice'] ?? ''
  const held = attribute.type === kind.type ? findChoice(attribute, name) : undefined
  if (!held) return unknownValue(`Cannot find ${kind.noun} attribute with option title "${name}".`)
  const { data: given } = body
  if (attribute.choices.some((one) => one.title === given.title && one.id !== held.id))
    return conflict(kind, given.title ?? '')
  const { target_time_in_status: targetTime = held.targetTime } = given
  return put(call, found, {
    ...held,
    title: given.title ?? held.title,
    archived: given.is_archived ?? held.archived,
    celebration: given.celebration_enabled ?? held.celebration,
    targetTime,
  })
}

const READ = { pace: 'read', scopes: ['object_configuration:read'] } as const
const HOLDERS = [
  { holder: '/v2/objects/{object}', scopes: ['object_configuration:read-write'] },
  { holder: '/v2/lists/{list}', scopes: ['list_configuration:read-write'] },
]

export const CHOICES: readonly Route[] = HOLDERS.flatMap(({ holder, scopes }) =>
  KINDS.flatMap((kind): Route[] => {
    const path = `${holder}/attributes/{attribute}/${kind.path}`
    return [
      {
        method: 'GET',
        path,
        kind: `${kind.kind}.list`,
        ...READ,
        answer: (call) => list(call, kind),
      },
      {
        method: 'POST',
        path,
        kind: `${kind.kind}.create`,
        pace: 'write',
        scopes,
        answer: (call) => create(call, kind),
      },
      {
        method: 'PATCH',
        path: `${path}/{choice}`,
        kind: `${kind.kind}.patch`,
        pace: 'write',
        scopes,
        answer: (call) => patch(call, kind),
      },
    ]
  }),
)
