/** How fast, how well and how fresh over time: drawn, and told to those who cannot see it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Numbers } from '../../shared/api/numbers.ts'
import { inspect } from './look.ts'
import { openRehearsal, type Rehearsal } from './rehearsal.ts'
import { aConfig, Refusal } from './worker-double.ts'

const HOUR = 3_600_000
const NUMBERS = 'GET /api/crm/configs/cfg1/numbers'
let stage: Rehearsal
beforeAll(async () => {
  stage = await openRehearsal()
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})
beforeEach(() => stage.reset())

/** A month with a rhythm: more by day than by night, hardly anything at weekends. */
function aMonth(): Numbers {
  const now = Date.now()
  const hours = Array.from({ length: 30 * 24 }, (_, back) => now - back * HOUR)
    .reverse()
    .filter((at) => new Date(at).getHours() > 6 && new Date(at).getHours() < 20 && new Date(at).getDay() % 6 !== 0)
    .map((at, n) => ({
      at: new Date(at).toISOString(), runs: 2, failedRuns: 0, read: 100 + (n % 50), seconds: 6 + (n % 5), settled: 0,
      toApp: n % 7, toCrm: (n * 3) % 11, blocked: n % 40 === 0 ? 2 : 0, delay: 1 + (n % 4) / 2,
    })) // prettier-ignore
  const standing = Array.from({ length: 30 }, (_, back) => ({
    at: new Date(now - (30 - back) * 24 * HOUR).toISOString(), conflicts: back % 5, blocked: 1, calls: back * 900,
  })) // prettier-ignore
  return { from: new Date(now - 30 * 24 * HOUR).toISOString(), hours, standing }
}
const aQuota = {
  month: '2026-01',
  used: 26_100,
  limit: 100_000,
  forecast: 40_000,
  level: 'fine' as const,
  says: null,
}

test('a month is drawn, and stands as tables beside', async () => {
  stage.worker.state.configs = [
    aConfig(stage.worker.state.configs[0]!.app.resource, { quota: aQuota }),
  ]
  const asked: (string | null)[] = []
  const month = aMonth()
  stage.worker.state.replies[NUMBERS] = ({ query }: { query: URLSearchParams }) => {
    asked.push(query.get('days'))
    return month
  }
  const page = await stage.visit({ at: 'charts' })
  await page.getByRole('img', { name: /^Success/ }).waitFor()
  expect(await page.getByRole('img').count()).toBe(6)
  expect(await page.locator('.chart-picture canvas').count()).toBe(6)
  expect(await inspect(page, 'charts')).toEqual([])
  const speed = page.getByRole('region', { name: 'Records a second' })
  await speed.getByText('As a table').click()
  expect(await speed.getByRole('row').count()).toBeGreaterThan(20)
  expect(
    await page.getByRole('region', { name: 'When things change' }).getByRole('row').count(),
  ).toBe(8)
  expect(await inspect(page, 'charts-table')).toEqual([])
  await page.getByLabel('How far back').selectOption('7')
  await expect.poll(() => asked.at(-1)).toBe('7')
})

test('nothing yet, and numbers that cannot be read', async () => {
  stage.worker.state.replies[NUMBERS] = { from: new Date().toISOString(), hours: [], standing: [] }
  const page = await stage.visit({ at: 'charts' })
  await page.getByText('Nothing to draw yet').waitFor()
  expect(await inspect(page, 'charts-empty')).toEqual([])
  stage.worker.state.replies[NUMBERS] = new Refusal(
    503,
    'The service is being moved. Try again in a minute.',
  )
  const again = await stage.visit({ at: 'charts' })
  await again.getByText('The service is being moved').waitFor()
  expect(await inspect(again, 'charts-failed')).toEqual([])
})
