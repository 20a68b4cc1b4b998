import { parentPort } from 'node:worker_threads'
import { gapsOf } from './laws.ts'
import { nameOf, recipeNamed, recipeOf } from './recipe.ts'
import { storm } from './storm.ts'
import { type Asked, brokenOff, type Told } from './ending.ts'

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
    const says = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
    return brokenOff(seed, name, says)
  }
}

/** A thread that storms the seeds it is told, one after the other. */
parentPort?.on('message', (asked: Asked) => {
  void tell(asked).then((told) => parentPort?.postMessage(told))
})
