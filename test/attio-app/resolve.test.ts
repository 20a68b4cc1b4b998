/** What a person decides on the card: it lands on the question it was meant for, and what became of it is told. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { answersOf, nameAt } from '../../attio-app/src/details/answers.ts'
import { decided } from '../../attio-app/src/details/decided.ts'
import { decide } from '../../attio-app/src/worker/decide.ts'
import { openClient } from '../../shared/api/client.ts'

const question = (mappingId: string, conflictId: string | null) => ({ mappingId, conflictId })
const [one, two] = [question('m1', 'y1.1'), question('m2', 'y1.2')]

describe('what is chosen', () => {
  // Seen red: with names by position, “app” of the first landed on the second.
  test.each([
    ['of both', [one, two], [['y1.1', 'app'], ['y1.2', 'crm']]],
    ['of one that is gone by now', [two], [['y1.2', 'crm']]],
    ['of one that is another question by now', [question('m1', 'y1.7'), two], [['y1.2', 'crm']]],
    ['in another order', [two, one], [['y1.2', 'crm'], ['y1.1', 'app']]],
    ['of one that waits for nobody', [question('m1', null)], []],
  ])('%s', (_says, asked, chosen) => {
    const values = { [nameAt(one)]: 'app', [nameAt(two)]: 'crm' }
    expect(answersOf(asked, values).map(({ conflictId, choice }) => [conflictId, choice])).toEqual(chosen)
  }) // prettier-ignore

  test('its name has no dot, which a form would read as a path', () => {
    expect(nameAt(one)).not.toContain('.')
    expect(answersOf([one], { [nameAt(one)]: null })).toEqual([])
  })
})

describe('deciding', () => {
  afterEach(() => void vi.useRealTimers())
  const answers = ['c1', 'c2', 'c3'].map((conflictId) => ({ conflictId, choice: 'crm' as const }))
  const ANSWERED = {
    ...{ id: 'y1.1', configId: 'y1', entityType: 'people', kind: 'field', status: 'decided' },
    ...{ title: 'Ada', appRecordId: null, crmRecordId: null, mappingId: 'm1', appField: null, crmField: null },
    ...{ base: null, app: null, crm: null, names: { base: [], app: [], crm: [] }, says: '', since: '2026-01-05T09:00:00Z', job_id: null },
  } // prettier-ignore
  /** A Worker that takes so long for each answer, and refuses one of them. */
  function worker({ ms = 0, refuses = '' }) {
    const asked: string[] = []
    const client = openClient('dsp_1', async ({ path }) => {
      asked.push(path.split('/')[4]!)
      vi.setSystemTime(Date.now() + ms)
      return path.includes(`/${refuses}/`)
        ? { status: 409, json: { code: 'not_now', message: 'It was answered.', requestId: 'r' } }
        : { status: 200, json: ANSWERED }
    })
    return { client, asked }
  }

  test('one after the other, to the end', async () => {
    vi.useFakeTimers()
    const { client, asked } = worker({})
    expect(await decide(client, answers)).toEqual({ ok: true })
    expect(asked).toEqual(['c1', 'c2', 'c3'])
  })

  test('what is refused is told with how many were decided before it', async () => {
    vi.useFakeTimers()
    const { client } = worker({ refuses: 'c2' })
    const answer = await decide(client, answers)
    expect(answer).toEqual({ ok: false, code: 'not_now', says: 'It was answered.', decided: 1 })
    expect(decided(answer, 3)).toEqual({
      variant: 'warning',
      title: 'Decided in part',
      text: '1 of 3 fields are decided. It was answered.',
    })
  })

  // Seen red: without the look at the clock, the third was asked after 22 seconds, and Attio cuts at 30.
  test('it ends before Attio cuts it off', async () => {
    vi.useFakeTimers()
    const { client, asked } = worker({ ms: 11_000 })
    expect(await decide(client, answers)).toMatchObject({ ok: false, code: 'slow', decided: 2 })
    expect(asked).toEqual(['c1', 'c2'])
  })

  test.each([
    ['all', { ok: true } as const, 'Decided'],
    ['none', { ok: false, code: 'not_now', says: 'No.', decided: 0 } as const, 'Not decided'],
    ['nobody knows', { ok: false, code: 'cut_off', says: '' } as const, 'No answer'],
  ])('%s of them', (_says, answer, title) => {
    expect(decided(answer, 3).title).toBe(title)
  })
})
