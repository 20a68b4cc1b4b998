/** A share of the real records as they stand in Attio already, some of them a little different. */
import type { AttioWorld } from '../attio/world.ts'
import { die, uuid } from '../random.ts'
import type { Committee, Company, Person, Rows } from './rows.ts'

type Records = NonNullable<AttioWorld['workspaces'][number]['records']>

/** How many records of each object are there, and how many of them differ from their half in the base. */
export type Overlap = {
  readonly records: Records
  readonly met: number
  readonly differing: number
}

/**
 * Every record whose turn it is by `share` (0 to 1). Every third of them differs: another industry for a company, an
 * older website for a committee, another state's phone for a person. Every fifth lacks something the base knows.
 */
export function overlapOf(rows: Rows, share: number): Overlap {
  const companies = some(rows.companies, share)
  const committees = some(rows.committees, share)
  const people = some(rows.people, share)
  const there = new Set(committees.map(({ code }) => code))
  const seats = rows.seats.filter(({ committee }) => there.has(committee))
  const records: Records = {
    companies: companies.map((one, at) => ({
      id: attioId(`company ${one.symbol}`),
      values: companyValues(one, at),
    })),
    committees: committees.map((one, at) => ({
      id: attioId(`committee ${one.code}`),
      values: {
        ...committeeValues(one, at),
        ...(there.has(one.parent) ? { parent: [reference(one.parent)] } : {}),
      },
    })),
    people: people.map((one, at) => ({
      id: attioId(`person ${one.bioguideId}`),
      values: {
        ...personValues(one, at),
        committees: seats
          .filter(({ person }) => person === one.bioguideId)
          .map(({ committee }) => reference(committee)),
      },
    })),
  }
  const lists = [companies, committees, people]
  return {
    records,
    met: lists.reduce((sum, list) => sum + list.length, 0),
    differing: lists.reduce(
      (sum, list) => sum + list.filter((_, at) => differs(at) || lacks(at)).length,
      0,
    ),
  }
}

const some = <T>(list: readonly T[], share: number): readonly T[] =>
  list.filter((_, at) => Math.floor((at + 1) * share) > Math.floor(at * share))

const differs = (at: number): boolean => at % 3 === 2
const lacks = (at: number): boolean => at % 5 === 4

/** The same name always makes the same id. */
export const attioId = (name: string): string =>
  uuid(die([...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7)))

const reference = (code: string) => ({
  target_object: 'committees',
  target_record_id: attioId(`committee ${code}`),
})

function companyValues(one: Company, at: number): { [slug: string]: unknown } {
  return {
    name: one.name,
    symbol: one.symbol,
    sector: one.sector,
    industry: differs(at) ? `${one.industry} (former)` : one.industry,
    date_added: one.dateAdded,
    cik: one.cik,
    ...(lacks(at) ? {} : { headquarters: one.headquarters, founded: one.founded }),
  }
}

function committeeValues(one: Committee, at: number): { [slug: string]: unknown } {
  return {
    name: one.name,
    code: one.code,
    chamber: one.chamber,
    website: differs(at) ? `https://archive.test/${one.code.toLowerCase()}` : one.website || [],
    ...(one.phone === '' ? {} : { phone: [american(one.phone)] }),
    ...(lacks(at) ? {} : { address: one.address || [], jurisdiction: one.jurisdiction || [] }),
  }
}

function personValues(one: Person, at: number): { [slug: string]: unknown } {
  const phone = differs(at) ? '202-225-0000' : one.phone
  return {
    name: {
      first_name: one.firstName,
      last_name: one.lastName,
      full_name: `${one.firstName} ${one.lastName}`,
    },
    birthday: one.birthday,
    chamber: one.chamber,
    party: one.party,
    bioguide_id: one.bioguideId,
    ...(phone === '' ? {} : { phone_numbers: [american(phone)] }),
    ...(lacks(at)
      ? {}
      : { state: one.state, website: one.website || [], twitter: one.twitter || [] }),
  }
}

const american = (phone: string) => ({ original_phone_number: phone, country_code: 'US' })
