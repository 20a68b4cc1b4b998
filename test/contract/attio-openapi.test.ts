import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import { type Caller, callerOf, dig, type Reply } from '../sandbox/attio/caller.ts'
import { ACME, ADA, APOLLO, CALL_JANE, CAST, FIRST, GLOBEX, HELLO, JANE, JOE, NOBODY, READER, REMARK } from '../sandbox/attio/cast.ts' // prettier-ignore
import { ROUTES } from '../sandbox/attio/routes.ts'
import { realClock } from '../sandbox/clock.ts'
import { serve } from '../sandbox/serve.ts'
import type { Weather } from '../sandbox/weather.ts'
import { CALM } from '../sandbox/weather.ts'

/** The simulated Attio against Attio's own description of its API: what is sent to it, and what it answers. */

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

const TEXT = readFileSync(new URL('../fixtures/attio-openapi.json', import.meta.url), 'utf8')

const isObject = (node: Json | undefined): node is JsonObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

/** Calls `change` on every object in the document, from the outside in. */
function everywhere(node: Json, change: (object: JsonObject) => void): void {
  if (isObject(node)) change(node)
  if (typeof node === 'object' && node !== null)
    for (const inner of Object.values(node)) everywhere(inner, change)
}

/** What stands at a path of keys, made where it is missing. */
function at(node: JsonObject, ...path: string[]): JsonObject {
  let here = node
  for (const key of path) {
    const next = here[key]
    if (isObject(next)) here = next
    else here = here[key] = {}
  }
  return here
}

const answerAt = (document: JsonObject, operation: string, status: number): JsonObject => {
  const [method = '', path = ''] = operation.split(' ')
  return at(document, 'paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema') // prettier-ignore
}

const ERROR: JsonObject = {
  type: 'object',
  properties: {
    status_code: { type: 'number' },
    type: { enum: ['invalid_request_error', 'auth_error', 'rate_limit_error', 'server_error'] },
    code: { type: 'string' },
    message: { type: 'string' },
  },
  required: ['status_code', 'type', 'code', 'message'],
}

/** Declares an answer the document leaves out. */
const declare =
  (status: number, ...operations: string[]) =>
  (document: JsonObject) => {
    for (const operation of operations) {
      const schema = answerAt(document, operation, status)
      Object.assign(schema, ERROR, { properties: { ...at(ERROR, 'properties'), status_code: { const: status } } }) // prettier-ignore
    }
  }

const declareEverywhere = (status: number) => (document: JsonObject) => {
  for (const [path, methods] of Object.entries(at(document, 'paths')))
    for (const method of Object.keys(methods ?? {})) declare(status, `${method} ${path}`)(document)
}

/** Adds codes to those an operation lists for its 400. */
const allow =
  (codes: string[], ...operations: string[]) =>
  (document: JsonObject) => {
    for (const operation of operations) {
      const code = at(answerAt(document, operation, 400), 'properties', 'code')
      code['enum'] = [...(Array.isArray(code['enum']) ? code['enum'] : []), ...codes]
    }
  }

const RECORDS = '/v2/objects/{object}/records'
const RECORD = `${RECORDS}/{record_id}`
const ATTRIBUTES = '/v2/{target}/{identifier}/attributes'
const ENTRIES = '/v2/lists/{list}/entries'
const ENTRY = `${ENTRIES}/{entry_id}`
const WRITES = [`post ${RECORDS}`, `put ${RECORDS}`, `patch ${RECORD}`, `put ${RECORD}`]

/**
 * Where the document is known to be wrong, or older than what is seen on the wire (attio-rest-api reference, 8.1):
 * `amend` puts it right, `seen` names the case that would fail without. (The null id of the system actor is none of
 * them: it is marked by the older `nullable`, which this validator understands.)
 */
const FALSE_ALARMS: {
  says: string
  reason: string
  seen: string
  amend: (document: JsonObject) => void
}[] = [
  {
    says: 'null where an enum is nullable',
    reason: 'the type allows null and the enum beside it does not: configs, country codes',
    seen: 'attributes',
    amend: (document) =>
      everywhere(document, (node) => {
        const nullable = Array.isArray(node['type'])
          ? node['type'].includes('null')
          : node['nullable'] === true
        if (nullable && Array.isArray(node['enum'])) node['enum'].push(null)
      }),
  },
  {
    says: 'timestamps declared as dates',
    reason: 'the examples beside the declaration are instants, and so is what is read',
    seen: 'a record',
    amend: (document) =>
      everywhere(document, (node) => {
        const properties = at({ node }, 'node')['properties']
        if (!isObject(properties) || !isObject(properties['attribute_type'])) return
        const kinds = properties['attribute_type']['enum']
        if (Array.isArray(kinds) && kinds.includes('timestamp'))
          delete at(properties, 'value')['format']
      }),
  },
  {
    says: 'values as arrays only',
    reason: 'the guide to attribute types lets a single value come bare',
    seen: 'a record made',
    amend: (document) =>
      everywhere(document, (node) => {
        // Answers say what is in the arrays, requests do not.
        const every = isObject(node['values']) ? node['values']['additionalProperties'] : undefined
        if (isObject(every) && every['type'] === 'array' && !every['items']) delete every['type']
      }),
  },
  {
    says: 'no uniqueness_conflict',
    reason: 'recorded, and in no list of codes',
    seen: 'a value another record holds',
    amend: allow(['uniqueness_conflict'], ...WRITES),
  },
  {
    says: 'writes refused for their shape',
    reason: 'recorded for every write',
    seen: 'null as a value',
    amend: allow(['validation_type'], ...WRITES),
  },
  {
    says: 'required values when making',
    reason: 'listed for updates only, recorded for creates',
    seen: 'a required value missing',
    amend: allow(['missing_value'], `post ${RECORDS}`, `put ${RECORDS}`),
  },
  {
    says: 'unknown values when updating',
    reason: 'listed for creates only, recorded for updates',
    seen: 'an unknown option',
    amend: allow(['value_not_found'], `patch ${RECORD}`, `put ${RECORD}`),
  },
  {
    says: 'several matches, and fixed attributes',
    reason: 'both codes are listed for list entries and reported for records',
    seen: 'two records match',
    amend: allow(['multiple_match_results', 'immutable_value'], ...WRITES),
  },
  {
    says: 'queries refused for their shape',
    reason: 'only the code for filters is listed',
    seen: 'a query of the wrong shape',
    amend: allow(['validation_type', 'value_not_found'], `post ${RECORDS}/query`),
  },
  {
    says: 'pace',
    reason: '429 is declared nowhere; the guide to rate limits describes it',
    seen: 'too many',
    amend: declareEverywhere(429),
  },
  {
    says: 'no token',
    reason: '401 is declared nowhere; recorded',
    seen: 'no token',
    amend: declareEverywhere(401),
  },
  {
    says: 'no scope',
    reason: '403 is declared nowhere here; expected',
    seen: 'no scope',
    amend: declareEverywhere(403),
  },
  {
    says: 'a server in trouble',
    reason: 'no operation declares its 5xx',
    seen: 'broken',
    amend: declareEverywhere(500),
  },
  {
    says: 'lists of what does not exist',
    reason: 'the 404 of the single one is declared, that of the list is not',
    seen: 'attributes of no object',
    amend: declare(404, `get ${ATTRIBUTES}`, `get ${RECORD}/entries`),
  },
  {
    says: 'a malformed token at self',
    reason: 'recorded; the document knows only the 200',
    seen: 'self without a token',
    amend: declare(400, 'get /v2/self'),
  },
  {
    says: 'statusCode',
    reason: 'the 400 of comments spells status_code as no other answer does',
    seen: 'a comment in no thread',
    amend: declare(400, 'post /v2/comments'),
  },
  {
    says: 'parameters of the wrong shape',
    reason: 'no list declares that its parameters may be refused',
    seen: 'a limit that is no number',
    amend: declare(400, `get ${ATTRIBUTES}`),
  },
]

type Case = {
  says: string
  operation: string
  path: string
  body?: unknown
  token?: string | null
  weather?: Partial<Weather>
  status: number
}

const values = (written: object) => ({ data: { values: written } })
const P = '/v2/objects/people'
const J = '/v2/objects/projects'
const PHASES = `${J}/attributes/phase/statuses`
const COLORS = `${J}/attributes/color/options`
const NEW = {
  title: 'Nick', description: null, api_slug: 'nick', type: 'text', is_required: false, is_unique: false, is_multiselect: false, config: {},
} // prettier-ignore
const place = {
  line_1: '1 Main St', line_2: null, line_3: null, line_4: null, locality: 'Paris', region: null, postcode: null, country_code: 'FR', latitude: '48.85', longitude: '2.35',
} // prettier-ignore
const joe = { target_object: 'people', target_record_id: JOE }

const P0 = '/v2/lists/pipeline'
const LIST = {
  name: 'Hires', api_slug: 'hires', parent_object: 'people', workspace_access: 'full-access', workspace_member_access: [],
} // prettier-ignore
const entry = (record: string, written: object) => ({
  data: { parent_record_id: record, parent_object: 'companies', entry_values: written },
})
const NOTE = {
  parent_object: 'people', parent_record_id: JANE, title: 'T', format: 'markdown', content: '**x**', created_at: '2020-01-01T00:00:00Z',
} // prettier-ignore
const TASK = {
  content: 'Do', format: 'plaintext', deadline_at: '2026-03-01', is_completed: false, linked_records: [{ target_object: 'people', target_record_id: JANE }], assignees: [{ workspace_member_email_address: 'ada@sunrise.test' }],
} // prettier-ignore
const SAID = { format: 'plaintext', content: 'Yes', author: { type: 'workspace-member', id: ADA } }

/** Somebody's webhook: the first one that is made has the same id in every world. */
const listening = (to: AttioSandbox): string =>
  to.subscribe('https://us.test/hook', ['record.updated'])
const attio = new AttioSandbox(CAST, { clock: realClock })
const HOOK = `/v2/webhooks/${listening(attio)}`
const HEARING = { target_url: 'https://us.test/hook', subscriptions: [{ event_type: 'record.updated', filter: { $and: [{ field: 'actor.type', operator: 'not_equals', value: 'system' }] } }] } // prettier-ignore

const CASES: Case[] = [
  { says: 'webhooks', operation: 'get /v2/webhooks', path: '/v2/webhooks', status: 200 },
  { says: 'a webhook', operation: 'get /v2/webhooks/{webhook_id}', path: HOOK, status: 200 },
  { says: 'no such webhook', operation: 'get /v2/webhooks/{webhook_id}', path: `/v2/webhooks/${NOBODY}`, status: 404 },
  { says: 'a webhook made', operation: 'post /v2/webhooks', path: '/v2/webhooks', body: { data: HEARING }, status: 200 },
  { says: 'a webhook changed', operation: 'patch /v2/webhooks/{webhook_id}', path: HOOK, body: { data: { subscriptions: [] } }, status: 200 },
  { says: 'a webhook deleted', operation: 'delete /v2/webhooks/{webhook_id}', path: HOOK, status: 200 },
  { says: 'self', operation: 'get /v2/self', path: '/v2/self', status: 200 },
  { says: 'self without a token', operation: 'get /v2/self', path: '/v2/self', token: null, status: 400 },
  { says: 'self with a dead token', operation: 'get /v2/self', path: '/v2/self', token: 'x'.repeat(64), status: 200 },
  { says: 'objects', operation: 'get /v2/objects', path: '/v2/objects', status: 200 },
  { says: 'no token', operation: 'get /v2/objects', path: '/v2/objects', token: null, status: 401 },
  { says: 'no scope', operation: 'get /v2/workspace_members', path: '/v2/workspace_members', token: READER, status: 403 },
  { says: 'too many', operation: 'get /v2/objects', path: '/v2/objects', weather: { tooMany: 1 }, status: 429 },
  { says: 'broken', operation: 'get /v2/objects', path: '/v2/objects', weather: { broken: 1 }, status: 500 },
  { says: 'an object made', operation: 'post /v2/objects', path: '/v2/objects', body: { data: { api_slug: 'boats', singular_noun: 'Boat', plural_noun: 'Boats' } }, status: 200 },
  { says: 'an object made twice', operation: 'post /v2/objects', path: '/v2/objects', body: { data: { api_slug: 'people', singular_noun: 'P', plural_noun: 'P' } }, status: 409 },
  { says: 'an object', operation: 'get /v2/objects/{object}', path: P, status: 200 },
  { says: 'no such object', operation: 'get /v2/objects/{object}', path: '/v2/objects/mauve', status: 404 },
  { says: 'an object renamed', operation: 'patch /v2/objects/{object}', path: J, body: { data: { singular_noun: 'Plan' } }, status: 200 },
  { says: 'an object not changed', operation: 'patch /v2/objects/{object}', path: J, body: { data: {} }, status: 400 },
  { says: 'an object renamed to another', operation: 'patch /v2/objects/{object}', path: J, body: { data: { api_slug: 'people' } }, status: 409 },
  { says: 'attributes', operation: `get ${ATTRIBUTES}`, path: `${J}/attributes?show_archived=true&limit=100&offset=0`, status: 200 },
  { says: 'attributes of people', operation: `get ${ATTRIBUTES}`, path: `${P}/attributes`, status: 200 },
  { says: 'attributes of no object', operation: `get ${ATTRIBUTES}`, path: '/v2/objects/mauve/attributes', status: 404 },
  { says: 'a limit that is no number', operation: `get ${ATTRIBUTES}`, path: `${J}/attributes?limit=x`, status: 400 },
  { says: 'an attribute made', operation: `post ${ATTRIBUTES}`, path: `${J}/attributes`, body: { data: { ...NEW, default_value: { type: 'static', template: [{ value: 'x' }] } } }, status: 200 },
  { says: 'a currency made', operation: `post ${ATTRIBUTES}`, path: `${J}/attributes`, body: { data: { ...NEW, type: 'currency', config: { currency: { default_currency_code: 'GBP', display_type: 'code' } } } }, status: 200 },
  { says: 'a relationship made', operation: `post ${ATTRIBUTES}`, path: `${J}/attributes`, body: { data: { ...NEW, type: 'record-reference', relationship: { object: 'companies', title: 'Plans', api_slug: 'plans', is_multiselect: true } } }, status: 200 },
  { says: 'an attribute of no object', operation: `post ${ATTRIBUTES}`, path: '/v2/objects/mauve/attributes', body: { data: NEW }, status: 404 },
  { says: 'an attribute made twice', operation: `post ${ATTRIBUTES}`, path: `${J}/attributes`, body: { data: { ...NEW, api_slug: 'title' } }, status: 409 },
  { says: 'an impossible attribute', operation: `post ${ATTRIBUTES}`, path: `${J}/attributes`, body: { data: { ...NEW, is_multiselect: true } }, status: 400 },
  { says: 'an attribute', operation: `get ${ATTRIBUTES}/{attribute}`, path: `${P}/attributes/company`, status: 200 },
  { says: 'no such attribute', operation: `get ${ATTRIBUTES}/{attribute}`, path: `${P}/attributes/mauve`, status: 404 },
  { says: 'an attribute archived', operation: `patch ${ATTRIBUTES}/{attribute}`, path: `${J}/attributes/size`, body: { data: { is_archived: true } }, status: 200 },
  { says: 'a system attribute', operation: `patch ${ATTRIBUTES}/{attribute}`, path: `${P}/attributes/name`, body: { data: { title: 'x' } }, status: 400 },
  { says: 'options', operation: `get ${ATTRIBUTES}/{attribute}/options`, path: `${COLORS}?show_archived=true`, status: 200 },
  { says: 'options of no attribute', operation: `get ${ATTRIBUTES}/{attribute}/options`, path: `${J}/attributes/mauve/options`, status: 404 },
  { says: 'an option made', operation: `post ${ATTRIBUTES}/{attribute}/options`, path: COLORS, body: { data: { title: 'Green' } }, status: 200 },
  { says: 'an option made twice', operation: `post ${ATTRIBUTES}/{attribute}/options`, path: COLORS, body: { data: { title: 'Red' } }, status: 409 },
  { says: 'an option of a text', operation: `post ${ATTRIBUTES}/{attribute}/options`, path: `${J}/attributes/title/options`, body: { data: { title: 'Red' } }, status: 400 },
  { says: 'an option renamed', operation: `patch ${ATTRIBUTES}/{attribute}/options/{option}`, path: `${COLORS}/Red`, body: { data: { title: 'Crimson' } }, status: 200 },
  { says: 'no such option', operation: `patch ${ATTRIBUTES}/{attribute}/options/{option}`, path: `${COLORS}/Mauve`, body: { data: { title: 'x' } }, status: 400 },
  { says: 'statuses', operation: `get ${ATTRIBUTES}/{attribute}/statuses`, path: PHASES, status: 200 },
  { says: 'a status made', operation: `post ${ATTRIBUTES}/{attribute}/statuses`, path: PHASES, body: { data: { title: 'Late', celebration_enabled: true, target_time_in_status: 'P1W' } }, status: 200 },
  { says: 'a status of a text', operation: `post ${ATTRIBUTES}/{attribute}/statuses`, path: `${J}/attributes/title/statuses`, body: { data: { title: 'Red' } }, status: 400 },
  { says: 'a status archived', operation: `patch ${ATTRIBUTES}/{attribute}/statuses/{status}`, path: `${PHASES}/Idea`, body: { data: { is_archived: true } }, status: 200 },
  { says: 'a status renamed to another', operation: `patch ${ATTRIBUTES}/{attribute}/statuses/{status}`, path: `${PHASES}/Idea`, body: { data: { title: 'Won' } }, status: 409 },
  { says: 'a query', operation: `post ${RECORDS}/query`, path: `${J}/records/query`, body: { filter: { title: { $contains: 'a' } }, sorts: [{ direction: 'asc', attribute: 'created_at' }], limit: 10, offset: 0 }, status: 200 },
  { says: 'people', operation: `post ${RECORDS}/query`, path: `${P}/records/query`, body: {}, status: 200 },
  { says: 'a filter that cannot be', operation: `post ${RECORDS}/query`, path: `${P}/records/query`, body: { filter: { mauve: 1 } }, status: 400 },
  { says: 'a query of the wrong shape', operation: `post ${RECORDS}/query`, path: `${P}/records/query`, body: { limit: 0 }, status: 400 },
  { says: 'a query of no object', operation: `post ${RECORDS}/query`, path: '/v2/objects/mauve/records/query', body: {}, status: 404 },
  { says: 'a record made', operation: `post ${RECORDS}`, path: `${J}/records`, body: values({ title: 'X', size: 1.5, urgent: true, budget: 5, due: '2026-01-01', met_at: '2026-01-01T10:00:00Z', stars: 3, color: 'Red', tags: ['A'], phase: 'Idea', lead: joe, owner: 'ada@sunrise.test', site: place, hotlines: ['+442079460958'] }), status: 200 },
  { says: 'a person made', operation: `post ${RECORDS}`, path: `${P}/records`, body: values({ name: ['Smith, Jo'], email_addresses: ['jo@initech.com'] }), status: 200 },
  { says: 'a company made', operation: `post ${RECORDS}`, path: '/v2/objects/companies/records', body: values({ name: ['Initech'], domains: ['initech.com'], categories: ['B2B'], funding_raised_usd: [5], foundation_date: ['1999'] }), status: 200 },
  { says: 'a value another record holds', operation: `post ${RECORDS}`, path: `${J}/records`, body: values({ code: ['AP-1'] }), status: 400 },
  { says: 'null as a value', operation: `patch ${RECORD}`, path: `${J}/records/${APOLLO}`, body: values({ title: null }), status: 400 },
  { says: 'a required value missing', operation: `post ${RECORDS}`, path: '/v2/objects/deals/records', body: values({ name: ['x'] }), status: 400 },
  { says: 'an unknown option', operation: `put ${RECORD}`, path: `${J}/records/${APOLLO}`, body: values({ color: ['Mauve'] }), status: 400 },
  { says: 'a record of no object', operation: `post ${RECORDS}`, path: '/v2/objects/mauve/records', body: values({}), status: 404 },
  { says: 'a record asserted', operation: `put ${RECORDS}`, path: `${J}/records?matching_attribute=code`, body: values({ code: ['AP-1'], title: ['New'] }), status: 200 },
  { says: 'two records match', operation: `put ${RECORDS}`, path: `${P}/records?matching_attribute=email_addresses`, body: values({ email_addresses: ['jane@acme.com', 'joe@globex.com'] }), status: 400 },
  { says: 'no attribute to match by', operation: `put ${RECORDS}`, path: `${J}/records?matching_attribute=mauve`, body: values({}), status: 400 },
  { says: 'a record', operation: `get ${RECORD}`, path: `${J}/records/${APOLLO}`, status: 200 },
  { says: 'a mirrored value, by system', operation: `get ${RECORD}`, path: `/v2/objects/companies/records/${ACME}`, status: 200 },
  { says: 'no such record', operation: `get ${RECORD}`, path: `${P}/records/${NOBODY}`, status: 404 },
  { says: 'a record patched', operation: `patch ${RECORD}`, path: `${J}/records/${APOLLO}`, body: values({ tags: ['C'], watchers: [{ referenced_actor_type: 'workspace-member', referenced_actor_id: ADA }] }), status: 200 },
  { says: 'no record to patch', operation: `patch ${RECORD}`, path: `${J}/records/${NOBODY}`, body: values({}), status: 404 },
  { says: 'a record overwritten', operation: `put ${RECORD}`, path: `${J}/records/${APOLLO}`, body: values({ tags: [], title: ['Y'] }), status: 200 },
  { says: 'a record deleted', operation: `delete ${RECORD}`, path: `${J}/records/${APOLLO}`, status: 200 },
  { says: 'no record to delete', operation: `delete ${RECORD}`, path: `${J}/records/${NOBODY}`, status: 404 },
  { says: 'values with their history', operation: `get ${RECORD}/attributes/{attribute}/values`, path: `${J}/records/${APOLLO}/attributes/tags/values?show_historic=true&limit=5&offset=0`, status: 200 },
  { says: 'history that is not shown', operation: `get ${RECORD}/attributes/{attribute}/values`, path: `${P}/records/${JANE}/attributes/last_interaction/values?show_historic=true`, status: 400 },
  { says: 'values of no attribute', operation: `get ${RECORD}/attributes/{attribute}/values`, path: `${J}/records/${APOLLO}/attributes/mauve/values`, status: 404 },
  { says: 'entries', operation: `get ${RECORD}/entries`, path: `${P}/records/${JANE}/entries?limit=10`, status: 200 },
  { says: 'entries of no record', operation: `get ${RECORD}/entries`, path: `${P}/records/${NOBODY}/entries`, status: 404 },
  { says: 'members', operation: 'get /v2/workspace_members', path: '/v2/workspace_members', status: 200 },
  { says: 'a member', operation: 'get /v2/workspace_members/{workspace_member_id}', path: `/v2/workspace_members/${ADA}`, status: 200 },
  { says: 'no such member', operation: 'get /v2/workspace_members/{workspace_member_id}', path: `/v2/workspace_members/${NOBODY}`, status: 404 },
  { says: 'lists', operation: 'get /v2/lists', path: '/v2/lists', status: 200 },
  { says: 'a list made', operation: 'post /v2/lists', path: '/v2/lists', body: { data: { ...LIST, api_slug: 'hires' } }, status: 200 },
  { says: 'a list made twice', operation: 'post /v2/lists', path: '/v2/lists', body: { data: { ...LIST, api_slug: 'pipeline' } }, status: 409 },
  { says: 'a list of no object', operation: 'post /v2/lists', path: '/v2/lists', body: { data: { ...LIST, parent_object: 'mauve' } }, status: 404 },
  { says: 'a list for a stranger', operation: 'post /v2/lists', path: '/v2/lists', body: { data: { ...LIST, api_slug: 'x', workspace_member_access: [{ workspace_member_id: NOBODY, level: 'full-access' }] } }, status: 400 },
  { says: 'a list', operation: 'get /v2/lists/{list}', path: P0, status: 200 },
  { says: 'no such list', operation: 'get /v2/lists/{list}', path: '/v2/lists/mauve', status: 404 },
  { says: 'a list renamed', operation: 'patch /v2/lists/{list}', path: P0, body: { data: { name: 'Funnel' } }, status: 200 },
  { says: 'attributes of a list', operation: `get ${ATTRIBUTES}`, path: `${P0}/attributes`, status: 200 },
  { says: 'an attribute of a list made', operation: `post ${ATTRIBUTES}`, path: `${P0}/attributes`, body: { data: { ...NEW, api_slug: 'nick2' } }, status: 200 },
  { says: 'an attribute of a list', operation: `get ${ATTRIBUTES}/{attribute}`, path: `${P0}/attributes/step`, status: 200 },
  { says: 'an attribute of a list archived', operation: `patch ${ATTRIBUTES}/{attribute}`, path: `${P0}/attributes/nick`, body: { data: { is_archived: true } }, status: 200 },
  { says: 'statuses of a list', operation: `get ${ATTRIBUTES}/{attribute}/statuses`, path: `${P0}/attributes/step/statuses`, status: 200 },
  { says: 'an option of a list made', operation: `post ${ATTRIBUTES}/{attribute}/options`, path: `${P0}/attributes/reasons/options`, body: { data: { title: 'Luck' } }, status: 200 },
  { says: 'a query of entries', operation: `post ${ENTRIES}/query`, path: `${P0}/entries/query`, body: { filter: { parent_record_id: { $eq: ACME } }, sorts: [{ direction: 'asc', attribute: 'created_at' }], limit: 10, offset: 0 }, status: 200 },
  { says: 'a query of no list', operation: `post ${ENTRIES}/query`, path: '/v2/lists/mauve/entries/query', body: {}, status: 404 },
  { says: 'an entry made', operation: `post ${ENTRIES}`, path: `${P0}/entries`, body: entry(GLOBEX, { nick: ['G'], step: ['New'], reasons: ['Price'] }), status: 200 },
  { says: 'an entry of no record', operation: `post ${ENTRIES}`, path: `${P0}/entries`, body: entry(NOBODY, {}), status: 400 },
  { says: 'an entry of no list', operation: `post ${ENTRIES}`, path: '/v2/lists/mauve/entries', body: entry(ACME, {}), status: 404 },
  { says: 'an entry asserted', operation: `put ${ENTRIES}`, path: `${P0}/entries`, body: entry(ACME, { nick: ['AA'] }), status: 200 },
  { says: 'an entry', operation: `get ${ENTRY}`, path: `${P0}/entries/${FIRST}`, status: 200 },
  { says: 'no such entry', operation: `get ${ENTRY}`, path: `${P0}/entries/${NOBODY}`, status: 404 },
  { says: 'an entry patched', operation: `patch ${ENTRY}`, path: `${P0}/entries/${FIRST}`, body: { data: { entry_values: { reasons: ['Trust'] } } }, status: 200 },
  { says: 'an entry overwritten', operation: `put ${ENTRY}`, path: `${P0}/entries/${FIRST}`, body: { data: { entry_values: { reasons: ['Trust'] } } }, status: 200 },
  { says: 'another parent', operation: `put ${ENTRY}`, path: `${P0}/entries/${FIRST}`, body: entry(GLOBEX, {}), status: 400 },
  { says: 'an entry deleted', operation: `delete ${ENTRY}`, path: `${P0}/entries/${FIRST}`, status: 200 },
  { says: 'values of an entry', operation: `get ${ENTRY}/attributes/{attribute}/values`, path: `${P0}/entries/${FIRST}/attributes/step/values?show_historic=true&limit=5&offset=0`, status: 200 },
  { says: 'entries of a company', operation: `get ${RECORD}/entries`, path: `/v2/objects/companies/records/${ACME}/entries`, status: 200 },
  { says: 'notes', operation: 'get /v2/notes', path: `/v2/notes?limit=50&offset=0&parent_object=people&parent_record_id=${JANE}`, status: 200 },
  { says: 'notes of no object', operation: 'get /v2/notes', path: '/v2/notes?parent_object=mauve', status: 404 },
  { says: 'a note made', operation: 'post /v2/notes', path: '/v2/notes', body: { data: NOTE }, status: 200 },
  { says: 'a note of no record', operation: 'post /v2/notes', path: '/v2/notes', body: { data: { ...NOTE, parent_record_id: NOBODY } }, status: 404 },
  { says: 'a note', operation: 'get /v2/notes/{note_id}', path: `/v2/notes/${HELLO}`, status: 200 },
  { says: 'no such note', operation: 'get /v2/notes/{note_id}', path: `/v2/notes/${NOBODY}`, status: 404 },
  { says: 'a note deleted', operation: 'delete /v2/notes/{note_id}', path: `/v2/notes/${HELLO}`, status: 200 },
  { says: 'tasks', operation: 'get /v2/tasks', path: `/v2/tasks?limit=10&offset=0&sort=created_at:desc&linked_object=people&linked_record_id=${JANE}&assignee=ada@sunrise.test&is_completed=false`, status: 200 },
  { says: 'a task made', operation: 'post /v2/tasks', path: '/v2/tasks', body: { data: TASK }, status: 200 },
  { says: 'a task for no record', operation: 'post /v2/tasks', path: '/v2/tasks', body: { data: { ...TASK, linked_records: [{ target_object: 'people', target_record_id: NOBODY }] } }, status: 404 },
  { says: 'too long a task', operation: 'post /v2/tasks', path: '/v2/tasks', body: { data: { ...TASK, content: 'x'.repeat(2001) } }, status: 400 },
  { says: 'a task', operation: 'get /v2/tasks/{task_id}', path: `/v2/tasks/${CALL_JANE}`, status: 200 },
  { says: 'a task done', operation: 'patch /v2/tasks/{task_id}', path: `/v2/tasks/${CALL_JANE}`, body: { data: { is_completed: true, deadline_at: null, assignees: [], linked_records: [] } }, status: 200 },
  { says: 'no task to do', operation: 'patch /v2/tasks/{task_id}', path: `/v2/tasks/${NOBODY}`, body: { data: {} }, status: 404 },
  { says: 'a task deleted', operation: 'delete /v2/tasks/{task_id}', path: `/v2/tasks/${CALL_JANE}`, status: 200 },
  { says: 'a comment on a record', operation: 'post /v2/comments', path: '/v2/comments', body: { data: { ...SAID, record: { object: 'people', record_id: JANE } } }, status: 200 },
  { says: 'a comment on an entry', operation: 'post /v2/comments', path: '/v2/comments', body: { data: { ...SAID, entry: { list: 'pipeline', entry_id: FIRST } } }, status: 200 },
  { says: 'a comment in no thread', operation: 'post /v2/comments', path: '/v2/comments', body: { data: { ...SAID, thread_id: NOBODY } }, status: 400 },
  { says: 'a comment', operation: 'get /v2/comments/{comment_id}', path: `/v2/comments/${REMARK}`, status: 200 },
  { says: 'no such comment', operation: 'get /v2/comments/{comment_id}', path: `/v2/comments/${NOBODY}`, status: 404 },
  { says: 'a comment deleted', operation: 'delete /v2/comments/{comment_id}', path: `/v2/comments/${REMARK}`, status: 200 },
  { says: 'threads', operation: 'get /v2/threads', path: `/v2/threads?object=people&record_id=${JANE}&limit=10&offset=0`, status: 200 },
  { says: 'threads of an entry', operation: 'get /v2/threads', path: `/v2/threads?list=pipeline&entry_id=${FIRST}`, status: 200 },
  { says: 'a thread', operation: 'get /v2/threads/{thread_id}', path: `/v2/threads/${REMARK}`, status: 200 },
] // prettier-ignore

/** The document with all amendments but one, ready to judge by. */
function judge(without?: string) {
  const document: JsonObject = JSON.parse(TEXT)
  for (const { says, amend } of FALSE_ALARMS) if (says !== without) amend(document)
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: false })
  formats.default(ajv)
  ajv.addSchema(document, 'attio')
  const check = (path: string[], value: unknown): string[] => {
    const pointer = path.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
    if (dig(document, ...path) === undefined) return [`not declared: ${path.join(' ')}`]
    const validate = ajv.compile({ $ref: `attio#/${pointer.map(encodeURIComponent).join('/')}` })
    return validate(value) ? [] : [ajv.errorsText(validate.errors)]
  }
  return {
    document,
    /** What is wrong with one exchange; of the request only where it was taken. */
    problems({ operation, path, body }: Case, reply: Reply): string[] {
      const [method = '', route = ''] = operation.split(' ')
      const json = ['content', 'application/json', 'schema']
      const place = ['paths', route, method]
      const declared = JSON.stringify(dig(document, ...place, 'parameters') ?? [])
      const parameters = [...new URL(path, 'http://attio.test').searchParams.keys()]
      return [
        ...check([...place, 'responses', String(reply.status), ...json], reply.body),
        ...(body !== undefined && reply.status === 200
          ? check([...place, 'requestBody', ...json], body)
          : []),
        ...parameters.flatMap((name) =>
          declared.includes(`"${name}"`) ? [] : [`unknown parameter ${name}`],
        ),
      ]
    },
  }
}

let server: Awaited<ReturnType<typeof serve>>
let call: Caller

beforeAll(async () => {
  server = await serve((request) => attio.fetch(request))
  call = callerOf(fetch, server.url)
})
afterAll(() => server.close())
beforeEach(() => {
  attio.sky.change(CALM)
  attio.reset()
  listening(attio)
})

const send = ({ operation, path, body, token, weather = {} }: Case): Promise<Reply> => {
  attio.sky.change(weather)
  return call((operation.split(' ')[0] ?? '').toUpperCase(), path, body, token)
}

const amended = judge()

test.each(CASES)('$says: $operation → $status', async (one) => {
  const reply = await send(one)
  expect(reply.status).toBe(one.status)
  expect(amended.problems(one, reply)).toEqual([])
})

test.each(FALSE_ALARMS)('still a false alarm: $says ($reason)', async ({ says, seen }) => {
  const one = CASES.find((other) => other.says === seen)
  if (!one) throw new Error(`no case ${seen}`)
  expect(judge(says).problems(one, await send(one))).not.toEqual([])
})

/** What has come since the document was written (attio-rest-api reference, 0.2). */
const NEWER = [
  'post /v2/objects/{}/records/merge',
  'patch /v2/notes/{}',
  'get /v2/files',
  'get /v2/files/{}',
  'get /v2/objects/{}/views',
  'get /v2/lists/{}/views',
]

test('every operation that is served has a case that succeeds', () => {
  const generic = (path: string) =>
    path
      .replace(/^\/v2\/(objects\/\{object\}|lists\/\{list\})\/attributes/, ATTRIBUTES)
      .replaceAll(/\{\w+\}/g, '{}')
  const served = ROUTES.map(
    ({ method, path }) => `${method.toLowerCase()} ${generic(path)}`,
  ).filter((operation) => !NEWER.includes(operation))
  const tried = CASES.filter(({ status }) => status === 200).map(({ operation }) => operation.replaceAll(/\{\w+\}/g, '{}')) // prettier-ignore
  expect(served.filter((operation) => !tried.includes(operation.replaceAll(/\{\w+\}/g, '{}')))).toEqual([]) // prettier-ignore
})

test('the check itself finds what is wrong', () => {
  const one = CASES.find(({ says }) => says === 'a member')
  if (!one) throw new Error('no case for a member')
  const reply = { status: 200, headers: new Headers(), body: { data: { first_name: 'Ada' } } }
  expect(amended.problems(one, reply)).not.toEqual([])
})
