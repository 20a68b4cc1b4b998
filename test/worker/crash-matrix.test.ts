import { beforeAll, describe, expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import { die } from '../sandbox/random.ts'
import { type Act, ACTS, openScene, outcome, play, writesAsked } from './crash-scenario.ts'

/** What an act comes to that nothing disturbs. */
type Whole = {
  readonly act: Act
  readonly places: number
  readonly writes: number
  readonly end: object
}
const wholes: Whole[] = []
/** One write call of each vendor is what may be made twice. */
const MOST_TWICE = 2

beforeAll(async () => {
  const engine = await openScene()
  for (const act of ACTS) {
    const [places, writes] = [engine.fate.places, writesAsked(engine)]
    await play(engine, act)
    wholes.push({
      act,
      places: engine.fate.places - places,
      writes: writesAsked(engine) - writes,
      end: await outcome(engine),
    })
  }
})

/** All acts one after the other, each with its deaths, and each with the end it has without them. */
async function expectTheSameEnd(deathsIn: (whole: Whole) => readonly number[]): Promise<void> {
  const engine = await openScene()
  for (const whole of wholes) {
    const deaths = deathsIn(whole)
    const before = writesAsked(engine)
    await play(engine, whole.act, deaths)
    const says = `${whole.act.name}, killed at ${deaths.join(' and ')}`
    expect(await outcome(engine), says).toEqual(whole.end)
    expect(writesAsked(engine) - before - whole.writes, says).toBeLessThanOrEqual(
      MOST_TWICE * deaths.length,
    )
  }
  const view = await engine.agreement.view()
  expect(view.ok && view.value.account.filter((one) => !addsUp(one))).toEqual([])
}

/**
 * L8. A first sync, a run with everything in it, its undo, a backup, deletions and a restoration: the process is killed
 * wherever it waits for anything (its turn, a token, a vendor, a courier, the shelf, time) and after each transaction, and
 * the next one continues to the same end: nothing twice, nothing lost, at most one batch asked for again. A few hundred
 * places; some each day, all with `npm run crashes`, which takes minutes. Seen red with a call that took its time left out
 * of the ledger (`settleLate` left out), and seen never to come to rest with nobody looking for what a cut-off slice had sent (`orphaned` left out).
 */
describe('killed anywhere, it ends the same', () => {
  const isAll = process.env['CRASHES'] === 'all'
  const day = Math.floor(Date.now() / 86_400_000)
  const STEP = isAll ? 1 : 8
  const MOST = 400
  const places = Array.from(
    { length: MOST / STEP },
    (_, at) => at * STEP + (isAll ? 0 : day % STEP),
  )

  test('there is something to be killed at', () => {
    expect(wholes.map(({ places: many }) => many >= 50 && many <= MOST)).toEqual(
      ACTS.map(() => true),
    )
  })

  test.each(places)('at place %i of each', async (place) => {
    await expectTheSameEnd((whole) => (place < whole.places ? [place] : []))
  })

  const pairs = Array.from({ length: isAll ? 400 : 10 }, (_, at) => (isAll ? at : day * 10 + at))
  test.each(pairs)('and again before it is done: pair %i', async (seed) => {
    const throwDie = die(seed)
    await expectTheSameEnd(({ places: many }) => [
      Math.floor(throwDie() * many),
      Math.floor(throwDie() * many * 0.6),
    ])
  })
})
