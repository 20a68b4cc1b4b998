/** The rules of the house (who leans on whom, what may be called where), as functions from files to breaches. */
import { dirname, join } from 'node:path/posix'

export type File = { readonly path: string; readonly text: string }
/** Sentences, one for each breach; none when the file keeps the rule. */
export type Rule = (file: File) => readonly string[]

/** Each part of the house and the parts it may lean on. The direction never runs back. */
export const LEANS: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  worker: ['shared'],
  extension: ['shared'],
  'attio-app': ['shared'],
  test: ['shared', 'worker', 'extension', 'attio-app'],
}

/** Inside shared, a file may import only from its own name or from names further left. */
export const ORDER =
  'result failure value field record title codec normal convert formula transform filter mapping validate autopair making match merge departure plan account ledger undo explain pace schedule quota job role audit api'.split(
    ' ',
  )

/** What the pure core may take from outside: libraries that touch neither clock, die, network nor disk. */
const PURE = ['zod', 'libphonenumber-js', 'papaparse', 'chevrotain', 're2js', 'any-ascii', 'croner']

/** Files in which the network is called; everything else is handed what it needs. */
const DOORS = [
  'worker/http.ts',
  'worker/doorbell.ts',
  'extension/frontend/worker/send.ts',
  'attio-app/src/worker/send.ts',
]

/** Files of the Worker, outside `connectors/<vendor>/`, that have to name a vendor, and why. */
export const NAMES_VENDORS: Readonly<Record<string, string>> = {
  'worker/connectors/registry.ts': 'one line for each vendor',
  'worker/connectors/scopes.ts': 'everything asked of any vendor, in one place',
  'worker/deps.ts': 'the vendors’ addresses are bindings',
  'worker/app.ts': 'the origins of the vendor’s frames, for CORS',
}
const VENDOR = /airtable|attio|salesforce|hubspot/i

const DRAWERS = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc'])

/** Stand-ins share no reading of a vendor with us: a misreading on both sides would pass every test. */
const WITNESSES =
  /^test\/sandbox\/(airtable|attio)\/|^test\/sandbox\/(clock|counters|limiter|post|random|serve|vendor|weather)\.ts$/

export const part = (path: string): string => path.split('/')[0] ?? ''
const isSource = (path: string): boolean => /\.(ts|tsx|mts|mjs)$/.test(path)
const isTest = (path: string): boolean => part(path) === 'test'

/** The text without comments, so that a sentence about `fetch(` is not a call of it. */
export const code = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')

type Import = { readonly target: string; readonly isOurs: boolean; readonly isType: boolean }

/** What a file imports: our files by their path from the root, packages by their name as written. */
export function imports({ path, text }: File): readonly Import[] {
  const found = code(text).matchAll(
    /(?:^|[\s;])(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s+'([^']+)'|(?:^|[\s;])import\s+'([^']+)'|\bimport\(\s*'([^']+)'/g,
  )
  return [...found].map(([, type, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? ''
    const isOurs = name.startsWith('.')
    return { target: isOurs ? join(dirname(path), name) : name, isOurs, isType: type !== undefined }
  })
}

const ours = (file: File): readonly Import[] => imports(file).filter((one) => one.isOurs)
const theirs = (file: File): readonly Import[] => imports(file).filter((one) => !one.isOurs)

const leansTheRightWay: Rule = (file) =>
  ours(file)
    .filter(
      ({ target }) => ![part(file.path), ...(LEANS[part(file.path)] ?? [])].includes(part(target)),
    )
    .map(({ target }) => `${part(file.path)}/ may not lean on ${target}`)

const floor = (path: string): number =>
  ORDER.indexOf((path.split('/')[1] ?? '').replace(/\.ts$/, ''))

const keepsTheOrder: Rule = (file) => {
  if (part(file.path) !== 'shared' || !isSource(file.path)) return []
  if (floor(file.path) < 0) return ['this name has no place in the order of shared/']
  return ours(file)
    .filter(({ target }) => part(target) === 'shared' && floor(target) > floor(file.path))
    .map(({ target }) => `${target} stands further right`)
}

const staysPure: Rule = (file) => {
  if (part(file.path) !== 'shared') return []
  const packages = theirs(file)
    .filter(({ target }) => !PURE.some((name) => target === name || target.startsWith(`${name}/`)))
    .map(({ target }) => `the core may not import ${target}`)
  const calls = code(file.text).match(
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bcrypto\./g,
  )
  return [...packages, ...(calls ?? []).map((call) => `a clock or a die: ${call}`)]
}

const runsOnThePlatform: Rule = (file) =>
  part(file.path) !== 'worker'
    ? []
    : theirs(file)
        .filter(({ target }) => target.startsWith('node:'))
        .map(({ target }) => `the platform of the Worker is not Node: ${target}`)

/** `async fetch(request) {` defines a handler; `app.fetch` is a member. Only a call of the global one is a breach. */
const fetchesThroughTheDoor: Rule = (file) => {
  if (isTest(file.path) || DOORS.includes(file.path)) return []
  const lines = code(file.text)
    .split('\n')
    .filter((line) => !/^\s*(override\s+)?(async\s+)?fetch\([^)]*\)?.*\{$/.test(line))
  return lines
    .filter((line) => /(^|[^.\w])fetch\(|\b(globalThis|window|self)\.fetch\b/.test(line))
    .map((line) => `calls the network itself: ${line.trim()}`)
}

const logsInOnePlace: Rule = (file) =>
  isTest(file.path) || file.path === 'worker/deps.ts' || file.path.endsWith('.mjs')
    ? []
    : (code(file.text).match(/\bconsole\.\w+/g) ?? []).map((call) => `logs by itself: ${call}`)

const readsBindingsInOnePlace: Rule = (file) => {
  const [, , noun, name] = file.path.split('/')
  const isObject = file.path.startsWith('worker/objects/') && name === `${noun}.ts`
  if (part(file.path) !== 'worker' || file.path === 'worker/deps.ts' || isObject) return []
  return (code(file.text).match(/\benv\.[A-Z]\w*/g) ?? []).map((read) => `reads a binding: ${read}`)
}

const isHandedItsClock: Rule = (file) =>
  part(file.path) === 'worker' && file.path !== 'worker/deps.ts'
    ? (
        code(file.text).match(
          /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bgetRandomValues\(|\brandomUUID\(/g,
        ) ?? []
      ).map((call) => `a clock or a die of its own: ${call}`)
    : []

const isAWitness: Rule = (file) =>
  WITNESSES.test(file.path)
    ? ours(file)
        .filter(({ target }) => !WITNESSES.test(target))
        .map(({ target }) => `a simulator may not know ${target}`)
    : []

const hasAName: Rule = ({ path }) =>
  path
    .split(/[/.]/)
    .filter((word) => word.split('-').some((piece) => DRAWERS.has(piece)))
    .map((word) => `“${word}” says nothing about what is inside`)

const namesVendorsAtTheEdge: Rule = ({ path, text }) => {
  const isEdge = /^worker\/(connectors\/[^/]+|routes|pages)\//.test(path) || path in NAMES_VENDORS
  const isMeaning = /^shared\/(codec|api)\//.test(path)
  if (!['shared', 'worker'].includes(part(path)) || !isSource(path) || isEdge || isMeaning)
    return []
  return code(text)
    .split('\n')
    .filter((line) => VENDOR.test(line))
    .map((line) => `names a vendor: ${line.trim()}`)
}

const reachesVendorsByRegistry: Rule = (file) =>
  part(file.path) === 'worker' && file.path !== 'worker/connectors/registry.ts'
    ? ours(file)
        .filter(({ target }) => /^worker\/connectors\/[^/]+\//.test(target))
        .filter(({ target }) => vendorFolder(target) !== vendorFolder(file.path))
        .map(({ target }) => `only the registry may import ${target}`)
    : []

const vendorFolder = (path: string): string => path.split('/').slice(0, 3).join('/')

/**
 * A type may travel; what reads a table stays with its object, whose class and promises are the door for others. The
 * phases of a run work inside the sync's object and may use its tables.
 */
const readsItsOwnTables: Rule = (file) =>
  part(file.path) === 'worker'
    ? ours(file)
        .filter(({ target, isType }) => !isType && /^worker\/objects\/[^/]+\//.test(target))
        .filter(({ target }) => objectFolder(target) !== objectOf(file.path))
        .filter(({ target }) => !isDoorOfObject(target))
        .map(({ target }) => `${target} belongs to its own object`)
    : []

const objectOf = (path: string): string =>
  path.startsWith('worker/run/') ? 'worker/objects/sync' : objectFolder(path)
const objectFolder = (path: string): string => path.split('/').slice(0, 3).join('/')
function isDoorOfObject(path: string): boolean {
  const [, , noun, name] = path.split('/')
  return name === 'rpc.ts' || name === `${noun}.ts`
}

const SQL =
  /[`'"]\s*(?:select\s[^;]*?\sfrom|insert\s+(?:or\s+\w+\s+)?into|update\s+\w+\s+set|delete\s+from|create\s+table)\s/gi

/** Statements begin with all small or all capital letters; a sentence that begins with “Select” does neither. */
const isStatement = (text: string): boolean => !/^\W*[A-Z][a-z]/.test(text)

const keepsSqlBesideItsTable: Rule = ({ path, text }) =>
  part(path) === 'worker' && !path.startsWith('worker/objects/')
    ? (code(text).match(SQL) ?? [])
        .filter(isStatement)
        .map((statement) => `SQL away from its table: ${statement.trim()}`)
    : []

const asksTheSdkInOneFolder: Rule = (file) =>
  part(file.path) === 'extension' && !file.path.startsWith('extension/frontend/airtable/')
    ? theirs(file)
        .filter(
          ({ target }) => target.startsWith('@airtable/blocks') && !file.path.endsWith('.mjs'),
        )
        .map(({ target }) => `only frontend/airtable/ may import ${target}`)
    : []

const isFinished: Rule = ({ path, text }) =>
  isSource(path)
    ? (
        text.match(/\b(TODO|FIXME|XXX)\b|\b(test|it|describe)(\.each)?\.(skip|only|todo)\b/g) ?? []
      ).map((word) => `unfinished: ${word}`)
    : []

const hasAPortableLock: Rule = ({ path, text }) =>
  path.endsWith('package-lock.json') && text.includes('"resolved"')
    ? ['the lock names a registry']
    : []

/** Every rule by the sentence that it holds. */
export const RULES: Readonly<Record<string, Rule>> = {
  'parts lean the right way': leansTheRightWay,
  'shared keeps its order': keepsTheOrder,
  'shared holds no clock, no die and no platform': staysPure,
  'the Worker imports nothing of Node': runsOnThePlatform,
  'the network is called through one door for each program': fetchesThroughTheDoor,
  'logging happens in one place': logsInOnePlace,
  'bindings are read in deps.ts and in an object’s constructor': readsBindingsInOnePlace,
  'the Worker’s clock and die come from deps.ts': isHandedItsClock,
  'simulators import nothing of ours': isAWitness,
  'names say what is inside': hasAName,
  'vendors are named at the edge only': namesVendorsAtTheEdge,
  'vendors are reached through the registry': reachesVendorsByRegistry,
  'an object’s tables are read in its own folder': readsItsOwnTables,
  'SQL stands beside its table': keepsSqlBesideItsTable,
  'the extension asks the SDK in one folder': asksTheSdkInOneFolder,
  'nothing is unfinished or skipped': isFinished,
  'locks work with any registry': hasAPortableLock,
}

/** Circles among these files, each as the path that closes it; of types, which are gone when it runs, where those count. */
export function circles(files: readonly File[], ofTypes = true): readonly string[] {
  const leans = (file: File): readonly Import[] =>
    ours(file).filter((one) => ofTypes || !one.isType)
  const targets = new Map(files.map((file) => [file.path, leans(file).map(({ target }) => target)]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (done.has(path) || trail.includes(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}

/** The folders that a README's map names: lines of its fenced blocks that begin with `name/`. */
export function mappedFolders(readme: string): readonly string[] {
  const blocks = [...readme.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].map(([, block]) => block ?? '')
  return blocks.flatMap((block) =>
    [...block.matchAll(/^([\w.-]+)\//gm)].map(([, name]) => name ?? ''),
  )
}
