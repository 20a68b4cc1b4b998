import * as z from 'zod'
import { other } from '../../shared/record.ts'
import { Bits } from '../objects/sync/bits.ts'
import { isUnwritten } from '../objects/sync/errands.ts'
import type { Named } from '../objects/sync/plan.ts'
import type { Mark } from '../objects/sync/purpose.ts'
import type { Work } from './work.ts'

/** Writes looked at in one step. */
export const THINNED_AT_ONCE = 5_000

/** Records that an earlier run could not write, held at once: where there are more, the plan is looked through again for them. */
export const FAILED_AT_ONCE = 50_000

/**
 * How far thinning has got: what is kept is noted first, with what that needs; then everything else goes. `failed` is the
 * number of the earlier run's write after which those begin that are looked for.
 */
export const Thinned = z.object({
  stage: z.enum(['keep', 'drop']),
  after: z.number(),
  failed: z.number().default(0),
})
export type Thinned = z.infer<typeof Thinned>
export const UNTHINNED: Thinned = { stage: 'keep', after: 0, failed: 0 }

/**
 * Leave in the plan only what the run is for: a few records to try, the chosen ones, or what an earlier run could not
 * write; and the records those need. Everything else stays as it is, pending. One step of it, as there may be a million
 * writes; returns where to go on, or null at the end. Call it in the transaction that stores what it returns.
 */
export type Thin = (at: Thinned) => Thinned | null

/** Null where the whole plan is what the run is for. */
export function thinning(work: Work): Thin | null {
  const { memory, run } = work
  const { purpose } = run
  if (purpose.is !== 'sample' && purpose.is !== 'chosen' && purpose.is !== 'retry') return null
  const chosen =
    purpose.is === 'chosen'
      ? { from: 0, names: new Set(purpose.records.map(nameOf)), upTo: null }
      : null
  let hand: Hand | null = chosen
  /** The next writes that are kept, and the number of the last that was looked at. */
  const choose = (
    after: number,
    from: number,
  ): { readonly ids: readonly number[]; readonly last: number | null } => {
    const page = memory.plan.names(run.id, after, THINNED_AT_ONCE)
    const last = page.length < THINNED_AT_ONCE ? null : (page.at(-1)?.id ?? null)
    if (purpose.is === 'sample') {
      // Those that may be among the tried ones are noted, page by page; at the end it is known which they are.
      const before = after === 0 ? new Bits() : memory.bits.get(WHOLE_RUN, TRIED)
      const known = memory.plan.namesOf(before.after(0, MOST_TRIED))
      const best = inTurns([...known, ...page.filter(isPlanned)], purpose.records)
      memory.bits.drop(WHOLE_RUN, TRIED)
      if (last === null) return { ids: best.map(({ id }) => id), last }
      const tried = new Bits()
      for (const { id } of best) tried.add(id)
      memory.bits.save(WHOLE_RUN, TRIED, tried)
      return { ids: [], last }
    }
    if (hand?.from !== from && purpose.is === 'retry') hand = failedIn(work, purpose.run, from)
    const names = hand?.names
    const ids = page
      .filter((write) => names?.has(sourceOf(write)) || names?.has(targetOf(write)))
      .map(({ id }) => id)
    return { ids, last }
  }
  return ({ stage, after, failed }) => {
    const { bits } = memory
    if (stage === 'keep') {
      const isFirst = after === 0 && failed === 0
      if (isFirst) bits.drop(WHOLE_RUN, KEPT)
      const kept = isFirst ? new Bits() : bits.get(WHOLE_RUN, KEPT)
      const { ids, last } = choose(after, failed)
      for (let more = ids; more.length > 0;) {
        for (const id of more) kept.add(id)
        more = memory.plan.neededBy(run.id, more).filter((id) => !kept.has(id))
      }
      bits.save(WHOLE_RUN, KEPT, kept)
      if (last !== null) return { stage, after: last, failed }
      const more = hand?.upTo ?? null
      return more === null ? { stage: 'drop', after: 0, failed } : { stage, after: 0, failed: more }
    }
    const kept = bits.get(WHOLE_RUN, KEPT)
    const page = memory.plan.names(run.id, after, THINNED_AT_ONCE)
    memory.plan.forget(page.filter(({ id }) => !kept.has(id)).map(({ id }) => id))
    if (page.length === THINNED_AT_ONCE) return { stage, after: page.at(-1)!.id, failed }
    bits.drop(WHOLE_RUN, KEPT)
    return null
  }
}

/**
 * So many writes to try: of each pairing, side and kind the first, then the second, and so on; who would be tried among many
 * is tried among fewer of them too. They come in the order of their numbers.
 */
export function inTurns(writes: readonly Named[], limit: number): Named[] {
  const sorts = new Map<string, number>()
  const turns = writes.map((write) => {
    const sort = `${write.pairing} ${write.side} ${write.kind}`
    const turn = sorts.get(sort) ?? 0
    sorts.set(sort, turn + 1)
    return { write, turn }
  })
  return turns
    .sort((a, b) => a.turn - b.turn || a.write.id - b.write.id)
    .slice(0, limit)
    .map(({ write }) => write)
    .sort((a, b) => a.id - b.id)
}
const isPlanned = ({ state }: Named): boolean => state === 'planned'

/** Those of a sample that were looked through so far; it belongs to no pairing. */
const TRIED = 'tried'
const MOST_TRIED = 10_000

/** The set of writes that stay; it belongs to no pairing. */
const KEPT = 'kept'
const WHOLE_RUN = 0

/** Records that are looked for, and the number of the earlier write after which the next of them begin; null: those are all. */
type Hand = {
  readonly from: number
  readonly names: ReadonlySet<string>
  readonly upTo: number | null
}

/** The records an earlier run could not write, after that write of it. */
function failedIn({ memory }: Work, run: number, from: number): Hand {
  const names = new Set<string>()
  for (let after = from; ;) {
    const page = memory.plan.names(run, after, THINNED_AT_ONCE)
    for (const write of page) if (isUnwritten(write.state)) names.add(sourceOf(write))
    const last = page.at(-1)
    if (last === undefined || page.length < THINNED_AT_ONCE) return { from, names, upTo: null }
    after = last.id
    if (names.size >= FAILED_AT_ONCE) return { from, names, upTo: after }
  }
}

const sourceOf = (write: Named): string =>
  `${write.pairing} ${other(write.side)} ${write.source_id ?? ''}`
const targetOf = (write: Named): string => `${write.pairing} ${write.side} ${write.record_id ?? ''}`
const nameOf = ({ pairing, side, recordId }: Mark): string => `${pairing} ${side} ${recordId}`
