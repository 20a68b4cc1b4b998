/** A base with two tables and no record: what a screen stands in whose story is told by a double of the Worker. */
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { realClock } from '../sandbox/clock.ts'

export const PEOPLE = 'tblPeople00000001'
export const COMPANIES = 'tblFirms000000001'
export const TOKEN = 'pat'

const USER = 'usrBareBaseAnn001'
const table = (id: string, name: string) => ({
  id,
  name,
  fields: [{ id: `fldName${id.slice(7)}`, name: 'Name', type: 'singleLineText' }],
})

/** @returns an Airtable that holds this base and nothing else. */
export function bareBase(id: string): (request: Request) => Promise<Response> {
  const airtable = new AirtableSandbox(
    {
      users: [{ id: USER, email: 'ann@acme.test', name: 'Ann' }],
      tokens: [{ token: TOKEN, user: USER, scopes: [] }],
      bases: [
        { id, name: 'Base', tables: [table(PEOPLE, 'Contacts'), table(COMPANIES, 'Companies')] },
      ],
    },
    { clock: realClock },
  )
  return (request) => airtable.fetch(request)
}
