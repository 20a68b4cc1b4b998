import { parentPort } from 'node:worker_threads'
import { storm } from './storm.ts'

/** What one seed came to, small enough to be sent between threads. */
export type Told = {
  readonly seed: number
  readonly breaches: readonly string[]
  readonly trace: readonly string[]
  readonly edits: number
  readonly faults: number
  readonly kills: number
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
      met: [...witness.met],
    }
  } catch (fault) {
    const breaches = [fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)]
    return { seed, breaches, trace: [], edits: 0, faults: 0, kills: 0, met: [] }
  }
}

/** A thread that storms the seeds it is told, one after the other. */
parentPort?.on('message', (seed: number) => {
  void tell(seed).then((told) => parentPort?.postMessage(told))
})
