import { expect, test } from 'vitest'
import type { Failure } from '../../shared/failure.ts'
import type { Connector, Outcome } from '../../worker/connectors/connector.ts'
import { Refusals } from '../../worker/run/refusals.ts'
import type { Port } from '../../worker/run/work.ts'

const forbidden = (field?: string): Outcome => ({
  ok: false,
  failure: { reason: 'forbidden', vendor: 'Airtable', missing: 'edit records', ...(field === undefined ? {} : { field }) }, // prettier-ignore
})
const refused: Outcome = { ok: false, failure: { reason: 'refused', vendor: 'Airtable', what: 'it' } } // prettier-ignore
const done: Outcome = { ok: true, record: null }
const times = (n: number, outcome: Outcome): Outcome[] => Array.from({ length: n }, () => outcome)
const over: Failure = { reason: 'signed_out', vendor: 'Airtable', why: 'refused' }

// Seen red with `BELIEVED_AFTER` at 1,000, and with a row that is not broken by what was let through.
test.each<{ says: string; outcomes: Outcome[]; lacks: Failure | null; want: unknown; asked: number }>([
  { says: 'two refusals are about two records', outcomes: times(2, forbidden()), lacks: over, want: null, asked: 0 },
  { says: 'after three the vendor is asked, and believed', outcomes: times(3, forbidden()), lacks: over, want: over, asked: 1 },
  { says: 'where it says that all is well it is asked once', outcomes: times(9, forbidden()), lacks: null, want: null, asked: 1 },
  { says: 'ten in a row are believed all the same: not every token tells its scopes', outcomes: times(10, forbidden()), lacks: null,
    want: { reason: 'signed_out', why: 'narrowed', missing: 'edit records' }, asked: 1 },
  { says: 'what is let through in between begins a new row', outcomes: [...times(9, forbidden()), done, ...times(2, forbidden())], lacks: null, want: null, asked: 1 },
  { says: 'a locked field says nothing about the rest', outcomes: times(30, forbidden('Name')), lacks: over, want: null, asked: 0 },
  { says: 'nor does any other refusal', outcomes: times(30, refused), lacks: over, want: null, asked: 0 },
])('$says', async ({ outcomes, lacks, want, asked }) => {
  let n = 0
  const port = {
    connector: { name: 'Airtable' } as Connector,
    lanes: 1,
    write: async () => [],
    suspect: async () => (n++, lacks),
  } satisfies Port
  const refusals = new Refusals({ left: port, right: port })
  let found: Failure | null = null
  for (const outcome of outcomes) found ??= await refusals.note('left', [outcome])
  expect([found, n]).toMatchObject([want, asked])
}) // prettier-ignore
