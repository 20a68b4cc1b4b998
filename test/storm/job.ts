import { parentPort } from 'node:worker_threads'
import { gapsOf } from './laws.ts'
import { storm } from './storm.ts'

/** What one seed came to, small enough to be sent between threads. */
export type Told = {
  readonly seed: number
  readonly breaches: readonly string[]
  readonly trace: readonly string[]
  readonly edits: number
  readonly faults: number
  readonly kills: number
  /** How long before the write that replaced them edits were typed that nobody could know of (ms). */
  readonly gaps: readonly number[]
  readonly met: readonly (readonly [phaseAndFault: string, times: number])[]
}

async function tell(seed: number): Promise<Told> {
  try {
    const { breaches, witness, edits, faults, kills } = await storm(seed)
    const about = breaches.find((one) => one.about)?.about
    return {
      seed,
      breaches: breaches.map(({ law, says }) => `${law}: ${says}`),
      trace: about ? witness.trace(about.side, about.id, about.twin) : [],
      edits,
      faults,
      kills,
      gaps: gapsOf(witness),
      met: [...witness.met],
    }
  } catch (fault) {
    const breaches = [fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)]
    return { seed, breaches, trace: [], edits: 0, faults: 0, kills: 0, gaps: [], met: [] }
  }
}

/** A thread that storms the seeds it is told, one after the other. */
parentPort?.on('message', (seed: number) => {
  void tell(seed).then((told) => parentPort?.postMessage(told))
})
