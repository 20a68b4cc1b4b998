import { type Form, pack, unpack } from '../../shared/match/aspect.ts'
import { blocksOf } from '../../shared/match/block.ts'
import { withChance } from '../../shared/match/chance.ts'
import { agrees, levelsOf } from '../../shared/match/level.ts'
import type { Model } from '../../shared/match/model.ts'
import { Shelf } from '../../shared/match/shelf.ts'
import type { TermCounts } from '../../shared/match/terms.ts'
import { weigh } from '../../shared/match/weigh.ts'
import { other, type Side } from '../../shared/record.ts'
import type { Pair, Scanned } from '../objects/sync/likeness.ts'
import { formIn, isAsLearnt } from './learn.ts'
import type { Stage } from './match.ts'
import { isSpent, type Lane, type Work } from './work.ts'

/** So many records are held at once to be found by their like: some 30 MB. More are taken in parts. */
const PART = 100_000
const PAGE = 500
/** Pairs less likely than this to be the same (before others are weighed against them) are not worth a row. */
const LEAST = 0.002

/**
 * Lay every record that is not judged yet beside those of the other side that share a block with it: the open ones, and
 * the halves of links, so that a new record that is very like a linked one is not made a second time. Each pair is met
 * once.
 */
export const compareLoose = [
  compareWith('left', (work, lane, _, after) => work.memory.likeness.open(lane.no, 'right', after, PAGE)),
  compareWith('left', (work, lane, _, after) => work.memory.likeness.linked(lane.no, 'right', after, PAGE)),
  compareWith('right', (work, lane, generation, after) =>
    work.memory.likeness.judged(lane.no, 'left', generation, after, PAGE),
  ),
  compareWith('right', (work, lane, _, after) => work.memory.likeness.linked(lane.no, 'left', after, PAGE)),
] // prettier-ignore

type Others = (work: Work, lane: Lane, generation: number, after: number) => Scanned[]

/** Records of `side` stand on a shelf, part by part, and the others pass by. */
function compareWith(side: Side, others: Others): Stage {
  return (work, lane, from) => {
    const { memory } = work
    const known = lane.likeness && memory.likeness.learnt(lane.no)
    if (!lane.likeness || !known) return null
    const { generation, learnt } = known
    if (!memory.likeness.anyUnjudged(lane.no, side, generation)) return null
    if (!isAsLearnt(lane, learnt)) return 'anew'
    const { aspects } = lane.likeness
    const counts = memory.likeness.counts(lane.no)
    // Rivals are weighed later: here only what is hopeless is left out.
    const least = Math.log(
      LEAST * Math.max(1, learnt.crowd.left, learnt.crowd.right, learnt.crowd.linked),
    )
    for (let { part, after } = from; ;) {
      let page = others(work, lane, generation, after)
      // Without anybody to pass by, nobody need stand on the shelf.
      if (page.length === 0 && after === 0) return null
      const { shelf, last } = shelve(work, lane, side, generation, part)
      if (shelf.ids.length === 0) return null
      for (; page.length > 0; page = others(work, lane, generation, after)) {
        const pairs = page.flatMap((record) => {
          const form = formIn(work, aspects, other(side), record)
          return likes(lane, learnt.model, counts, shelf, side, record.id, form, least)
        })
        memory.together(() => memory.likeness.addPairs(lane.no, pairs))
        after = page[page.length - 1]!.at
        // To stand on the shelf costs more than to pass by: a slice is longer here.
        if (isSpent(work, page.length / 4)) return { part, after }
      }
      ;[part, after] = [last, 0]
    }
  }
}

function shelve(work: Work, lane: Lane, side: Side, generation: number, part: number) {
  const { likeness } = work.memory
  const { aspects } = lane.likeness!
  const shelf = new Shelf(Math.min(PART, likeness.countOpen(lane.no, side)))
  let last = part
  while (shelf.ids.length < PART) {
    const page = likeness.unjudged(lane.no, side, generation, last, PAGE)
    if (page.length === 0) break
    for (const record of page) {
      const form = formIn(work, aspects, side, record)
      shelf.add(record.id, pack(form), blocksOf(aspects, form))
    }
    last = page[page.length - 1]!.at
  }
  return { shelf, last }
}

function likes(
  lane: Lane,
  model: Model,
  counts: TermCounts,
  shelf: Shelf,
  side: Side,
  id: string,
  form: Form,
  least: number,
): Pair[] {
  const { aspects } = lane.likeness!
  return shelf.near(blocksOf(aspects, form)).flatMap((place) => {
    const held = unpack(shelf.forms[place]!)
    const [left, right] = side === 'left' ? [held, form] : [form, held]
    const levels = levelsOf(aspects, left, right)
    // Most of those who share a block agree in nothing that tells.
    if (!levels.some((level, i) => level !== null && agrees(aspects[i]!.kind, level))) return []
    const comparison = withChance(aspects, model, counts, left, right, levels)
    const { weight, sure, identified } = weigh(aspects, model, comparison)
    if (weight < least || !identified) return []
    const mine = shelf.ids[place]!
    const [left_id, right_id] = side === 'left' ? [mine, id] : [id, mine]
    return [{ left_id, right_id, odds: weight, sure: sure ? 1 : 0 }]
  })
}
