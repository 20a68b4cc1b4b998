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
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { realClock } from '../sandbox/clock.ts'

export const BASE = 'appLarge000000001'
const TABLE = 'tblLarge000000001'
const NAMES = ['Name', 'Email', 'Company', 'City', 'Stage', 'Notes']
const FIELDS = NAMES.map((name, n) => ({
  id: `fldLarge00000000${n}`,
  name,
  type: 'singleLineText',
}))
const USER = 'usrLarge000000001'
export const TOKEN = 'pat'
const since = new Date(1_790_000_000_000).toISOString()

/** An Airtable with one table of so many rows. */
export function largeBase(rows: number): (request: Request) => Promise<Response> {
  const airtable = new AirtableSandbox(
    {
      users: [{ id: USER, email: 'ann@acme.test', name: 'Ann' }],
      tokens: [{ token: TOKEN, user: USER, scopes: [] }],
      bases: [
        {
          id: BASE,
          name: 'Base',
          tables: [
            {
              id: TABLE,
              name: 'Contacts',
              fields: FIELDS,
              views: [{ id: 'viwLarge000000001', name: 'All contacts' }],
              records: numbered(rows, (n) => ({
                id: `rec${String(n).padStart(14, '0')}`,
                createdTime: since,
                fields: Object.fromEntries(NAMES.map((name) => [name, `${name} of number ${n}`])),
              })),
            },
          ],
        },
      ],
    },
    { clock: realClock },
  )
  return (request) => airtable.fetch(request)
}

export const stateOf = (): WorkerState =>
  aState({ configs: [aConfig(BASE)], pairings: [aPairing('people', TABLE, 'people')] })

const numbered = <T>(count: number, one: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => one(n))

export const manyRuns = (count: number): readonly Log[] =>
  numbered(count, (n) => aPastRun({ id: `run${n}`, recordsUpdated: n % 97 }))

export const manyConflicts = (count: number): readonly Conflict[] =>
  numbered(count, (n) => ({ ...aConflict(`con${n}`, ''), title: `Person number ${n}` }))
