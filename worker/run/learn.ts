import { countTerms, TermCounts } from '../../shared/match/terms.ts'
import { type Aspect, type Form, formOf, pack, unpack } from '../../shared/match/aspect.ts'
import { blocksOf } from '../../shared/match/block.ts'
import { levelsOf } from '../../shared/match/level.ts'
import { compare } from '../../shared/match/chance.ts'
import { learn, learnStrangers, type Sampled } from '../../shared/match/learn.ts'
import { believed, WAY } from '../../shared/match/model.ts'
import { learnRarity, Spectrum } from '../../shared/match/rarity.ts'
import { Shelf } from '../../shared/match/shelf.ts'
import { type Both, SIDES, type Side } from '../../shared/record.ts'
import type { Learnt, Scanned } from '../objects/sync/likeness.ts'
import type { Reached } from './match.ts'
import { isSpent, type Lane, type Work } from './work.ts'

/** So many records of each side teach how common things are; more would teach no more. */
const COUNTED = 50_000
/** For so many records of the left side we look for their like in the sample of the right. */
const ASKED = 3_000
/** So many records of each side show how strangers compare, each laid beside so many others of its side. */
const STRANGERS = 600
const BESIDE = 20
/** And so many of each side tell exactly how rare what is rare is. */
const SPREAD = 5_000
const PAGE = 500
/** Rows looked through in one go for somebody who is not judged yet; so many of them cost as much as one record looked at. */
const WINDOW = 50_000
const ROWS_A_LOOK = 10

/**
 * Before likenesses are judged: learn what they mean in this data, where that is not known yet, the mapping has changed or
 * the tables are twice or half what they were; and forget the likenesses of whatever changed.
 */
export function prepareLikeness(work: Work, lane: Lane, from: Reached): Reached | null {
  const { memory, run } = work
  if (lane.likeness === null) return null
  const { no, pairing } = lane
  const known = memory.likeness.learnt(no)
  const generation = known?.generation ?? -1
  const isAny = (after: number): boolean =>
    SIDES.some((side) => memory.likeness.anyUnjudged(no, side, generation, after, after + WINDOW))
  const end = memory.seen.last()
  let { after } = from
  for (; after < end && !isAny(after); after += WINDOW)
    if (isSpent(work, WINDOW / ROWS_A_LOOK)) return { part: 0, after: after + WINDOW }
  if (after >= end) return null
  const crowd = {
    left: memory.likeness.countOpen(no, 'left'),
    right: memory.likeness.countOpen(no, 'right'),
    linked: memory.likeness.countLinked(no),
  }
  const total = crowd.left + crowd.right + 2 * crowd.linked
  const was = known?.learnt.total ?? 0
  const isOfThisRun = known?.learnt.run === run.id
  const isStale =
    !known ||
    !isAsLearnt(lane, known.learnt) ||
    (!isOfThisRun && (total > 2 * was || total < was / 2))
  memory.together(() => {
    if (isStale) {
      const { model, counts } = study(work, lane, lane.likeness!.aspects, crowd)
      memory.likeness.dropPairs(no)
      memory.likeness.learn(
        no,
        {
          version: pairing.version,
          by: compared(lane),
          way: WAY,
          model,
          total,
          crowd,
          run: run.id,
        },
        counts,
      )
      return
    }
    // A stage cut off and begun again would count as linked whom it has linked itself.
    if (!isOfThisRun) memory.likeness.recount(no, { ...known.learnt, crowd, run: run.id })
    for (const side of SIDES) dropStale(work, lane, side, known.generation)
  })
  return null
}

/**
 * Was it learnt under the mapping as it is now, and of what can be compared now? A field that is archived, or comes back,
 * changes that without changing the mapping; a model says nothing of what it has never seen.
 */
export const isAsLearnt = (lane: Lane, learnt: Learnt): boolean =>
  learnt.version === lane.pairing.version && learnt.by === compared(lane)

/** What records of a pairing are compared by, in one text. */
const compared = ({ likeness }: Lane): string =>
  JSON.stringify(
    likeness?.aspects.map(({ kind, slots, isTitle, isCode }) => [kind, slots, isTitle, isCode]),
  )

function dropStale(work: Work, lane: Lane, side: Side, generation: number): void {
  const { likeness } = work.memory
  for (let after = 0; ;) {
    const page = likeness.unjudged(lane.no, side, generation, after, PAGE)
    if (page.length === 0) return
    after = page[page.length - 1]!.at
    likeness.dropPairsOf(lane.no, side, page.map(({ id }) => id)) // prettier-ignore
  }
}

/** One walk over a sample of both sides. Its length is bounded however large the tables are. */
function study(
  work: Work,
  lane: Lane,
  aspects: readonly Aspect[],
  crowd: { left: number; right: number; linked: number },
) {
  const every = (records: number, most: number): number => Math.max(1, Math.ceil(records / most))
  const steps: Both<number> = {
    left: every(crowd.left + crowd.linked, COUNTED),
    right: every(crowd.right + crowd.linked, COUNTED),
  }
  const counted = { left: 0, right: 0 }
  const counts = TermCounts.for(
    Math.min(COUNTED, crowd.left + crowd.linked) + Math.min(COUNTED, crowd.right + crowd.linked),
    aspects.length,
  )
  const strangers: { [side in Side]: string[] } = { left: [], right: [] }
  const spectra = { left: new Spectrum(aspects), right: new Spectrum(aspects) }
  const each = (side: Side, records: Iterable<Scanned>, use?: (form: Form, id: string) => void) => {
    const keep = every(crowd[side] + crowd.linked, STRANGERS * steps[side])
    const spread = every(crowd[side] + crowd.linked, SPREAD * steps[side])
    for (const record of records) {
      const form = formIn(work, aspects, side, record)
      countTerms(counts, aspects, form)
      if (counted[side] % spread === 0) spectra[side].add(form)
      if (counted[side]++ % keep === 0 && strangers[side].length < STRANGERS)
        strangers[side].push(pack(form))
      use?.(form, record.id)
    }
  }
  const { likeness } = work.memory
  const asked = new Shelf(Math.min(ASKED, crowd.left))
  const keepAsked = every(crowd.left / steps.left, ASKED)
  let at = 0
  each('left', scan((after) => likeness.open(lane.no, 'left', after, PAGE, steps.left)), (form, id) => {
    if (at++ % keepAsked === 0) asked.add(id, pack(form), blocksOf(aspects, form))
  }) // prettier-ignore
  const met: { of: number; right: string }[] = []
  each('right', scan((after) => likeness.open(lane.no, 'right', after, PAGE, steps.right)), (form) => {
    for (const of of asked.near(blocksOf(aspects, form)))
      if (met.length < MOST_PAIRS) met.push({ of, right: pack(form) })
  }) // prettier-ignore
  for (const side of SIDES)
    each(side, scan((after) => likeness.linked(lane.no, side, after, PAGE, steps[side]))) // prettier-ignore

  const first = {
    ...believed(aspects),
    rarity: learnRarity(aspects, [spectra.left, spectra.right]),
    counted: counted.left + counted.right,
  }
  const withStrangers = learnStrangers(aspects, first, strangerLevels(aspects, strangers))
  const pairs = met.map(({ of, right }): Sampled => ({
    of,
    ...compare(aspects, withStrangers, counts, unpack(asked.forms[of]!), unpack(right)),
  }))
  const model = learn(aspects, withStrangers, pairs, {
    asked: asked.ids.length,
    share: 1 / steps.right,
    left: crowd.left,
    right: crowd.right,
  })
  return { model, counts }
}
/** Pairs laid side by side to learn from. */
const MOST_PAIRS = 60_000

function* strangerLevels(aspects: readonly Aspect[], strangers: Both<readonly string[]>) {
  for (const side of SIDES) {
    const forms = strangers[side]
    for (let i = 0; i < forms.length; i++)
      for (let step = 1; step <= BESIDE && i + step < forms.length; step++)
        yield levelsOf(aspects, unpack(forms[i]!), unpack(forms[i + step]!))
  }
}

/** Every record of a scan, page by page. */
export function* scan(page: (after: number) => Scanned[], from = 0): Generator<Scanned> {
  for (let after = from; ;) {
    const records = page(after)
    if (records.length === 0) return
    yield* records
    after = records[records.length - 1]!.at
  }
}

export const formIn = (
  work: Work,
  aspects: readonly Aspect[],
  side: Side,
  { slots }: Pick<Scanned, 'slots'>,
): Form => formOf(aspects, side, slots, { country: work.setup.defaultCountry })
