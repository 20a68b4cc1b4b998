/** What a field's name says: the ideas in it, in no order, freed of what every name has. */
import { foldText } from '../normal.ts'
import { HEADS, IDEA_NAMES, IDEA_OF, SILENT_WORDS, WIDER } from './words.ts'

export type Naming = {
  readonly name: string
  readonly ideas: readonly string[]
  /** Which kind of value it says it is, beside what it is about: the number of an invoice, its date, its link. */
  readonly heads: readonly string[]
}

const LONGEST = 4

/**
 * The ideas of `name`. `noun` are the ideas of the table it stands in: the “deal” of “Deal value” says nothing there. What
 * is left when everything silent is taken away is never nothing: “Website” keeps its only word.
 */
export function naming(name: string, noun: readonly string[] = []): Naming {
  const all = ideasIn(wordsOf(name))
  const telling = without(all, (idea) => SILENT_WORDS.has(idea))
  const own = without(telling, (idea) => noun.includes(idea))
  const ideas = without(own, (idea) => HEADS.has(idea))
  const heads = own.filter((idea) => !ideas.includes(idea))
  return { name: name.trim().toLowerCase(), ideas: [...new Set(ideas)], heads }
}

function without(ideas: readonly string[], drop: (idea: string) => boolean): readonly string[] {
  const kept = ideas.filter((idea) => !drop(idea))
  return kept.length > 0 ? kept : ideas
}

/** “Angebotsnummer (neu)” → angebotsnummer; “Invoice #” → invoice, number; “leadSource” → lead, source. */
function wordsOf(name: string): readonly string[] {
  const bare = name.replace(/\([^)]*\)/g, ' ').trim() || name
  const spelled = bare.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/#|№|nº|n°/giu, ' number ')
  return foldText(spelled)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** The longest phrase that is known, word by word; what is not known stands for itself. */
function ideasIn(words: readonly string[]): readonly string[] {
  const ideas: string[] = []
  for (let at = 0; at < words.length;) {
    const [idea, taken] = ideaAt(words, at)
    ideas.push(...idea)
    at += taken
  }
  return ideas
}

function ideaAt(words: readonly string[], at: number): readonly [readonly string[], number] {
  for (let taken = Math.min(LONGEST, words.length - at); taken > 0; taken--) {
    const known = IDEA_OF.get(words.slice(at, at + taken).join(' '))
    if (known !== undefined) return [[known], taken]
  }
  const word = words[at] ?? ''
  const stem = stemOf(word)
  const known = IDEA_OF.get(stem) ?? plural(word)
  return [known === undefined ? (compound(word) ?? [stem]) : [known], 1]
}

/** The idea of a word in the plural, or as it stands in a compound: Angebote, Firmen, Angebots·, pedidos. */
const plural = (word: string): string | undefined =>
  ENDINGS.map((ending) => IDEA_OF.get(word.replace(ending, ''))).find((idea) => idea !== undefined)
const ENDINGS = [/^/, /e$/, /n$/, /en$/, /er$/, /es$/, /s$/, /i$/, /x$/]

/** The endings a head wears in compounds: “angebots·nummer”, “kunden·typ”. */
function compound(word: string): readonly string[] | null {
  for (let cut = word.length - 3; cut >= 4; cut--) {
    const head = IDEA_OF.get(word.slice(cut))
    if (head === undefined) continue
    const before = plural(word.slice(0, cut))
    if (before !== undefined) return [before, head]
  }
  return null
}

/** English endings that change nothing: seats, signed, listing. */
function stemOf(word: string): string {
  if (word.length > 3 && /[^s]s$/.test(word)) return stemOf(word.slice(0, -1))
  if (word.length > 5 && /(ed|ing)$/.test(word)) return word.replace(/(ed|ing)$/, '')
  return word
}

/** How much an idea tells among the fields of one table: the more of them share it, the less. */
export type Weigh = (idea: string) => number

export function weigher(namings: readonly Naming[]): Weigh {
  const times = new Map<string, number>()
  for (const { ideas } of namings) {
    for (const idea of ideas) times.set(idea, (times.get(idea) ?? 0) + 1)
  }
  return (idea) => 1 / Math.sqrt(times.get(idea) ?? 1)
}

const ALIKE = 0.8

/** 1 for the same idea, less for a wider one, and for a word that begins like the other: diet, dietary. */
function near(a: string, b: string): number {
  if (a === b) return 1
  if (WIDER.get(a) === b || WIDER.get(b) === a) return ALIKE
  if (IDEA_NAMES.has(a) || IDEA_NAMES.has(b)) return 0
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length < 3) return 0
  let same = 0
  while (same < short.length && short[same] === long[same]) same++
  return same === short.length || (same >= 5 && same / long.length >= 0.6) ? ALIKE : 0
}

/**
 * How alike two names are, from 0 to 1. The same words: 0.99, the same ideas: 0.95. Where one says all the other says and
 * more, 0.7 and up, by how much more; where each says something of its own, at most 0.7. Another kind of value (an
 * invoice's number, its date) takes more than a third away.
 */
export function nameLikeness(
  a: Naming,
  b: Naming,
  weigh: { readonly a: Weigh; readonly b: Weigh } = { a: () => 1, b: () => 1 },
): number {
  if (a.name === b.name) return 0.99
  const others =
    a.heads.length > 0 && b.heads.length > 0 && !a.heads.some((head) => b.heads.includes(head))
  return (others ? OTHER_KIND : 1) * ideasAlike(a, b, weigh)
}
const OTHER_KIND = 0.6

function ideasAlike(a: Naming, b: Naming, weigh: { readonly a: Weigh; readonly b: Weigh }): number {
  const ofA = covered(a.ideas, b.ideas, weigh.a)
  const ofB = covered(b.ideas, a.ideas, weigh.b)
  const [less, more] = ofA < ofB ? [ofA, ofB] : [ofB, ofA]
  if (less >= 0.99) return 0.95
  if (more >= ALIKE) return (0.7 + 0.25 * less) * (more >= 0.99 ? 1 : 0.95)
  return 0.7 * Math.sqrt(less * more)
}

/** Which share of what one name says is said by the other. */
function covered(ideas: readonly string[], by: readonly string[], weigh: Weigh): number {
  let said = 0
  let all = 0
  for (const idea of ideas) {
    const weight = weigh(idea)
    all += weight
    said += weight * Math.max(0, ...by.map((other) => near(idea, other)))
  }
  return all === 0 ? 0 : said / all
}
