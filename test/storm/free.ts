import { isFrozen, type Link } from '../../worker/objects/sync/links.ts'
import type { Engine } from '../worker/engine.ts'

/** Does nothing stand in the way of this pair? */
export function isFree({ memory }: Engine, link: Link): boolean {
  const { pairing, left_id: left, right_id: right } = link
  const held = memory.holds.ofLink(pairing, left, right)
  const trouble = memory.sql
    .exec(
      `select 1 from conflict where link = ?1
       union all select 1 from block where pairing = ?2 and source_id in (?3, ?4)
       union all select 1 from seen where pairing = ?2 and record_id in (?3, ?4)`,
      link.id,
      pairing,
      left,
      right,
    )
    .toArray()
  return (
    link.gone === null &&
    !isFrozen(link) &&
    !held.whole &&
    held.entries.size === 0 &&
    trouble.length === 0
  )
}
