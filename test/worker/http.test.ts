import { describe, expect, test } from 'vitest'
import type { Failure } from '../../shared/failure.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Pacer } from '../../worker/connectors/pacer.ts'
import { type Answer, type Call, type DoorDeps, openDoor, within } from '../../worker/http.ts'
import { virtualClock } from '../sandbox/clock.ts'

const READ: Call = { kind: 'read', method: 'GET', path: '/v0/x?a=b', repeatable: true }
const WRITE: Call = {
  kind: 'write',
  method: 'POST',
  path: '/v0/x',
  body: { a: 1 },
  repeatable: false,
}

/** What the vendor says to one send; `cut` breaks the line, `silent` never answers, `half` breaks it within the body. */
type Reply =
  | 'cut'
  | 'silent'
  | 'half'
  | {
      readonly status: number
      readonly body?: string
      readonly headers?: { [name: string]: string }
    }

const say = (status: number, body: unknown = {}, headers = {}): Reply => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers,
})
const fine = say(200, { fine: true })
const tooMany = say(429, { errors: [{ error: 'RATE_LIMIT_REACHED', message: '…' }] })
const retriable = say(503, { error: { type: 'RETRIABLE_ERROR', message: '…' } })
const spent = say(429, { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message: '…' }] })

const noPace: Pacer = { claim: async () => ({ at: 0, until: Infinity }), slowDown: async () => {} }

function stage(
  replies: readonly Reply[],
  more: Partial<Omit<DoorDeps, 'clock'>> = {},
  clock = virtualClock(),
) {
  const start = clock.now()
  const sent: { at: number; token: string | null; request: Request }[] = []
  const door = openDoor({
    vendor: 'Vendor',
    address: 'http://vendor.test',
    token: async () => ok('token'),
    pace: noPace,
    clock,
    die: () => 0,
    timeoutMs: 10_000,
    fetch: async (request) => {
      const reply = replies[Math.min(sent.length, replies.length - 1)]!
      sent.push({ at: clock.now() - start, token: request.headers.get('authorization'), request })
      if (reply === 'cut') throw new TypeError('cut')
      if (reply === 'silent') return new Promise(() => {})
      if (reply === 'half') return new Response(brokenBody(), { status: 200 })
      return new Response(reply.body || null, {
        status: reply.status,
        headers: reply.headers ?? {},
      })
    },
    ...more,
  })
  const run = (call: Call) => clock.run(door(call))
  return { clock, start, sent, door, run }
}

const brokenBody = () =>
  new ReadableStream({
    start(body) {
      body.enqueue(new TextEncoder().encode('{"fine":'))
      body.error(new Error('cut'))
    },
  })

const told = (result: Result<Answer, Failure>): unknown =>
  result.ok ? [result.value.status, result.value.json] : result.error
const unreachable = (executed: 'no' | 'maybe'): Failure => ({
  reason: 'unreachable',
  vendor: 'Vendor',
  executed,
})
const MAYBE = unreachable('maybe')

describe('what comes of a call', () => {
  test.each<
    [says: string, call: Call, replies: Reply[], told: unknown, sends: number, lasts: number]
  >([
    ['an answer is handed over', READ, [fine], [200, { fine: true }], 1, 0],
    ['an answer without a body is one', WRITE, [{ status: 204 }], [204, undefined], 1, 0],
    [
      'a refusal is for the connector to judge',
      WRITE,
      [say(422, { error: 'x' })],
      [422, { error: 'x' }],
      1,
      0,
    ],
    ['a refusal need not be JSON', READ, [say(404, '<html>')], [404, undefined], 1, 0],
    [
      'a redirect is not followed',
      READ,
      [say(302, '', { location: 'http://else.test' })],
      [302, undefined],
      1,
      0,
    ],
    [
      'a yes that is not JSON cannot be read',
      READ,
      [say(200, '<html>')],
      { reason: 'unreadable', vendor: 'Vendor', what: 'status 200' },
      1,
      0,
    ],
    [
      'a read is sent again when the line was cut',
      READ,
      ['cut', 'cut', fine],
      [200, { fine: true }],
      3,
      750,
    ],
    ['three times and no more', READ, ['cut'], unreachable('no'), 3, 750],
    ['a write is not sent again when its answer was lost', WRITE, ['cut', fine], MAYBE, 1, 0],
    ['nor when its answer broke off', WRITE, ['half', fine], MAYBE, 1, 0],
    [
      'a write that may be repeated is',
      { ...WRITE, repeatable: true },
      ['cut', fine],
      [200, { fine: true }],
      2,
      250,
    ],
    [
      'but stays open when all its answers are lost',
      { ...WRITE, repeatable: true },
      ['cut'],
      MAYBE,
      3,
      750,
    ],
    ['silence ends with the time-out', WRITE, ['silent'], MAYBE, 1, 10_000],
    [
      'a read is sent again after silence',
      READ,
      ['silent', fine],
      [200, { fine: true }],
      2,
      10_250,
    ],
    [
      'a server error of a read is tried again',
      READ,
      [say(500), say(502), fine],
      [200, { fine: true }],
      3,
      750,
    ],
    ['a server error of a write leaves it open', WRITE, [say(500), fine], MAYBE, 1, 0],
    ['an unknown overload of a write leaves it open', WRITE, [say(503), fine], MAYBE, 1, 0],
    [
      'an overload proved harmless is tried again, writes too',
      WRITE,
      [retriable, retriable, fine],
      [200, { fine: true }],
      3,
      750,
    ],
    [
      'and is known not to be carried out in the end',
      WRITE,
      [retriable],
      unreachable('no'),
      3,
      750,
    ],
    [
      'unless it may have been before',
      { ...WRITE, repeatable: true },
      ['cut', retriable],
      MAYBE,
      3,
      750,
    ],
    [
      'put off without a word: one second, two, four',
      WRITE,
      [tooMany, tooMany, tooMany, fine],
      [200, { fine: true }],
      4,
      7_000,
    ],
    [
      'put off for seconds',
      WRITE,
      [say(429, {}, { 'retry-after': '3' }), fine],
      [200, { fine: true }],
      2,
      3_000,
    ],
    [
      'put off until a date',
      READ,
      [say(429, {}, { 'retry-after': 'Mon, 05 Jan 2026 09:00:02 GMT' }), fine],
      [200, { fine: true }],
      2,
      2_000,
    ],
    [
      'put off until a date gone by',
      READ,
      [say(429, {}, { 'retry-after': 'Mon, 05 Jan 2026 08:59:59 GMT' }), fine],
      [200, { fine: true }],
      2,
      100,
    ],
    [
      'put off for ever',
      WRITE,
      [tooMany],
      { reason: 'slow_down', vendor: 'Vendor', waitMs: 30_000 },
      6,
      31_000,
    ],
    [
      'put off for an hour',
      READ,
      [say(429, {}, { 'retry-after': '3600' })],
      { reason: 'slow_down', vendor: 'Vendor', waitMs: 3_600_000 },
      1,
      0,
    ],
    [
      'a month’s calls used up is told at once',
      READ,
      [spent],
      { reason: 'quota_spent', vendor: 'Vendor' },
      1,
      0,
    ],
    [
      'a refused token signs out',
      READ,
      [say(401)],
      { reason: 'signed_out', vendor: 'Vendor' },
      1,
      0,
    ],
  ])('%s', async (_says, call, replies, expected, sends, lasts) => {
    const { clock, start, sent, run } = stage(replies)
    expect(told(await run(call))).toEqual(expected)
    expect([sent.length, clock.now() - start]).toEqual([sends, lasts])
  })
})

test('sends the token, the body as JSON and nothing to other hosts', async () => {
  const { sent, run } = stage([fine])
  await run(WRITE)
  const { request } = sent[0]!
  expect([request.url, request.method, request.redirect]).toEqual([
    'http://vendor.test/v0/x',
    'POST',
    'manual',
  ])
  expect(request.headers.get('authorization')).toBe('Bearer token')
  expect(request.headers.get('content-type')).toBe('application/json')
  expect(await request.json()).toEqual({ a: 1 })
})

describe('tokens', () => {
  test('a refused token is reported; a newer one is tried once', async () => {
    const refused: string[] = []
    const tokens = ['old', 'new', 'new', 'newest']
    const { sent, run } = stage([say(401), fine], {
      token: async () => ok(refused.length === 0 ? tokens[0]! : tokens[1]!),
      refused: async (token) => void refused.push(token),
    })
    expect(told(await run(WRITE))).toEqual([200, { fine: true }])
    expect([refused, sent.map(({ token }) => token)]).toEqual([
      ['old'],
      ['Bearer old', 'Bearer new'],
    ])
  })

  test('tokens refused one after the other end in a sign-out', async () => {
    let made = 0
    const { sent, run } = stage([say(401)], { token: async () => ok(`t${made++}`) })
    expect(told(await run(READ))).toEqual({ reason: 'signed_out', vendor: 'Vendor' })
    expect(sent.length).toBe(2)
  })

  test.each<[says: string, token: () => Promise<Result<string, Failure>>, reason: string]>([
    [
      'no token, no call',
      async () => err({ reason: 'signed_out', vendor: 'Vendor' }),
      'signed_out',
    ],
    ['whoever keeps it is away', async () => Promise.reject(new Error('moving')), 'slow_down'],
  ])('%s', async (_says, token, reason) => {
    const { sent, run } = stage([fine], { token })
    expect(told(await run(READ))).toMatchObject({ reason })
    expect(sent).toEqual([])
  })
})

describe('turns', () => {
  /** Gives the turns listed, in milliseconds from the start; then one at once. */
  const turns = (
    clock: { now(): number },
    start: number,
    list: [at: number, until: number][],
  ): Pacer => ({
    claim: async () => {
      const [at, until] = list.shift() ?? [clock.now() - start, Infinity]
      return { at: start + at, until: start + until }
    },
    slowDown: async () => {},
  })
  test('a call waits for its turn', async () => {
    const clock = virtualClock()
    const start = clock.now()
    const { door } = stage([fine], { pace: turns(clock, start, [[700, 900]]) }, clock)
    await clock.run(door(READ))
    expect(clock.now() - start).toBe(700)
  })

  test('who wakes too late asks for another turn', async () => {
    const clock = virtualClock()
    const start = clock.now()
    let slow = 400
    const { door, sent } = stage(
      [fine],
      {
        pace: turns(clock, start, [
          [100, 350],
          [800, 1_050],
        ]),
        token: async () => {
          await clock.sleep(slow)
          slow = 0
          return ok('token')
        },
      },
      clock,
    )
    await clock.run(door(READ))
    expect([sent.length, clock.now() - start]).toEqual([1, 800])
  })

  test('who never wakes in time gives up for now', async () => {
    const clock = virtualClock()
    const start = clock.now()
    const late = async () => {
      await clock.sleep(5_000)
      return { at: clock.now() - 200, until: clock.now() - 100 }
    }
    const { run, sent } = stage([fine], { pace: { ...noPace, claim: late } }, clock)
    expect(told(await run(WRITE))).toMatchObject({ reason: 'slow_down' })
    expect([sent.length, clock.now() - start]).toEqual([0, 60_000])
  })

  test('a pace that cannot be asked puts the call off', async () => {
    const pace = { ...noPace, claim: async () => Promise.reject(new Error('moving')) }
    const { run } = stage([fine], { pace })
    expect(told(await run(READ))).toMatchObject({ reason: 'slow_down' })
  })

  test.each<
    [says: string, turn: [number, number], deadline: number, expected: unknown, sends: number]
  >([
    ['in time', [100, 350], 200, [200, { fine: true }], 1],
    ['turn after the deadline', [300, 550], 200, { reason: 'fenced' }, 0],
    ['deadline gone by before it starts', [0, 250], -1, { reason: 'fenced' }, 0],
  ])('a deadline: %s', async (_says, turn, deadline, expected, sends) => {
    const clock = virtualClock()
    const start = clock.now()
    const { door, sent } = stage([fine], { pace: turns(clock, start, [turn]) }, clock)
    const work = door({ ...WRITE, deadline: start + deadline })
    expect(told(await clock.run(work))).toEqual(expected)
    expect(sent.length).toBe(sends)
  })

  test.each<[says: string, call: Call, replies: Reply[], expected: unknown]>([
    ['put off beyond it', WRITE, [tooMany, fine], { reason: 'fenced' }],
    ['lost, and no time to look again', { ...WRITE, repeatable: true }, ['cut', fine], MAYBE],
  ])('a deadline: %s', async (_says, call, replies, expected) => {
    const { run, start, sent } = stage(replies)
    expect(told(await run({ ...call, deadline: start + 100 }))).toEqual(expected)
    expect(sent.length).toBe(1)
  })

  test('being put off makes everybody wait, also those who hold a turn', async () => {
    const clock = virtualClock()
    const start = clock.now()
    const quiet: [number, string | undefined][] = []
    const held = [0, 50]
    const pace: Pacer = {
      claim: async () => ({ at: start + (held.shift() ?? quiet[0]![0]), until: Infinity }),
      slowDown: async (until, kind) => void quiet.push([until - start, kind]),
    }
    const { door, sent } = stage([tooMany, fine], { pace }, clock)
    await clock.run(Promise.all([door(READ), door(READ)]))
    expect(quiet).toEqual([[1_000, 'read']])
    expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 1_000])
  })
})

test('a wait too long for one call still keeps the others quiet for a minute', async () => {
  const quiet: number[] = []
  const pace = { ...noPace, slowDown: async (until: number) => void quiet.push(until) }
  const { run, start } = stage([say(429, {}, { 'retry-after': '3600' })], { pace })
  await run(READ)
  expect(quiet).toEqual([start + 60_000])
})

test('a door may be given a deadline of its own', async () => {
  const { clock, sent, door } = stage([fine])
  const narrow = within(door, clock.now() - 1)
  expect(told(await clock.run(narrow(WRITE)))).toEqual({ reason: 'fenced' })
  expect([sent, within(door, undefined)]).toEqual([[], door])
})

test('no more than six are on their way, and all come home', async () => {
  const clock = virtualClock()
  let away = 0
  let most = 0
  const { door } = stage(
    [],
    {
      fetch: async () => {
        most = Math.max(most, ++away)
        await clock.sleep(100)
        away--
        return new Response('{}')
      },
    },
    clock,
  )
  const answers = await clock.run(Promise.all(Array.from({ length: 20 }, () => door(READ))))
  expect([most, answers.filter((answer) => answer.ok).length]).toEqual([6, 20])
})

test('an answer that comes after its time-out is thrown away, and does no harm', async () => {
  const clock = virtualClock()
  let cancelled = false
  let aborted = false
  const body = new ReadableStream({ cancel: () => void (cancelled = true) })
  const { door } = stage(
    [],
    {
      timeoutMs: 1_000,
      fetch: async (request) => {
        request.signal.addEventListener('abort', () => void (aborted = true))
        await clock.sleep(5_000)
        return new Response(body)
      },
    },
    clock,
  )
  expect(told(await clock.run(door(WRITE)))).toEqual(MAYBE)
  await clock.advance(10_000)
  expect([aborted, cancelled]).toEqual([true, true])
})
