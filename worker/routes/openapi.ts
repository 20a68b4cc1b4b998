/** The OpenAPI 3.1 document of the routes, from the very schemas that check the requests. */
import * as z from 'zod'
import { Problem } from '../../shared/api/problem.ts'
import { NEEDS } from '../../shared/role.ts'
import { refusalsOf } from './refusal.ts'
import type { Route } from './route.ts'
import { TOLD } from './told/all.ts'

type Json = { readonly [name: string]: unknown }
/** What is asked, as it may be said, and what is answered, as it will be. */
type Io = 'input' | 'output'
/** Schemas with a name, by the way they are used. */
type Shapes = { readonly [io in Io]: Map<string, Json> }

export function describe(routes: readonly Route[]): Json {
  const shapes: Shapes = { input: new Map(), output: new Map() }
  const paths: { [path: string]: { [method: string]: Json } } = {}
  for (const route of routes) {
    const path = addressOf(route).replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [methodOf(route).toLowerCase()]: operation(route, shapes) }
  }
  const tags = [...new Set(routes.map(tagOf))].map((name) => ({ name, description: TAGS[name] }))
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'DataSync Pro',
      version: '1',
      description:
        'Keeps Airtable and a CRM equal, both ways. A config is a sync; an entity type names a pairing in it; app is the Airtable side. Every refusal is a Problem. Lists are paged by cursor: pass the one of an answer on until it is null.',
    },
    servers: [{ url: '/', description: 'Where this document came from.' }],
    tags,
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access key or session, `dsp_…`. An admin makes keys under /api/keys.',
        },
      },
    },
  }
  return namedOnce(document, shapes)
}

export const methodOf = (route: Route): string => route.name.split(' ', 1)[0] ?? ''
export const addressOf = (route: Route): string => route.name.slice(methodOf(route).length + 1)

/** Who may use it, in words. */
export function whoMay({ name }: Route): string {
  const need = NEEDS[name]
  return typeof need === 'string' ? need : `${need.role}, scope ${need.scope}`
}

const TAGS: { readonly [tag: string]: string } = {
  connections: 'Accounts at the services, and the way to sign in to them.',
  configs: 'Syncs, their pairings and field mappings.',
  runs: 'Previews and runs, what they did and why.',
  conflicts: 'What waits for a person, and what people decided.',
  keys: 'People, keys, and who did what.',
  panel: 'For whoever has no key yet, or asks whose it is.',
  operator: 'For whoever runs this installation.',
}

function tagOf({ name }: Route): string {
  const need = NEEDS[name]
  if (typeof need === 'object') return need.scope
  return need === 'operator' ? 'operator' : 'panel'
}

function operation(route: Route, shapes: Shapes): Json {
  const { id, asks, answers } = TOLD[route.name]
  const address = parameters('path', z.object(route.params), asks?.params, shapes)
  const query = route.query ? parameters('query', route.query, asks?.query, shapes) : []
  return {
    operationId: id,
    summary: route.says,
    description: [`For: ${whoMay(route)}.`, route.once ? ONCE_SAYS : ''].filter(Boolean).join(' '),
    tags: [tagOf(route)],
    ...(NEEDS[route.name] === 'nobody' ? { security: [] } : { security: [{ key: [] }] }),
    parameters: [...address, ...query, ...(route.once ? [ONCE] : [])],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemaOf(route.body, 'input', shapes),
                example: asks?.body ?? {},
              },
            },
          },
        }
      : {}),
    responses: {
      [route.status]: {
        description: 'Done.',
        headers: HEADERS,
        content: {
          [route.media ?? 'application/json']: {
            schema: schemaOf(route.answer, 'output', shapes),
            example: answers,
          },
        },
      },
      ...problems(route, shapes),
    },
  }
}

const ONCE_SAYS =
  'With an Idempotency-Key the call can be sent again safely: the same key gives the same answer.'
const ONCE: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key again within 24 hours gives the same answer, and does nothing more. With another body it is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  example: 'order-4711-first-try',
}
const header = (description: string): Json => ({ description, schema: { type: 'string' } })
const HEADERS: Json = {
  'x-request-id': header('Tell us this when you ask for help.'),
  'ratelimit-limit': header('Calls that you may make at once.'),
  'ratelimit-remaining': header('Of these, what is left now.'),
  'ratelimit-reset': header('Seconds until all of them are back.'),
}

/** Every way it can be refused, under its status, each with the problem as it is answered. */
function problems(route: Route, shapes: Shapes): Json {
  const schema = schemaOf(Problem, 'output', shapes)
  const byStatus = Map.groupBy(refusalsOf(route), ({ status }) => status)
  return Object.fromEntries(
    [...byStatus].map(([status, refusals]) => [
      status,
      {
        description: refusals.map(({ says }) => says).join(' '),
        ...(refusals.some(({ waits }) => waits)
          ? { headers: { 'retry-after': header('Seconds to wait before the next try.') } }
          : {}),
        content: {
          'application/json': {
            schema,
            examples: Object.fromEntries(
              refusals.map(({ problem, says }) => [
                problem.code,
                { summary: says, value: problem },
              ]),
            ),
          },
        },
      },
    ]),
  )
}

const Whole = z.looseObject({
  $ref: z.string().optional(),
  $defs: z.record(z.string(), z.looseObject({})).default({}),
})
const Members = z.looseObject({
  properties: z
    .record(z.string(), z.looseObject({ description: z.string().optional() }))
    .default({}),
  required: z.array(z.string()).default([]),
})

function parameters(
  where: 'path' | 'query',
  schema: z.ZodType,
  examples: { readonly [name: string]: unknown } | undefined,
  shapes: Shapes,
): Json[] {
  const shape = Members.parse(schemaOf(schema, 'input', shapes))
  return Object.entries(shape.properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || shape.required.includes(name),
    description: description ?? PARAMETERS[name] ?? '',
    schema: rest,
    ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
  }))
}

/** What parameters of many routes are. */
const PARAMETERS: { readonly [name: string]: string } = {
  id: 'Its id.',
  provider: 'The service: airtable, attio.',
  entityType: 'The name of the pairing.',
  mappingId: 'The id of the field mapping.',
  holdId: 'The id of what is set aside.',
  linkId: 'The id of the link.',
  backupId: 'The id of the backup.',
  configId: 'The id of the config.',
  connectionId: 'The id of the connection.',
  appConnectionId: 'The id of the connection to the base.',
  crmConnectionId: 'The id of the connection to the CRM.',
  recordId: 'The id of the record at its service.',
  side: 'The side: app is Airtable’s, crm the other.',
  kind: 'Only those of this kind.',
  status: 'Only those that stand so.',
  standing: 'Where the records stand.',
}

/** A schema as the document says it; those that have a name are put into `shapes` and pointed at. */
function schemaOf(schema: z.ZodType, io: Io, shapes: Shapes): Json {
  const spelled = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod
      // Answers may grow: whoever reads them leaves alone what is new.
      if (def.type === 'object' && def.catchall === undefined)
        delete jsonSchema.additionalProperties
    },
  })
  const { $schema: _, $defs, ...top } = Whole.parse(spelled)
  for (const [name, shape] of Object.entries($defs)) shapes[io].set(name, shape)
  return reparse(top, (text) => text.replaceAll(POINTER, `"#/${io}/`))
}

const POINTER = '"#/$defs/'
const reparse = (json: Json, change: (text: string) => string): Json =>
  JSON.parse(change(JSON.stringify(json)))

/**
 * One name for what is asked and answered alike. What is answered otherwise than it is asked for (what may be left out is
 * told all the same) gets a name of its own.
 */
function namedOnce(document: Json, { input, output }: Shapes): Json {
  const differs = new Set<string>()
  for (let before = -1; differs.size > before;) {
    before = differs.size
    for (const [name, shape] of output) {
      const asked = input.get(name)
      const text = JSON.stringify(shape)
      const leans = [...differs].some((other) => text.includes(`${POINTER}${other}"`))
      if (asked && (leans || JSON.stringify(asked) !== text)) differs.add(name)
    }
  }
  const inAnswers = (name: string): string => (differs.has(name) ? `${name}InAnswer` : name)
  const point = (text: string): string =>
    text
      .replaceAll('"#/input/', `"${PLACE}`)
      .replace(/"#\/output\/(\w+)"/g, (_, name: string) => `"${PLACE}${inAnswers(name)}"`)
  const shapes = [
    ...[...output].map(([name, shape]) => [inAnswers(name), spelt(shape, 'output')] as const),
    ...[...input].map(([name, shape]) => [name, spelt(shape, 'input')] as const),
  ].sort(([a], [b]) => (a < b ? -1 : 1))
  const components = { ...Object(document['components']), schemas: Object.fromEntries(shapes) }
  return reparse({ ...document, components }, point)
}

const PLACE = '#/components/schemas/'
const spelt = (shape: Json, io: Io): Json =>
  reparse(shape, (text) => text.replaceAll(POINTER, `"#/${io}/`))
