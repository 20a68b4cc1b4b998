import { other } from '../../shared/record.ts'
import { isUnwritten } from '../objects/sync/errands.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { Mark } from '../objects/sync/purpose.ts'
import type { Work } from './work.ts'

/** Writes looked at together. */
const PAGE = 1_000

/**
 * Leave in the plan only what the run is for: a few records to try, the chosen ones, or what an earlier run could not
 * write; and the records those need. Everything else stays as it is, pending.
 */
export function thin(work: Work): void {
  const { memory, run } = work
  const kept = chosen(work)
  if (kept === null) return
  for (let more = [...kept]; more.length > 0;) {
    more = memory.plan.neededBy(run.id, more).filter((id) => !kept.has(id))
    for (const id of more) kept.add(id)
  }
  memory.plan.keepOnly(run.id, [...kept])
}

function chosen({ memory, run }: Work): Set<number> | null {
  const { purpose } = run
  switch (purpose.is) {
    case 'sample':
      return new Set(memory.plan.pick(run.id, purpose.records))
    case 'chosen':
      return writesAbout(memory, run.id, new Set(purpose.records.map(nameOf)))
    case 'retry': {
      const failed = new Set<string>()
      for (const write of writesOf(memory, purpose.run))
        if (isUnwritten(write.state)) failed.add(sourceOf(write))
      return writesAbout(memory, run.id, failed)
    }
    default:
      return null
  }
}

function writesAbout(memory: Work['memory'], run: number, names: ReadonlySet<string>): Set<number> {
  const found = new Set<number>()
  for (const write of writesOf(memory, run))
    if (names.has(sourceOf(write)) || names.has(targetOf(write))) found.add(write.id)
  return found
}

function* writesOf(memory: Work['memory'], run: number): Generator<Write> {
  for (let after = 0; ;) {
    const page = memory.plan.page(run, after, PAGE)
    yield* page
    const last = page.at(-1)
    if (page.length < PAGE || !last) return
    after = last.id
  }
}

const sourceOf = (write: Write): string =>
  `${write.pairing} ${other(write.side)} ${write.source_id ?? ''}`
const targetOf = (write: Write): string => `${write.pairing} ${write.side} ${write.record_id ?? ''}`
const nameOf = ({ pairing, side, recordId }: Mark): string => `${pairing} ${side} ${recordId}`
