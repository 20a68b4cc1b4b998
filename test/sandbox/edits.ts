/** A few edits by outsiders on each side, and how one sees that they crossed. */
import type { Write } from '../../shared/api/run.ts'
import type { AirtableRecord, AttioRecord, Outsider } from './outsider.ts'

export type Edit = {
  /** What was done, where. */
  readonly says: string
  /** Is it on the other side? Asked of that side itself. */
  crossed(): Promise<boolean>
}

/** Makes the edits that this world has records for. They are all of the real records' fields. */
export async function makeEdits(outsider: Outsider): Promise<readonly Edit[]> {
  const companies = await outsider.airtableRecords('Companies')
  const people = await outsider.attioRecords('people')
  const committees = await outsider.attioRecords('committees')
  const edits = [
    editCompany(outsider, companies[0]),
    addCompany(outsider),
    removeCompany(outsider, companies.length > 2 ? companies.at(-1) : undefined),
    editPerson(outsider, people[0]),
    seatPerson(outsider, people[0], committees),
    addCommittee(outsider),
  ]
  return (await Promise.all(edits)).filter((edit) => edit !== null)
}

async function editCompany(
  outsider: Outsider,
  company: AirtableRecord | undefined,
): Promise<Edit | null> {
  if (!company) return null
  const industry = 'Adhesives and more'
  await outsider.editInAirtable('Companies', company.id, { Industry: industry })
  return {
    says: `Airtable: the industry of “${String(company.fields['Name'])}” is now “${industry}”`,
    crossed: async () => {
      const found = await inAttio(outsider, 'companies', 'symbol', company.fields['Symbol'])
      return text(found, 'industry') === industry
    },
  }
}

async function addCompany(outsider: Outsider): Promise<Edit> {
  await outsider.addToAirtable('Companies', {
    Name: 'Zürich Lantern Works',
    Symbol: 'ZLW',
    Founded: '1897',
    'Date added': '2026-01-15',
  })
  return {
    says: 'Airtable: a new company “Zürich Lantern Works”',
    crossed: async () =>
      text(await inAttio(outsider, 'companies', 'symbol', 'ZLW'), 'founded') === '1897',
  }
}

async function removeCompany(
  outsider: Outsider,
  company: AirtableRecord | undefined,
): Promise<Edit | null> {
  if (!company) return null
  await outsider.removeFromAirtable('Companies', company.id)
  return {
    says: `Airtable: “${String(company.fields['Name'])}” was deleted (in Attio it is only marked)`,
    crossed: async () => {
      const found = await inAttio(outsider, 'companies', 'symbol', company.fields['Symbol'])
      return /^Deleted in Airtable/.test(text(found, 'sync_status'))
    },
  }
}

async function editPerson(
  outsider: Outsider,
  person: AttioRecord | undefined,
): Promise<Edit | null> {
  if (!person) return null
  const website = 'https://new.example.test'
  await outsider.editInAttio('people', person.id, { website })
  return {
    says: `Attio: the website of “${text(person, 'name', 'full_name')}” is now “${website}”`,
    crossed: async () => {
      const found = await inAirtable(outsider, 'People', 'Bioguide ID', text(person, 'bioguide_id'))
      return found?.fields['Website'] === website
    },
  }
}

async function seatPerson(
  outsider: Outsider,
  person: AttioRecord | undefined,
  committees: readonly AttioRecord[],
): Promise<Edit | null> {
  const sits = new Set((person?.values['committees'] ?? []).map((one) => one['target_record_id']))
  const committee = committees.find(({ id }) => !sits.has(id))
  if (!person || !committee) return null
  const seats = [...sits, committee.id].map((id) => ({
    target_object: 'committees',
    target_record_id: id,
  }))
  await outsider.editInAttio('people', person.id, { committees: seats })
  return {
    says: `Attio: “${text(person, 'name', 'full_name')}” joined “${text(committee, 'name')}”`,
    crossed: async () => {
      const found = await inAirtable(outsider, 'People', 'Bioguide ID', text(person, 'bioguide_id'))
      const joined = await inAirtable(outsider, 'Committees', 'Code', text(committee, 'code'))
      const links = found?.fields['Committees']
      return Array.isArray(links) && joined !== undefined && links.includes(joined.id)
    },
  }
}

async function addCommittee(outsider: Outsider): Promise<Edit> {
  await outsider.addToAttio('committees', {
    name: 'Select Committee on Lanterns',
    code: 'XSLN',
    phone: '+12022245555',
  })
  return {
    says: 'Attio: a new committee “Select Committee on Lanterns”',
    crossed: async () => {
      const found = await inAirtable(outsider, 'Committees', 'Code', 'XSLN')
      return found?.fields['Name'] === 'Select Committee on Lanterns'
    },
  }
}

const text = (record: AttioRecord | undefined, slug: string, key = 'value'): string =>
  String(record?.values[slug]?.[0]?.[key] ?? '')

const inAttio = async (outsider: Outsider, object: string, slug: string, wanted: unknown) =>
  (await outsider.attioRecords(object)).find((one) => text(one, slug) === wanted)

const inAirtable = async (outsider: Outsider, table: string, field: string, wanted: unknown) =>
  (await outsider.airtableRecords(table)).find((one) => one.fields[field] === wanted)

const WORDS: {
  readonly [kind in Write['kind']]: { readonly planned: string; readonly done: string }
} = {
  create: { planned: 'create', done: 'created' },
  update: { planned: 'change', done: 'changed' },
  delete: { planned: 'delete', done: 'deleted' },
  mark: { planned: 'mark', done: 'marked' },
  link: { planned: 'link', done: 'linked' },
  unlink: { planned: 'unlink', done: 'unlinked' },
}

/** One write as a line: where, whom, what. */
export function lineOfWrite({
  side,
  kind,
  entityType,
  title,
  changes,
  status,
  says,
}: Write): string {
  const where = side === 'app' ? 'in Airtable' : 'in Attio'
  const fields =
    kind === 'update' ? ` (${changes.length === 1 ? '1 field' : `${changes.length} fields`})` : ''
  const trouble = status === 'settled' || status === 'planned' ? '' : `: ${says ?? status}`
  const word = status === 'settled' ? WORDS[kind].done : WORDS[kind].planned
  return `${word} ${where}, ${entityType}: ${title || 'without a name'}${fields}${trouble}`
}
