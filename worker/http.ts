import * as z from 'zod'
import type { Failure } from '../shared/failure.ts'
import { err, ok, type Result } from '../shared/result.ts'
import type { Clock } from './clock.ts'
import type { CallKind } from './connectors/connector.ts'
import type { Pacer } from './connectors/pacer.ts'
import { openSeats } from './connectors/seats.ts'
import { openWatch } from './connectors/watch.ts'

/** One call to a vendor, before it is sent. The token is added by the door. */
export type Call = {
  readonly kind: CallKind
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Path and query below the vendor's address. */
  readonly path: string
  readonly body?: unknown
  /** Does repeating it change nothing more? Then 5xx and lost answers are simply sent again, a few times. */
  readonly repeatable: boolean
  /** Not to be sent after this moment (ms since 1970): a sleeper that wakes late gets `fenced`. */
  readonly deadline?: number
}

/** A vendor's answer, read whole. `json` is undefined where the body was none. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly json: unknown }

/**
 * The one door to a vendor: waits for its turn, sends, times out, repeats what is proved not to have been executed
 * (429, and what the vendor documents as safe), and turns what has no answer into a failure. What an answer *means* is
 * for the connector to judge.
 */
export type Door = (call: Call) => Promise<Result<Answer, Failure>>

/** The same door, for calls that are not to be sent after `deadline` (the clock's time). */
export const within = (door: Door, deadline: number | undefined): Door =>
  deadline === undefined ? door : (call) => door({ ...call, deadline })

export type DoorDeps = {
  /** The vendor's name as people know it. */
  readonly vendor: string
  /** Where it answers: scheme and host, no path. */
  readonly address: string
  token(): Promise<Result<string, Failure>>
  /** The vendor no longer takes this token. */
  refused?(token: string): Promise<void>
  readonly pace: Pacer
  readonly clock: Clock
  /** A number in [0, 1). */
  die(): number
  fetch(request: Request): Promise<Response>
  readonly timeoutMs: number
  /** Calls on their way at once: the platform waits for the headers of six. */
  readonly inFlight?: number
}

/** Sends of a call whose answers were lost or broken. */
const MOST_TRIES = 3
/** Sends of a call that the vendor put off: 1 + 2 + 4 + 8 + 16 s outlast Airtable's documented 30 s. */
const MOST_PUT_OFF = 6
const LONGEST_WAIT = 30_000
/** Turns may be missed for this long (a busy machine, a desk that is away) before the call gives up for now. */
const LONGEST_MISS = 60_000

/**
 * One plain request to the place where people and clients sign in: no token of ours, no turn, no repeats, nothing
 * followed. Rejects where no answer came in time; then it may have been carried out.
 */
export type Line = (request: Request) => Promise<Response>

export function openLine(deps: Pick<DoorDeps, 'clock' | 'fetch' | 'timeoutMs'>): Line {
  const watch = openWatch(deps.clock)
  return async (request) => {
    const cut = new AbortController()
    const work = readWhole(
      deps.fetch(new Request(request, { redirect: 'manual', signal: cut.signal })),
    )
    const answer = await watch.race<Response | null>(
      work,
      deps.clock.now() + deps.timeoutMs,
      () => {
        cut.abort()
        return null
      },
    )
    if (answer === null) throw new Error('no answer in time')
    return answer
  }
}

/** The body belongs to the answer: one that breaks off is as good as none. */
async function readWhole(sent: Promise<Response>): Promise<Response> {
  const { status, headers, text } = await sent.then(async (response) => ({
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  }))
  return new Response(text === '' ? null : text, { status, headers })
}

/** What came of one send. `lost`: it may or may not have been carried out. */
type Sent =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly token: string }
  | { readonly kind: 'garbled'; readonly status: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unsent'; readonly failure: Failure }

/** How often this call has been sent, and how that ended. */
type Past = {
  readonly broken: number
  readonly putOff: number
  /** An earlier send may have been carried out. */
  readonly open: boolean
}

/** `quietMs`: so long the vendor wants no calls of this kind, from anybody. */
type Verdict =
  | { readonly kind: 'done'; readonly result: Result<Answer, Failure>; readonly quietMs: number }
  | {
      readonly kind: 'again'
      readonly past: Past
      readonly waitMs: number
      readonly quietMs: number
    }
  | { readonly kind: 'refused'; readonly token: string }

/** Opens the door to one vendor on behalf of one connection. Nothing that the vendor or the line does makes it throw. */
export function openDoor(deps: DoorDeps): Door {
  const { clock, vendor, pace } = deps
  const seats = openSeats(deps.inFlight ?? 6)
  const watch = openWatch(clock)
  /** A turn taken before the vendor asked for quiet is void. */
  const quietUntil = { read: 0, write: 0 }

  return async (call) => {
    let past: Past = { broken: 0, putOff: 0, open: false }
    let renewed = false
    for (;;) {
      const sent = await seats.within(() => send(call))
      const verdict = judge(vendor, call, sent, past, clock.now(), deps.die())
      if (verdict.kind === 'refused') {
        // Refreshing a token kills the one before, also under calls on their way: look once whether there is a newer one.
        await deps.refused?.(verdict.token).catch(() => undefined)
        const next = await token()
        if (!next.ok) return next
        if (next.value === verdict.token || renewed) return err({ reason: 'signed_out', vendor })
        renewed = true
        continue
      }
      if (verdict.quietMs > 0) await hush(call.kind, clock.now() + verdict.quietMs)
      if (verdict.kind === 'done') return verdict.result
      past = verdict.past
      if (call.deadline !== undefined && clock.now() + verdict.waitMs > call.deadline) {
        return err(tooLate(vendor, call, past))
      }
      await clock.sleep(verdict.waitMs)
    }
  }

  async function hush(kind: CallKind, until: number): Promise<void> {
    quietUntil[kind] = Math.max(quietUntil[kind], until)
    // Whoever cannot be told finds out from the vendor.
    await pace.slowDown(until, kind).catch(() => undefined)
  }

  function token(): Promise<Result<string, Failure>> {
    // The object that keeps it may just be moving or restarting.
    return deps.token().catch(() => err({ reason: 'slow_down', vendor, waitMs: 1_000 }))
  }

  /** Wait for the turn, then send once. */
  async function send(call: Call): Promise<Sent> {
    const { kind, deadline = Infinity } = call
    const patience = clock.now() + LONGEST_MISS
    while (clock.now() < patience) {
      if (quietUntil[kind] > deadline) return unsent({ reason: 'fenced' })
      await clock.sleep(Math.max(0, quietUntil[kind] - clock.now()))
      // The token first: a turn is short, and asking for it would use it up.
      const key = await token()
      if (!key.ok) return unsent(key.error)
      const turn = await pace.claim(kind).catch(() => null)
      if (!turn) break
      if (turn.at > deadline) return unsent({ reason: 'fenced' })
      await clock.sleep(Math.max(0, turn.at - clock.now()))
      const now = clock.now()
      if (now > deadline) return unsent({ reason: 'fenced' })
      if (now <= turn.until && now >= quietUntil[kind]) return post(call, key.value)
    }
    return unsent({ reason: 'slow_down', vendor, waitMs: 5_000 })
  }

  function post(call: Call, token: string): Promise<Sent> {
    const cut = new AbortController()
    const work = exchange(call, token, cut.signal)
    return watch.race(work, clock.now() + deps.timeoutMs, () => {
      cut.abort()
      return { kind: 'lost' }
    })
  }

  async function exchange(call: Call, token: string, signal: AbortSignal): Promise<Sent> {
    try {
      const response = await deps.fetch(
        new Request(deps.address + call.path, {
          method: call.method,
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/json',
            ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          // The token must not follow the vendor elsewhere.
          redirect: 'manual',
          signal,
          ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        }),
      )
      if (signal.aborted) {
        await response.body?.cancel()
        return { kind: 'lost' }
      }
      const json = parse(await response.text())
      if (!json.ok && response.status < 300) return { kind: 'garbled', status: response.status }
      const { status, headers } = response
      return {
        kind: 'answer',
        token,
        answer: { status, headers, json: json.ok ? json.value : undefined },
      }
    } catch {
      return { kind: 'lost' }
    }
  }
}

/** What to do about one send: hand the answer over, send again later, or give up for this reason. */
function judge(
  vendor: string,
  call: Call,
  sent: Sent,
  past: Past,
  now: number,
  die: number,
): Verdict {
  const fail = (failure: Failure, quietMs = 0): Verdict => ({
    kind: 'done',
    result: err(failure),
    quietMs,
  })
  const unreachable = (open: boolean): Verdict =>
    fail({
      reason: 'unreachable',
      vendor,
      executed: open && call.kind === 'write' ? 'maybe' : 'no',
    })
  const again = (waitMs: number, change: Partial<Past>, quietMs = 0): Verdict => ({
    kind: 'again',
    past: { ...past, ...change },
    waitMs,
    quietMs,
  })
  const broke = (open: boolean): Verdict => {
    const broken = past.broken + 1
    const mayRepeat = call.repeatable || !open
    if (!mayRepeat || broken >= MOST_TRIES) return unreachable(open)
    return again(backOff(broken, 250, die), { broken, open })
  }

  switch (sent.kind) {
    case 'unsent':
      return past.open && call.kind === 'write' ? unreachable(true) : fail(sent.failure)
    case 'lost':
      return broke(true)
    case 'garbled':
      return fail({ reason: 'unreadable', vendor, what: `status ${sent.status}` })
    case 'answer': {
      const { status, headers, json } = sent.answer
      if (status === 401) return { kind: 'refused', token: sent.token }
      if (status === 429) {
        if (errorWords(json).includes(QUOTA_SPENT)) return fail({ reason: 'quota_spent', vendor })
        const putOff = past.putOff + 1
        const waitMs = retryAfter(headers, now, die) ?? backOff(putOff, 1_000, die)
        const longest = 2 * LONGEST_WAIT
        if (putOff < MOST_PUT_OFF && waitMs <= longest) return again(waitMs, { putOff }, waitMs)
        if (past.open && call.kind === 'write') return unreachable(true)
        return fail({ reason: 'slow_down', vendor, waitMs }, Math.min(waitMs, longest))
      }
      if (status === 503 && errorWords(json).includes(NOT_EXECUTED)) return broke(past.open)
      if (status >= 500) return broke(true)
      return { kind: 'done', result: ok(sent.answer), quietMs: 0 }
    }
  }
}

const unsent = (failure: Failure): Sent => ({ kind: 'unsent', failure })

const tooLate = (vendor: string, call: Call, past: Past): Failure =>
  past.open && call.kind === 'write'
    ? { reason: 'unreachable', vendor, executed: 'maybe' }
    : { reason: 'fenced' }

/** Airtable: the month's calls are used up, so waiting does not help (seen by several integrators, 2025 and 2026). */
const QUOTA_SPENT = 'PUBLIC_API_BILLING_LIMIT_EXCEEDED'
/** Airtable: overloaded, and documented as safe to send again, so it was not carried out (its page on errors). */
const NOT_EXECUTED = 'RETRIABLE_ERROR'

const ErrorBody = z.union([
  z.object({ error: z.object({ type: z.string() }) }).transform(({ error }) => [error.type]),
  z.object({ error: z.string() }).transform(({ error }) => [error]),
  z
    .object({ errors: z.array(z.object({ error: z.string() })) })
    .transform(({ errors }) => errors.map(({ error }) => error)),
])

/** The vendor's own words for what went wrong, in whichever shape it says them. */
function errorWords(json: unknown): readonly string[] {
  const read = ErrorBody.safeParse(json)
  return read.success ? read.data : []
}

/** How long to wait (ms), as the vendor says: in seconds or as an HTTP date. Dates are whole seconds, hence the die. */
function retryAfter(headers: Headers, now: number, die: number): number | null {
  const said = headers.get('retry-after')?.trim()
  if (!said) return null
  const until = /^\d+(\.\d+)?$/.test(said) ? now + Number(said) * 1_000 : Date.parse(said)
  if (Number.isNaN(until)) return null
  return Math.max(100, until - now) + Math.floor(die * 100)
}

/** Twice as long each time, and never two callers alike. */
function backOff(attempt: number, first: number, die: number): number {
  return Math.min(LONGEST_WAIT, Math.round(first * 2 ** (attempt - 1) * (1 + die / 4)))
}

/** No body is no answer to read, which is fine; a body that is not JSON is not. */
function parse(text: string): Result<unknown, null> {
  if (text === '') return ok(undefined)
  try {
    return ok(JSON.parse(text))
  } catch {
    return err(null)
  }
}
