import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fill, PEOPLE, PEOPLE_ENTRIES, personSlots, scoreOf } from '../labelled/judged.ts'
import { labelledPeople } from '../labelled/people.ts'
import { openRig } from '../labelled/rig.ts'
import { openDatabase } from '../worker/sqlite.ts'

/**
 * Matching by likeness at size: so many people on each side, no exact key at all, so that every pair has to be found by
 * what it holds. Three processes over one database on disk, so that the labels take no part of the heap: one makes the
 * tables, one matches them under a heap of 96 MB, one holds the outcome against the labels.
 *
 * `node test/bench/matching.ts [records on each side] [seed]`
 */
const [, , records = '100000', seed = '1', stage = 'all', file = ''] = process.argv
const self = import.meta.filename
const set = () => labelledPeople(Number(seed), Math.round(Number(records) / 0.8))
const rig = () => openRig(PEOPLE, PEOPLE_ENTRIES, [], {}, openDatabase(file))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const STAGES: { readonly [stage: string]: () => void } = {
  fill: () => fill(rig(), set(), personSlots),
  match() {
    const ours = rig()
    let peak = 0
    const [begun, cpu] = [performance.now(), process.cpuUsage()]
    const slices = ours.match(40_000, () => {
      peak = Math.max(peak, process.memoryUsage().heapUsed)
    })
    const spent = process.cpuUsage(cpu)
    say(
      `${Number(records).toLocaleString('en')} on each side, no keys: ${((performance.now() - begun) / 1000).toFixed(1)} s ` +
        `(${((spent.user + spent.system) / 1e6).toFixed(1)} s of processor), ${slices} slices, ${(peak / 2 ** 20).toFixed(0)} MB of heap at most`,
    )
  },
  score() {
    const { pairs, linked, wrong, doubled, asked, ambiguous } = scoreOf(rig(), set())
    say(
      `of ${pairs} people on both sides ${linked} linked, ${wrong.length} wrongly, ${doubled.length} doubled; ` +
        `${asked} questions, and ${ambiguous} about whom nobody could tell`,
    )
  },
}

/** Prints what it found. */
export function benchMatching(records: number, seed: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'matching-'))
  try {
    for (const [next, heap] of [['fill', 2_000], ['match', 96], ['score', 2_000]] as const) {
      const args = [`--max-old-space-size=${heap}`, self, String(records), String(seed), next, join(folder, 'sync.db')]
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
      if (status !== 0) throw new Error(`the bench broke off at “${next}”`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
} // prettier-ignore

if (import.meta.main)
  if (stage === 'all') benchMatching(Number(records), Number(seed))
  else STAGES[stage]?.()
