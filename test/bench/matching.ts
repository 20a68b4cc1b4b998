import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fill, PEOPLE, PEOPLE_ENTRIES, personSlots, scoreOf } from '../labelled/judged.ts'
import { labelledPeople } from '../labelled/people.ts'
import { openRig } from '../labelled/rig.ts'

/**
 * Matching by likeness at size: so many people on each side in a database on disk, no exact key at all, so that every pair
 * has to be found by what it holds. Run it under a small heap: `node --max-old-space-size=96 test/bench/matching.ts 100000`.
 */
export function benchMatching(records: number, seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'matching-'))
  try {
    // Each side holds four fifths of the cast.
    let set: ReturnType<typeof labelledPeople> | null = labelledPeople(
      seed,
      Math.round(records / 0.8),
    )
    const rig = openRig(PEOPLE, PEOPLE_ENTRIES, [], {}, new DatabaseSync(join(folder, 'sync.db')))
    fill(rig, set, personSlots)
    const size = { left: set.left.length, right: set.right.length }
    // The labels are made again afterwards: they are not part of what the product needs.
    set = null
    const begun = performance.now()
    rig.match()
    const seconds = (performance.now() - begun) / 1000
    const heap = process.memoryUsage().heapUsed / 2 ** 20
    return {
      ...size,
      seconds,
      heap,
      score: scoreOf(rig, labelledPeople(seed, Math.round(records / 0.8))),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [, file, records = '100000', seed = '1'] = process.argv
if (file?.endsWith('matching.ts')) {
  const { left, right, seconds, heap, score } = benchMatching(Number(records), Number(seed))
  const { pairs, linked, wrong, doubled, asked, ambiguous } = score
  process.stdout.write(
    `${left.toLocaleString('en')} × ${right.toLocaleString('en')} without keys: ${seconds.toFixed(1)} s, ${heap.toFixed(0)} MB of heap; ` +
      `${linked} of ${pairs} pairs linked, ${wrong.length} wrongly, ${doubled.length} doubled, ${asked} + ${ambiguous} asked\n`,
  )
}
