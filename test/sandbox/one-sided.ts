/** Real records in Attio alone, and a base with one table of which Attio knows nothing. */
import { idFrom } from './airtable/identifiers.ts'
import { BASE, realWorld, type RealWorld } from './real.ts'

export const VENUES = idFrom('tbl', 'venues')

const KINDS = ['Hall', 'Theatre', 'Club']
const VENUE_FIELDS = [
  { name: 'Name', type: 'singleLineText' },
  { name: 'City', type: 'singleLineText' },
  { name: 'Seats', type: 'number', options: { precision: 0 } },
  { name: 'Kind', type: 'singleSelect', options: { choices: KINDS } },
  { name: 'Used for', type: 'multipleSelects', options: { choices: ['Talks', 'Dinners'] } },
  { name: 'Opened', type: 'date' },
  { name: 'Daily fee', type: 'currency', options: { precision: 2, symbol: '€' } },
  { name: 'Step-free', type: 'checkbox' },
  { name: 'Plan', type: 'multipleAttachments' },
]
const VENUE_ROWS = [
  { Name: 'Old Mint', City: 'Bern', Seats: 320, Kind: 'Hall', 'Used for': ['Talks', 'Dinners'], Opened: '1792-05-01', 'Daily fee': 1250.5 },
  { Name: 'The Loft', City: 'Oslo', Seats: 80, Kind: 'Club', 'Used for': ['Talks'], 'Step-free': true },
  { Name: 'Rialto', City: 'Porto', Kind: 'Theatre', Opened: '1934-11-20' },
] // prettier-ignore

export function oneSided(records: number): RealWorld & { readonly venues: number } {
  const real = realWorld({ records, overlap: 1 })
  const { bases = [], ...airtable } = real.world.airtable
  const venues = {
    id: VENUES,
    name: 'Venues',
    fields: VENUE_FIELDS.map((field, at) => ({ ...field, id: idFrom('fld', `venue${at}`) })),
    records: VENUE_ROWS.map((fields, at) => ({ id: idFrom('rec', `venue${at}`), fields })),
  }
  return {
    ...real,
    venues: VENUE_ROWS.length,
    world: {
      ...real.world,
      airtable: {
        ...airtable,
        bases: bases.map((base) => (base.id === BASE ? { ...base, tables: [venues] } : base)),
      },
    },
  }
}
