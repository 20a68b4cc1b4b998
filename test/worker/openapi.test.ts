/** The document of the API: whole, valid by a validator of others, and true to the schemas that check the requests. */
import SwaggerParser from '@apidevtools/swagger-parser'
import * as z from 'zod'
import { describe as group, expect, test } from 'vitest'
import { openClient, openPairing } from '../../shared/api/client.ts'
import { ROUTES } from '../../worker/routes/all.ts'
import { describe } from '../../worker/routes/openapi.ts'
import { reasonsOf, refusalsOf } from '../../worker/routes/refusal.ts'
import { TOLD } from '../../worker/routes/told/all.ts'

const document = JSON.parse(JSON.stringify(describe(ROUTES))) as Document
type Operation = {
  operationId: string
  summary: string
  description: string
  parameters: { name: string; in: string; description: string }[]
  responses: { [status: string]: { description: string; content: { [media: string]: unknown } } }
}
type Document = {
  paths: { [path: string]: { [method: string]: Operation } }
  components: { schemas: { [name: string]: { description?: string; [word: string]: unknown } } }
}
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))

test('a validator that others wrote finds nothing wrong with it', async () => {
  const read = await SwaggerParser.validate(structuredClone(document) as never)
  expect(Object.keys(read.paths ?? {})).toHaveLength(Object.keys(document.paths).length)
})

group('every operation', () => {
  test.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s says what it does, what it takes, and how it can be refused',
    (_, { summary, description, parameters, responses }) => {
      expect(summary).toMatch(/^[A-Z].{10,}[.!?]$/)
      expect(description).toMatch(/^For: /)
      expect(parameters.filter((one) => one.description === '').map(({ name }) => name)).toEqual([])
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['429', '500']))
      expect(Object.values(responses).filter((one) => one.description.length < 5)).toEqual([])
    },
  )

  test('has a name of its own, and our client a method of that name; and no other', () => {
    const nobody = async () => ({ status: 500, json: null })
    const methods = [
      ...Object.keys(openClient('dsp_x', nobody)),
      ...Object.keys(openPairing(nobody)),
    ]
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(methods.sort())
    expect(new Set(methods).size).toBe(methods.length)
  })
})

test('every schema and every parameter of it that programs send is told of', () => {
  const untold = Object.entries(document.components.schemas).filter(([, one]) => !one.description)
  expect(untold.map(([name]) => name)).toEqual([])
})

group('the examples', () => {
  /** What the schema makes of the example has nothing that it lacks, and lacks nothing it has. */
  const strange = (schema: z.ZodType, example: unknown): unknown => {
    const read = schema.safeParse(example)
    if (!read.success) return read.error.issues
    const names = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(names)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(
              Object.keys(value).sort().map((name) => [name, names(Reflect.get(value, name))]), // prettier-ignore
            )
          : value
    const [given, kept] = [JSON.stringify(names(example)), JSON.stringify(names(read.data))]
    return given === kept ? null : { given, kept }
  }
  test.each(ROUTES.map((route) => [route.name, route] as const))('of %s fit', (name, route) => {
    const { asks, answers } = TOLD[name]
    expect(z.strictObject(route.params).safeParse(asks?.params ?? {}).error).toBeUndefined()
    expect((route.query ?? z.strictObject({})).safeParse(asks?.query ?? {}).error).toBeUndefined()
    expect((route.body ?? z.undefined()).safeParse(asks?.body).error).toBeUndefined()
    expect(strange(route.answer, answers)).toBeNull()
  })

  test('of requests show every route that takes anything', () => {
    const takes = ROUTES.filter(({ query, body, params }) => body || (query && Object.keys(params).length)) // prettier-ignore
    expect(takes.filter(({ name }) => TOLD[name].asks === undefined)).toEqual([])
  })
})

test('whatever changes something in a workspace heeds an idempotency key, and nothing else does', () => {
  const heeds = operations
    .filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'))
    .map(({ operationId }) => operationId)
  const looks = ['testConnection', 'countFilter', 'sampleFieldMapping', 'suggestedFields', 'checkFormula', 'outcomes', 'liveTicket', 'offerTable'] // prettier-ignore
  const doors = ['finishSignIn', 'startPairing', 'collectSession', 'signOut', 'createWorkspace']
  const changing = ROUTES.filter(({ name }) => !name.startsWith('GET ')).map(({ name }) => TOLD[name].id) // prettier-ignore
  expect(heeds.sort()).toEqual(changing.filter((id) => ![...looks, ...doors].includes(id)).sort())
})

group('the refusals', () => {
  test.each(ROUTES.map((route) => [route.name, route] as const))('of %s', (name, route) => {
    const [method = '', path = ''] = name.split(' ')
    const told = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.responses
    for (const { status, problem } of refusalsOf(route)) {
      const content = told?.[String(status)]?.content['application/json']
      expect(content).toMatchObject({
        schema: { $ref: '#/components/schemas/Problem' },
        examples: { [problem.code]: { value: problem } },
      })
    }
    expect(new Set(reasonsOf(route)).size).toBe(reasonsOf(route).length)
  })
})
