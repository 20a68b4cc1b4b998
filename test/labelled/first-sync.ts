import { openEngine, pairUp } from '../worker/engine.ts'
import { must } from '../worker/scene.ts'
import { type AttioRow, id, smallWorld, type World } from '../worker/worlds.ts'
import { type CompanyCells, labelledCompanies } from './companies.ts'
import { type Labelled, labelledPeople, type LabelledSet, type PersonCells } from './people.ts'

/** What a first sync of both simulated vendors made of people, or companies, whom we know. */
export type FirstSync = {
  readonly state: string
  readonly people: number
  readonly records: number
  /** People of both sides who are one pair now. */
  readonly linked: number
  /** Links of two who are not the same. */
  readonly wrong: readonly string[]
  /** People of both sides who now stand twice on one of them; of those, whom there was enough to tell by. */
  readonly doubled: readonly number[]
  readonly clear: readonly number[]
  /** Questions to a person about records that could have been told apart, and all questions. */
  readonly asked: number
  readonly questions: number
  /** Writes that a second run planned right after. */
  readonly again: number
}

const rowId = (who: number): string => id('rec', `L${String(who).padStart(13, '0')}`)
const recordId = (who: number): string => `00000000-0000-4000-8000-${String(who).padStart(12, '0')}`
const onLeft = <T>(
  set: LabelledSet<T>,
  fields: (cells: T) => { readonly [name: string]: unknown },
) => set.left.map((one) => ({ id: rowId(one.who), fields: fields(one.cells) }))
const onRight = <T>(set: LabelledSet<T>, values: (cells: T) => AttioRow['values']): AttioRow[] =>
  set.right.map((one) => ({ id: recordId(one.who), values: values(one.cells) }))

/** A vendor takes no day that is none, and no address without its sign. */
const day = (born: string | null): string | null =>
  born === null || Number.isNaN(Date.parse(born)) ? null : born
const address = (email: string | null): string | null =>
  email !== null && /^[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(email) ? email : null

const row = ({ first, last, email, born }: PersonCells) => ({
  'First name': first,
  'Last name': last,
  Email: address(email),
  Born: day(born),
})
const values = ({ first, last, email, born }: PersonCells) => ({
  name: [{ first_name: first, last_name: last, full_name: `${first} ${last}` }],
  ...(address(email) === null ? {} : { email_addresses: [address(email)] }),
  ...(day(born) === null ? {} : { born: day(born) }),
})

/** A table and an object of firms, of which nothing is unique on either side. */
function firmsWorld(left: ReturnType<typeof onLeft>, right: readonly AttioRow[]): World {
  const world = smallWorld()
  const [base] = world.airtable.bases ?? []
  const [workspace] = world.attio.workspaces
  const text = ['name', 'site', 'city', 'mail'].map((slug) => ({ slug, title: slug[0]!.toUpperCase() + slug.slice(1) })) // prettier-ignore
  const types = { name: 'singleLineText', site: 'url', city: 'singleLineText', mail: 'email' } as const // prettier-ignore
  const table = {
    id: id('tbl', 'firms'),
    name: 'Firms',
    fields: text.map(({ slug, title }) => ({
      name: title,
      type: types[slug as keyof typeof types],
    })),
    records: [...left],
  }
  const object = {
    api_slug: 'firms',
    singular_noun: 'Firm',
    plural_noun: 'Firms',
    attributes: text.map(({ slug, title }) => ({ api_slug: slug, title, type: 'text' as const })),
  }
  return {
    ...world,
    airtable: { ...world.airtable, bases: [{ ...base!, tables: [...base!.tables, table] }] },
    attio: {
      ...world.attio,
      workspaces: [
        {
          ...workspace!,
          objects: [...(workspace!.objects ?? []), object],
          records: { ...workspace!.records, firms: [...right] },
        },
      ],
    },
  }
}

/** People of both vendors, paired as the product pairs them: an address is a key, and unique in the CRM. */
export function peopleSync(seed: number, size: number): Promise<FirstSync> {
  const set = labelledPeople(seed, size, { email: 0.05, phone: 1, born: 0.1 })
  const world = smallWorld({ people: onLeft(set, row), attio: { people: onRight(set, values) } })
  return firstSync(seed, set, world, { entityType: 'people', left: id('tbl', 'people'), right: 'people' }) // prettier-ignore
}

export const FIRMS = { entityType: 'firms', left: id('tbl', 'firms'), right: 'firms' }

/** Firms, of which no key speaks: only their likeness tells who is who. The first so many of the real ones. */
export function firmsOf(
  seed: number,
  size = Infinity,
): { set: LabelledSet<CompanyCells>; world: World } {
  const all = labelledCompanies(seed)
  const some = (list: readonly Labelled<CompanyCells>[]) => list.filter(({ who }) => who < size)
  const set = { ...all, left: some(all.left), right: some(all.right) }
  const cells = ({ name, site, city, mail }: CompanyCells) => ({
    Name: name,
    Site: site === null ? null : `https://${site}`,
    City: city,
    Mail: mail,
  })
  const slots = ({ name, ...more }: CompanyCells) => ({
    name,
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null)),
  })
  return { set, world: firmsWorld(onLeft(set, cells), onRight(set, slots)) }
}

export function companiesSync(seed: number): Promise<FirstSync> {
  const { set, world } = firmsOf(seed)
  return firstSync(seed, set, world, FIRMS, [])
}

/** Both tables of a labelled set at their vendors, paired with these keys, or those the product chooses, and synced for the first time. */
async function firstSync<T>(
  seed: number,
  set: LabelledSet<T>,
  world: World,
  pairing: { readonly entityType: string; readonly left: string; readonly right: string },
  keys?: readonly (readonly string[])[],
): Promise<FirstSync> {
  const who = new Map([
    ...set.left.map((one): [string, number] => [rowId(one.who), one.who]),
    ...set.right.map((one): [string, number] => [recordId(one.who), one.who]),
  ])
  const engine = openEngine({ seed, world })
  await pairUp(engine, [pairing])
  if (keys)
    must(await engine.clock.run(engine.agreement.changePairing(pairing.entityType, { keys })))
  const run = await engine.sync()
  const again = await engine.sync()
  const no = engine.memory.pairings.all()[0]!.no
  const links = engine.memory.links.after(no, 0, 1_000_000)
  const met = links.filter((link) => who.has(link.left_id) && who.has(link.right_id))
  const wrong = met.filter((link) => who.get(link.left_id) !== who.get(link.right_id))
  const both = new Set(set.left.map((one) => one.who))
  const pairs = set.right.filter((one) => both.has(one.who)).map((one) => one.who)
  // Whoever stands on both sides needs no copy: a link with a record that was made is a double.
  const made = links.filter((link) => !who.has(link.left_id) || !who.has(link.right_id))
  const copied = new Set(made.map((link) => who.get(link.left_id) ?? who.get(link.right_id)))
  const doubled = pairs.filter((one) => copied.has(one))
  const conflicts = engine.memory.conflicts
    .page(null, 10_000)
    .filter(({ kind }) => kind === 'match')
  const isAmbiguous = (recordId: string): boolean => set.ambiguous.has(who.get(recordId) ?? -1)
  const asked = conflicts.filter(
    ({ left_id, right_id, candidates }) =>
      ![left_id ?? '', right_id ?? '', ...candidates.map((one) => one.id)].some(isAmbiguous),
  )
  return {
    state: run.state,
    people: pairs.length,
    records: set.left.length + set.right.length,
    linked: met.length - wrong.length,
    wrong: wrong.map((link) => `${link.left_id}-${link.right_id}`),
    doubled,
    clear: doubled.filter((one) => !set.ambiguous.has(one)),
    asked: asked.length,
    questions: conflicts.length,
    again: again.planned,
  }
}
