import type { FieldMapping } from '../../../../shared/api/mapping.ts'
import type { PairingView } from '../../../../shared/api/pairing.ts'
import type { Table } from '../../../../shared/field.ts'
import { rivalriesOf } from '../../mapping/rivals.ts'
import { Notice } from '../../parts/notice.tsx'
import { useMappings } from '../../worker/mappings.ts'
import { usePairings } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'

const words = say.mapping

type Props = {
  readonly configId: string | null
  readonly pairing: PairingView
  readonly entries: readonly FieldMapping[]
  readonly left: Table | undefined
  readonly right: Table | undefined
}

/** Which other tables write the same fields without reading them: said while mapping, before the two put each other right. */
export function Rivals({ configId, pairing, entries, left, right }: Props) {
  const client = useClient()
  const pairings = usePairings(client, configId)
  const mappings = useMappings(client, configId)
  const all = (pairings.data?.items ?? []).map((one) => ({
    pairing: one,
    entries: (mappings.data?.items ?? []).filter(({ entityType }) => entityType === one.entityType),
  }))
  return (
    <>
      {rivalriesOf({ pairing, entries }, all).map(({ by, side, entries: written }) => {
        // The tables that give are those on the other side.
        const [theirs, mine] =
          side === 'left' ? [by.tableNames.crm, right?.name] : [by.tableNames.app, left?.name]
        const fields = written.map((one) =>
          side === 'left'
            ? slotName(left, one.appField, one.appPart)
            : slotName(right, one.crmField, one.crmPart),
        )
        return (
          <Notice key={`${by.entityType} ${side}`} tone="warn">
            {words.rivals(
              fields.map((name) => `“${name}”`).join(', '),
              theirs,
              mine ?? pairing.appTable,
            )}
          </Notice>
        )
      })}
    </>
  )
}
