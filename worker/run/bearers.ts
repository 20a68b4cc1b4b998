import type { Failure } from '../../shared/failure.ts'
import type { Record, Side } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { tellLeft } from '../../shared/undo.ts'
import type { Lane, Work } from './work.ts'

/** Who bears these ids of the other side on this one, by the id: the record that was made for it, or a copy of that. */
export async function bearersOf(
  { ports }: Work,
  lane: Lane,
  side: Side,
  ids: readonly string[],
): Promise<Result<ReadonlyMap<string, readonly Record[]>, Failure>> {
  const bearers = new Map<string, Record[]>()
  const twin = lane.twins[side]
  if (!twin) return ok(bearers)
  const { connector } = ports[side]
  for (let i = 0; i < ids.length; i += connector.limits.lookup) {
    const part = ids.slice(i, i + connector.limits.lookup)
    const found = await connector.find(lane.tables[side], lane.fields[side], twin, part)
    if (!found.ok) return err(found.error)
    for (const record of found.value) {
      const borne = record.values[twin.id]
      if (typeof borne === 'string') bearers.set(borne, [...(bearers.get(borne) ?? []), record])
    }
  }
  return ok(bearers)
}

/** It is not made again, because another one bears the id of its other half. */
export const borne = (name: string): Failure => ({
  reason: 'not_restored',
  field: name,
  why: tellLeft({ slot: null, because: 'borne' }, name),
})
