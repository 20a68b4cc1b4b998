import * as z from 'zod'
import type { Connector } from '../connectors/connector.ts'
import type { Table } from '../../shared/field.ts'

/** One way through a table, or through a part of it: where it began, where the next page is, and whether it is through. */
const Walk = z.object({ from: z.string().nullable(), at: z.string().nullable(), done: z.boolean() })
export type Walk = z.infer<typeof Walk>
const Walks = z.array(Walk).min(1)

/** Walks of one listing under way at a time: at 600 ms a call, three would just use up 5 calls a second. */
export const WALKERS = 4

/** How a listing of about so many records begins: in parts, where the vendor has them for a table of that size. */
export const beginWalks = (
  connector: Pick<Connector, 'parts'>,
  table: Table,
  expected: number,
): Walk[] =>
  (connector.parts?.(table, expected) ?? [null]).map((from) => ({ from, at: from, done: false }))

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
