import { type Die, die, pick } from '../sandbox/random.ts'

/** How large a story is. */
export type Size = {
  readonly name: string
  /** Of a hundred stories, how many are of this size. */
  readonly often: number
  /** Where there are no teams, people are synced alone. */
  readonly world: { readonly teams: number; readonly rows: number; readonly records: number }
  /** Runs in bad weather, and what people do after each of them. */
  readonly rounds: number
  readonly deeds: number
  readonly orders: number
  /** Of the calls of a run, how many find somebody at work. */
  readonly meddling: number
  /** What each story of this size holds at least. */
  readonly least: { readonly edits: number; readonly faults: number }
  /** What is asked at the end, when all is calm: a last word typed and a question about a pair, one of the two, or often neither. */
  readonly asks: 'all' | 'one' | 'some'
}

/** Most stories are short: they find most faults, tell them in few lines, and many more of them can be told. */
export const SIZES: readonly Size[] = [
  { name: 'tiny', often: 66, world: { teams: 0, rows: 3, records: 2 }, rounds: 2, deeds: 4, orders: 1, meddling: 0.1, least: { edits: 5, faults: 1 }, asks: 'some' },
  { name: 'short', often: 26, world: { teams: 2, rows: 3, records: 2 }, rounds: 2, deeds: 4, orders: 2, meddling: 0.08, least: { edits: 6, faults: 2 }, asks: 'some' },
  { name: 'middle', often: 5, world: { teams: 3, rows: 5, records: 3 }, rounds: 3, deeds: 5, orders: 2, meddling: 0.06, least: { edits: 12, faults: 4 }, asks: 'one' },
  { name: 'full', often: 2.5, world: { teams: 4, rows: 8, records: 4 }, rounds: 4, deeds: 6, orders: 2, meddling: 0.04, least: { edits: 20, faults: 5 }, asks: 'all' },
  { name: 'long', often: 0.5, world: { teams: 6, rows: 20, records: 10 }, rounds: 8, deeds: 10, orders: 3, meddling: 0.02, least: { edits: 60, faults: 20 }, asks: 'all' },
] // prettier-ignore

/** What a story may hold beside what every story holds, and in how many of a hundred it does. */
export type Thing =
  'undo' | 'events' | 'late' | 'views' | 'mapping' | 'plan' | 'tables' | 'emptied' | 'keys'
export const THINGS: readonly { readonly name: Thing; readonly often: number }[] = [
  { name: 'undo', often: 15 },
  { name: 'events', often: 20 },
  { name: 'late', often: 15 },
  { name: 'views', often: 15 },
  { name: 'mapping', often: 15 },
  { name: 'plan', often: 15 },
  { name: 'tables', often: 10 },
  { name: 'emptied', often: 10 },
  { name: 'keys', often: 10 },
]

/** What a seed is told by: its size, and the things it holds. */
export type Recipe = { readonly size: Size; readonly holds: ReadonlySet<Thing> }

/** What a seed's story is made of is thrown by a die of its own: what is told of it stays the same, whatever joins. */
export function recipeOf(seed: number): Recipe {
  const throwDie = die(seed ^ 0x51ed270b)
  const size = sized(throwDie)
  const things = THINGS.filter(({ name, often }) => dieOf(seed, name)() < often / 100)
  return { size, holds: new Set(things.map(({ name }) => name)) }
}

/** A thing's own die: whether a seed holds it depends on nothing else. */
export const dieOf = (seed: number, thing: string): Die =>
  die([...thing].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193), seed | 0))

function sized(throwDie: Die): Size {
  let at = throwDie() * SIZES.reduce((sum, size) => sum + size.often, 0)
  return SIZES.find((size) => (at -= size.often) < 0) ?? pick(throwDie, SIZES)
}

/** In a word or some, as the soak prints it and takes it: `short`, `full undo`. */
export const nameOf = ({ size, holds }: Recipe): string => [size.name, ...holds].join(' ')

/** The recipe of that name. */
export function recipeNamed(name: string): Recipe {
  const [first, ...things] = name.split(' ')
  const size = SIZES.find((one) => one.name === first)
  const known = THINGS.map((thing) => thing.name)
  const holds = known.filter((thing) => things.includes(thing))
  if (!size || holds.length < things.length)
    throw new Error(`there is no recipe “${name}”: ${SIZES.map((one) => one.name).join(', ')}, with ${known.join(', ')}`) // prettier-ignore
  return { size, holds: new Set(holds) }
}
