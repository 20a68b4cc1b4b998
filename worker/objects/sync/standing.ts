import * as z from 'zod'
import { other, type Side } from '../../../shared/record.ts'

/** Where one record stands; the words of an account. */
export const Standing = z.enum([
  'in_sync', 'pending', 'conflict', 'blocked', 'filtered', 'held', 'not_created', 'kept',
]) // prettier-ignore
export type Standing = z.infer<typeof Standing>

const held = (only = ''): string =>
  `exists (select 1 from hold where hold.pairing = link.pairing and hold.side = 'left'
     and hold.record_id = link.left_id ${only})
   or exists (select 1 from hold where hold.pairing = link.pairing and hold.side = 'right'
     and hold.record_id = link.right_id ${only})`
const seen = (only = ''): string =>
  `exists (select 1 from seen where seen.pairing = link.pairing and seen.side = 'left'
     and seen.record_id = link.left_id ${only})
   or exists (select 1 from seen where seen.pairing = link.pairing and seen.side = 'right'
     and seen.record_id = link.right_id ${only})`

const ofLink = (whole: string, some: string): string => `case
  when link.gone is not null then 'kept'
  when link.left_out = 1 or link.right_out = 1 then 'filtered'
  ${whole}
  when exists (select 1 from conflict where conflict.link = link.id) then 'conflict'
  when exists (select 1 from block where block.pairing = link.pairing and block.side = 'left'
      and block.source_id = link.right_id)
    or exists (select 1 from block where block.pairing = link.pairing and block.side = 'right'
      and block.source_id = link.left_id) then 'blocked'
  ${some}
  when link.proposed is not null then 'pending'
  when ${seen('and seen.fate is null')} then 'pending'
  when ${seen()} then 'held'
  else 'in_sync' end`
/** The standing of both halves of a link: the first that holds. */
export const OF_LINK = ofLink(
  `when ${held(`and hold.entry = ''`)} then 'held'`,
  `when ${held()} then 'held'`,
)
/** The same as if nobody had set anything aside. */
export const OF_UNHELD = ofLink('', '')

/** The standing of a record without a link. All below take the pairing as ?1. */
export const OF_LOOSE = `case
  when seen.fate in ('filtered', 'conflict', 'held', 'not_created') then seen.fate
  when exists (select 1 from block where block.pairing = seen.pairing and block.entry = ''
      and block.side = case seen.side when 'left' then 'right' else 'left' end
      and block.source_id = seen.record_id) then 'blocked'
  else 'pending' end`

/** Links that may stand otherwise than in sync, by what could make them: few, where everything is well. */
const ODD = {
  kept: 'select id from link where pairing = ?1 and gone is not null',
  filtered: 'select id from link where pairing = ?1 and (left_out = 1 or right_out = 1)',
  conflict: 'select link as id from conflict where pairing = ?1 and link is not null',
  blocked: `select link.id from block cross join link on link.pairing = ?1 and link.left_id = block.source_id
      where block.pairing = ?1 and block.side = 'right'
    union all select link.id from block cross join link on link.pairing = ?1 and link.right_id = block.source_id
      where block.pairing = ?1 and block.side = 'left'`,
  held: `select link.id from hold cross join link on link.pairing = ?1 and link.left_id = hold.record_id
      where hold.pairing = ?1 and hold.side = 'left'
    union all select link.id from hold cross join link on link.pairing = ?1 and link.right_id = hold.record_id
      where hold.pairing = ?1 and hold.side = 'right'`,
  pending: `select link.id from seen cross join link on link.pairing = ?1 and link.left_id = seen.record_id
      where seen.pairing = ?1 and seen.side = 'left'
    union all select link.id from seen cross join link on link.pairing = ?1 and link.right_id = seen.record_id
      where seen.pairing = ?1 and seen.side = 'right'
    union all select id from link where pairing = ?1 and proposed is not null`,
}

/** The numbers of links of which something is set aside. */
export const HELD_LINKS = ODD.held
/** The numbers of links that may stand otherwise than in sync, had nobody set anything aside. */
export const ODD_UNHELD = // The platform takes five terms in one union: unions of unions.
  [`${ODD.kept} union all ${ODD.filtered} union all ${ODD.conflict}`, ODD.blocked, ODD.pending]
    .map((some) => `select id from (${some})`)
    .join(' union all ')

/** The numbers of links that may have this standing. */
export function oddLinks(standing: Standing): string {
  switch (standing) {
    case 'held':
      return `select id from (${ODD.held}) union all select id from (${ODD.pending})`
    case 'in_sync':
    case 'not_created':
      return 'select id from link where false'
    default:
      return ODD[standing]
  }
}

/**
 * Does the link stand for a record of this side that is there? A half that was proved gone is no record of its side any more,
 * whatever its link waits for; one that was seen since is there again.
 */
export const isThere = (side: Side): string =>
  `coalesce((select seen.slots is not null from seen where seen.pairing = link.pairing and seen.side = '${side}'
       and seen.record_id = link.${side}_id), link.gone is null or link.gone = '${other(side)}')`

/** Those of `seen` that may have this standing, by what could make them. */
export function oddLoose(standing: Standing, side: Side): string {
  switch (standing) {
    case 'blocked':
      return `seen.id in (select found.id from block cross join seen as found on found.pairing = ?1 and found.side = '${side}'
        and found.record_id = block.source_id where block.pairing = ?1 and block.side = '${other(side)}' and block.entry = '')`
    case 'filtered':
    case 'conflict':
    case 'held':
    case 'not_created':
      return `seen.fate = '${standing}'`
    case 'in_sync':
    case 'kept':
      return 'false'
    case 'pending':
      return 'true'
  }
}

/** Is the row of `seen` a record that is there and has no link? */
export const isLoose = (side: Side): string =>
  `seen.slots is not null and not exists (
     select 1 from link where link.pairing = seen.pairing and link.${side}_id = seen.record_id)`
