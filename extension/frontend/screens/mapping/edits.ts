import { useCallback, useEffect, useMemo, useState } from 'react'
import type { FieldMapping, FieldMappingList } from '../../../../shared/api/mapping.ts'
import type { PairingView } from '../../../../shared/api/pairing.ts'
import { type Edit, edit, rebase } from '../../mapping/edit.ts'
import { noticed, seenFrom } from '../../mapping/elsewhere.ts'

export type Edits = {
  readonly of: (entityType: string) => Edit
  readonly change: (pairing: PairingView, step: (before: Edit) => Edit) => void
}

type Works = Readonly<Record<string, Edit>>

/** What is worked out for each pairing of a sync: it outlives another choice of tables, and every fresh answer of the Worker. */
export function useEdits(list: FieldMappingList | undefined): Edits {
  const [works, setWorks] = useState<Works>({})
  useEffect(() => {
    if (list)
      setWorks((all) =>
        eachOf(all, (work, entityType) => noticed(work, rebase(work, ofPairing(list, entityType)))),
      )
  }, [list])
  const untouched = useMemo(() => {
    const types = new Set(list?.items.map(({ entityType }) => entityType))
    return new Map([...types].map((type) => [type, edit(ofPairing(list, type))]))
  }, [list])
  const of = (entityType: string): Edit =>
    works[entityType] ?? untouched.get(entityType) ?? edit(NONE)
  const change = useCallback(
    (pairing: PairingView, step: (before: Edit) => Edit) =>
      setWorks((all) => {
        const { entityType } = pairing
        const before = all[entityType] ?? untouched.get(entityType) ?? edit(NONE)
        return { ...all, [entityType]: seenFrom(before, step(before), pairing) }
      }),
    [untouched],
  )
  return { of, change }
}

const eachOf = (works: Works, make: (work: Edit, entityType: string) => Edit): Works =>
  Object.fromEntries(Object.entries(works).map(([type, work]) => [type, make(work, type)]))

const NONE: readonly FieldMapping[] = []

export const ofPairing = (
  list: FieldMappingList | undefined,
  entityType: string,
): readonly FieldMapping[] => list?.items.filter((one) => one.entityType === entityType) ?? NONE
