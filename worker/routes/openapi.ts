import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import * as z from 'zod'
import { Problem } from '../../shared/api/problem.ts'
import { NEEDS } from '../../shared/role.ts'
import type { Route } from './route.ts'

/** The OpenAPI 3.1 document of these routes, from the very schemas that check the requests. */
export function describe(routes: readonly Route[]) {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  const security = registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An access key, `dsp_…`. An admin makes them under /api/keys.',
  })
  for (const route of routes)
    registry.registerPath({ ...pathOf(route), security: [{ [security.name]: [] }] })
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'DataSync Pro',
      version: '1',
      description:
        'Keeps Airtable and a CRM equal, both ways. A config is a sync; an entity type names a pairing in it; app is the Airtable side. Every refusal is a Problem.',
    },
  })
}

export const methodOf = (route: Route): string => route.name.split(' ', 1)[0] ?? ''
export const addressOf = (route: Route): string => route.name.slice(methodOf(route).length + 1)

/** Who may use it, in words. */
export function whoMay({ name }: Route): string {
  const need = NEEDS[name]
  return typeof need === 'string' ? need : `${need.role}, scope ${need.scope}`
}

const ONCE = z.object({
  'Idempotency-Key': z
    .string()
    .max(200)
    .optional()
    .describe('The same key again within 24 hours gives the same answer, and does nothing more.'),
})

function pathOf(route: Route): RouteConfig {
  return {
    method: methodOf(route).toLowerCase() as RouteConfig['method'],
    path: addressOf(route).replace(/:(\w+)/g, '{$1}'),
    summary: route.says,
    description: `For: ${whoMay(route)}.`,
    tags: [addressOf(route).split('/')[3] ?? addressOf(route).split('/')[2] ?? ''],
    request: {
      params: z.object(route.params),
      ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
      ...(route.once ? { headers: ONCE } : {}),
      ...(route.body ? { body: { required: true, content: content(route.body) } } : {}),
    },
    responses: {
      [route.status]: { description: 'Done.', content: content(route.answer, route.media) },
      429: {
        description: 'Asked too often: the header Retry-After says when to go on (s).',
        content: content(Problem),
      },
      default: { description: 'What was wrong, and what to do next.', content: content(Problem) },
    },
  }
}

const content = (schema: z.ZodType, media: string | null = null) => ({
  [media ?? 'application/json']: { schema },
})
