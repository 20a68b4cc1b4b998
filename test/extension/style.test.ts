/** Every stylesheet is one heap in the page: a name that two of them mean differently spoils both. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const FRONTEND = join(import.meta.dirname, '../../extension/frontend')
const sheets = readdirSync(FRONTEND, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.css'))
  .map((name) => ({
    name: basename(name),
    text: readFileSync(join(FRONTEND, name), 'utf8'),
  }))

// Seen red with `.way` of both the mapping and a run, as it was: “Attio → Airtable” stood in three lines.
test('a class that stands alone is laid out in one stylesheet', () => {
  const places = sheets.flatMap(({ name, text }) =>
    [...new Set([...text.matchAll(/^(\.[\w-]+)(?=,| \{)/gm)].map(([, one]) => one))].map(
      (one) => [one, name] as const,
    ),
  )
  const told = Map.groupBy(places, ([one]) => one)
  expect([...told].filter(([, found]) => found.length > 1)).toEqual([])
})
