import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Bug, BUGS, piecesOf, plant } from './planted/bugs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SEEDS = 30
const LONGEST_MS = 110_000

/** What the first seed that noticed says, or null where none of them did. A process that never rests was noticed too. */
function caught({ name, as = 'full' }: Bug): Promise<string | null> {
  const script = ['--import', './test/storm/planted/hook.ts', 'test/storm/planted/try.ts']
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...script, '1', String(SEEDS), as],
      { cwd: ROOT, env: { ...process.env, PLANTED: name }, timeout: LONGEST_MS },
      (fault, said) => {
        if (fault?.killed) done('it never came to rest')
        else done(said.trim() || (fault ? fault.message : null))
      },
    )
  })
}

describe('a bug planted on purpose', () => {
  test.each(BUGS)('fits the source: $name', (bug) => {
    for (const piece of piecesOf(bug))
      expect(plant(piece, readFileSync(`${ROOT}/${piece.file}`, 'utf8'))).toContain(piece.put)
  })

  // A few each day; all of them with `npm run planted`.
  const day = Math.floor(Date.now() / 86_400_000)
  const all = process.env['PLANT'] === 'all'
  const tried = BUGS.filter((_, at) => all || (at + day) % 6 === 0)
  test.each(tried)(
    'is noticed by the storm: $name ($breaks)',
    async (bug) => {
      expect(await caught(bug)).not.toBeNull()
    },
    LONGEST_MS + 10_000,
  )
})
