import type { Entry } from '../../../shared/mapping.ts'
import type { EntryDraft } from './rpc.ts'

/** What a draft says of how values cross. */
type Crossing = Pick<EntryDraft, 'transform' | 'valueMap' | 'choices'>

/** The entry with what the draft says of its values: null takes it away, what is left out stays as it was. */
export function withValues(entry: Entry, { transform, valueMap, choices }: Crossing): Entry {
  const { transform: t, valueMap: v, choices: c, ...rest } = entry
  const kept = {
    transform: transform === undefined ? t : transform,
    valueMap: valueMap === undefined ? v : valueMap,
    choices: choices === undefined ? c : choices,
  }
  return {
    ...rest,
    ...(kept.transform ? { transform: kept.transform } : {}),
    ...(kept.valueMap ? { valueMap: kept.valueMap } : {}),
    ...(kept.choices ? { choices: kept.choices } : {}),
  }
}

/** Do values cross otherwise than before, so that both sides must meet anew? */
export const crossesAnew = (before: Entry, after: Entry): boolean =>
  JSON.stringify(essence(before)) !== JSON.stringify(essence(after))

const essence = ({ left, right, transform, valueMap, reads, shape }: Entry): unknown => [
  [left.field, left.part ?? null],
  [right.field, right.part ?? null],
  transform ?? null,
  valueMap ?? null,
  reads ?? null,
  shape ?? null,
]
