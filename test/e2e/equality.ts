/**
 * What equal means, field by field, in the words of the two wires and nothing else: how a cell of Airtable and the
 * values of an attribute of Attio are each brought to the same words. Knows nothing of the product.
 */
import type { AirtableRecord, AttioRecord, Outsider } from '../sandbox/outsider.ts'

type Held = AttioRecord['values'][string]
type Words = readonly string[]
type Meaning = { cell(cell: unknown): Words; values(values: Held): Words }

const list = (cell: unknown): readonly unknown[] =>
  cell === undefined || cell === null || cell === '' ? [] : Array.isArray(cell) ? cell : [cell]
const key =
  (name: string) =>
  (values: Held): Words =>
    values.map((one) => String(one[name]))
const title = (values: Held): Words =>
  values.map(({ option }) =>
    typeof option === 'object' && option !== null && 'title' in option ? String(option.title) : '',
  )
/** American numbers as their ten digits. */
const digits = (phone: unknown): string => String(phone).replace(/\D/g, '').slice(-10)

const plain: Meaning = { cell: (cell) => list(cell).map(String), values: key('value') }
const choice: Meaning = { ...plain, values: title }
const phone: Meaning = {
  cell: (cell) => list(cell).map(digits),
  values: (values) => values.map((one) => digits(one['phone_number'])),
}
const partOfName = (part: string): Meaning => ({ ...plain, values: key(part) })
/** Records are called by their keys, so that links can be compared. */
const links = (called: (id: string) => string): Meaning => ({
  cell: (cell) => list(cell).map((id) => called(String(id))),
  values: (values) => values.map((one) => called(String(one['target_record_id']))),
})

type Line = readonly [field: string, slug: string, meaning: Meaning]
type Sheet = {
  readonly table: string
  readonly object: string
  readonly keyed: readonly [string, string]
  readonly lines: readonly Line[]
}

const sheets = (called: (id: string) => string): readonly Sheet[] => [
  {
    table: 'Companies',
    object: 'companies',
    keyed: ['Symbol', 'symbol'],
    lines: [
      ['Name', 'name', plain],
      ['Symbol', 'symbol', plain],
      ['Sector', 'sector', choice],
      ['Industry', 'industry', plain],
      ['Headquarters', 'headquarters', plain],
      ['Date added', 'date_added', plain],
      ['CIK', 'cik', plain],
      ['Founded', 'founded', plain],
    ],
  },
  {
    table: 'Committees',
    object: 'committees',
    keyed: ['Code', 'code'],
    lines: [
      ['Name', 'name', plain],
      ['Code', 'code', plain],
      ['Chamber', 'chamber', choice],
      ['Website', 'website', plain],
      ['Phone', 'phone', phone],
      ['Address', 'address', plain],
      ['Jurisdiction', 'jurisdiction', plain],
      ['Parent', 'parent', links(called)],
      ['Subcommittees', 'subcommittees', links(called)],
      ['Members', 'members', links(called)],
    ],
  },
  {
    table: 'People',
    object: 'people',
    keyed: ['Bioguide ID', 'bioguide_id'],
    lines: [
      ['Full name', 'name', partOfName('full_name')],
      ['First name', 'name', partOfName('first_name')],
      ['Last name', 'name', partOfName('last_name')],
      ['Birthday', 'birthday', plain],
      ['Chamber', 'chamber', choice],
      ['State', 'state', choice],
      ['Party', 'party', choice],
      ['Phone', 'phone_numbers', phone],
      ['Website', 'website', plain],
      ['Twitter', 'twitter', plain],
      ['Bioguide ID', 'bioguide_id', plain],
      ['Committees', 'committees', links(called)],
    ],
  },
]

/** What both sides hold now. */
export type Sight = {
  readonly records: number
  readonly fields: number
  readonly links: number
  readonly differences: readonly string[]
}

/** Reads all of both sides through the vendors' HTTP and tells every difference in a sentence. */
export async function lookAtBoth(outsider: Outsider): Promise<Sight> {
  const names = new Map<string, string>()
  const called = (id: string): string => names.get(id) ?? `nobody (${id})`
  const read: { sheet: Sheet; left: readonly AirtableRecord[]; right: readonly AttioRecord[] }[] =
    []
  for (const sheet of sheets(called)) {
    const [left, right] = await Promise.all([
      outsider.airtableRecords(sheet.table),
      outsider.attioRecords(sheet.object),
    ])
    for (const one of left) names.set(one.id, leftKey(sheet, one))
    for (const one of right) names.set(one.id, rightKey(sheet, one))
    read.push({ sheet, left, right })
  }
  const sights = read.map(({ sheet, left, right }) => compare(sheet, left, right))
  return {
    records: sights.reduce((sum, one) => sum + one.records, 0),
    fields: sights.reduce((sum, one) => sum + one.fields, 0),
    links: sights.reduce((sum, one) => sum + one.links, 0),
    differences: sights.flatMap((one) => one.differences),
  }
}

const leftKey = ({ keyed: [field] }: Sheet, one: AirtableRecord): string =>
  String(one.fields[field] ?? '')
const rightKey = ({ keyed: [, slug] }: Sheet, one: AttioRecord): string =>
  String(one.values[slug]?.[0]?.['value'] ?? '')

function compare(
  sheet: Sheet,
  left: readonly AirtableRecord[],
  right: readonly AttioRecord[],
): Sight {
  const differences: string[] = []
  const mine = Map.groupBy(left, (one) => leftKey(sheet, one))
  const theirs = Map.groupBy(right, (one) => rightKey(sheet, one))
  let fields = 0
  let joined = 0
  for (const name of new Set([...mine.keys(), ...theirs.keys()])) {
    const [one, ...more] = mine.get(name) ?? []
    const [other, ...others] = theirs.get(name) ?? []
    if (!one || !other || more.length + others.length > 0) {
      const counted = `${mine.get(name)?.length ?? 0} in Airtable, ${theirs.get(name)?.length ?? 0} in Attio`
      differences.push(`${sheet.table} “${name}”: ${counted}`)
      continue
    }
    for (const [field, slug, meaning] of sheet.lines) {
      const cell = [...meaning.cell(one.fields[field])].sort()
      const values = [...meaning.values(other.values[slug] ?? [])].sort()
      fields++
      if (meaning !== plain && /^(Parent|Subcommittees|Members|Committees)$/.test(field))
        joined += cell.length
      if (cell.join('|') === values.join('|')) continue
      differences.push(
        `${sheet.table} “${name}”, ${field}: ${cell.join(', ')} ≠ ${values.join(', ')}`,
      )
    }
  }
  return { records: left.length, fields, links: joined, differences }
}
