/**
 * The face of the sandbox: one page with a simulated Airtable base and the extension at its side, and the records of a
 * simulated Attio. It talks to both through their own REST, as anybody else would, so what it shows is what they hold.
 */
import { attioScript, attioStyle, bundleOfExtension, pageStyle, scriptOf } from './assets.ts'
import { answerApp, type AppServer, clientOfApp } from './attio-app.ts'

export type Place = { readonly address: string; readonly token: string }

export type DeskOptions = {
  /** Served at `/sandbox.json`: what somebody needs to use this sandbox from outside. */
  readonly sandbox: unknown
  /** A vendor's address, without a slash at its end, and a token of its own for the desk. */
  readonly airtable: Place & { readonly baseId: string }
  readonly attio: Place
  /** What to type into the extension; null where no Worker runs beside the sandbox. */
  readonly worker: { readonly address: string; readonly key: string } | null
  /** The Attio app in its workspace; without it there is no page of that workspace. */
  readonly app?: () => Promise<AppServer>
}

/** What the page has to know; it never gets a token of the vendors. */
export type DeskFacts = { readonly baseId: string; readonly worker: DeskOptions['worker'] }

/**
 * @returns a handler for the desk's own port. It answers 404 for what it does not know, and 502 with a sentence where a
 * vendor behind it does not answer.
 */
export function desk(options: DeskOptions): (request: Request) => Promise<Response> {
  const facts: DeskFacts = { baseId: options.airtable.baseId, worker: options.worker }
  const routes: Readonly<Record<string, () => Promise<Response> | Response>> = {
    '/': () => html('DataSync sandbox', '<link rel="stylesheet" href="/desk.css">', '/desk.js'),
    '/frame': () =>
      html('Extension', '<meta name="color-scheme" content="light dark">', '/frame.js'),
    '/favicon.ico': () => text('image/svg+xml', ICON),
    '/desk.css': async () => text('text/css', await pageStyle()),
    '/desk.js': async () => text('text/javascript', await scriptOf('desk')),
    '/frame.js': async () => text('text/javascript', await scriptOf('frame')),
    '/bundle.js': async () => text('text/javascript', await bundleOfExtension()),
    '/workspace': () =>
      html('Workspace', '<link rel="stylesheet" href="/attio.css">', '/attio.js', '/attio-app.js'),
    '/attio.css': async () => text('text/css', await attioStyle()),
    '/attio.js': async () => text('text/javascript', await attioScript()),
    '/attio-app.js': async () => {
      // Built where nobody did so before.
      await options.app?.()
      return text('text/javascript', await clientOfApp())
    },
    '/desk.json': () => Response.json(facts),
    '/sandbox.json': () => Response.json(options.sandbox),
  }
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/airtable/')) return passOn(request, '/airtable', options.airtable)
    if (pathname.startsWith('/attio/v2/')) return passOn(request, '/attio', options.attio)
    if (pathname.startsWith('/attio-app/') && options.app) {
      const answer = await answerApp(await options.app(), request)
      if (answer !== null) return answer
    }
    return routes[pathname]?.() ?? text('text/plain', 'There is no such page on the desk.', 404)
  }
}

/** Carries a call of the page to a vendor, with the desk's token: vendors answer no browser. */
async function passOn(
  request: Request,
  prefix: string,
  { address, token }: Place,
): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const body = await request.text()
  const sent = await fetch(`${address}${pathname.slice(prefix.length)}${search}`, {
    method: request.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    },
    body: body === '' ? null : body,
  }).catch(() => null)
  if (sent === null) return text('text/plain', 'The simulated service did not answer.', 502)
  const type = sent.headers.get('content-type') ?? 'application/json'
  return new Response(await sent.arrayBuffer(), {
    status: sent.status,
    headers: { 'content-type': type },
  })
}

/** Two arrows that pass each other. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#1660d8"/>' +
  '<path d="M5 9.5h12l-3-3M19 14.5H7l3 3" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>'

/** Modules and others alike: they run in this order. */
const html = (title: string, head: string, ...scripts: readonly string[]): Response =>
  text(
    'text/html',
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
      `<meta name="viewport" content="width=device-width">${head}</head>` +
      `<body>${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('')}</body></html>`,
  )

const text = (type: string, body: string, status = 200): Response =>
  new Response(body, {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' },
  })
