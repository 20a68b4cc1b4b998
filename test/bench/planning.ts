import { tell } from '../../shared/failure.ts'
import { nodeStore } from '../worker/sqlite.ts'
import { type Alone, openAlone } from './alone.ts'

/** Pairs of records a second on one core, through the rows of the database and everything else that a run does with them. */
export type Planned = {
  readonly pairs: number
  /** Both records read, and compared with what they last held: nothing was edited. */
  readonly compared: number
  /** Merged and planned, each of them with a write: every left record was edited. */
  readonly planned: number
  /** Met by their keys, merged for the first time, and found equal. */
  readonly met: number
}

export async function benchPlanning(pairs: number): Promise<Planned> {
  const alone = await openAlone(nodeStore(), { left: pairs, right: pairs }, Date.now)
  const first = await timesOf(alone, { linked: pairs })
  await timesOf(alone, { linked: 0 })
  const idle = await timesOf(alone, { linked: 0 })
  for (let n = 0; n < pairs; n++) alone.sides.left.edit(n, `edited ${n}`)
  const edited = await timesOf(alone, { planned: pairs })
  const perSecond = (ms: number): number => (pairs / ms) * 1000
  return {
    pairs,
    compared: perSecond(idle.of('pulling')),
    planned: perSecond(edited.of('merging')),
    met: perSecond(first.of('matching', 'merging')),
  }
}

const processor = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000

/** Preview, and see what each phase took of the processor (ms); then run what was previewed, but for a plan of writes. */
async function timesOf(alone: Alone, expected: { linked?: number; planned?: number }) {
  const times = new Map<string, number>()
  let phase = 'queued'
  let since = processor()
  const { runs } = alone.memory
  const change = runs.change.bind(runs)
  runs.change = (id, what) => {
    change(id, what)
    if (what.state === undefined) return
    const now = processor()
    times.set(phase, (times.get(phase) ?? 0) + now - since)
    phase = what.state
    since = now
  }
  const must = <T>(
    answer: { ok: true; value: T } | { ok: false; error: Parameters<typeof tell>[0] },
  ): T => {
    if (!answer.ok) throw new Error(tell(answer.error))
    return answer.value
  }
  const { id } = must(await alone.agreement.preview())
  const drain = async (): Promise<void> => {
    for (let wake: number | null = 0; wake !== null; wake = await alone.agreement.tick())
      if (must(await alone.agreement.run(id)).state === 'planned') return
  }
  await drain()
  runs.change = change
  const run = must(await alone.agreement.run(id))
  for (const [what, count] of Object.entries(expected))
    if (run[what as 'linked' | 'planned'] !== count)
      throw new Error('the bench planned something else than it meant to')
  if (expected.planned === undefined) {
    must(await alone.agreement.trigger(id))
    for (let wake: number | null = 0; wake !== null; wake = await alone.agreement.tick());
  }
  return {
    of: (...names: string[]) => names.reduce((sum, name) => sum + (times.get(name) ?? 0), 0),
  }
}
