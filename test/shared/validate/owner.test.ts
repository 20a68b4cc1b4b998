import { describe, expect, test } from 'vitest'
import type { Field, FieldType, Table } from '../../../shared/field.ts'
import type { Owner } from '../../../shared/mapping/owner.ts'
import { openOwners, settleOwners } from '../../../shared/validate/owner.ts'
import type { Values } from '../../../shared/value.ts'

const field = (id: string, name: string, type: FieldType): Field => ({
  id, name, type, many: false, access: 'always', required: false, unique: false, native: type,
}) // prettier-ignore
const table = (id: string): Table => ({
  id,
  name: id,
  fields: [field(`${id}1`, 'Stage', 'text'), field(`${id}2`, 'Score', 'number'), field(`${id}3`, 'Owner', 'person')], // prettier-ignore
})
const tables = { left: table('L'), right: table('R') }
const NOW = '2026-01-02T00:00:00Z'
const won: Owner = { when: { side: 'right', rules: { field: 'R1', operator: 'is', value: 'Won' } }, owner: 'left' } // prettier-ignore
const high: Owner = { when: { side: 'left', formula: '{Score} > 5', reads: {} }, owner: 'right' }

describe('may conditions of ownership stand?', () => {
  test.each<{ says: string; owner: Owner; want: string }>([
    { says: 'rules of a side', owner: won, want: 'fine' },
    { says: 'a formula learns what it reads', owner: high, want: 'fine, reads Score of L2' },
    { says: 'a field that is not there', owner: { when: { side: 'left', rules: { field: 'R1', operator: 'is', value: 'x' } }, owner: 'left' }, want: 'invalid' },
    { says: 'a formula that names nobody', owner: { when: { side: 'left', formula: '{Skore} > 5', reads: {} }, owner: 'left' }, want: 'invalid' },
    { says: 'a formula that is none', owner: { when: { side: 'left', formula: 'IF(', reads: {} }, owner: 'left' }, want: 'invalid' },
    { says: 'whoever connected the account', owner: { when: { side: 'left', rules: { all: [{ field: 'L3', operator: 'is', value: { me: true } }] } }, owner: 'left' }, want: 'invalid: whose a field is cannot depend on who connected the account' },
  ])('$says: $want', ({ owner, want }) => {
    const settled = settleOwners([owner], tables)
    const when = settled.ok ? settled.value[0]!.when : null
    const reads = when && 'reads' in when ? Object.entries(when.reads) : []
    const told = settled.ok
      ? ['fine', ...reads.map(([name, id]) => `reads ${name} of ${id}`)].join(', ')
      : settled.error.reason === 'invalid' && settled.error.field === 'owner'
        ? `invalid: ${settled.error.why}`
        : settled.error.reason
    expect(told).toBe(want)
    expect(settled.ok && settled.value[0]!.owner).toBe(settled.ok && owner.owner)
  }) // prettier-ignore
})

describe('whose is it now?', () => {
  const read: Owner = { ...high, when: { side: 'left', formula: '{Score} > 5', reads: { Score: 'L2' } } } // prettier-ignore
  const plain: Owner = { ...high, when: { side: 'left', formula: '{Score}', reads: { Score: 'L2' } } } // prettier-ignore
  test.each<{ says: string; owners: readonly Owner[]; left?: Values; right?: Values; want: string | null }>([
    { says: 'nobody said anything', owners: [], want: null },
    { says: 'its rule holds', owners: [won], right: { R1: 'Won' }, want: 'left' },
    { says: 'it does not', owners: [won], right: { R1: 'Lost' }, want: null },
    { says: 'it is asked of that side alone', owners: [won], left: { R1: 'Won' }, want: null },
    { says: 'what is unknown decides nothing', owners: [won], right: {}, want: null },
    { says: 'the first that holds', owners: [won, read], left: { L2: 9 }, right: { R1: 'Won' }, want: 'left' },
    { says: 'a later one where the first does not', owners: [won, read], left: { L2: 9 }, right: { R1: 'Lost' }, want: 'right' },
    { says: 'a formula that says no', owners: [read], left: { L2: 1 }, want: null },
    { says: 'a formula that reads what is unknown', owners: [read], left: {}, want: null },
    { says: 'a formula that reads what is empty', owners: [read], left: { L2: null }, want: null },
    { says: 'a formula that gives a number', owners: [plain], left: { L2: 3 }, want: 'right' },
    { says: 'and none', owners: [plain], left: { L2: 0 }, want: null },
    { says: 'and nothing', owners: [plain], left: { L2: null }, want: null },
    { says: 'a formula that fails', owners: [{ when: { side: 'left', formula: '1 / {Score}', reads: { Score: 'L2' } }, owner: 'right' }], left: { L2: 0 }, want: null },
    { says: 'a formula that cannot be read any more', owners: [{ when: { side: 'left', formula: 'IF(', reads: {} }, owner: 'right' }], left: {}, want: null },
  ])('$says: $want', ({ owners, left = {}, right = {}, want }) => {
    expect(openOwners(owners)(owners, { left, right }, NOW)).toBe(want)
  }) // prettier-ignore
})
