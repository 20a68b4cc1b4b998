import * as z from 'zod'
import type { Account } from '../../../shared/account.ts'
import { other, type Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import type { Numbered } from './pairings.ts'
import { row } from './rows.ts'

const Tally = z.object({
  in_sync: z.number().nullable(),
  pending: z.number().nullable(),
  conflict: z.number().nullable(),
  blocked: z.number().nullable(),
  held: z.number().nullable(),
  filtered: z.number().nullable(),
  not_created: z.number().nullable(),
  kept: z.number().nullable(),
})

/**
 * Where every record of one side stands. A half that was proved gone is no record of its side any more, whatever its link
 * waits for. `total` is what the last complete listing counted, plus what we created and
 * less what we deleted there since: not the sum of the others, so that their sum can be held against it.
 */
export function accountOf(sql: Sql, numbered: Numbered, side: Side): Account {
  const { no, json: pairing } = numbered
  const id = side === 'left' ? 'left_id' : 'right_id'
  const opposite = other(side)
  const links = row(
    sql,
    Tally,
    `with standing as (
       select case
         when gone is not null then 'kept'
         when left_out = 1 or right_out = 1 then 'filtered'
         when exists (select 1 from hold where hold.pairing = link.pairing and hold.entry = ''
           and ((hold.side = 'left' and hold.record_id = link.left_id)
             or (hold.side = 'right' and hold.record_id = link.right_id))) then 'held'
         when exists (select 1 from conflict where conflict.link = link.id) then 'conflict'
         when exists (select 1 from block where block.pairing = link.pairing
           and ((block.side = 'left' and block.source_id = link.right_id)
             or (block.side = 'right' and block.source_id = link.left_id))) then 'blocked'
         when exists (select 1 from hold where hold.pairing = link.pairing
           and ((hold.side = 'left' and hold.record_id = link.left_id)
             or (hold.side = 'right' and hold.record_id = link.right_id))) then 'held'
         when proposed is not null then 'pending'
         when exists (select 1 from seen where seen.pairing = link.pairing and fate is null
           and seen.side = 'left' and seen.record_id = link.left_id) then 'pending'
         when exists (select 1 from seen where seen.pairing = link.pairing and fate is null
           and seen.side = 'right' and seen.record_id = link.right_id) then 'pending'
         when exists (select 1 from seen where seen.pairing = link.pairing
           and seen.side = 'left' and seen.record_id = link.left_id) then 'held'
         when exists (select 1 from seen where seen.pairing = link.pairing
           and seen.side = 'right' and seen.record_id = link.right_id) then 'held'
         else 'in_sync' end as is_
       from link where pairing = ? and (gone is null or gone = ?)
         and not exists (select 1 from seen where seen.pairing = link.pairing and seen.side = ?
           and seen.record_id = link.${id} and seen.slots is null))
     select sum(is_ = 'in_sync') as in_sync, sum(is_ = 'pending') as pending, sum(is_ = 'conflict') as conflict,
       sum(is_ = 'blocked') as blocked, sum(is_ = 'held') as held, sum(is_ = 'filtered') as filtered, 0 as not_created, sum(is_ = 'kept') as kept from standing`,
    no,
    opposite,
    side,
  )
  const loose = row(
    sql,
    Tally,
    `with standing as (
       select case
         when fate = 'filtered' then 'filtered'
         when fate = 'conflict' then 'conflict'
         when fate = 'held' then 'held'
         when fate = 'not_created' then 'not_created'
         when exists (select 1 from block where block.pairing = seen.pairing and block.side = ?
           and block.source_id = seen.record_id and block.entry = '') then 'blocked'
         else 'pending' end as is_
       from seen where pairing = ? and side = ? and slots is not null
         and not exists (select 1 from link where link.pairing = seen.pairing and link.${id} = seen.record_id))
     select 0 as in_sync, sum(is_ = 'pending') as pending, sum(is_ = 'conflict') as conflict,
       sum(is_ = 'blocked') as blocked, sum(is_ = 'held') as held, sum(is_ = 'filtered') as filtered, sum(is_ = 'not_created') as not_created,
       0 as kept from standing`,
    opposite,
    no,
    side,
  )
  const sum = (column: keyof z.infer<typeof Tally>): number =>
    (links?.[column] ?? 0) + (loose?.[column] ?? 0)
  return {
    entityType: pairing.entityType,
    side,
    total: side === 'left' ? numbered.left_total : numbered.right_total,
    inSync: sum('in_sync'),
    pending: sum('pending'),
    conflict: sum('conflict'),
    blocked: sum('blocked'),
    filtered: sum('filtered'),
    held: sum('held'),
    notCreated: sum('not_created'),
    kept: sum('kept'),
  }
}
