import type { PairingPatch } from '../../../../shared/api/pairing.ts'
import type { Clash } from '../../mapping/edit.ts'
import { Button } from '../../parts/button.tsx'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'

const words = say.mapping

type Props = Pick<Edited, 'left' | 'right'> & {
  readonly clashes: readonly Clash[]
  readonly terms: readonly (keyof PairingPatch)[]
  readonly onKeep: () => void
  readonly onTake: () => void
}

/** What was changed here and elsewhere at once, and whose is to stand. */
export function Elsewhere({ left, right, clashes, terms, onKeep, onTake }: Props) {
  const pairs = clashes.flatMap(({ mine, theirs }) => {
    const pair = mine ?? theirs
    if (pair === null) return []
    const { appField, appPart, crmField, crmPart } = pair
    return [words.open(slotName(left, appField, appPart), slotName(right, crmField, crmPart))]
  })
  const named: { readonly [term: string]: string } = words.terms
  const rules = new Set(terms.map((term) => named[term] ?? words.terms.other))
  return (
    <div className="notice notice-warn" role="alert">
      <div className="notice-text">
        <p>{words.elsewhere([...pairs, ...rules].join(', '))}</p>
      </div>
      <Button onPress={onKeep}>{words.keepMine}</Button>
      <Button onPress={onTake}>{words.takeTheirs}</Button>
    </div>
  )
}
