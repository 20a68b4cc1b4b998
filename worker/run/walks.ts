import * as z from 'zod'
import type { Connector } from '../connectors/connector.ts'
import type { Table } from '../../shared/field.ts'

/** One way through a table, or through a part of it: where it began, where the next page is, and whether it is through. */
const Walk = z.object({ from: z.string().nullable(), at: z.string().nullable(), done: z.boolean() })
export type Walk = z.infer<typeof Walk>
const Walks = z.array(Walk).min(1)

/** Walks of one listing under way at a time: as many as connections, and twice what 5 calls a second need at 600 ms. */
export const WALKERS = 6

/** A page that took longer (ms) than this says that walks of this table wait for the line and not for the vendor's pace. */
const SLOW_MS = 400

/** How a listing of about so many records begins: in parts, where the vendor has them for a table of that size. */
export const beginWalks = (
  connector: Pick<Connector, 'parts'>,
  table: Table,
  expected: number,
  least = 1,
): Walk[] =>
  (connector.parts?.(table, expected, least) ?? [null]).map((from) => ({
    from,
    at: from,
    done: false,
  }))

/**
 * Into how many parts a table of unknown size is taken after its first page took so long (ms): enough for the walks of all
 * `tables` that are read beside each other to use up `perSecond` calls. That page is read again, once in the table's life.
 */
export const partsFor = (tookMs: number, perSecond: number, tables: number): number =>
  tookMs < SLOW_MS ? 1 : Math.min(WALKERS, Math.floor((tookMs * perSecond) / 1_000 / tables))

/** As stored beside the listing; null where nothing was stored that can be gone on with. */
export function readWalks(stored: string | null): Walk[] | null {
  if (stored === null) return null
  try {
    return Walks.safeParse(JSON.parse(stored)).data ?? null
  } catch {
    return null
  }
}

/** After a break, or where a cursor may have died: back to where this walk began. */
export function startAgain(walk: Walk): void {
  if (!walk.done) walk.at = walk.from
}
