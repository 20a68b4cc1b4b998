/** The calls that make, show and end webhooks, and give out what they gathered. */
import * as z from 'zod'
import { type BaseCall, shaped } from './call.ts'
import { isoInstant } from './calendar.ts'
import { CHANGE_TYPES, DATA_TYPES, type Hook, SOURCES } from './hooks.ts'
import { refuse } from './refusal.ts'

const MOST = 10
const MOST_OF_ONE = 2
const PAGE = 50

const Made = z.object({
  notificationUrl: z.url({ protocol: /^https$/ }).nullish(),
  specification: z.object({
    options: z.object({
      filters: z.object({
        dataTypes: z.array(z.enum(DATA_TYPES)).min(1),
        changeTypes: z.array(z.enum(CHANGE_TYPES)).optional(),
        recordChangeScope: z.string().optional(),
        fromSources: z.array(z.enum(SOURCES)).optional(),
        watchDataInFieldIds: z.array(z.string()).optional(),
        watchSchemasOfFieldIds: z.array(z.string()).optional(),
      }),
      includes: z
        .object({
          includeCellValuesInFieldIds: z.union([z.literal('all'), z.array(z.string())]).optional(),
          includePreviousCellValues: z.boolean().optional(),
          includePreviousFieldDefinitions: z.boolean().optional(),
        })
        .optional(),
    }),
  }),
})

/** Whose hook it is: personal tokens share theirs, an OAuth integration sees its own alone. */
const integrationOf = ({ token }: BaseCall): string | null =>
  token.kind === 'oauth' ? token.kind : null

const hooksFor = (call: BaseCall): Hook[] =>
  call.service.hooks
    .of(call.base.id)
    .filter((hook) => call.token.kind !== 'oauth' || hook.integration === integrationOf(call))

function hookIn(call: BaseCall): Hook {
  const hook = hooksFor(call).find(({ id }) => id === call.path.webhook)
  if (!hook) throw refuse.unknownModel()
  return hook
}

/** What a hook tells of has to be readable by who asks for it. */
function mayRead({ token }: BaseCall, { options }: Hook['specification']): void {
  const { dataTypes } = options.filters
  const needed = [
    ...(dataTypes.includes('tableData') ? ['data.records:read'] : []),
    ...(dataTypes.some((type) => type !== 'tableData') ? ['schema.bases:read'] : []),
  ]
  if (!needed.every((scope) => token.scopes.has(scope))) throw refuse.unknownModel()
}

export function createHook(call: BaseCall) {
  const { service, base, token } = call
  const made = shaped(Made, call.body)
  mayRead(call, made.specification)
  const { recordChangeScope, watchDataInFieldIds = [] } = made.specification.options.filters
  if (recordChangeScope !== undefined && !base.tables.has(recordChangeScope)) throw refuse.shape()
  const known = new Set([...base.tables.values()].flatMap(({ fields }) => [...fields.keys()]))
  if (!watchDataInFieldIds.every((id) => known.has(id))) throw refuse.shape()
  const all = service.hooks.of(base.id)
  const integration = integrationOf(call)
  const own = all.filter((hook) => hook.integration === integration)
  if (all.length >= MOST || (integration !== null && own.length >= MOST_OF_ONE))
    throw refuse.tooManyHooks()
  const hook = service.hooks.make({
    baseId: base.id,
    userId: token.userId,
    integration,
    url: made.notificationUrl ?? null,
    specification: made.specification,
  })
  return {
    id: hook.id,
    macSecretBase64: hook.secret.toString('base64'),
    expirationTime: isoInstant(hook.expiresAt),
  }
}

export const listHooks = (call: BaseCall) => ({
  webhooks: hooksFor(call).map((hook) => ({
    id: hook.id,
    isHookEnabled: hook.enabled,
    areNotificationsEnabled: hook.notifies,
    cursorForNextPayload: hook.first + hook.payloads.length,
    notificationUrl: hook.url,
    expirationTime: isoInstant(hook.expiresAt),
    lastSuccessfulNotificationTime: hook.lastSuccess === null ? null : isoInstant(hook.lastSuccess),
    lastNotificationResult: hook.last && {
      success: hook.last.ok,
      completionTimestamp: isoInstant(hook.last.tried.at + hook.last.tried.durationMs),
      durationMs: hook.last.tried.durationMs,
      retryNumber: hook.last.retry,
      ...(hook.last.ok
        ? {}
        : {
            willBeRetried: hook.last.willRetry,
            error: {
              message:
                hook.last.tried.status === null
                  ? 'The HTTP request timed out'
                  : `The HTTP request returned a ${hook.last.tried.status} status code instead of 200 or 204`,
            },
          }),
    },
    specification: hook.specification,
  })),
})

export function deleteHook(call: BaseCall) {
  call.service.hooks.all.delete(hookIn(call).id)
  return {}
}

const Toggle = z.object({ enable: z.boolean() })

export function toggleHook(call: BaseCall) {
  const hook = hookIn(call)
  hook.notifies = shaped(Toggle, call.body).enable
  return {}
}

export function refreshHook(call: BaseCall) {
  const hook = hookIn(call)
  // What has expired cannot be brought back.
  if (!hook.enabled) throw refuse.shape()
  call.service.hooks.live(hook)
  return { expirationTime: isoInstant(hook.expiresAt) }
}

const Number1 = z.coerce.number().int().min(1)
const Asked = z.object({ cursor: Number1.default(1), limit: Number1.max(PAGE).default(PAGE) })

export function listPayloads(call: BaseCall) {
  const hook = hookIn(call)
  mayRead(call, hook.specification)
  const { cursor, limit } = shaped(Asked, call.query)
  if (hook.enabled) call.service.hooks.live(hook)
  // What is no longer kept cannot be asked for: the oldest kept comes first.
  const start = Math.max(0, cursor - hook.first)
  const payloads = hook.payloads.slice(start, start + limit)
  const next = payloads.length === 0 ? cursor : hook.first + start + payloads.length
  return {
    cursor: next,
    mightHaveMore: start + payloads.length < hook.payloads.length,
    payloads: payloads.map(({ json }) => json),
  }
}
