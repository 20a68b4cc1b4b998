/** What many ask of one object at once goes to it in one call, and each hears what they would have heard alone. */
import { expect, test } from 'vitest'
import { openTogether } from '../../worker/together.ts'
import { openLine } from '../bench/calls/line.ts'
import { must, openApi } from './api-world.ts'

/** A clock whose turns end when it is told. */
function openTurns() {
  let waiting: { readonly due: number; wake(): void }[] = []
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: (ms: number) => new Promise<void>((wake) => waiting.push({ due: clock.time + ms, wake })), // prettier-ignore
  }
  return {
    clock,
    /** This turn ends, so long (ms) after it began. */
    async end(ms = 0) {
      clock.time += ms
      const due = waiting.filter((one) => one.due <= clock.time)
      waiting = waiting.filter((one) => !due.includes(one))
      for (const { wake } of due) wake()
      await new Promise((settled) => setTimeout(settled))
    },
    /** Whoever waits for the end of this turn hangs up. */
    cut: () => void (waiting = waiting.filter(({ due }) => due > clock.time)),
  }
}

function openDesk() {
  const turns = openTurns()
  const calls: string[] = []
  const ask = openTogether<string, string>(turns.clock, async (object, questions) => {
    calls.push(`${object}: ${questions.join(' ')}`)
    if (questions.includes('bad')) throw new Error('it broke')
    return questions.map((question) => `${object}.${question}`)
  })
  return { turns, calls, ask }
}

// Seen red: with one group for all objects; with every answer the first; with a group that is joined after its call.
test('what is asked in one turn goes in one call for each object, and what comes later in the next', async () => {
  const { turns, calls, ask } = openDesk()
  const first = [ask('s1', 'a'), ask('s2', 'b'), ask('s1', 'c')]
  expect(calls).toEqual([])
  await turns.end()
  const later = ask('s1', 'd')
  await turns.end()
  expect(await Promise.all([...first, later])).toEqual(['s1.a', 's2.b', 's1.c', 's1.d'])
  expect(calls).toEqual(['s1: a c', 's2: b', 's1: d'])
})

// Seen red: with the fault handed to all of them.
test('where one question breaks the call each is asked alone, and fails alone', async () => {
  const { turns, calls, ask } = openDesk()
  const asked = Promise.allSettled([ask('s', 'a'), ask('s', 'bad'), ask('s', 'c')])
  await turns.end()
  const [a, bad, c] = await asked
  expect([a, c]).toMatchObject([{ value: 's.a' }, { value: 's.c' }])
  expect(bad).toMatchObject({ status: 'rejected', reason: new Error('it broke') })
  expect(calls).toEqual(['s: a bad c', 's: a', 's: bad', 's: c'])
})

// Seen red: with the first waited for without end; with a group joined whose first has not asked for a second.
test('where the first hung up before it asked, each asks alone a second later, and who comes then for all', async () => {
  const { turns, calls, ask } = openDesk()
  void ask('s', 'a')
  const second = ask('s', 'b')
  turns.cut()
  await turns.end(999)
  expect(calls).toEqual([])
  await turns.end(1)
  expect([await second, calls]).toEqual(['s.b', ['s: b']])
  const next = [ask('s', 'c'), ask('s', 'd')]
  await turns.end()
  expect(await Promise.all(next)).toEqual(['s.c', 's.d'])
  expect(calls).toEqual(['s: b', 's: c d'])
})

// Seen red: with nobody asking again whose first has answered nothing (they were never answered).
test('whoever hangs up while their request asks for others leaves them answered', async () => {
  const api = await openApi()
  try {
    const { client, key, config } = await api.furnished('ada', 'appAda', 'ada')
    const address = await api.runtime.socket()
    const lines = Array.from({ length: 20 }, () => openLine(address))
    const path = `/api/crm/sync/logs/${config.id}.slow`
    const headers = { authorization: `Bearer ${key}` }
    // Every line is up, and who calls is known: so all that is said next is heard in one turn.
    await Promise.all(lines.map((line) => line.ask({ method: 'GET', path: '/healthz', headers, body: null }))) // prettier-ignore
    must(await client.live({ configId: config.id }))
    const [first, ...others] = lines.map((line) => line.ask({ method: 'GET', path, headers, body: null })) // prettier-ignore
    void first!.catch(() => undefined)
    setTimeout(() => lines[0]!.hangUp(), 100)
    const heard = await Promise.all(others)
    expect(heard.map(({ status }) => status)).toEqual(others.map(() => 404))
    for (const line of lines) line.hangUp()
  } finally {
    await api.runtime.dispose()
  }
})
