import { parentPort } from 'node:worker_threads'
import { gapsOf } from './laws.ts'
import { nameOf, recipeNamed, recipeOf } from './recipe.ts'
import { storm } from './storm.ts'

/** What one seed came to, small enough to be sent between threads. */
export type Told = {
  readonly seed: number
  /** What it was told by. */
  readonly recipe: string
  readonly breaches: readonly string[]
  readonly trace: readonly string[]
  readonly edits: number
  readonly faults: number
  readonly kills: number
  /** How long before the write that replaced them edits were typed that nobody could know of (ms). */
  readonly gaps: readonly number[]
  readonly met: readonly (readonly [phaseAndFault: string, times: number])[]
}

async function tell({ seed, as }: Asked): Promise<Told> {
  const recipe = as === null ? recipeOf(seed) : recipeNamed(as)
  const name = nameOf(recipe)
  try {
    const { breaches, witness, edits, faults, kills } = await storm(seed, recipe)
    const about = breaches.find((one) => one.about)?.about
    return {
      seed,
      recipe: name,
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
    return {
      seed,
      recipe: name,
      breaches,
      trace: [],
      edits: 0,
      faults: 0,
      kills: 0,
      gaps: [],
      met: [],
    }
  }
}

/** A seed, and the recipe to tell it by where that is not its own. */
export type Asked = { readonly seed: number; readonly as: string | null }

/** A thread that storms the seeds it is told, one after the other. */
parentPort?.on('message', (asked: Asked) => {
  void tell(asked).then((told) => parentPort?.postMessage(told))
})
