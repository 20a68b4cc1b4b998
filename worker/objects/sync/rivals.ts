import type { Pairing } from '../../../shared/mapping.ts'
import { other } from '../../../shared/record.ts'
import { rivalsOf } from '../../../shared/validate/rivals.ts'
import type { Memory } from './memory.ts'
import type { NamedPairing } from './rpc.ts'

/** What is to be said of the entries of this pairing that another one of the sync writes over, each naming it and the field. */
export function rivalsTold(
  { pairings, described }: Memory,
  pairing: Pairing,
): NamedPairing['warnings'] {
  const all = pairings.all().map(({ json }) => json)
  return rivalsOf(pairing, all).flatMap(({ entry, side, by }) => {
    const mine = pairing.entries.find(({ id }) => id === entry)
    const theirs = all.find(({ entityType }) => entityType === by.entityType)
    if (!mine || !theirs) return []
    const field = described.nameOf(side, pairing[side], mine[side].field)
    const table = described.nameOf(side, pairing[side])
    const from = described.nameOf(other(side), theirs[other(side)])
    const says = `“${field}” of “${table}” is written from “${from}” too, and neither reads it: where both hold the same record and differ, each takes the other's value for a mistake and puts it right. Let only one of them write it, let one go both ways, or keep their records apart with filters.`
    return [{ entry, says }]
  })
}
