import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { circles, type File, LEANS, mappedFolders, NAMES_VENDORS, ORDER, RULES } from './house.ts'

const ROOT = join(import.meta.dirname, '..')
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'shots'])
const PARTS = Object.keys(LEANS)

const files = PARTS.flatMap(walk).map((path): File => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
}))

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name) && !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return walk(path)
      return /\.(tsx?|mts|mjs|json)$/.test(entry.name) ? [path] : []
    })
}

/** The rules' own words and planted breaches would trip over themselves. */
const judged = files.filter(({ path }) => !/^test\/house(\.test)?\.ts$/.test(path))

describe('the house', () => {
  test.each(Object.entries(RULES))('%s', (_says, rule) => {
    expect(judged.flatMap((file) => rule(file).map((breach) => `${file.path}: ${breach}`))).toEqual(
      [],
    )
  })

  test.each(['shared', 'extension', 'attio-app'])('%s holds no circle', (name) => {
    expect(circles(files.filter(({ path }) => path.startsWith(`${name}/`)))).toEqual([])
  })

  // Seen red with fourteen parts of a run that leaned on one another.
  test('worker holds no circle but of types', () => {
    const parts = files.filter(({ path }) => path.startsWith('worker/'))
    expect(circles(parts, false)).toEqual([])
  })

  test('every exception from the rule about vendors is still a file', () => {
    expect(Object.keys(NAMES_VENDORS).filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  test.each(['.', ...PARTS])('%s has a README', (folder) => {
    expect(existsSync(join(ROOT, folder, 'README.md'))).toBe(true)
  })

  test('the map in the root README names exactly the folders that are there', () => {
    const named = mappedFolders(readFileSync(join(ROOT, 'README.md'), 'utf8'))
    const there = readdirSync(ROOT, { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.has(entry.name),
      )
      .map(({ name }) => name)
    expect([...new Set(named)].sort()).toEqual(there.sort())
  })

  // Seen red with `departure` left out, and with `merge` before `match`.
  test('the map of shared/ names what is there, in the order in which one may lean on another', () => {
    const text = readFileSync(join(ROOT, 'shared/README.md'), 'utf8')
    const map = text.split('```')[1] ?? ''
    const named = map.split('\n').flatMap((line) => line.split(/ {2,}/)[0]!.split(' '))
    const words = named.map((word) => word.replace('/', '')).filter((word) => word !== '')
    const there = readdirSync(join(ROOT, 'shared'))
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => !/\.(json|md)$/.test(name))
    expect(words).toEqual(ORDER.filter((word) => there.includes(word)))
    expect(there.filter((name) => !words.includes(name))).toEqual([])
  })
})

/** Each rule, seen to fail: a rule that nothing can break is decoration. */
describe('a breach is seen', () => {
  const breaches: { rule: string; path: string; text: string }[] = [
    {
      rule: 'parts lean the right way',
      path: 'shared/plan.ts',
      text: "import { x } from '../worker/run/plan.ts'",
    },
    {
      rule: 'parts lean the right way',
      path: 'worker/app.ts',
      text: "import '../test/sandbox/serve.ts'",
    },
    {
      rule: 'parts lean the right way',
      path: 'extension/frontend/app.tsx',
      text: "const a = await import('../../worker/app.ts')",
    },
    {
      rule: 'shared keeps its order',
      path: 'shared/value.ts',
      text: "import type { Plan } from './plan.ts'",
    },
    {
      rule: 'shared keeps its order',
      path: 'shared/codec/text.ts',
      text: "import {\n  a,\n  b,\n} from '../merge.ts'",
    },
    { rule: 'shared keeps its order', path: 'shared/novelty.ts', text: '' },
    {
      rule: 'shared holds no clock, no die and no platform',
      path: 'shared/job.ts',
      text: 'const now = Date.now()',
    },
    {
      rule: 'shared holds no clock, no die and no platform',
      path: 'shared/job.ts',
      text: 'const today = new Date()',
    },
    {
      rule: 'shared holds no clock, no die and no platform',
      path: 'shared/job.ts',
      text: 'Math.random()',
    },
    {
      rule: 'shared holds no clock, no die and no platform',
      path: 'shared/job.ts',
      text: "import { z } from 'hono'",
    },
    {
      rule: 'the Worker imports nothing of Node',
      path: 'worker/seal.ts',
      text: "import { a } from 'node:crypto'",
    },
    {
      rule: 'the network is called through one door for each program',
      path: 'worker/run/pull.ts',
      text: 'await fetch(url)',
    },
    {
      rule: 'the network is called through one door for each program',
      path: 'worker/app.ts',
      text: 'const f = globalThis.fetch',
    },
    { rule: 'logging happens in one place', path: 'worker/app.ts', text: "console.log('hi')" },
    {
      rule: 'bindings are read in deps.ts and in an object’s constructor',
      path: 'worker/routes/key.ts',
      text: 'c.env.VAULT.get(k)',
    },
    {
      rule: 'the Worker’s clock and die come from deps.ts',
      path: 'worker/run/pull.ts',
      text: 'const now = Date.now()',
    },
    {
      rule: 'the Worker’s clock and die come from deps.ts',
      path: 'worker/seal.ts',
      text: 'crypto.getRandomValues(bytes)',
    },
    {
      rule: 'simulators import nothing of ours',
      path: 'test/sandbox/airtable/rest.ts',
      text: "import { Value } from '../../../shared/value.ts'",
    },
    {
      rule: 'simulators import nothing of ours',
      path: 'test/sandbox/attio/rest.ts',
      text: "import { desk } from '../desk/desk.ts'",
    },
    { rule: 'names say what is inside', path: 'worker/utils/text.ts', text: '' },
    { rule: 'names say what is inside', path: 'worker/sync-manager.ts', text: '' },
    {
      rule: 'vendors are named at the edge only',
      path: 'worker/run/write.ts',
      text: "if (vendor === 'attio') return",
    },
    {
      rule: 'vendors are named at the edge only',
      path: 'shared/merge.ts',
      text: 'const isAirtable = true',
    },
    {
      rule: 'vendors are reached through the registry',
      path: 'worker/run/pull.ts',
      text: "import { list } from '../connectors/attio/records.ts'",
    },
    {
      rule: 'vendors are reached through the registry',
      path: 'worker/connectors/attio/a.ts',
      text: "import { b } from '../airtable/b.ts'",
    },
    {
      rule: 'an object’s tables are read in its own folder',
      path: 'worker/routes/key.ts',
      text: "import { links } from '../objects/sync/links.ts'",
    },
    {
      rule: 'an object’s tables are read in its own folder',
      path: 'worker/run/merge.ts',
      text: "import { members } from '../objects/workspace/members.ts'",
    },
    {
      rule: 'SQL stands beside its table',
      path: 'worker/run/merge.ts',
      text: 'rows(sql, `select id\n  from link`)',
    },
    {
      rule: 'the extension asks the SDK in one folder',
      path: 'extension/frontend/app.tsx',
      text: "import { useBase } from '@airtable/blocks/ui'",
    },
    {
      rule: 'nothing is unfinished or skipped',
      path: 'test/shared/merge.test.ts',
      text: "test.skip('later', () => {})",
    },
    { rule: 'nothing is unfinished or skipped', path: 'shared/merge.ts', text: '// TODO the rest' },
    {
      rule: 'locks work with any registry',
      path: 'extension/package-lock.json',
      text: '{ "resolved": "https://" }',
    },
  ]
  test.each(breaches)('$rule: $path “$text”', ({ rule, path, text }) => {
    expect(RULES[rule]?.({ path, text })).toHaveLength(1)
  })

  test('every rule has a breach', () => {
    expect(new Set(breaches.map(({ rule }) => rule))).toEqual(new Set(Object.keys(RULES)))
  })

  test('a circle is named by the path that closes it', () => {
    const a = { path: 'shared/a.ts', text: "import { b } from './b.ts'" }
    const b = { path: 'shared/b.ts', text: "import { a } from './a.ts'" }
    expect(circles([a, b])).toEqual(['shared/a.ts → shared/b.ts → shared/a.ts'])
    const typed = { ...b, text: "import type { A } from './a.ts'" }
    expect(circles([a, typed])).toHaveLength(1)
    expect(circles([a, typed], false)).toEqual([])
  })

  test('a map is read from the fenced blocks only', () => {
    expect(
      mappedFolders('shared/ is\n```\nshared/  the core\n  deep/ no\ntest/ how\n```\n'),
    ).toEqual(['shared', 'test'])
  })
})

describe('what is allowed passes', () => {
  const allowed: { rule: string; path: string; text: string }[] = [
    {
      rule: 'the network is called through one door for each program',
      path: 'worker/index.ts',
      text: 'export default {\n  async fetch(request, env, ctx) {\n    return app.fetch(request)\n  },\n}',
    },
    {
      rule: 'the network is called through one door for each program',
      path: 'worker/run/pull.ts',
      text: '// never fetch(url) here',
    },
    {
      rule: 'bindings are read in deps.ts and in an object’s constructor',
      path: 'worker/objects/sync/sync.ts',
      text: 'deps(env.SYNC)',
    },
    {
      rule: 'an object’s tables are read in its own folder',
      path: 'worker/run/merge.ts',
      text: "import { links } from '../objects/sync/links.ts'",
    },
    {
      rule: 'SQL stands beside its table',
      path: 'worker/run/merge.ts',
      text: "const says = 'Select a table from the list'",
    },
    {
      rule: 'an object’s tables are read in its own folder',
      path: 'worker/run/merge.ts',
      text: "import type { Link } from '../objects/sync/links.ts'",
    },
    {
      rule: 'an object’s tables are read in its own folder',
      path: 'worker/index.ts',
      text: "export { SyncObject } from './objects/sync/sync.ts'",
    },
    {
      rule: 'shared holds no clock, no die and no platform',
      path: 'shared/job.ts',
      text: 'new Date(millis).toISOString()',
    },
  ]
  test.each(allowed)('$rule: $path', ({ rule, path, text }) => {
    expect(RULES[rule]?.({ path, text })).toEqual([])
  })
})
