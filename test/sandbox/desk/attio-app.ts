/**
 * The Attio app as it ships, run beside the desk: `dist/server.js` in a world that has only what Attio gives it, and
 * `dist/index.js` for the page. The names are those the build leaves to the platform; they are no documented contract, so
 * an update of the `attio` package shows here first.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import vm from 'node:vm'
import * as root from './attio/root.ts'
import { type Activation, closeCallback, openCallback } from './workflows.ts'

const APP = join(import.meta.dirname, '../../../attio-app')
export const inApp = (name: string): string => join(APP, 'node_modules', name)

/** A server function of Attio lives so long. */
const LIFE_MS = 30_000
/** So much longer takes everything with the knob `slow`. */
const SLOW_MS = 3_000

/** What lies in Attio's store, until then (ms since 1970). */
type Kept = { readonly value: unknown; readonly until: number }

/** The workspace that the app is installed in. */
export type Installed = {
  /** Null where nobody has connected it. */
  secret: string | null
  workspaceId: string
  settings: { staleHours: number | null }
  slow: boolean
  failing: boolean
  readonly kept: Map<string, Kept>
}

export const installed = (workspaceId: string, secret: string | null = null): Installed => ({
  secret,
  workspaceId,
  settings: { staleHours: null },
  slow: false,
  failing: false,
  kept: new Map(),
})

/** A call that found no connection: Attio shows its prompt instead of an error. */
export class Missing extends Error {
  override name = 'Missing'
  readonly code = 'no-workspace-connection'
}

/** A workflow that is switched on: what its trigger made of each call, in order. */
export type Running = {
  readonly activation: Activation
  readonly began: unknown[]
  off(): Promise<unknown>
}

export type AppServer = {
  readonly installed: Installed
  run(id: string, args: unknown): Promise<unknown>
  /** A step of a workflow, set up like this; each has a bundle of its own. */
  step(id: string, config: unknown): Promise<unknown>
  /** A workflow that begins with this trigger, set up like this, is switched on; or the error why it is not. */
  switchOn(id: string, config: unknown): Promise<Running | { readonly error: unknown }>
  /** Attio keeps a connection that the app does not refuse. The error is what the app said. */
  connect(secret: string): Promise<string | null>
  disconnect(): Promise<void>
}

/** When the newest of these files was written (ms since 1970); 0 where there is none. */
function newest(folder: string): number {
  if (!existsSync(folder)) return 0
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Math.max(0, ...files.filter((file) => file.isFile()).map((file) => statSync(join(file.parentPath, file.name)).mtimeMs))
} // prettier-ignore

/** Was the app built from what its sources say now? */
function isBuilt(): boolean {
  const server = join(APP, 'dist/server.js')
  if (!existsSync(server)) return false
  const sources = [join(APP, 'src'), join(APP, '../shared')].map(newest)
  return statSync(server).mtimeMs >= Math.max(...sources)
}

/** Builds the app where that was not done since its sources changed. Two builds at once would write over each other. */
export async function buildApp(): Promise<void> {
  if (isBuilt()) return
  const attio = inApp('attio/dist/cli/index.js')
  await promisify(execFile)(process.execPath, [attio, 'build'], { cwd: APP })
}

export const clientOfApp = (): Promise<string> => readFile(join(APP, 'dist/index.js'), 'utf8')

/** The world that the app's server side finds. */
const worldOf = (state: Installed): vm.Context =>
  vm.createContext({
    ATTIO_ROOT_SDK: root,
    ATTIO_SERVER_APP_SDK: {
      getWorkspaceConnection() {
        if (state.secret === null) throw new Missing('Connect DataSync Pro to go on.')
        return connectionOf(state, state.secret)
      },
      Settings: { getSettings: async () => state.settings },
      Workflows: {
        defineWorkflowBlockExecute: (_block: unknown, execute: unknown) => ({ execute }),
        defineWorkflowBlockActivate: (_block: unknown, activate: unknown) => ({ activate }),
        defineWorkflowBlockDeactivate: (_block: unknown, deactivate: unknown) => ({ deactivate }),
        defineWorkflowBlockTrigger: (_block: unknown, trigger: unknown) => ({ trigger }),
        OutcomeValue: { attioRecord: (record: unknown) => record },
      },
      kv: {
        async get(key: string) {
          const kept = state.kept.get(key)
          return kept !== undefined && Date.now() < kept.until ? { value: kept.value } : null
        },
        async set(key: string, value: unknown, { ttlInSeconds = Infinity } = {}) {
          state.kept.set(key, { value, until: Date.now() + ttlInSeconds * 1_000 })
        },
        delete: async (key: string) => void state.kept.delete(key),
      },
    },
    registerSettingsSchema: () => {},
    process: { env: {} },
    crypto,
    ...{ fetch, Request, Response, Headers, URL, URLSearchParams, TextEncoder, TextDecoder },
    ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, console },
  }) // prettier-ignore

/** Runs one of the built files in a world of its own, and hands out what stands there under these names. */
async function entriesOf(state: Installed, file: string, names: readonly string[]) {
  const code = await readFile(join(APP, 'dist', file), 'utf8')
  const context = worldOf(state)
  vm.runInContext(`${code}\n;globalThis.entry = [${names.join(', ')}]`, context)
  return vm.runInContext('globalThis.entry', context)
}

export async function openApp(state: Installed): Promise<AppServer> {
  await buildApp()
  const [run, event] = await entriesOf(state, 'server.js', [
    'stdin_default',
    'stdin_events_default',
  ])
  const block = async (id: string, handler: string, args: readonly unknown[]): Promise<unknown> => {
    const [handle] = await entriesOf(state, `workflow/${id}.js`, [
      'stdin_workflow_block_handlers_default',
    ])
    return plain(await within(LIFE_MS, handle(id, handler, args)))
  }
  return {
    installed: state,
    async run(id, args) {
      const work = async () => {
        if (state.slow) await new Promise((passed) => setTimeout(passed, SLOW_MS))
        if (state.failing) throw new Error('The server function failed.')
        return run(id, plain(args))
      }
      return plain(await within(LIFE_MS, work()))
    },
    async step(id, config) {
      return block(id, 'execute', [config, {}])
    },
    async switchOn(id, config) {
      const began: unknown[] = []
      const activation = openCallback(async (request) => {
        began.push(await block(id, 'triggerCallback', [request, config, activation]))
      })
      const said = await block(id, 'activate', [config, activation])
      const off = () => {
        closeCallback(activation.uniqueActivationId)
        return block(id, 'deactivate', [config, activation])
      }
      if (isComplete(said)) return { activation, began, off }
      closeCallback(activation.uniqueActivationId)
      return { error: said }
    },
    async connect(secret) {
      const refused = await event('connection-added', [{ connection: connectionOf(state, secret) }])
        .then(() => null)
        .catch((error: unknown) => sentenceOf(error))
      if (refused === null) state.secret = secret
      return refused
    },
    async disconnect() {
      const { secret } = state
      if (secret === null) return
      await event('connection-removed', [{ connection: connectionOf(state, secret) }])
      state.secret = null
    },
  }
}

const isComplete = (said: unknown): boolean =>
  typeof said === 'object' && said !== null && 'type' in said && said.type === 'complete'

/** Cut off like at Attio: whatever it still does, nobody hears of it. */
const within = (ms: number, work: Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, cut) => {
    timer = setTimeout(() => cut(new Error('The server function took longer than 30 seconds.')), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const plain = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value))

/** An error of the app's world is none of ours by class. */
const sentenceOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error)

const connectionOf = ({ workspaceId }: Installed, value: string) => ({
  id: `con-${value.length}-${value.slice(-6)}`,
  value,
  connection_key: 'default',
  createdBy: { type: 'user', id: 'usr1' },
  ownedBy: { type: 'workspace', id: workspaceId },
})

/** What the page of the workspace asks: server functions, the connection, the knobs. Null for another address. */
export async function answerApp(app: AppServer, request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url)
  switch (pathname) {
    case '/attio-app/server': {
      const { id, args } = (await request.json()) as { id: string; args: unknown }
      return app.run(id, args).then(
        (value) => Response.json({ value }),
        (error: unknown) =>
          Response.json({ error: sentenceOf(error), code: error instanceof Missing ? error.code : null }),
      )
    }
    case '/attio-app/connection': {
      const { secret } = (await request.json()) as { secret: string | null }
      if (secret !== null) return Response.json({ error: await app.connect(secret) })
      await app.disconnect()
      return Response.json({ error: null })
    }
    case '/attio-app/knobs': {
      const { slow, failing, workspaceId } = (await request.json()) as Partial<Installed>
      if (slow !== undefined) app.installed.slow = slow
      if (failing !== undefined) app.installed.failing = failing
      if (workspaceId !== undefined) app.installed.workspaceId = workspaceId
      return Response.json({})
    }
    case '/attio-app/settings': {
      if (request.method === 'POST') app.installed.settings = (await request.json()) as Installed['settings']
      return Response.json(app.installed.settings)
    }
    default:
      return null
  }
} // prettier-ignore
