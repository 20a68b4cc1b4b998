/** A base, a history and an inbox as large as they get, for the screens of the extension. */
import type { Conflict } from '../../shared/api/conflict.ts'
import type { Log } from '../../shared/api/run.ts'
import {
  aConfig,
  aConflict,
  aPairing,
  aPastRun,
  aState,
  type WorkerState,
} from '../browser/worker-double.ts'

export const BASE = 'appLarge000000001'
const TABLE = 'tblLarge000000001'
const NAMES = ['Name', 'Email', 'Company', 'City', 'Stage', 'Notes']
const FIELDS = NAMES.map((name, n) => ({
  id: `fldLarge00000000${n}`,
  name,
  type: 'singleLineText',
}))
const SCHEMA = {
  tables: [
    {
      id: TABLE,
      name: 'Contacts',
      primaryFieldId: FIELDS[0]?.id,
      fields: FIELDS,
      views: [{ id: 'viwLarge000000001', name: 'All contacts', type: 'grid' }],
    },
  ],
}
const PAGE = 100
const since = new Date(1_790_000_000_000).toISOString()
const record = (n: number) => ({
  id: `rec${String(n).padStart(14, '0')}`,
  createdTime: since,
  fields: Object.fromEntries(FIELDS.map(({ id, name }) => [id, `${name} of number ${n}`])),
})

/** Airtable's REST with one table of so many rows. */
export const largeBase =
  (rows: number) =>
  async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname.startsWith('/v0/meta/')) return Response.json(SCHEMA)
    const from = Number(searchParams.get('offset') ?? 0)
    const size = Math.min(PAGE, rows - from)
    return Response.json({
      records: Array.from({ length: size }, (_, n) => record(from + n)),
      ...(from + size < rows ? { offset: String(from + size) } : {}),
    })
  }

export const stateOf = (): WorkerState =>
  aState({ configs: [aConfig(BASE)], pairings: [aPairing('people', TABLE, 'people')] })

const numbered = <T>(count: number, one: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => one(n))

export const manyRuns = (count: number): readonly Log[] =>
  numbered(count, (n) => aPastRun({ id: `run${n}`, recordsUpdated: n % 97 }))

export const manyConflicts = (count: number): readonly Conflict[] =>
  numbered(count, (n) => ({ ...aConflict(`con${n}`, ''), title: `Person number ${n}` }))
