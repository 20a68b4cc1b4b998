import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NEEDS } from '../../shared/role.ts'

const README = readFileSync(new URL('../../worker/README.md', import.meta.url), 'utf8')
/** Lines of the table of capabilities: what, by which routes, and which tests show it. */
const LINES = README.split('\n')
  .filter((line) => /^\| .*`(GET|POST|PATCH|DELETE) /.test(line))
  .map((line) => {
    const [, what = '', routes = '', tests = ''] = line.split('|')
    const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!)
    return { what: what.trim(), routes: quoted(routes), tests: quoted(tests) }
  })

// Seen red with a route that does not exist, and with a test file renamed.
test.each(LINES)('$what: its routes and its tests exist', ({ routes, tests }) => {
  expect(routes.filter((route) => !(route in NEEDS))).toEqual([])
  expect(tests).not.toEqual([])
  const root = new URL('../../', import.meta.url)
  expect(tests.filter((file) => !existsSync(new URL(file, root)))).toEqual([])
})

test('every route of the engine stands in the table', () => {
  const named = new Set(LINES.flatMap((line) => line.routes))
  // Connections, keys and the bare making and removing of things are in the API's own description.
  const engine =
    /\/(sync|conflicts|matches|duplicates|explain|ledger|formula|holds|links|records|backups|filter-count|sample|views|subscriptions)(\/|$)/
  const missing = Object.keys(NEEDS).filter((route) => engine.test(route) && !named.has(route))
  expect(missing).toEqual([])
})
