/** The app: what every request passes through, and the way from a request to its route and back. */
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import { type Failure, tell } from '../shared/failure.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { NEEDS } from '../shared/role.ts'
import type { Allowance } from './allowance.ts'
import { type Bindings, deps, type Deps } from './deps.ts'
import { deedOf, mayTakeAway } from './deed.ts'
import { API_HEADERS, HEADERS, NOTHING_ELSE } from './headers.ts'
import { identify } from './identity.ts'
import { hashOf } from './key.ts'
import type { Caller } from './objects/workspace/rpc.ts'
import { sentencePage } from './pages/page.ts'
import { ROUTES } from './routes/all.ts'
import { PAGES } from './routes/connect.ts'
import { docsPage } from './routes/docs.ts'
import { addressOf, describe, methodOf } from './routes/openapi.ts'
import { faultOf, problemOf, STATUS } from './routes/problem.ts'
import { reasonsOf } from './routes/refusal.ts'
import type { Raw, Route } from './routes/route.ts'
import { textOf } from './routes/told-once.ts'
import type { PageRoute } from './routes/visit.ts'
import { openLine } from './routes/live.ts'
import { syncNamedIn } from './routes/sync.ts'
import { receiveWebhook } from './routes/webhooks.ts'

type Env = {
  Bindings: Bindings
  Variables: { requestId: string; workspaceId: string; said: Said; isWhole: boolean }
}
/** Headers of the answer that is to come, by their names in small letters. */
type Said = { [name: string]: string }

/** A body is read whole. The longest text of a field, typed anew to settle a conflict, fits in any script. */
const LARGEST_BODY = 500_000
/** A question that takes longer (ms) is logged. */
const SLOW_MS = 1_000
/** Where Airtable serves extensions from: each in a frame with a host name of its own. */
const EXTENSION = /^https:\/\/[a-z0-9-]+\.airtableblocks\.com$/

export const app = new Hono<Env>()

app.use(async (c, next) => {
  const { clock, log, newRequestId } = deps(c.env)
  const began = clock.now()
  const requestId = newRequestId()
  c.set('requestId', requestId)
  c.set('said', { ...API_HEADERS, 'x-request-id': requestId })
  tellOrigin(c)
  if (isPage(c.req.path)) await pageHeaders(c, next)
  else await next()
  if (!c.get('isWhole')) {
    c.header('x-request-id', requestId)
    if (!isPage(c.req.path)) await apiHeaders(c, nothingMore)
  }
  const ms = clock.now() - began
  // What was asked and answered at once is most of all there is, and says nothing to whoever looks for a fault.
  if (c.req.method === 'GET' && c.res.status < 400 && ms < SLOW_MS) return
  log('info', 'request', {
    requestId,
    workspaceId: c.get('workspaceId') ?? null,
    method: c.req.method,
    // The pattern, not the path: ids and queries stay out of the log.
    route: c.req.routePath,
    status: c.res.status,
    ms: Math.round(ms),
  })
})
const apiHeaders = secureHeaders({
  ...HEADERS,
  contentSecurityPolicy: { ...NOTHING_ELSE, formAction: ["'none'"] },
})
/** A form of ours leads to a vendor's page, and a browser looks where it leads in the end. */
const pageHeaders = secureHeaders({
  ...HEADERS,
  crossOriginResourcePolicy: 'same-origin',
  // With none at all a browser would not say either that a form came from us.
  referrerPolicy: 'same-origin',
  contentSecurityPolicy: {
    ...NOTHING_ELSE,
    formAction: ["'self'", (c: Context<Env>) => deps(c.env).signInAddresses.join(' ')],
  },
})
const isPage = (path: string): boolean => path.startsWith('/connect/')
const nothingMore = async (): Promise<void> => undefined
const allowedOrigin = (origin: string, c: Context<Env>): string | null =>
  EXTENSION.test(origin) || deps(c.env).allowedOrigins.includes(origin) ? origin : null
const EXPOSED = [
  'x-request-id',
  'retry-after',
  'idempotent-replay',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
]
const crossOrigin = cors({
  origin: allowedOrigin,
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-datasync-account'],
  allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
  exposeHeaders: EXPOSED,
  maxAge: 600,
})
/** Only a browser that comes from elsewhere says from where; before what it fears to do it asks whether it may. */
app.options('/api/*', (c, next) =>
  c.req.header('origin') === undefined ? next() : crossOrigin(c, next),
)
function tellOrigin(c: Context<Env>): void {
  const origin = c.req.header('origin')
  if (origin === undefined || c.req.method === 'OPTIONS' || !c.req.path.startsWith('/api/')) return
  const allowed = allowedOrigin(origin, c)
  say(c, {
    ...(allowed === null ? {} : { 'access-control-allow-origin': allowed }),
    'access-control-expose-headers': EXPOSED.join(','),
    vary: 'Origin',
  })
}
// Nobody reads what comes with a question.
app.on(
  ['POST', 'PUT', 'PATCH', 'DELETE'],
  '/api/*',
  bodyLimit({
    maxSize: LARGEST_BODY,
    onError: (c: Context<Env>) =>
      refuse(c, {
        reason: 'invalid',
        field: 'body',
        why: `it is larger than ${LARGEST_BODY / 1_000} kB`,
      }),
  }),
)

app.get('/healthz', (c) => c.json({ ok: true }))
let openapi: ReturnType<typeof describe> | null = null
app.get('/openapi.json', (c) => c.json((openapi ??= describe(ROUTES))))
app.post('/webhooks/:vendor/:id', (c) =>
  receiveWebhook(c.req.raw, c.req.param('vendor'), c.req.param('id'), deps(c.env)),
)
app.get('/docs', (c) => c.html(docsPage(ROUTES)))

app.get('/api/crm/sync/live', (c, next) =>
  c.req.header('upgrade')?.toLowerCase() === 'websocket'
    ? openLine(c.req.raw, deps(c.env))
    : next(),
)

for (const page of PAGES) {
  const [method = '', path = ''] = page.name.split(' ')
  app.on(method, path, (c) => show(c, page))
}

for (const route of ROUTES) {
  app.on(methodOf(route), addressOf(route), async (c) => {
    const answered = await answer(c, route)
    if (answered instanceof Response) return answered
    // The documents list every reason: one they lack is a fault of theirs, and nobody else would find it.
    if (!reasonsOf(route).includes(answered.reason))
      deps(c.env).log('error', 'refusal_not_told', { route: route.name, reason: answered.reason })
    return refuse(c, answered)
  })
}

app.notFound((c) => refuse(c, { reason: 'not_found', what: 'such address' }))
app.onError((error, c) => {
  const requestId = c.get('requestId')
  // The message may hold a value, so only the places are logged.
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  deps(c.env).log('error', 'fault', {
    requestId,
    name: error.name,
    places: places.slice(0, 8).join('|'),
  })
  return whole(c, JSON.stringify(faultOf(requestId)), 500, JSON_TYPE)
})

const JSON_TYPE: Said = { 'content-type': 'application/json' }

const say = (c: Context<Env>, more: Said): void => void Object.assign(c.get('said'), more)

/**
 * An answer with all its headers at once. Each header that is set on an answer that is there already costs a call of the
 * runtime, and what the answer is copied for stays in its memory until it tidies up all of it, while everybody waits.
 */
function whole(
  c: Context<Env>,
  body: string | ReadableStream,
  status: ContentfulStatusCode,
  more: Said,
): Response {
  c.set('isWhole', true)
  return new Response(body, { status, headers: Object.assign(c.get('said'), more) })
}

/** One request to one route: who is it, may they, what do they ask; then the answer, or why not. */
async function answer(c: Context<Env>, route: Route): Promise<Response | Failure> {
  say(c, { 'cache-control': 'no-store' })
  const world = deps(c.env)
  const given = { params: c.req.param(), query: c.req.query() }
  const caller = await identify(
    c.req.header('authorization') ?? null,
    NEEDS[route.name],
    world,
    c.req.header('x-datasync-account') ?? null,
    syncNamedIn(given),
    c.req.method === 'GET',
  )
  if (!caller.ok) return caller.error
  if (caller.value) {
    c.set('workspaceId', caller.value.workspaceId)
    say(c, toldOf(caller.value.allowance))
  } else if (NEEDS[route.name] === 'nobody') {
    const visit = mayVisit(c)
    if (!visit.ok) return visit.error
    say(c, visit.value)
  }
  const raw: Raw = {
    ...given,
    body: route.body ? await c.req.text() : '',
    contentType: c.req.header('content-type') ?? null,
    address: addressOfUs(c),
    cookie: c.req.header('cookie') ?? null,
  }
  if (route.media !== null) return stream(c, route, raw, caller.value, world)
  const once = route.once ? c.req.header('idempotency-key') : undefined
  const done =
    once === undefined || caller.value === null
      ? await work(route, raw, caller.value, world)
      : await workOnce(route, raw, caller.value, world, once)
  if (!done.ok) return done.error
  if (done.value.replayed) say(c, { 'idempotent-replay': 'true' })
  return whole(c, done.value.json, route.status, JSON_TYPE)
}

/** A file: its headers are the route's, and it is sent as it is made. */
async function stream(
  c: Context<Env>,
  route: Route,
  raw: Raw,
  caller: Caller | null,
  world: Deps,
): Promise<Response | Failure> {
  const result = await route.handle(raw, caller, world)
  if (!result.ok) return result.error
  if (!(result.value instanceof Response)) throw new Error(`${route.name} gave no response`)
  const { body, headers } = result.value
  if (body === null) throw new Error(`${route.name} gave no body`)
  return whole(c, body, route.status, Object.fromEntries(headers))
}

type Done = { readonly json: string; readonly replayed: boolean }

async function work(
  route: Route,
  raw: Raw,
  caller: Caller | null,
  world: Deps,
): Promise<Result<Done, Failure>> {
  const result = await route.handle(raw, caller, world).finally(() => {
    // Whatever came of it: what failed may have done some of it.
    if (mayTakeAway(route.name)) world.callers.forget(caller?.workspaceId ?? null)
  })
  if (!result.ok) return result
  const deed = caller && deedOf(route, raw, caller, result.value)
  if (caller && deed) {
    // It is done: what cannot be noted of it must not look as if it was not.
    await world
      .workspace(caller.workspaceId)
      .note(deed)
      .catch(() => world.log('error', 'deed_not_noted', { route: route.name }))
  }
  return ok({ json: textOf(result.value), replayed: false })
}

/** What is left to this caller, in the words of the draft on rate limit headers: calls, and seconds. */
const toldOf = ({ limit, remaining, resetMs }: Allowance): Said => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(Math.ceil(resetMs / 1_000)),
})

/** Those without a key are counted by where they come from, as the platform says it. */
function mayVisit(c: Context<Env>): Result<Said, Failure> {
  const taken = deps(c.env).visits.take(c.req.header('cf-connecting-ip') ?? '')
  if (!taken.ok) return { ok: false, error: { reason: 'too_often', waitMs: taken.waitMs } }
  return ok(toldOf(taken.allowance))
}

const addressOfUs = (c: Context<Env>): string =>
  deps(c.env).publicAddress ?? new URL(c.req.url).origin

/** One visit of a person's browser to a page of ours. */
async function show(c: Context<Env>, page: PageRoute): Promise<Response> {
  c.header('cache-control', 'no-store')
  const visit = mayVisit(c)
  if (!visit.ok) return c.html(sentencePage('One moment', tell(visit.error)), 429)
  for (const [name, value] of Object.entries(visit.value)) c.header(name, value)
  const address = addressOfUs(c)
  const isForm = c.req.method === 'POST'
  // A form counts only from a page of ours: no other site may press our buttons for somebody.
  if (isForm && !isFromUs(c, address)) {
    return c.html(sentencePage('This did not work', FROM_ELSEWHERE), 400)
  }
  const text = isForm ? await c.req.text() : ''
  const world = deps(c.env)
  const shown = await page.show({
    deps: world,
    address,
    url: new URL(c.req.url),
    params: c.req.param(),
    form: new URLSearchParams(text.length > LARGEST_BODY ? '' : text),
    cookie: (name) => getCookie(c, name) ?? null,
  })
  // Who connects anew may be somebody else, who lets others in.
  world.callers.forget(null)
  if (shown.keep) {
    setCookie(c, shown.keep.name, shown.keep.value, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: address.startsWith('https:'),
      maxAge: 1_800,
    })
  }
  return 'to' in shown ? c.redirect(shown.to, 303) : c.html(shown.html, shown.status ?? 200)
}

const FROM_ELSEWHERE =
  'This page was not opened from our own. Go back to where you came from and begin again.'

const isFromUs = (c: Context<Env>, address: string): boolean =>
  c.req.header('origin') === address || c.req.header('sec-fetch-site') === 'same-origin'

/** The same, but a request with the same key was perhaps answered before. Only what worked is remembered. */
async function workOnce(
  route: Route,
  raw: Raw,
  caller: Caller,
  world: Deps,
  once: string,
): Promise<Result<Done, Failure>> {
  if (!/^[\x21-\x7e]{1,200}$/.test(once)) {
    const why = 'it must be 1 to 200 printable characters without spaces'
    return { ok: false, error: { reason: 'invalid', field: 'Idempotency-Key', why } }
  }
  const key = `${route.name} ${once}`
  const begun = await world.workspace(caller.workspaceId).begin(key, await printOf(raw))
  if (!begun.ok) return begun
  if (begun.value.kind === 'done')
    return route.secret ? err(TOLD_ONCE) : ok({ json: begun.value.body, replayed: true })
  let result: Result<Done, Failure> | null = null
  try {
    result = await work(route, raw, caller, world)
    return result
  } finally {
    const workspace = world.workspace(caller.workspaceId)
    if (result?.ok) await workspace.finish(key, route.status, route.secret ? '' : result.value.json)
    else await workspace.forget(key)
  }
}

/** The same question: the same address, the same words. */
const printOf = ({ params, query, body }: Raw): Promise<string> =>
  hashOf(JSON.stringify([Object.entries(params).sort(), Object.entries(query).sort(), body]))

const TOLD_ONCE: Failure = {
  reason: 'not_now',
  why: 'This was done already, and what it gave is shown only once. If it is lost, take it back and make another.',
}

function refuse(c: Context<Env>, failure: Failure): Response {
  if (failure.reason === 'no_key') say(c, { 'www-authenticate': 'Bearer' })
  if (failure.reason === 'slow_down' || failure.reason === 'too_often')
    say(c, { 'retry-after': String(Math.ceil(failure.waitMs / 1_000)) })
  const problem = problemOf(failure, c.get('requestId'))
  return whole(c, JSON.stringify(problem), STATUS[failure.reason], JSON_TYPE)
}
