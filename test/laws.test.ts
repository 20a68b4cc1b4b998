import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BUGS } from './storm/planted/bugs.ts'

const ROOT = new URL('../', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8')
const LAWS = [
  'convergence', 'idempotence', 'no lost update', 'delete safety', 'identity', 'no echo, no loop', 'frame',
  'crash safety', 'plan = run', 'undo', 'mirror', 'pace', 'isolation', 'accounting', 'codec', 'determinism',
] // prettier-ignore

/** Lines of the table of laws: which, by which property tests, and which planted bugs they were seen red with. */
const LINES = read('test/README.md')
  .split('\n')
  .filter((line) => /^\| L\d/.test(line))
  .map((line) => {
    const [, what = '', tests = '', red = ''] = line.split('|').map((cell) => cell.trim())
    const found = (cell: string, pattern: RegExp) =>
      [...cell.matchAll(pattern)].map(([, one]) => one!)
    return {
      what,
      law: what.split(' ')[0]!,
      tests: found(tests, /`([^`]+)`/g),
      planted: found(red, /“([^”]+)”/g),
    }
  })

// Seen red with a law left out, with a file renamed, and with a bug that breaks another law.
test('every law has its line', () => {
  expect(LINES.map(({ what }) => what)).toEqual(LAWS.map((name, at) => `L${at + 1} ${name}`))
})

test.each(LINES)(
  '$what: its tests name it, and say how they were seen red',
  ({ law, tests, planted }) => {
    expect(tests).not.toEqual([])
    const texts = tests.map((file) => ({ file, text: read(file) }))
    const silent = texts.filter(({ text }) => !new RegExp(`\\b${law}\\b`).test(text))
    expect(silent.map(({ file }) => file)).toEqual([])
    // What the storm judges is seen red by planted bugs, every other test by its comment.
    const own = texts.filter(({ file }) => file.endsWith('.test.ts'))
    const unproved = own.filter(({ text }) => !/seen red/i.test(text))
    expect(unproved.map(({ file }) => file)).toEqual([])
    expect(own.length + planted.length).toBeGreaterThan(0)
    const breaking = BUGS.filter(({ breaks }) => breaks === law).map(({ name }) => name)
    expect(planted.filter((name) => !breaking.includes(name))).toEqual([])
  },
)
