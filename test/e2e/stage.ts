/** A session for one test: both accounts agreed on, time four times as fast, and somebody outside who looks and edits. */
import { type Agreed, agree, type Terms } from '../sandbox/agreement.ts'
import { openOutsider, type Outsider } from '../sandbox/outsider.ts'
import { type RealWorld, realWorld } from '../sandbox/real.ts'
import { openSession, type Session, type SessionOptions } from '../sandbox/session.ts'

export type StageOptions = Partial<SessionOptions> & {
  readonly records?: number
  readonly overlap?: number
  readonly terms?: Terms
}

export type Stage = {
  readonly real: RealWorld
  readonly session: Session
  readonly agreed: Agreed
  readonly outsider: Outsider
}

/** Closes itself when the test's own scope ends: `await using stage = await openStage(…)`. */
export async function openStage(options: StageOptions = {}): Promise<Stage & AsyncDisposable> {
  const { records = 8, overlap = 0, terms, ...rest } = options
  const real = realWorld({ records, overlap })
  const session = await openSession({ scale: 4, world: real.world, ...rest })
  try {
    const agreed = await agree(session, terms)
    const outsider = openOutsider(session.access, session.facts, session.clock)
    return { real, session, agreed, outsider, [Symbol.asyncDispose]: () => session.close() }
  } catch (error) {
    await session.close()
    throw error
  }
}

const READS = /\.(list|query|get)$|^(meta\.(base|bases|tables|whoami)|self)$/

/** How many calls since the last reset could have changed something, per vendor. */
export const writeCalls = ({ airtable, attio }: Session): { airtable: number; attio: number } => {
  const writing = (counts: { [kind: string]: number }): number =>
    Object.entries(counts).reduce(
      (sum, [kind, n]) => (READS.test(kind) || kind === 'throttled' ? sum : sum + n),
      0,
    )
  return { airtable: writing(airtable.counters.toJSON()), attio: writing(attio.counters.toJSON()) }
}

export function resetCounters({ airtable, attio }: Session): void {
  airtable.counters.reset()
  attio.counters.reset()
}
