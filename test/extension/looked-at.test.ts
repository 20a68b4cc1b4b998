/** The page that lists every state of every screen, held against the browser tests that look at them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const HERE = join(import.meta.dirname, '../browser')
const read = (name: string): string => readFileSync(join(HERE, name), 'utf8')

/** Names as the tests write them: where one is put together, every part of it that stands fixed, in order. */
function patterns(): readonly RegExp[] {
  const tests = readdirSync(HERE).filter((name) => name.endsWith('.test.ts'))
  return tests.flatMap((name) =>
    [
      ...read(name).matchAll(/inspect\(\w+, (?:'([^']+)'|`([^`]+)`|shot)\)|shot: '([^']+)'/g),
    ].flatMap(([, plain, made, given]) => {
      const text = plain ?? made ?? given
      return text === undefined
        ? []
        : [new RegExp(`^${text.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '[a-z-]+')}$`)]
    }),
  )
}

// Seen red: with a state on it that no test looks at.
test('every state on the page is looked at by a test', () => {
  const listed = [...read('README.md').matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(
    ([, name]) => name ?? '',
  )
  const looked = patterns()
  expect(listed.length).toBeGreaterThan(100)
  expect(listed.filter((name) => !looked.some((one) => one.test(name)))).toEqual([])
})
