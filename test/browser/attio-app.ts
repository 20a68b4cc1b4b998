/** Runs what `attio build` wrote: the server's file in a world that has only what Attio gives it, the client's in a page. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import vm from 'node:vm'
import { build } from 'esbuild'
import * as root from './page/attio-root.ts'

const APP = join(import.meta.dirname, '../../attio-app')

/** The workspace that the app is installed in. `secret` is null where nobody has connected it. */
export type Installed = {
  secret: string | null
  settings: { staleHours: number | null; hideRuns: boolean | null }
  readonly kept: Map<string, unknown>
}

export type AppServer = {
  run(id: string, args: unknown): Promise<unknown>
  event(id: string, connection: unknown): Promise<void>
}

export async function buildApp(): Promise<void> {
  const attio = join(APP, 'node_modules/attio/dist/cli/index.js')
  await promisify(execFile)(process.execPath, [attio, 'build'], { cwd: APP })
}

/**
 * Loads `dist/server.js`. The names are those the build leaves to the platform; they are no documented contract, so an
 * update of the `attio` package shows here first.
 */
export async function loadServer(installed: Installed): Promise<AppServer> {
  const code = await readFile(join(APP, 'dist/server.js'), 'utf8')
  const context = vm.createContext({
    ATTIO_ROOT_SDK: root,
    ATTIO_SERVER_APP_SDK: {
      getWorkspaceConnection() {
        if (installed.secret === null) throw new Error('Connect DataSync to go on.')
        return connectionOf(installed.secret)
      },
      Settings: { getSettings: async () => installed.settings },
      kv: {
        get: async (key: string) =>
          installed.kept.has(key) ? { value: installed.kept.get(key) } : null,
        set: async (key: string, value: unknown) => void installed.kept.set(key, value),
        delete: async (key: string) => void installed.kept.delete(key),
      },
    },
    registerSettingsSchema: () => {},
    process: { env: {} },
    ...{ fetch, Request, Response, Headers, URL, URLSearchParams, TextEncoder, TextDecoder },
    ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, console },
  })
  vm.runInContext(`${code}\n;globalThis.entry = [stdin_default, stdin_events_default]`, context)
  const [run, event] = vm.runInContext('globalThis.entry', context)
  const plain = (value: unknown): unknown =>
    value === undefined ? null : JSON.parse(JSON.stringify(value))
  return {
    run: async (id, args) => plain(await run(id, plain(args))),
    event: (id, connection) => event(id, [{ connection }]),
  }
}

export const connectionOf = (value: string) => ({
  id: 'con1',
  value,
  connection_key: 'default',
  createdBy: { type: 'user', id: 'usr1' },
  ownedBy: { type: 'workspace', id: 'wsp1' },
})

const STYLE = `:root { color-scheme: light dark }
  body { margin: 0; background: light-dark(#fbfbfb, #17181a); color: light-dark(#1c1d1f, #eee); font: 13px/1.45 system-ui }
  main { display: grid; gap: 12px; padding: 16px; max-width: 460px }
  h1, h2, h3, dl, p { margin: 0 } h1 { font-size: 15px; text-transform: capitalize }
  [role=dialog], article, aside { padding: 12px; border: 1px solid light-dark(#e3e4e8, #333); border-radius: 12px; background: light-dark(#fff, #1f2023) }
  [role=dialog], section { display: grid; gap: 10px }
  .widget { display: grid; gap: 4px; width: 100%; border: 0; background: none; color: inherit; font: inherit; text-align: left }
  .widget strong { font-size: 16px } small, .caption, dt { color: light-dark(#666, #aaa) }
  .badge { padding: 1px 7px; border-radius: 6px; background: light-dark(#e8eaf0, #333) }
  .badge.green { background: light-dark(#d9f3e4, #17402b) } .badge.red { background: light-dark(#fbdcda, #512423) }
  .badge.amber { background: light-dark(#fdebc8, #4a3812) } .badge.blue { background: light-dark(#dce8fd, #1d3358) }
  .banner { padding: 8px 10px; border-radius: 8px; background: light-dark(#eef0f4, #2a2c31) }
  .banner.error { background: light-dark(#fbdcda, #512423) } .banner.warning { background: light-dark(#fdebc8, #4a3812) }
  dl { display: grid; grid-template-columns: 130px 1fr; gap: 4px } dd { margin: 0 }
  table { border-spacing: 0; width: 100% } th, td { padding: 4px 0; text-align: left } td { border-top: 1px solid light-dark(#e3e4e8, #333) }`

/** Answers for the record page: its script, the app's client file, and calls of server functions. */
export async function recordPage(
  server: AppServer,
): Promise<(request: Request) => Promise<Response>> {
  const inApp = (name: string) => join(APP, 'node_modules', name)
  const host = await build({
    entryPoints: [join(import.meta.dirname, 'page/record-page.tsx')],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    // A React of another version would be a second one.
    alias: { react: inApp('react'), 'react-dom': inApp('react-dom') },
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/host.js') return script(host.outputFiles[0]?.text ?? '')
    if (pathname === '/app.js') return script(await readFile(join(APP, 'dist/index.js'), 'utf8'))
    if (pathname === '/server') {
      const { id, args } = (await request.json()) as { id: string; args: unknown }
      return server.run(id, args).then(
        (value) => Response.json({ value }),
        (error: unknown) =>
          Response.json({ error: error instanceof Error ? error.message : String(error) }),
      )
    }
    const page = `<!doctype html><title>Record</title><style>${STYLE}</style><body><script src="/host.js"></script><script src="/app.js"></script>`
    return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } })
  }
}

const script = (text: string): Response =>
  new Response(text, { headers: { 'content-type': 'text/javascript; charset=utf-8' } })
