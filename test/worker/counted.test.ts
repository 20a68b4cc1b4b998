import { expect, test } from 'vitest'
import { Counted } from '../../worker/objects/sync/counted.ts'

/** Seen red with each of the three conditions of `of` left out, and with what is shown beyond its moment not said to be. */
test.each([
  { says: 'none of it was written since', n: 50, later: 60_000, holds: true, run: 1, counted: 1 },
  { says: 'a small plan changed', n: 50, later: 0, holds: false, run: 1, counted: 2 },
  { says: 'a large one changed just now', n: 1e6, later: 4_999, holds: false, run: 1, counted: 1 },
  { says: 'a large one changed meanwhile', n: 1e6, later: 5_000, holds: false, run: 1, counted: 2 },
  { says: 'it is another run', n: 1e6, later: 0, holds: true, run: 2, counted: 2 },
])('counted $counted times where $says', ({ n, later, holds, run, counted }) => {
  let times = 0
  const count = () => {
    times++
    return { value: [{ n }], holds: () => holds }
  }
  let passing = 0
  const pass = () => void passing++
  const plan = new Counted()
  plan.of(1, 100, count, pass)
  expect(plan.of(run, 100 + later, count, pass)).toEqual([{ n }])
  expect([times, passing]).toEqual([counted, counted === 1 && !holds ? 1 : 0])
})
