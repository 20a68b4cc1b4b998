import type { Result } from '../result.ts'
import { sameValue, type Value } from '../value.ts'

/** A sample that does not come home: what it became on the way there, and what came back; or where it got stuck. */
export type Strayed<E> = {
  readonly sample: Value
  readonly there: Result<Value, E>
  /** Null where there was nothing to bring back. */
  readonly back: Result<Value, E> | null
}

/**
 * The samples that two ways lose between them: those that cannot go, cannot come back, or come back as something
 * else. In the order given, each value once.
 */
export function comesHome<E>(
  there: (value: Value) => Result<Value, E>,
  back: (value: Value) => Result<Value, E>,
  samples: readonly Value[],
): readonly Strayed<E>[] {
  const strayed: Strayed<E>[] = []
  const seen: Value[] = []
  for (const sample of samples) {
    if (seen.some((one) => sameValue(one, sample))) continue
    seen.push(sample)
    const gone = there(sample)
    const home = gone.ok ? back(gone.value) : null
    if (!home?.ok || !sameValue(home.value, sample))
      strayed.push({ sample, there: gone, back: home })
  }
  return strayed
}
