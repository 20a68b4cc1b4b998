import { expect, test } from 'vitest'
import { countRows } from '../bench/rows.ts'

/**
 * Rows written as the platform itself counts them, each index apart, because that is what is paid for. A count, not a
 * time. Of a changed record: seen (row and index), planned, sent, settled (row and the ledger's index), both bases, and seen
 * no more: eight. Whoever adds a table or an index to this way has to take one away.
 */
test('a changed record costs at most 8 rows written, one that did not change none, and a meeting 16', async () => {
  const records = 1_000
  const edited = 300
  const runs = await countRows(records, edited)
  expect(runs.edited).toMatchObject({ state: 'done', written: edited })
  expect(runs.unchanged).toMatchObject({ state: 'done', written: 0 })
  /** What every run costs by itself, however many records there are. */
  const perRun = 50
  expect(runs.unchanged.rows).toBeLessThanOrEqual(perRun)
  expect(runs.edited.rows).toBeLessThanOrEqual(8 * edited + perRun)
  expect(runs.met.rows).toBeLessThanOrEqual(16 * records + perRun)
}, 30_000)
