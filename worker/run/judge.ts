import {
  type Alike,
  type Back,
  type Decision,
  decide,
  judge,
  type Judged,
  priorOf,
} from '../../shared/match/judge.ts'
import { other, type Side, SIDES } from '../../shared/record.ts'
import { idOn, isGone, type Link } from '../objects/sync/links.ts'
import type { Learnt, Pair } from '../objects/sync/likeness.ts'
import type { Seen } from '../objects/sync/seen.ts'
import type { Reached } from './match.ts'
import { aboutMatch, join, strangerFate } from './place.ts'
import { isSpent, type Lane, type Work } from './work.ts'

const PAGE = 500

/** First whoever is surely one is linked, then the others are decided about: so no doubt hangs on who came first. */
export const judgeLikeness = [
  judgeAll('left', (work, lane, record, decision) => {
    if (decision.is === 'link') join(work, lane, 'left', record, decision.id)
  }),
  judgeAll('left', settleDecision('left')),
  judgeAll('right', settleDecision('right')),
]

/** These records alone are decided about again, by the likenesses that are known. */
export function judgeNamed(work: Work, lane: Lane, side: Side, ids: readonly string[]): void {
  const known = lane.likeness && work.memory.likeness.learnt(lane.no)
  if (!lane.likeness || !known || ids.length === 0) return
  const views = viewsOf(work, lane, known.learnt, side, ids)
  for (const [recordId, record] of work.memory.seen.byRecords(lane.no, side, ids)) {
    if (work.memory.links.otherHalf(lane.no, side, recordId)) continue
    const { candidates, judged, back } = views(recordId)
    const decision = decide(candidates, judged, back, lane.likeness.fuzzy)
    if (decision.is === 'link') join(work, lane, side, record, decision.id)
    else settleDecision(side)(work, lane, record, decision, judged, known.generation)
  }
}

type Use = (
  work: Work,
  lane: Lane,
  record: Seen,
  decision: Decision,
  judged: Judged,
  generation: number,
) => void

function judgeAll(side: Side, use: Use) {
  return (work: Work, lane: Lane, from: Reached): Reached | null => {
    const { memory } = work
    const known = lane.likeness && memory.likeness.learnt(lane.no)
    if (!lane.likeness || !known) return null
    const { generation, learnt } = known
    for (let { after } = from; ;) {
      const page = memory.likeness.undecided(lane.no, side, generation, after, PAGE)
      if (page.length === 0) return null
      after = page[page.length - 1]!.at
      memory.together(() => {
        const ids = page.map(({ id }) => id)
        memory.conflicts.ahead(ids.map((id) => aboutMatch(lane, side, id)))
        const views = viewsOf(work, lane, learnt, side, ids)
        for (const [recordId, record] of memory.seen.byRecords(lane.no, side, ids)) {
          const { candidates, judged, back } = views(recordId)
          use(work, lane, record, decide(candidates, judged, back, lane.likeness!.fuzzy), judged, generation)
        }
      }) // prettier-ignore
      if (isSpent(work, page.length)) return { part: 0, after }
    }
  }
}

function settleDecision(side: Side): Use {
  return (work, lane, record, decision, judged, generation) => {
    const { memory, run } = work
    const about = aboutMatch(lane, side, record.record_id)
    if (decision.is === 'ask' && record.out === 0 && record.wanted === 0) {
      const says = decision.why === 'taken' ? DOUBLE : ALIKE
      memory.seen.judge(record.id, 'conflict', says, generation)
      const names = decision.ids.map((id) => memory.seen.get(lane.no, other(side), id)?.title || id)
      memory.conflicts.raise({
        about,
        pairing: lane.no,
        kind: 'match',
        link: null,
        leftId: side === 'left' ? record.record_id : decision.ids[0]!,
        rightId: side === 'right' ? record.record_id : decision.ids[0]!,
        entry: null,
        base: null,
        left: side === 'left' ? record.title : names.join(', '),
        right: side === 'right' ? record.title : names.join(', '),
        says,
        now: work.clock.now(),
        candidates: decision.ids.map((id) => ({
          id,
          likeness: Math.round((judged.likeness.get(id) ?? 0) * 1000) / 1000,
        })),
      })
      return
    }
    // Whom its likenesses would link was linked in the stage before; what is left found its half taken meanwhile.
    memory.runs.addResolved(run.id, memory.conflicts.clear(about))
    const { fate, says } = strangerFate(work, lane, side, record)
    if (fate === null) memory.seen.decide(record.id, null, null)
    else memory.seen.judge(record.id, fate, says, generation)
  }
}
const ALIKE =
  'It looks much like a record on the other side. Say whether they are the same; until then it is not created.'
const DOUBLE =
  'It looks much like a record that is linked already, so it may be a duplicate. Say whether it is another one, or merge the two.'

/** Is the half on that side gone, or was it proved so in this very run? */
const isWithout = ({ memory }: Work, lane: Lane, link: Link, side: Side): boolean =>
  isGone(link, side) || memory.seen.get(lane.no, side, idOn(link, side))?.slots === null

/** What each of these records sees on the other side, and how it is seen from there. */
function viewsOf(work: Work, lane: Lane, learnt: Learnt, side: Side, ids: readonly string[]) {
  const { memory } = work
  const to = other(side)
  const idOf = (pair: Pair, on: Side): string => (on === 'left' ? pair.left_id : pair.right_id)
  const pairs = memory.likeness.pairsOf(lane.no, side, ids)
  const theirIds = [...new Set([...pairs.values()].flat().map((pair) => idOf(pair, to)))]
  const theirPairs = memory.likeness.pairsOf(lane.no, to, theirIds)
  const ourIds = [
    ...new Set([...ids, ...[...theirPairs.values()].flat().map((pair) => idOf(pair, side))]),
  ]
  const links = {
    [side]: memory.links.byRecords(lane.no, side, ourIds),
    [to]: memory.links.byRecords(lane.no, to, theirIds),
  } as { [one in Side]: Map<string, Link> }
  const rows = {
    [side]: memory.seen.byRecords(lane.no, side, ourIds),
    [to]: memory.seen.byRecords(lane.no, to, theirIds),
  } as { [one in Side]: Map<string, Seen> }
  // Asked for again one by one where two of them turn out to be one.
  for (const on of SIDES) memory.seen.keep([...rows[on].values()])
  memory.verdicts.ahead(lane.no, side, ids)
  memory.verdicts.ahead(lane.no, to, theirIds)

  /** The records on `on` that somebody of the other side may be, as things stand now. */
  const alikes = (list: readonly Pair[], on: Side, asker: string): Alike[] => {
    const apart = memory.verdicts.apartFrom(lane.no, other(on), asker)
    return list.flatMap((pair) => {
      const id = idOf(pair, on)
      const link = links[on].get(id)
      const row = rows[on].get(id)
      const isFree = !link && row?.slots && (row.fate === null || row.judged !== null)
      // What this run proved gone is nobody's like any more, though its link still waits for the plan.
      if (
        apart.has(id) ||
        (!link && !isFree) ||
        (link && (isGone(link, on) || row?.slots === null))
      )
        return []
      // The half of a tombstone may be its old self: a person says so.
      const isWidowed = link !== undefined && isWithout(work, lane, link, other(on))
      return [{ id, weight: pair.odds, sure: pair.sure === 1 && !isWidowed, taken: link !== undefined && !isWidowed }] // prettier-ignore
    })
  }
  const priors = { [side]: priorOf(learnt.model.overlap, learnt.crowd, side), [to]: priorOf(learnt.model.overlap, learnt.crowd, to) } // prettier-ignore
  const backs = new Map<string, Judged>()
  const seenFrom = (theirId: string): Judged => {
    const known = backs.get(theirId)
    if (known) return known
    const judged = judge(alikes(theirPairs.get(theirId) ?? [], side, theirId), priors[to]!)
    backs.set(theirId, judged)
    return judged
  }
  return (recordId: string) => {
    const candidates = alikes(pairs.get(recordId) ?? [], to, recordId)
    return {
      candidates,
      judged: judge(candidates, priors[side]!),
      back: (id: string): Back => {
        const judged = seenFrom(id)
        return { likeness: judged.likeness.get(recordId) ?? 0, any: judged.any }
      },
    }
  }
}
