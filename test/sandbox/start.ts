/** `npm start`: both vendors, the Worker and the desk on this machine, and a sync of real records that one can watch. */
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { ok, type Result } from '../../shared/result.ts'
import { openWorkspace, Refused } from './agreement.ts'
import { type Flags, portsFrom, readFlags, USAGE } from './flags.ts'
import { realWorld } from './real.ts'
import { openSession, type Ports, type Session } from './session.ts'
import { tour, type Toured } from './tour.ts'
import { readWorld, type World } from './world.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

/** Ends the program with a sentence. */
function give(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

async function start(asked: Flags): Promise<void> {
  const world = await worldOf(asked)
  if (!world.ok) give(world.error)
  const ports = portsFrom(asked.port)
  const obstacle = (await busyPort(ports, asked.port)) ?? usedFolder(asked.state)
  if (obstacle !== null) give(obstacle)

  const session = await openSession({
    world: world.value,
    ports,
    scale: asked.scale,
    ...(asked.state === undefined ? {} : { state: asked.state }),
    log: (line) => {
      if (line.includes('"level":"error"')) process.stderr.write(`${line}\n`)
    },
  })
  const end = async (code: number): Promise<never> => {
    await session.close()
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // The runtime's own listener would end the process as a failure, before the ports are given back.
    process.removeAllListeners(signal)
    process.once(signal, () => void end(0))
  }
  // Whoever read our lines has left: nobody is there to serve.
  process.stdout.on('error', () => void end(0))

  const toured = await show(session, asked)
  if (!asked.once) {
    say()
    say(
      'Everything keeps running; /sandbox.json on the desk tells addresses, tokens and ids. Ctrl-C ends it.',
    )
  }
  if (asked.json) say(JSON.stringify(toured.tally))
  if (asked.once) await end(toured.isFine ? 0 : 1)
}

async function show(session: Session, asked: Flags): Promise<Toured> {
  try {
    showPlaces(session)
    if (!asked.idle)
      return await tour(session, { edits: !asked.once && asked.world === undefined }, say)
    await openWorkspace(session)
    return { isFine: true, tally: null }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    say(error.message)
    return { isFine: false, tally: null }
  }
}

async function worldOf({ world, records }: Flags): Promise<Result<World, string>> {
  return world === undefined
    ? ok(realWorld(records === undefined ? {} : { records }).world)
    : readWorld(world)
}

const NAMES: { readonly [port in keyof Ports]: string } = {
  worker: 'the Worker',
  desk: 'the desk',
  airtable: 'Airtable',
  attio: 'Attio',
}

/** A sentence about the first port that somebody else uses, or null. */
async function busyPort(ports: Ports, first: number): Promise<string | null> {
  for (const name of ['worker', 'desk', 'airtable', 'attio'] as const) {
    const port = ports[name]
    if (await isFree(port)) continue
    return (
      `Port ${port}, which ${NAMES[name]} should have, is in use. ` +
      `End what uses it, or choose four others with --port N (N to N+3; now ${first}).`
    )
  }
  return null
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const trial = createServer()
    trial.once('error', () => answer(false))
    trial.listen(port, '127.0.0.1', () => trial.close(() => answer(true)))
  })

const usedFolder = (folder: string | undefined): string | null =>
  folder !== undefined && existsSync(folder) && readdirSync(folder).length > 0
    ? `The folder “${folder}” is not empty. The sandbox begins anew each time: give --state a new or empty one.`
    : null

function showPlaces({ facts }: Session): void {
  say('DataSync Pro in its sandbox: simulated vendors, real product.')
  say(`  Worker    ${facts.worker.address}/docs`)
  say(`  Desk      ${facts.desk.address}`)
  say(`  Airtable  ${facts.airtable.address}`)
  say(`  Attio     ${facts.attio.address}`)
  say()
}

const flags = readFlags(process.argv.slice(2))
if (!flags.ok) give(flags.error)
if (flags.value.help) say(USAGE)
else await start(flags.value)
