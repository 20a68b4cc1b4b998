/** What a person is told of a push while the line to the Worker is bad. Time stands still but for the waiting itself. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { asked, titleOf } from '../../attio-app/src/calls/asked.ts'
import { follow } from '../../attio-app/src/push/follow.ts'
import { push } from '../../attio-app/src/worker/push.ts'
import { openClient, type Sent } from '../../shared/api/client.ts'
import type { Outcome } from '../../shared/api/card.ts'

const outcome = (recordId: string, is: Outcome['outcome']): Outcome => ({
  recordId,
  title: 'Ada',
  outcome: is,
  says: null,
  otherRecordId: null,
  url: null,
})
const away = { ok: false as const, code: 'unreachable', says: 'It is away.' }
const lost = () => Promise.reject(new TypeError('cut'))
const target = { configId: 'y1', entityType: 'people', table: 'People', name: 'People · CRM' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What it comes to, with all waiting left out. */
async function end<T>(work: Promise<T>): Promise<T> {
  let isOver = false
  const done = () => {
    isOver = true
  }
  work.then(done, done)
  while (!isOver) await vi.advanceTimersByTimeAsync(100)
  return work
}

describe('one record', () => {
  /** A Worker that takes every push, and says of it what stands here, one answer after the other; the last one stays. */
  const worker = (answers: readonly (Outcome['outcome'] | 'lost' | 'busy')[]) => {
    const calls: string[] = []
    const client = openClient('dsp_1', async ({ path }: Sent) => {
      calls.push(path)
      if (path === '/api/crm/push')
        return { status: 202, json: { job_id: null, since: '2026-01-05T09:00:00Z', records: 1 } }
      const answer = answers[Math.min(calls.length - 2, answers.length - 1)]!
      if (answer === 'lost') return lost()
      if (answer === 'busy')
        return { status: 429, json: { code: 'too_often', message: 'Wait.', requestId: 'r' } }
      return { status: 200, json: { items: [outcome('r1', answer)] } }
    })
    return { client, calls }
  }

  test.each([
    ['decided at once', ['created'], 'done', 'created'],
    ['decided after a while', ['waiting', 'waiting', 'updated'], 'done', 'updated'],
    ['one question lost', ['lost', 'created'], 'done', 'created'],
    ['one question too many', ['waiting', 'busy', 'created'], 'done', 'created'],
    ['every question lost', ['lost'], 'waiting', 'waiting'],
    ['never decided', ['waiting'], 'waiting', 'waiting'],
  ] as const)('that was taken, %s', async (_says, answers, is, ends) => {
    const { client } = worker(answers)
    const told = await end(push(client, { object: 'people', recordId: 'r1', chosen: target }))
    expect(told).toMatchObject({ ok: true, is, outcome: { recordId: 'r1', outcome: ends } })
  })

  test('is asked after ever more seldom', async () => {
    const { client, calls } = worker(['waiting'])
    await end(push(client, { object: 'people', recordId: 'r1', chosen: target }))
    // At 0, 125, 375 and 875 ms, and then every second of the twelve.
    expect(calls.length - 1).toBe(15)
  })

  test('that was not taken is told as such', async () => {
    const refuse = async () => ({
      status: 409,
      json: { code: 'not_now', message: 'The sync is stopped.', requestId: 'r' },
    })
    const client = openClient('dsp_1', refuse)
    expect(await push(client, { object: 'people', recordId: 'r1', chosen: target })).toEqual({
      ok: false,
      code: 'not_now',
      says: 'The sync is stopped.',
    })
  })
})

describe('many records', () => {
  const found = (...all: readonly Outcome['outcome'][]) => ({
    ok: true as const,
    outcomes: all.map((is, index) => outcome(`r${index}`, is)),
  })

  test.each([
    ['all decided', [found('created', 'updated')], ['created', 'updated']],
    ['one later', [found('created', 'waiting'), found('created', 'gone')], ['created', 'gone']],
    ['a question without an answer', [away, found('created', 'updated')], ['created', 'updated']],
    ['a question that is cut off', [lost, found('created', 'updated')], ['created', 'updated']],
    ['no answer any more', [found('created', 'waiting'), away], ['created', 'waiting']],
    ['never an answer', [away], ['waiting', 'waiting']],
  ])('%s', async (_says, answers, outcomes) => {
    let no = 0
    const ask = async () => {
      const answer = answers[Math.min(no++, answers.length - 1)]!
      return typeof answer === 'function' ? answer() : answer
    }
    const told = await end(follow(ask, ['r0', 'r1']))
    expect(told.map((one) => one.outcome)).toEqual(outcomes)
  })

  test('a connection that is missing is not waited for', async () => {
    const missing = Object.assign(new Error('Connect.'), { code: 'no-workspace-connection' })
    await expect(end(follow(() => Promise.reject(missing), ['r0']))).rejects.toBe(missing)
  })
})

describe('a server function', () => {
  test('that is cut off is answered for, and nobody claims that nothing was done', async () => {
    const answer = await asked<typeof away>(lost())
    expect(answer).toMatchObject({ ok: false, code: 'cut_off' })
    expect(titleOf(answer, 'Not pushed')).toBe('No answer')
  })
  test.each([
    ['unreachable', 'No answer'],
    ['role_too_low', 'Not pushed'],
  ])('that failed as %s is told as “%s”', (code, title) => {
    expect(titleOf({ ok: false, code, says: '' }, 'Not pushed')).toBe(title)
  })
})
