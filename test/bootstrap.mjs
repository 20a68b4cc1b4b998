/**
 * Makes a fresh clone ready: installs the three package trees where their locks have changed, and nothing otherwise.
 * Runs on any Node from 18 on and leans on no package, because there is none yet.
 *
 *   node test/bootstrap.mjs               all three trees
 *   node test/bootstrap.mjs --root-only   only what the Worker and the sandbox need
 *   node test/bootstrap.mjs --browser     all three trees, and a Chromium for the browser tests
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium, NO_CHROMIUM } from './browser/chromium.mjs'

const OLDEST_NODE = 18
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WINDOWS = process.platform === 'win32'

/** Both vendors' command lines bring install scripts that download or compile; neither is needed to build. */
const TREES = [
  { folder: '.', flags: [] },
  { folder: 'extension', flags: ['--ignore-scripts'] },
  { folder: 'attio-app', flags: ['--ignore-scripts'] },
]

/** What npm says when something outside is missing, and what a person can do about it. */
const SENTENCES = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/,
    'The package registry cannot be reached. Check the network or the proxy, then run the same command again.',
  ],
  [
    /EUSAGE|can only install packages when your package\.json/,
    'package.json and package-lock.json disagree. Run “npm install” in that folder and commit both files.',
  ],
  [/ENOSPC/, 'The disk is full. Make room (about 1 GB), then run the same command again.'],
  [
    /EACCES|EPERM/,
    'The folder cannot be written to. Check who owns it, then run the same command again.',
  ],
]

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => !['--root-only', '--browser'].includes(flag))
if (unknown.length > 0)
  stop(`Unknown option ${unknown.join(' ')}. There are --root-only and --browser.`)
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
  stop(
    `This needs Node ${OLDEST_NODE} or newer; here is ${process.version}. Install a newer Node, then try again.`,
  )

const trees = TREES.filter((tree) => tree.folder === '.' || !flags.has('--root-only')).map(
  withStamp,
)
const outcomes = await Promise.all(trees.filter((tree) => !tree.isFresh).map(install))
const failed = outcomes.filter((sentence) => sentence !== null)
if (failed.length > 0) stop(failed.join('\n'))
if (flags.has('--browser')) provideBrowser()

/** A tree is fresh when the stamp in its node_modules names the lock (and the machine) it was installed from. */
function withStamp(tree) {
  const lock = readFileSync(join(ROOT, tree.folder, 'package-lock.json'))
  const mark = createHash('sha256')
    .update(lock)
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
  const stamp = join(ROOT, tree.folder, 'node_modules', '.bootstrap')
  return {
    ...tree,
    mark,
    stamp,
    isFresh: existsSync(stamp) && readFileSync(stamp, 'utf8') === mark,
  }
}

/** Null when it worked, else the sentence to show. */
async function install(tree) {
  const name = tree.folder === '.' ? 'the root' : `${tree.folder}/`
  const started = Date.now()
  console.error(`Installing the packages of ${name} …`)
  const { code, text } = await runNpm(
    ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...tree.flags],
    tree.folder,
  )
  if (code !== 0) {
    const known = SENTENCES.find(([sign]) => sign.test(text))
    return `Installing the packages of ${name} did not work. ${known ? known[1] : `npm said:\n${text.trim()}`}`
  }
  mkdirSync(join(tree.stamp, '..'), { recursive: true })
  writeFileSync(tree.stamp, tree.mark)
  console.error(
    `The packages of ${name} are there (${Math.round((Date.now() - started) / 1000)} s).`,
  )
  return null
}

/**
 * Runs the npm that started us, else the one on the path; always on the machine's own Node, for the newer one in
 * node_modules is about to be deleted.
 */
function runNpm(args, folder) {
  const started = process.env.npm_execpath ?? ''
  const node = process.env.npm_node_execpath ?? 'node'
  const [command, first] = /npm-cli\.c?js$/.test(started)
    ? [node.includes('node_modules') ? 'node' : node, [started]]
    : ['npm', []]
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], {
      cwd: join(ROOT, folder),
      env: cleanEnvironment(),
      shell: WINDOWS && command === 'npm',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let text = ''
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('error', (error) =>
      resolve({
        code: 1,
        text: `npm could not be started (${error.message}). Install Node with npm, then try again.`,
      }),
    )
    child.on('close', (code) => resolve({ code, text }))
  })
}

/** Ours without what an outer “npm run” added: it would make the inner npm work on the outer folder. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local_prefix|command)/.test(name),
  )
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.includes('node_modules'))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), SENTRYCLI_SKIP_DOWNLOAD: '1' }
}

/** Does not fail the bootstrap: the browser tests fail by themselves, with the same sentence. */
function provideBrowser() {
  if (findChromium() !== null) return
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (isDebianRoot && !process.env.CHROMIUM) {
    console.error('Installing Chromium for the browser tests …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', 'chromium'],
    ])
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  }
  if (findChromium() === null) console.error(NO_CHROMIUM)
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
