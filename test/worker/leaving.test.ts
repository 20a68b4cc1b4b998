import { expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import { type Alone, openAlone } from '../bench/alone.ts'
import { nodeStore } from './sqlite.ts'

/** More than is taken down in one go. */
const MANY = 6_000

/** So many records on the left, none on the right; each look at the clock takes 5 ms, so that slices end. */
async function opened(): Promise<Alone> {
  let now = 0
  return openAlone(nodeStore(), { left: MANY, right: 0 }, () => (now += 5))
}

const must = <T>(answer: { ok: true; value: T } | { ok: false }): T => {
  if (!answer.ok) throw new Error('it was refused')
  return answer.value
}
const stateOf = async ({ agreement }: Alone, id: string) => must(await agreement.run(id))
const plannedIn = ({ memory }: Alone, id: string): number =>
  memory.plan.counts(Number(id)).find((one) => one.state === 'planned')?.n ?? 0

async function until(alone: Alone, id: string, state: string): Promise<void> {
  for (let wake: number | null = 0; wake !== null;) {
    if ((await stateOf(alone, id)).state === state) return
    wake = await alone.agreement.tick()
  }
}

test('a large preview that is cancelled is over at once, and taken down before anything else begins', async () => {
  const alone = await opened()
  const { id } = must(await alone.agreement.preview())
  await until(alone, id, 'planned')
  expect(await stateOf(alone, id)).toMatchObject({ planned: MANY, written: 0 })

  expect(must(await alone.agreement.cancel(id))).toMatchObject({ state: 'cancelled', planned: 0 })
  expect(plannedIn(alone, id)).toBeGreaterThan(0)
  const page = must(await alone.agreement.writes(id, { cursor: String(MANY - 3), limit: 2 }))
  expect(page.items.map((one) => one.state)).toEqual(['dropped', 'dropped'])

  const run = await alone.run()
  expect(plannedIn(alone, id)).toBe(0)
  expect(run).toMatchObject({ state: 'done', written: MANY, created: MANY })
  expect(alone.sides.right.written()).toBe(MANY)
})

test('a run that is cancelled while it sends begins nothing new, and settles what is under way', async () => {
  const alone = await opened()
  const { id } = must(await alone.agreement.preview())
  await until(alone, id, 'planned')
  must(await alone.agreement.trigger(id))
  const slice = alone.agreement.tick()
  for (let turns = 0; turns < 200; turns++) await Promise.resolve()
  const sent = alone.sides.right.written()
  must(await alone.agreement.cancel(id))
  await slice
  await until(alone, id, 'cancelled')
  for (let wake: number | null = 0; wake !== null;) wake = await alone.agreement.tick()

  const over = await stateOf(alone, id)
  expect(over).toMatchObject({ state: 'cancelled', written: alone.sides.right.written() })
  expect(sent).toBeGreaterThan(0)
  // Batches that were on their way when it was cancelled, and no others.
  expect(over.written).toBeLessThanOrEqual(sent + 2 * 10)
  expect(plannedIn(alone, id)).toBe(0)
  expect(must(await alone.agreement.view()).account.map(addsUp)).toEqual([true, true])

  const next = await alone.run()
  expect(next).toMatchObject({ state: 'done', written: MANY - over.written })
  expect(alone.sides.right.written()).toBe(MANY)
})
