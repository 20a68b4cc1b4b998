/** The real Worker in the real Workers runtime, on this machine, with nothing of the network but what it is handed. */
import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'
import * as z from 'zod'
import type { Vendor } from './vendor.ts'
import { ConnectionCut } from './weather.ts'

export type Outbound = (request: Request) => Promise<Response>

export type RuntimeOptions = {
  /** The port of 127.0.0.1 to serve on; any free one if left out. */
  readonly port?: number
  /** Where objects and KV are kept over restarts; a folder in memory, gone at the end, if left out. */
  readonly state?: string
  /** Answers every call the Worker makes to the outside. A `ConnectionCut` reaches the Worker as a failed fetch. */
  readonly outbound: Outbound
  readonly vars?: { readonly [name: string]: string }
  readonly secrets?: { readonly [name: string]: string }
  /** Another entry file than the Worker's, for a test of one object; relative to the project's root. */
  readonly main?: string
  /** One line of what the Worker logs. */
  readonly log?: (line: string) => void
}

export type Runtime = {
  readonly url: string
  /** The Worker's own socket: what the local runtime has before it, which unpacks and packs every call, is no part of us. */
  socket(): Promise<string>
  /** What workerd has computed so far (ms), where the machine tells it; null elsewhere. */
  computed(): number | null
  readonly mf: Miniflare
  /** The secrets it runs with, made up and kept with the state where none were given. */
  readonly secrets: { readonly [name: string]: string }
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Does what cron would do now: nothing here does it by itself. */
  tick(): Promise<void>
  /** SIGKILL for workerd alone; done when it serves again. */
  killWorkerd(): Promise<void>
  dispose(): Promise<void>
}

/** Nobody here is too fast for us, unless a test asks how that is told. */
const UNHURRIED = { CALLS_PER_MINUTE: '1000000', VISITS_PER_MINUTE: '1000000' }
/**
 * What the runtime keeps of young objects (MB) before it tidies them up: left to itself it lets them grow to sixteen, and
 * then everybody waits three times as long for it (`test/bench/README.md`).
 */
const YOUNG = 4
const Texts = z.record(z.string(), z.string())
const ROOT = new URL('../..', import.meta.url).pathname

export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const state =
    options.state ?? mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'datasync-'))
  mkdirSync(state, { recursive: true })
  const secrets = { ...keptSecrets(state), ...options.secrets }
  const { workerOptions, main } = unstable_getMiniflareWorkerOptions(join(ROOT, 'wrangler.toml'))
  const { modulesRules: _rules, rootPath: _root, bindings: declared, ...bindings } = workerOptions
  const vars = Texts.parse(declared ?? {})
  const entry = options.main === undefined ? main : join(ROOT, options.main)
  if (entry === undefined) throw new Error('wrangler.toml names no entry file')
  const script = await scriptOf(entry)
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] ??=
    `--min-semi-space-size=${YOUNG} --max-semi-space-size=${YOUNG}`
  let restarted = (): void => undefined

  const open = () =>
    new Miniflare(
      convertV4MiniflareOptions({
        host: '127.0.0.1',
        port: options.port ?? 0,
        cf: false,
        log: new Log(LogLevel.ERROR),
        logRequests: false,
        resourcePersistencePath: state,
        unsafeInspectDurableObjects: true,
        unsafeHandleRuntimeRestart: () => restarted(),
        handleStructuredLogs: ({ message }) => options.log?.(message),
        workers: [
          {
            ...bindings,
            name: 'datasync-pro',
            modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
            unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
            bindings: { ...vars, ...UNHURRIED, ...secrets, ...options.vars },
            outboundService: {
              node: (incoming, outgoing) => answer(options.outbound, incoming, outgoing),
            },
          },
        ],
      }),
    )
  const { mf, pid } = await alone(async () => {
    const before = workerds()
    const mf = await opened(open)
    return { mf, pid: workerds().find((pid) => !before.includes(pid)) }
  })
  let child = pid
  const url = (await mf.ready).origin

  return {
    url,
    computed: () => computedBy(child),
    socket: async () => (await mf.unsafeGetDirectURL()).origin,
    mf,
    secrets,
    fetch: (path, init) => fetch(new URL(path, url), init),
    async tick() {
      const worker = await mf.getWorker()
      await worker.scheduled({ cron: '* * * * *' })
    },
    killWorkerd: () =>
      alone(async () => {
        if (child === undefined) throw new Error('the workerd of this runtime is not known')
        const before = workerds()
        const back = new Promise<void>((resolve) => {
          restarted = resolve
        })
        process.kill(child, 'SIGKILL')
        await back
        await mf.ready
        child = workerds().find((pid) => !before.includes(pid))
        await serving(url)
      }),
    async dispose() {
      await mf.dispose()
      if (options.state === undefined) rmSync(state, { recursive: true, force: true })
    },
  }
}

/** A port that was free when it was chosen may be somebody else's by the time it is opened: then another is chosen. */
async function opened(open: () => Miniflare, tries = 5): Promise<Miniflare> {
  const mf = open()
  try {
    await mf.ready
    return mf
  } catch (fault) {
    await mf.dispose().catch(() => undefined)
    const isTaken = fault instanceof Error && 'code' in fault && fault.code === 'ERR_ADDRESS_IN_USE'
    if (!isTaken || tries <= 1) throw fault
    return opened(open, tries - 1)
  }
}

/** Outbound calls by host name; a host nobody answers for gets a 599, so that nothing leaves the machine. */
export function byHost(vendors: readonly Pick<Vendor, 'hosts' | 'fetch'>[]): Outbound {
  return async (request) => {
    const { host, hostname } = new URL(request.url)
    const vendor = vendors.find(({ hosts }) => hosts.includes(hostname) || hosts.includes(host))
    return vendor ? vendor.fetch(request) : new Response('nobody answers here', { status: 599 })
  }
}

const scripts = new Map<string, Promise<string>>()
/** What an entry file comes to, bundled when it is first asked for: nobody changes the Worker while tests run. */
function scriptOf(entry: string): Promise<string> {
  const known = scripts.get(entry) ?? bundle(entry)
  scripts.set(entry, known)
  return known
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    sourcemap: 'inline',
    logLevel: 'error',
  })
  return outputFiles[0]!.text
}

async function answer(
  outbound: Outbound,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const host = incoming.headers.host ?? ''
  const scheme = /^(127\.|localhost)/.test(host) ? 'http' : 'https'
  const bare = incoming.method === 'GET' || incoming.method === 'HEAD'
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (name.startsWith('mf-') || name === 'cf-worker' || value === undefined) continue
    for (const one of [value].flat()) headers.append(name, one)
  }
  const init = {
    method: incoming.method ?? 'GET',
    headers,
    ...(bare ? {} : { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  }
  try {
    const response = await outbound(new Request(`${scheme}://${host}${incoming.url ?? '/'}`, init))
    outgoing.writeHead(response.status, [...response.headers].flat())
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  } catch (error) {
    if (!(error instanceof ConnectionCut)) console.error(error)
    incoming.socket.destroy()
  }
}

function keptSecrets(state: string): { [name: string]: string } {
  const file = join(state, 'secrets.json')
  if (!existsSync(file)) {
    const ring = { current: 'local', keys: { local: randomBytes(32).toString('base64') } }
    const made = { OPERATOR_KEY: randomBytes(24).toString('hex'), KEY_RING: JSON.stringify(ring) }
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 })
  }
  return Texts.parse(JSON.parse(readFileSync(file, 'utf8')))
}

// A runtime knows its workerd by which child is new, so two of one process must not start at once.
let queue: Promise<unknown> = Promise.resolve()
function alone<T>(work: () => Promise<T>): Promise<T> {
  const turn = queue.then(work, work)
  queue = turn.catch(() => undefined)
  return turn
}

/** The process ids of this process's living workerd children. */
function workerds(): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, stat, name]) =>
        Number(parent) === process.pid && !stat?.startsWith('Z') && name?.includes('workerd'),
    )
    .map(([pid]) => Number(pid))
}

/** Linux counts it in hundredths of a second, in the 14th and 15th place; the name in the second may hold spaces. */
function computedBy(pid: number | undefined): number | null {
  const file = `/proc/${pid}/stat`
  if (pid === undefined || !existsSync(file)) return null
  const [user, system] = readFileSync(file, 'utf8').split(') ')[1]!.split(' ').slice(11, 13)
  return (Number(user) + Number(system)) * 10
}

async function serving(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(new URL('/healthz', url)).catch(() => null)
    if (answer || tries === 100) return
    await new Promise((wake) => setTimeout(wake, 20))
  }
}
