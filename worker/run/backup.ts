import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import { SIDES, type Side } from '../../shared/record.ts'
import { Value } from '../../shared/value.ts'
import type { PartKind } from '../objects/sync/backups.ts'
import { isSpent, type Lane, lanesOf, type Step, type Work } from './work.ts'

/** A part is closed when its text is this long: small enough for memory, large enough to be few. */
const PART_CHARS = 2_000_000
/** Links written in one go. */
const LINKS = 1_000

/** Where it has got to: which listing, where in it, and the number of the next part. */
const Place = z.object({
  at: z.number(),
  cursor: z.union([z.string(), z.number()]).nullable(),
  no: z.number(),
})
type Place = z.infer<typeof Place>

/** A record of a backup, one a line. */
export const BackupRecord = z.object({
  kind: z.enum(['app', 'crm']),
  entityType: z.string(),
  id: z.string(),
  url: z.string().optional(),
  values: z.record(z.string(), Value),
})
export type BackupRecord = z.infer<typeof BackupRecord>

const WIRE = { left: 'app', right: 'crm' } as const

/** The keys of a backup's parts: below the workspace's own, so that nobody else's can be meant. */
export const partKey = (
  setup: { readonly workspaceId: string; readonly id: string },
  backup: number,
  no: number,
): string => `${setup.workspaceId}/${setup.id}/${backup}/${String(no).padStart(6, '0')}.ndjson.gz`

/**
 * Put everything both sides hold, all fields, and the links with their bases, on the shelf, of all pairings or of the one it
 * is for: JSON lines, compressed, in parts that each stand by themselves. A slice that is cut off loses the part it was at. `null` when all is kept.
 */
export async function backUp(work: Work, backup: number): Promise<Step | null> {
  const { memory } = work
  const row = memory.backups.get(backup)
  if (!row || row.state === 'done') return null
  const { lanes } = lanesOf(work)
  const only = row.entity_type
  const kept = only === null ? lanes : lanes.filter(({ pairing }) => pairing.entityType === only)
  const listings = kept.flatMap((lane) =>
    [...SIDES, 'links' as const].map((kind) => ({ lane, kind })),
  )
  let place: Place = row.cursor === null ? START : Place.parse(JSON.parse(row.cursor))
  for (; place.at < listings.length;) {
    const { lane, kind } = listings[place.at]!
    const part = await collect(work, lane, kind, place.cursor)
    if ('reason' in part) {
      if (part.reason !== 'listing_broke') return { is: 'failed', failure: part }
      // Cursors do not outlive minutes: this side begins again.
      place = { ...place, cursor: null }
      const again = place
      memory.together(() => {
        memory.backups.dropParts(backup, lane.no, kind)
        memory.backups.save(backup, JSON.stringify(again))
      })
      if (place.cursor === null && isSpent(work)) return { is: 'again' }
      return { is: 'wait', until: work.clock.now() + BROKEN_WAIT_MS, says: null }
    }
    const { no } = place
    const bytes = part.lines.length === 0 ? null : await zip(part.lines)
    if (bytes) await work.shelf.put(partKey(work.setup, backup, no), bytes)
    place =
      part.cursor === null
        ? { at: place.at + 1, cursor: null, no: no + (bytes ? 1 : 0) }
        : { at: place.at, cursor: part.cursor, no: no + (bytes ? 1 : 0) }
    const reached = place
    memory.together(() => {
      if (bytes)
        memory.backups.addPart(backup, {
          no,
          pairing: lane.no,
          kind,
          records: part.lines.length,
          bytes: bytes.length,
        })
      memory.backups.save(backup, JSON.stringify(reached))
      if (kind !== 'links') memory.runs.addRead(work.run.id, part.lines.length)
    })
    if (isSpent(work, part.lines.length)) return { is: 'again' }
  }
  memory.backups.finish(backup, work.clock.now())
  return null
}
const START: Place = { at: 0, cursor: null, no: 1 }
/** A listing that broke is begun again after this long. */
const BROKEN_WAIT_MS = 2_000

type Collected = { readonly lines: readonly string[]; readonly cursor: string | number | null }

/** Lines enough for one part, or those up to the end. */
async function collect(
  work: Work,
  lane: Lane,
  kind: PartKind,
  from: string | number | null,
): Promise<Collected | Failure> {
  if (kind === 'links') return links(work, lane, Number(from ?? 0))
  const lines: string[] = []
  let cursor = from === null ? null : String(from)
  for (let size = 0; ;) {
    const page = await work.ports[kind].connector.list(
      lane.tables[kind],
      lane.tables[kind].fields,
      cursor,
    )
    if (!page.ok) return page.error
    for (const { id, url, values } of page.value.records) {
      if (work.memory.holds.isErased(lane.no, kind, id)) continue
      const line: BackupRecord = {
        kind: WIRE[kind],
        entityType: lane.pairing.entityType,
        id,
        ...(url === undefined ? {} : { url }),
        values: { ...values },
      }
      lines.push(JSON.stringify(line))
      size += lines[lines.length - 1]!.length
    }
    cursor = page.value.cursor
    if (cursor === null || size >= PART_CHARS || work.clock.now() >= work.until)
      return { lines, cursor }
  }
}

function links(work: Work, lane: Lane, after: number): Collected {
  const found = work.memory.links.after(lane.no, after, LINKS)
  const lines = found.map((link) =>
    JSON.stringify({
      kind: 'link',
      entityType: lane.pairing.entityType,
      app: link.left_id,
      crm: link.right_id,
      appBase: link.left_base,
      crmBase: link.right_base,
      gone: link.gone === null || link.gone === 'both' ? link.gone : WIRE[link.gone],
    }),
  )
  return { lines, cursor: found.length < LINKS ? null : found[found.length - 1]!.id }
}

export async function zip(lines: readonly string[]): Promise<Uint8Array> {
  const text = new Blob([`${lines.join('\n')}\n`]).stream()
  return new Uint8Array(
    await new Response(text.pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
  )
}

/** The lines of one part. */
export async function linesOf(part: ReadableStream<Uint8Array>): Promise<string[]> {
  const { body } = new Response(part)
  if (body === null) return []
  const text = await new Response(body.pipeThrough(new DecompressionStream('gzip'))).text()
  return text.split('\n').filter((line) => line !== '')
}

/** The records of one part, of one side. */
export async function unzip(part: ReadableStream<Uint8Array>, side: Side): Promise<BackupRecord[]> {
  const lines = await linesOf(part)
  return lines
    .map((line) => BackupRecord.parse(JSON.parse(line)))
    .filter((record) => record.kind === WIRE[side])
}
