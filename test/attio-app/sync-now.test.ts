/** What a person is told when “Sync with Airtable now” comes to its end. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { endingOf } from '../../attio-app/src/app/extensions/sync-now/ending.ts'
import { watch } from '../../attio-app/src/app/extensions/sync-now/watch.ts'
import type { RunNow } from '../../attio-app/src/calls/get-runs.server.ts'

const run = (more: Partial<RunNow> = {}): RunNow => ({
  phase: 'done',
  progress: 1,
  written: 3,
  unwritten: 0,
  open: 0,
  says: null,
  ...more,
})
const BUSY = 'A run is under way.'

describe('the end', () => {
  test.each([
    ['all is written', [run()], [], 'success', 'In sync', '3 records written.'],
    ['one record', [run({ written: 1 })], [], 'success', 'In sync', '1 record written.'],
    ['some could not be', [run({ unwritten: 2 })], [], 'warning', 'Synced in part', '2 records could not be written; their cards say why. 3 records written.'],
    ['a conflict is open', [run({ open: 1 })], [], 'warning', 'A decision is needed', 'One question waits for an answer, on the card or in the DataSync extension in Airtable. 3 records written.'],
    ['cancelled', [run({ phase: 'cancelled' })], [], 'warning', 'Cancelled', 'The run was cancelled before its end. 3 records written.'],
    ['failed', [run({ phase: 'failed', says: 'The table is gone.' })], [], 'error', 'Not synced', 'The table is gone. 3 records written.'],
    ['a brake was pulled', [run({ phase: 'asking', written: 0, says: 'Half would be deleted.' })], [], 'warning', 'Approval needed', 'Half would be deleted. 0 records written.'],
    ['another was not started', [run()], [BUSY], 'warning', 'Synced in part', 'Another sync was not started: A run is under way. 3 records written.'],
    ['two, of which one failed', [run(), run({ phase: 'failed', says: 'It is gone.' })], [], 'error', 'Not synced', 'It is gone. 6 records written.'],
  ] as const)('%s', (_says, runs, refused, variant, title, text) => {
    expect(endingOf(runs, refused)).toEqual({ variant, title, text })
  }) // prettier-ignore

  test('there is none while one of them is at work', () => {
    expect(endingOf([run(), run({ phase: 'writing' })], [])).toBeNull()
  })
})

describe('watching', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const away = { ok: false as const, code: 'unreachable', says: 'It is away.' }
  const working = { ok: true as const, runs: [run({ phase: 'writing' })] }
  const done = { ok: true as const, runs: [run()] }
  test.each([
    ['to the end', [working, done], 'In sync'],
    ['with a look that finds no answer', [working, away, done], 'In sync'],
    ['no answer any more', [working, away], 'Still syncing, unseen'],
    ['for longer than anybody looks', [working], 'Still syncing'],
  ])('%s', async (_says, answers, title) => {
    let no = 0
    const ask = async () => answers[Math.min(no++, answers.length - 1)]!
    const ending = watch({ ask, refused: [] }, async () => undefined)
    await vi.advanceTimersByTimeAsync(700_000)
    expect(await ending).toMatchObject({ title })
  })
})
