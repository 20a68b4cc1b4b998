/** A sandbox in service: both vendors, the Worker in its runtime, and the desk, each on a port of this machine. */
import { createServer } from 'node:net'
import { VENDORS } from '../../worker/connectors/registry.ts'
import { AirtableSandbox } from './airtable/airtable.ts'
import type { AirtableSwitches } from './airtable/switches.ts'
import { AttioSandbox } from './attio/attio.ts'
import type { AttioSwitches } from './attio/switches.ts'
import { type Clock, realClock, scaledClock } from './clock.ts'
import { type AppServer, installed, openApp } from './desk/attio-app.ts'
import { desk } from './desk/desk.ts'
import { answerCallback, WORKFLOWS_HOST } from './desk/workflows.ts'
import { type Access, accessTo, type Facts, factsOf } from './facts.ts'
import { byHost, type Runtime, startRuntime } from './runtime.ts'
import type { PostWeather } from './post.ts'
import { serve } from './serve.ts'
import type { Vendor } from './vendor.ts'
import type { Weather } from './weather.ts'
import type { World } from './world.ts'

export type Ports = {
  readonly worker: number
  readonly desk: number
  readonly airtable: number
  readonly attio: number
}
/** Any free ports. */
export const ANY_PORTS: Ports = { worker: 0, desk: 0, airtable: 0, attio: 0 }

/** Round trips as the benches measure them: 150 ± 50 ms, and nothing else goes wrong. */
export const USUAL_WEATHER: Partial<Weather> = { latency: 150, jitter: 50 }
/** A vendor’s call to us is as long on its way. */
const USUAL_POST: Partial<PostWeather> = { delay: 150, jitter: 50 }

const CLIENT_ID = 'datasync-sandbox'
const CLIENT_SECRET = 'sandbox-client-secret'

/** The product, as a vendor of the sandbox knows it. */
const clientOf = (vendor: 'airtable' | 'attio', worker: string) => ({
  client_id: CLIENT_ID,
  client_secret: CLIENT_SECRET,
  name: 'DataSync Pro',
  redirect_uris: [`${worker}/connect/callback/${vendor}`],
  scopes: VENDORS[vendor].signIn.sync.map(({ scope }) => scope),
})

/** A vendor where people meet it: on a port of this machine. */
const at = (address: string, vendor: Vendor): Pick<Vendor, 'hosts' | 'fetch'> => ({
  hosts: [new URL(address).host],
  fetch: (request) => vendor.fetch(request),
})

/** A port that nobody uses just now. */
const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const trial = createServer()
    trial.once('error', failed)
    trial.listen(0, '127.0.0.1', () => {
      const address = trial.address()
      trial.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })

export type SessionOptions = {
  readonly world: World
  readonly ports?: Ports
  /** How many times as fast as real time runs everywhere in it; 1 if left out. */
  readonly scale?: number
  readonly weather?: Partial<Weather>
  readonly airtable?: Partial<AirtableSwitches>
  readonly attio?: Partial<AttioSwitches>
  /** Where the Worker keeps its databases; a folder that goes with the session if left out. */
  readonly state?: string
  readonly vars?: { readonly [name: string]: string }
  /** One line of what the Worker logs. */
  readonly log?: (line: string) => void
}

export type Session = {
  readonly clock: Clock
  readonly airtable: AirtableSandbox
  readonly attio: AttioSandbox
  readonly runtime: Runtime
  /** What `/sandbox.json` on the desk tells; what is added to it shows there. */
  readonly facts: Facts
  readonly access: Access
  close(): Promise<void>
}

/** The Attio app in this session's workspace, opened when somebody looks at it. */
const appOf =
  ({ attio }: Facts): (() => Promise<AppServer>) =>
  () => {
    const known = apps.get(attio) ?? openApp(installed(attio.workspaceId))
    apps.set(attio, known)
    // What failed is tried again by the next who asks.
    known.catch(() => apps.delete(attio))
    return known
  }
const apps = new WeakMap<Facts['attio'], Promise<AppServer>>()

export async function openSession(options: SessionOptions): Promise<Session> {
  const { world, ports = ANY_PORTS, scale = 1, weather = USUAL_WEATHER } = options
  const origin = Date.now()
  const clock = scale === 1 ? realClock : scaledClock(scale, origin)
  // The Worker opens later: until then nobody is there to be called.
  let address: string | null = null
  const mail = {
    post: USUAL_POST,
    async deliver(request: Request): Promise<Response> {
      if (address === null) throw new TypeError('nobody is there')
      const { pathname } = new URL(request.url)
      return fetch(new URL(pathname, address), {
        method: 'POST',
        headers: request.headers,
        body: await request.arrayBuffer(),
      })
    },
  }
  const airtable = new AirtableSandbox(world.airtable, {
    ...mail,
    clock,
    weather,
    switches: options.airtable ?? {},
  })
  const attio = new AttioSandbox(world.attio, {
    ...mail,
    clock,
    weather,
    switches: options.attio ?? {},
  })
  const open: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const end of open.splice(0).reverse()) await end()
  }
  try {
    const served = async (
      fetch: (request: Request) => Promise<Response>,
      port: number,
    ): Promise<string> => {
      const { url, close: end } = await serve(fetch, port)
      open.push(end)
      return url
    }
    const addresses = {
      airtable: await served((request) => airtable.fetch(request), ports.airtable),
      attio: await served((request) => attio.fetch(request), ports.attio),
    }
    // The vendors send people back to the Worker, so its address has to be known before it runs.
    const port = ports.worker === 0 ? await freePort() : ports.worker
    const worker = `http://127.0.0.1:${port}`
    airtable.reset({ ...world.airtable, clients: [clientOf('airtable', worker)] })
    attio.reset({ ...world.attio, clients: [clientOf('attio', worker)] })
    // The page needs the Worker's address and the Worker the page's: the page opens first and is told later.
    let page = async (_: Request): Promise<Response> => new Response('', { status: 503 })
    const deskUrl = await served((request) => page(request), ports.desk)
    const runtime = await startRuntime({
      port,
      outbound: byHost([
        airtable,
        attio,
        at(addresses.airtable, airtable),
        at(addresses.attio, attio),
        { hosts: [WORKFLOWS_HOST], fetch: answerCallback },
      ]),
      secrets: { AIRTABLE_CLIENT_SECRET: CLIENT_SECRET, ATTIO_CLIENT_SECRET: CLIENT_SECRET },
      vars: {
        PUBLIC_ADDRESS: worker,
        AIRTABLE_SIGN_IN_ADDRESS: addresses.airtable,
        ATTIO_SIGN_IN_ADDRESS: addresses.attio,
        AIRTABLE_CLIENT_ID: CLIENT_ID,
        ATTIO_CLIENT_ID: CLIENT_ID,
        TIME_SCALE: String(scale),
        TIME_ORIGIN: String(scale === 1 ? 0 : origin),
        // Vendors call secure addresses only; what they send there is brought to this machine.
        WEBHOOK_ADDRESS: 'https://datasync.test',
        ALLOWED_ORIGINS: `${deskUrl} ${deskUrl.replace('127.0.0.1', 'localhost')}`,
        ...options.vars,
      },
      ...(options.state === undefined ? {} : { state: options.state }),
      ...(options.log === undefined ? {} : { log: options.log }),
    })
    open.push(() => runtime.dispose())
    address = runtime.url
    const access = accessTo(world, addresses)
    const facts = await factsOf(access, { worker: runtime.url, desk: deskUrl })
    page = (request) =>
      desk({
        sandbox: facts,
        airtable: { ...access.airtable.outsider, baseId: facts.airtable.baseId },
        attio: access.attio.outsider,
        app: appOf(facts),
        worker:
          facts.worker.key === null
            ? null
            : { address: facts.worker.address, key: facts.worker.key },
      })(request)
    return { clock, airtable, attio, runtime, facts, access, close }
  } catch (error) {
    await close()
    throw error
  }
}
