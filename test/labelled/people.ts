import { die, type Die, pick } from '../sandbox/random.ts'
import { realRows } from '../sandbox/real/rows.ts'
import { slip, slipInNumber } from './slips.ts'

export type PersonCells = {
  readonly first: string
  readonly last: string
  readonly email: string | null
  readonly phone: string | null
  readonly born: string | null
  readonly city: string
}
/** A record whose owner we know: `who` is the same on both sides for the same person. */
export type Labelled<T> = { readonly id: string; readonly who: number; readonly cells: T }

export type LabelledSet<T> = {
  readonly left: readonly Labelled<T>[]
  readonly right: readonly Labelled<T>[]
  /** Who stands on both sides, but with less than two things to tell them by: nobody could be sure. */
  readonly ambiguous: ReadonlySet<number>
}

/** How people are called beside what their passport says. Not the list that the product knows. */
const ALSO: { readonly [name: string]: readonly string[] } = {
  Bernard: ['Bernie'], Charles: ['Chuck', 'Charlie'], Robert: ['Bob', 'Rob'], William: ['Bill', 'Will'], James: ['Jim', 'Jimmy'],
  Richard: ['Rick', 'Dick'], Thomas: ['Tom', 'Tommy'], Michael: ['Mike'], Daniel: ['Dan', 'Danny'], Elizabeth: ['Liz', 'Betsy'],
  Joseph: ['Joe'], Christopher: ['Chris'], Andrew: ['Andy', 'Drew'], Timothy: ['Tim'], Steven: ['Steve'], Stephen: ['Steve'],
  Patricia: ['Patty', 'Trish'], Susan: ['Sue', 'Susie'], Deborah: ['Debbie'], David: ['Dave'], Edward: ['Ed', 'Ted'],
  Kenneth: ['Ken'], Gregory: ['Greg'], Katherine: ['Kathy', 'Kate'], Benjamin: ['Ben'], Nicholas: ['Nick'], Jonathan: ['Jon'],
  Theodore: ['Ted'], Jeffrey: ['Jeff'], Samuel: ['Sam'], Raymond: ['Ray'], Victoria: ['Vicky', 'Tori'], Margaret: ['Peggy', 'Maggie'],
} // prettier-ignore

const DOMAINS = [
  'gmail.com',
  'outlook.com',
  'yahoo.com',
  'icloud.com',
  'example.com',
  'example.org',
  'mail.example.net',
]

const CITIES = ['Springfield', 'Portland', 'Salem', 'Dayton', 'Austin', 'Boise', 'Reno', 'Tulsa', 'Fargo', 'Omaha', 'Macon', 'Laredo'] // prettier-ignore

/**
 * Two tables of the same world, by seed: of its people 60 % stand in both, the rest in one of them. The second knows them
 * otherwise: a slip of the pen in 5 % of the cells, 2 % share somebody's phone, 3 % have first and last name swapped, 15 % go
 * by a nickname, every fourth has another address, and some cells are empty.
 * @param empty how often cells are empty: less to tell people by makes more of them ambiguous
 * @param size how many people there are; beyond the real ones names are put together from theirs
 */
export function labelledPeople(
  seed: number,
  size = 537,
  empty: Empty = SELDOM,
): LabelledSet<PersonCells> {
  const throwDie = die(seed)
  const cast = castOf(throwDie, size)
  const left: Labelled<PersonCells>[] = []
  const right: Labelled<PersonCells>[] = []
  const ambiguous = new Set<number>()
  for (const [who, person] of cast.entries()) {
    const turn = throwDie()
    if (turn < 0.8) left.push({ id: `L${who}`, who, cells: emptied(throwDie, person, empty) })
    if (turn < 0.6 || turn >= 0.8)
      right.push({
        id: `R${who}`,
        who,
        cells: turn < 0.6 ? otherwise(throwDie, person, empty) : emptied(throwDie, person, empty),
      })
    if (turn < 0.6 && evidence(left.at(-1)!.cells, right.at(-1)!.cells) < 2) ambiguous.add(who)
  }
  return { left: shuffled(throwDie, left), right: shuffled(throwDie, right), ambiguous }
}

function castOf(throwDie: Die, size: number): PersonCells[] {
  const { people } = realRows()
  const cast: PersonCells[] = []
  for (let i = 0; i < size; i++) {
    const real = people[i]
    const first = real?.firstName ?? pick(throwDie, people).firstName
    const last = real?.lastName ?? pick(throwDie, people).lastName
    const year = real ? real.birthday.slice(0, 4) : String(1940 + Math.floor(throwDie() * 60))
    const shares = throwDie() < 0.02 && cast.length > 0
    cast.push({
      first,
      last,
      email: addressOf(throwDie, first, last),
      phone: shares ? pick(throwDie, cast).phone : phoneOf(throwDie),
      born: real
        ? real.birthday
        : `${year}-${two(1 + Math.floor(throwDie() * 12))}-${two(1 + Math.floor(throwDie() * 28))}`,
      city: pick(throwDie, CITIES),
    })
  }
  return cast
}

const two = (n: number): string => String(n).padStart(2, '0')
const phoneOf = (throwDie: Die): string =>
  `${pick(throwDie, ['202', '212', '415', '617', '305', '512'])}-${200 + Math.floor(throwDie() * 800)}-${String(Math.floor(throwDie() * 10_000)).padStart(4, '0')}`

function addressOf(throwDie: Die, first: string, last: string): string {
  const plain = (name: string): string => name.normalize('NFKD').toLowerCase().replace(/[^a-z]/g, '') // prettier-ignore
  const box = pick(throwDie, [
    `${plain(first)}.${plain(last)}`,
    `${plain(first)[0] ?? ''}${plain(last)}`,
    `${plain(last)}${Math.floor(throwDie() * 100)}`,
  ])
  return `${box}${Math.floor(throwDie() * 1000)}@${pick(throwDie, DOMAINS)}`
}

/** As one table knows them: some cells nobody filled in. */
const emptied = (throwDie: Die, person: PersonCells, empty: Empty): PersonCells => ({
  ...person,
  email: throwDie() < empty.email ? null : person.email,
  phone: throwDie() < empty.phone ? null : person.phone,
  born: throwDie() < empty.born ? null : person.born,
})

/** How often nobody filled in a cell (0 to 1). */
export type Empty = { readonly email: number; readonly phone: number; readonly born: number }
const SELDOM: Empty = { email: 0.05, phone: 0.1, born: 0.1 }

function otherwise(throwDie: Die, person: PersonCells, empty: Empty): PersonCells {
  const slipped = (text: string): string => (throwDie() < 0.05 ? slip(throwDie, text) : text)
  const called = ALSO[person.first]
  const nick = called && throwDie() < 0.15 ? pick(throwDie, called) : person.first
  const [first, last] = [slipped(nick), slipped(person.last)]
  const isSwapped = throwDie() < 0.03
  const other = throwDie() < 0.25 ? addressOf(throwDie, person.first, person.last) : person.email
  const known = {
    first: isSwapped ? last : first,
    last: isSwapped ? first : last,
    email: other === null ? null : slipped(other),
    phone:
      person.phone !== null && throwDie() < 0.05
        ? slipInNumber(throwDie, person.phone)
        : person.phone,
    born:
      person.born !== null && throwDie() < 0.05 ? slipInNumber(throwDie, person.born) : person.born,
    city: throwDie() < 0.1 ? pick(throwDie, CITIES) : person.city,
  }
  return emptied(throwDie, known, empty)
}

/** What beside the name says that they are one: the same address, number or birthday. */
const evidence = (a: PersonCells, b: PersonCells): number =>
  [a.email === b.email, a.phone === b.phone, a.born === b.born].filter(
    (same, i) => same && [a.email, a.phone, a.born][i] !== null,
  ).length + (a.first === b.first && a.last === b.last ? 1 : 0)

function shuffled<T>(throwDie: Die, list: readonly T[]): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(throwDie() * (i + 1))
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}
