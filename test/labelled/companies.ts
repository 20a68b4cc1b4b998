import type { Table } from '../../shared/field.ts'
import type { Entry } from '../../shared/mapping.ts'
import type { Both, Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'
import { die, type Die, pick } from '../sandbox/random.ts'
import { realRows } from '../sandbox/real/rows.ts'
import type { Labelled, LabelledSet } from './people.ts'
import { field, openRig, type Rig } from './rig.ts'
import { slip } from './slips.ts'

export type CompanyCells = {
  readonly name: string
  readonly site: string | null
  readonly city: string | null
  readonly mail: string | null
}

const FORMS = ['Inc.', 'Corp.', 'LLC', 'Ltd', 'Corporation', 'Co.']

/**
 * The real companies in two tables, by seed: 60 % in both; the second writes the legal form otherwise, makes a slip in 5 %
 * of the names, and leaves every fifth cell empty. Who shares less than two of name, site, city and mailbox is ambiguous; a
 * name is shared where nothing but a legal form follows it.
 */
export function labelledCompanies(seed: number): LabelledSet<CompanyCells> {
  const throwDie = die(seed)
  const left: Labelled<CompanyCells>[] = []
  const right: Labelled<CompanyCells>[] = []
  const ambiguous = new Set<number>()
  for (const [who, { name, headquarters, symbol }] of realRows().companies.entries()) {
    const host = `${name.toLowerCase().replace(/[^a-z0-9]/g, '')}${symbol.toLowerCase().replace(/[^a-z]/g, '')}.example` // prettier-ignore
    const company = { name, site: host, city: headquarters, mail: `info@${host}` }
    const turn = throwDie()
    if (turn < 0.8) left.push({ id: `L${who}`, who, cells: emptied(throwDie, company) })
    if (turn < 0.6)
      right.push({ id: `R${who}`, who, cells: emptied(throwDie, otherwise(throwDie, company)) })
    else if (turn >= 0.8) right.push({ id: `R${who}`, who, cells: emptied(throwDie, company) })
    const [mine, theirs] = [left.at(-1)?.cells, right.at(-1)?.cells]
    const alike = (['site', 'city', 'mail'] as const).filter(
      (key) => mine?.[key] !== null && mine?.[key] === theirs?.[key],
    )
    const isNamed = ['', ...FORMS].some((form) => theirs?.name === `${mine?.name} ${form}`.trim())
    if (turn < 0.6 && alike.length + (isNamed ? 1 : 0) < 2) ambiguous.add(who)
  }
  return { left, right, ambiguous }
}

const emptied = (throwDie: Die, company: CompanyCells): CompanyCells => ({
  ...company,
  site: throwDie() < 0.2 ? null : company.site,
  city: throwDie() < 0.2 ? null : company.city,
  mail: throwDie() < 0.2 ? null : company.mail,
})

function otherwise(throwDie: Die, company: CompanyCells): CompanyCells {
  const formed = throwDie() < 0.4 ? `${company.name} ${pick(throwDie, FORMS)}` : company.name
  return { ...company, name: throwDie() < 0.05 ? slip(throwDie, formed) : formed }
}

const fields = (names: readonly string[]) => [
  field(names[0]!, 'text'),
  field(names[1]!, 'domain'),
  field(names[2]!, 'text'),
  field(names[3]!, 'email'),
]
const TABLES: Both<Table> = {
  left: { id: 'c', name: 'Companies', primary: 'Name', fields: fields(['Name', 'Site', 'City', 'Mail']) }, // prettier-ignore
  right: { id: 'c', name: 'companies', primary: 'name', fields: fields(['name', 'site', 'city', 'mail']) }, // prettier-ignore
}
const ENTRIES: Entry[] = ['Name', 'Site', 'City', 'Mail'].map((name, i) => ({
  id: `e${i + 1}`,
  left: { field: name },
  right: { field: name.toLowerCase() },
  direction: 'bidirectional',
  since: 1,
}))

export const companyRig = (): Rig => openRig(TABLES, ENTRIES, [])
export const companySlots = (side: Side, { name, site, city, mail }: CompanyCells): Values =>
  side === 'left' ? { Name: name, Site: site, City: city, Mail: mail } : { name, site, city, mail }
