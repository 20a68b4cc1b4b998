import { strangeSays } from '../../shared/field.ts'
import { SIDES } from '../../shared/record.ts'
import type { Lane, Work } from './work.ts'

/** Fields of a type their connector has never seen: told once each, so that a vendor's new version is noticed the same day. */
export function strangers({ memory, ports, run }: Work, lanes: readonly Lane[]): readonly string[] {
  return lanes.flatMap(({ tables }) =>
    SIDES.flatMap((side) =>
      tables[side].fields
        .filter((field) => field.strange)
        .filter((field) => memory.noticed.claim(side, `${tables[side].id}/${field.id}`, run.id))
        .map((field) => strangeSays(ports[side].connector.name, tables[side], field)),
    ),
  )
}
