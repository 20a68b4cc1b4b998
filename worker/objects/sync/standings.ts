import * as z from 'zod'
import { Failure, tell } from '../../../shared/failure.ts'
import { other, type Side, SIDES } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { jsonOnce, rows } from './rows.ts'
import { isLoose, isThere, oddLinks, oddLoose, OF_LINK, OF_LOOSE, Standing } from './standing.ts'

/** A record and where it stands, with the sentences that say why. */
export type Standed = {
  readonly recordId: string
  readonly otherId: string | null
  readonly title: string
  readonly standing: Standing
  readonly says: readonly string[]
  /** What holds it, where it is set aside: to be let go by these numbers. */
  readonly holds: readonly string[]
}

const Row = z.object({
  id: z.number(),
  recordId: z.string(),
  otherId: z.string().nullable(),
  title: z.string(),
  says: z.string().nullable(),
})

/** A cursor: links come first, by number, then records without one. */
const Cursor = /^([lr])(\d+)$/

/** The records of one side that have this standing, a page at a time. Records in sync are too many to be listed. */
export function standing(
  sql: Sql,
  about: { readonly no: number; readonly side: Side; readonly standing: Standing },
  page: { readonly cursor: string | null; readonly limit: number },
): { items: Standed[]; cursor: string | null } {
  const { no, side } = about
  const [, stage = 'l', number = '0'] = Cursor.exec(page.cursor ?? '') ?? []
  const found: (z.infer<typeof Row> & { at: string })[] = []
  if (stage === 'l')
    for (const one of rows(
      sql,
      Row,
      `select link.id as id, link.${side}_id as recordId, link.${other(side)}_id as otherId, null as says,
         coalesce((select title from seen where seen.pairing = ?1 and seen.side = ?2 and seen.record_id = link.${side}_id),
           (select title from write where write.pairing = ?1 and write.link = link.id and write.id >=
             (select max(first) from run) limit 1), '') as title
         from link where link.id in (${oddLinks(about.standing)}) and link.id > ?3 and ${isThere(side)}
           and ${OF_LINK} = ?4 order by link.id limit ?5 + 0`,
      no,
      side,
      Number(number),
      about.standing,
      page.limit,
    ))
      found.push({ ...one, at: `l${one.id}` })
  if (found.length < page.limit)
    for (const one of rows(
      sql,
      Row,
      `select seen.id as id, seen.record_id as recordId, null as otherId, seen.title as title, seen.says as says
         from seen where +seen.pairing = ?1 and +seen.side = ?2 and seen.id > ?3 and ${oddLoose(about.standing, side)} and ${isLoose(side)}
           and ${OF_LOOSE} = ?4 order by seen.id limit ?5 + 0`,
      no,
      side,
      stage === 'r' ? Number(number) : 0,
      about.standing,
      page.limit - found.length,
    ))
      found.push({ ...one, at: `r${one.id}` })
  const blocked = about.standing === 'blocked' ? blockedOf(sql, no, side, found) : null
  return {
    items: found.map(({ recordId, otherId, title, says }) => ({
      recordId,
      otherId,
      title,
      standing: about.standing,
      says: blocked ? (blocked.get(recordId) ?? []) : why(sql, no, side, about.standing, recordId, otherId, says), // prettier-ignore
      holds: about.standing === 'held' ? holdsOf(sql, no, side, recordId, otherId) : [],
    })),
    cursor: found.length < page.limit ? null : (found.at(-1)?.at ?? null),
  }
}

/**
 * Where one record stands, with the reasons. Null where nobody has seen it yet; `gone` where it was found deleted. A link
 * that a preview only proposes counts as none.
 */
export function standingOf(
  sql: Sql,
  no: number,
  side: Side,
  recordId: string,
): Omit<Standed, 'title' | 'recordId' | 'holds'> | 'gone' | null {
  const [link] = rows(
    sql,
    Linked,
    `select link.${other(side)}_id as otherId, ${OF_LINK} as standing from link
       where link.pairing = ? and link.${side}_id = ? and link.proposed is null`,
    no,
    recordId,
  )
  if (link)
    return { ...link, says: why(sql, no, side, link.standing, recordId, link.otherId, null) }
  const [loose] = rows(
    sql,
    Loose,
    `select ${OF_LOOSE} as standing, seen.says as says, seen.slots is null as gone from seen
       where seen.pairing = ?1 and seen.side = ?2 and seen.record_id = ?3`,
    no,
    side,
    recordId,
  )
  if (!loose) return null
  if (loose.gone === 1) return 'gone'
  const says = why(sql, no, side, loose.standing, recordId, null, loose.says)
  return { otherId: null, standing: loose.standing, says }
}

const Linked = z.object({ otherId: z.string(), standing: Standing })
const Loose = z.object({ standing: Standing, says: z.string().nullable(), gone: z.number() })

/** What somebody set aside of a record or its other half; what the sync itself leaves alone has no number. */
const holdsOf = (
  sql: Sql,
  no: number,
  side: Side,
  recordId: string,
  otherId: string | null,
): readonly string[] =>
  rows(
    sql,
    Numbered,
    `select id from hold where pairing = ?1
       and ((side = ?2 and record_id = ?3) or (side = ?4 and record_id = ?5)) order by id`,
    no,
    side,
    recordId,
    other(side),
    otherId,
  ).map(({ id }) => String(id))
const Numbered = z.object({ id: z.number() })

/** Why it stands there, in sentences. */
function why(
  sql: Sql,
  no: number,
  side: Side,
  standing: Standing,
  recordId: string,
  otherId: string | null,
  says: string | null,
): string[] {
  const said = (query: string): string[] =>
    rows(sql, Says, query, no, side, recordId, other(side), otherId).map((one) => one.says)
  const own = says === null ? [] : [says]
  switch (standing) {
    case 'in_sync':
      return ['Both sides agree.']
    case 'pending':
      return ['The next run writes it, or has it still to look at.']
    case 'kept':
      return ['It was deleted on the other side; here it stays.']
    case 'filtered':
      return own.length > 0 ? own : ['It, or its other half, is outside the filter.']
    case 'not_created':
      return own
    case 'conflict':
      return otherId === null
        ? own
        : said(
            `select says from conflict where link = (select id from link where pairing = ?1
               and ((?2 = 'left' and left_id = ?3 and right_id = ?5) or (?2 = 'right' and right_id = ?3 and left_id = ?5)))
               and ?4 is not null order by id`,
          )
    case 'held': {
      const holds = said(
        `select says from hold where pairing = ?1
           and ((side = ?2 and record_id = ?3) or (side = ?4 and record_id = ?5)) order by id`,
      )
      const seen = said(
        `select says from seen where pairing = ?1 and says is not null
           and ((side = ?2 and record_id = ?3) or (side = ?4 and record_id = ?5)) order by id`,
      )
      return [...new Set([...holds, ...own, ...seen])]
    }
    case 'blocked':
      return rows(
        sql,
        Failed,
        `select failure from block where pairing = ?1
           and ((side = ?4 and source_id = ?3) or (side = ?2 and source_id = ?5)) order by side, entry`,
        no,
        side,
        recordId,
        other(side),
        otherId,
      ).map((one) => tell(one.failure))
  }
}

const Says = z.object({ says: z.string() })
// Many are blocked for one reason.
const Failed = z.object({ failure: jsonOnce(Failure) })
const FailedOf = Failed.extend({ recordId: z.string() })

/** Why each of these is blocked, as `why` says it of one, looked up together. */
function blockedOf(
  sql: Sql,
  no: number,
  side: Side,
  found: readonly { readonly recordId: string; readonly otherId: string | null }[],
): ReadonlyMap<string, readonly string[]> {
  const asked = JSON.stringify(found.map(({ recordId, otherId }) => [recordId, otherId]))
  const says = new Map<string, string[]>()
  for (const to of SIDES)
    for (const { recordId, failure } of rows(
      sql,
      FailedOf,
      `select asked.value->>0 as recordId, block.failure as failure from json_each(?2) asked
         cross join block on block.pairing = ?1 and block.side = ?3 and block.source_id = asked.value->>${to === side ? 1 : 0}
         order by block.entry`,
      no,
      asked,
      to,
    ))
      says.set(recordId, [...(says.get(recordId) ?? []), tell(failure)])
  return says
}
