import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ZodType } from 'zod'
import { Line, quickLine } from '../../worker/objects/sync/ledger.ts'
import {
  Asked,
  Link,
  Maybe,
  quickHalf,
  quickLink,
  quickMaybe,
} from '../../worker/objects/sync/links.ts'
import { type Columns, quickSized, Sized } from '../../worker/objects/sync/rows.ts'
import { quickWrite, Write } from '../../worker/objects/sync/plan.ts'
import { Listed, quickListed, quickSeen, Seen } from '../../worker/objects/sync/seen.ts'

/** Columns as SQLite gives them; each column now and then holds what the table does not promise. */
const mixed = (good: readonly unknown[], bad: readonly unknown[]) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...bad) },
  )
const number = mixed([0, 7], ['7', null])
const numberOrNull = mixed([null, 7], ['7'])
const text = mixed(['', 'Ada'], [7, null])
const textOrNull = mixed([null, 'Ada'], [7])
const change = { entry: 'e1', slot: { field: 'name' }, before: null, after: 'Ada', why: 'changed' }
const changes = mixed(
  [
    [],
    [change],
    [{ ...change, slot: { field: 'name', part: 'first' }, before: 3, after: [{ id: 'r1' }, 'x'] }],
    [{ ...change, lost: 'Bea', got: 'ada', met: 'Eve', mapped: true, both: true }],
    [{ ...change, actor: 'k1', makes: ['Won'], rule: { is: 'crm_wins', of: 'field' } }],
  ].map((list) => JSON.stringify(list)),
  [
    { ...change, entry: 1 },
    { ...change, slot: {} },
    { ...change, slot: { field: 'name', part: 1 } },
    { ...change, after: { deep: { er: 1 } } },
    { ...change, why: null },
    { ...change, lost: [[1]] },
    { ...change, met: [[1]] },
    { ...change, mapped: false },
    { ...change, rule: { is: 'nobody_wins', of: 'field' } },
  ].map((one) => JSON.stringify([one])),
)
const source = mixed(
  ['[]', '[{"entry":"e1","value":"Ada"}]', '[{"entry":"e1","value":null,"computed":[1]}]'],
  ['[{"value":"Ada"}]', '[{"entry":"e1","value":[null]}]', '{}'],
)
const values = mixed(
  ['{}', '{"a":null,"b":["x",{"id":"r1"}]}'],
  ['{"a":[[1]]}', '[]', '"x"', null, 7],
)
const side = mixed(['left', 'right'], ['both'])

const WRITE = {
  id: number,
  run: number,
  pairing: number,
  side,
  kind: mixed(['create', 'update', 'delete', 'mark', 'link', 'unlink'], ['move']),
  link: numberOrNull,
  record_id: textOrNull,
  source_id: textOrNull,
  rank: number,
  title: text,
  changes,
  source,
  version: number,
  state: mixed(['planned', 'sent', 'settled', 'blocked', 'dropped'], ['lost']),
  attempt: number,
  epoch: numberOrNull,
  sent: numberOrNull,
  look: numberOrNull,
  settled: numberOrNull,
  failure: mixed([null, '{"reason":"fenced"}'], ['{"reason":"no such"}']),
  note: textOrNull,
}
const LINE = { ...WRITE, settled: number, actor: textOrNull, purpose: text }
const gone = mixed([null, 'left', 'both'], ['right one'])
const LINK = {
  id: number,
  pairing: number,
  left_id: text,
  right_id: text,
  left_base: values,
  right_base: values,
  left_order: number,
  right_order: number,
  version: number,
  revision: number,
  proposed: numberOrNull,
  gone,
  left_out: number,
  right_out: number,
  alone: mixed([null, 'left'], ['both']),
}
const HALF = { at: number, id: number, gone, version: number, base: values, order: number, out: number } // prettier-ignore
const SEEN = {
  id: number,
  pairing: number,
  side,
  record_id: text,
  read_order: number,
  slots: fc.oneof(values, fc.constant(null)),
  times: mixed([null, '{}', '{"a":"2026-05-01"}'], ['{"a":1}', '[]', 7]),
  title: text,
  by_vendor: number,
  since: numberOrNull,
  fate: mixed([null, 'create', 'held'], ['gone']),
  judged: numberOrNull,
  says: textOrNull,
  out: number,
  wanted: number,
}
const LIST = { of: text, list: mixed(['[]', '["a","b"]'], ['["a",1]', '{}', '"a"', null]) }

type Reader = {
  readonly says: string
  readonly schema: ZodType
  readonly quick: (row: Columns) => unknown
  readonly columns: { readonly [column: string]: fc.Arbitrary<unknown> }
}

// Seen red: with `why`, `state` or one of the values of a change left unlooked at; with a column of any of them, or one text
// of a list.
test.each<Reader>([
  { says: 'a write', schema: Write, quick: quickWrite, columns: WRITE },
  { says: 'a line of the ledger', schema: Line, quick: quickLine, columns: LINE },
  { says: 'a link', schema: Link, quick: quickLink, columns: LINK },
  { says: 'a half of a link', schema: Asked, quick: quickHalf, columns: HALF },
  { says: 'an observation', schema: Seen, quick: quickSeen, columns: SEEN },
  { says: 'a list of texts', schema: Listed, quick: quickListed, columns: LIST },
  { says: 'a number and what it takes', schema: Sized, quick: quickSized, columns: { id: number, bytes: number } }, // prettier-ignore
  { says: 'a number, if any, and its record', schema: Maybe, quick: quickMaybe, columns: { id: numberOrNull, at: text } }, // prettier-ignore
])(
  '$says that is read quickly is what its schema reads, and what the schema refuses is not',
  ({ schema, quick, columns }) => {
    let quickly = 0
    fc.assert(
      fc.property(fc.record(columns), (row) => {
        const found = quick(row)
        if (found === null) return
        quickly++
        expect(schema.parse(row)).toEqual(found)
      }),
      { numRuns: 5_000 },
    )
    expect(quickly).toBeGreaterThan(500)
  },
)
