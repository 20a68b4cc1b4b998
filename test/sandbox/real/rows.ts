/** The real records of `test/fixtures/*.csv`, read and checked. */
import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import * as z from 'zod'

const Company = z
  .object({
    Symbol: z.string().min(1),
    Security: z.string().min(1),
    'GICS Sector': z.string().min(1),
    'GICS Sub-Industry': z.string().min(1),
    'Headquarters Location': z.string(),
    'Date added': z.iso.date(),
    CIK: z.string(),
    Founded: z.string(),
  })
  .transform((row) => ({
    symbol: row.Symbol,
    name: row.Security,
    sector: row['GICS Sector'],
    industry: row['GICS Sub-Industry'],
    headquarters: row['Headquarters Location'],
    dateAdded: row['Date added'],
    cik: row.CIK,
    founded: row.Founded,
  }))
export type Company = z.infer<typeof Company>

const Person = z
  .object({
    bioguide_id: z.string().min(1),
    first_name: z.string().min(1),
    last_name: z.string().min(1),
    birthday: z.iso.date(),
    chamber: z.string(),
    state: z.string(),
    party: z.string(),
    phone: z.string(),
    website: z.string(),
    twitter: z.string(),
  })
  .transform((row) => ({
    bioguideId: row.bioguide_id,
    firstName: row.first_name,
    lastName: row.last_name,
    birthday: row.birthday,
    chamber: row.chamber,
    state: row.state,
    party: row.party,
    phone: row.phone,
    website: row.website,
    twitter: row.twitter,
  }))
export type Person = z.infer<typeof Person>

const Committee = z
  .object({
    committee_id: z.string().min(1),
    parent_id: z.string(),
    name: z.string().min(1),
    chamber: z.string(),
    website: z.string(),
    phone: z.string(),
    address: z.string(),
    jurisdiction: z.string(),
  })
  .transform((row) => ({
    code: row.committee_id,
    /** The code of the committee it belongs to, or empty. */
    parent: row.parent_id,
    name: row.name,
    chamber: row.chamber,
    website: row.website,
    phone: row.phone,
    address: row.address,
    jurisdiction: row.jurisdiction,
  }))
export type Committee = z.infer<typeof Committee>

const Seat = z
  .object({ committee_id: z.string(), bioguide_id: z.string() })
  .transform((row) => ({ committee: row.committee_id, person: row.bioguide_id }))
/** Who sits where. */
export type Seat = z.infer<typeof Seat>

export type Rows = {
  readonly companies: readonly Company[]
  readonly people: readonly Person[]
  readonly committees: readonly Committee[]
  readonly seats: readonly Seat[]
}

/**
 * At most `most` records of each table, with the links among those that are there. Of the committees those are taken on
 * which the people taken sit, each after its parent, so that a small world has links too.
 */
export function realRows(most = Infinity): Rows {
  const companies = read('companies', Company).slice(0, most)
  const people = read('people', Person).slice(0, most)
  const known = new Set(people.map(({ bioguideId }) => bioguideId))
  const seats = read('memberships', Seat).filter(({ person }) => known.has(person))
  const committees = someCommittees(read('committees', Committee), seats, most)
  const codes = new Set(committees.map(({ code }) => code))
  return {
    companies,
    people,
    committees,
    seats: seats.filter(({ committee }) => codes.has(committee)),
  }
}

function someCommittees(
  all: readonly Committee[],
  seats: readonly Seat[],
  most: number,
): readonly Committee[] {
  if (most >= all.length) return all
  const byCode = new Map(all.map((one) => [one.code, one]))
  const taken = new Set<Committee>()
  for (const code of [...seats.map(({ committee }) => committee), ...byCode.keys()]) {
    const one = byCode.get(code)
    if (!one) continue
    const parent = byCode.get(one.parent)
    for (const each of parent ? [parent, one] : [one]) if (taken.size < most) taken.add(each)
  }
  return [...taken]
}

function read<T>(name: string, shape: z.ZodType<T>): readonly T[] {
  const text = readFileSync(new URL(`../../fixtures/${name}.csv`, import.meta.url), 'utf8')
  const { data, errors } = Papa.parse(text, { header: true, skipEmptyLines: true })
  if (errors.length > 0) throw new Error(`${name}.csv: ${errors[0]?.message ?? ''}`)
  return z.array(shape).parse(data)
}
