import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'

const ROOT = join(import.meta.dirname, '../..')
const START = join(ROOT, 'test/sandbox/start.ts')

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs `npm start`'s program with these arguments; `onLine` may end it. */
function start(
  args: readonly string[],
  onOut: (out: string, stop: () => void) => void = () => undefined,
): Promise<Ended> {
  // The Node that runs the tests knows TypeScript: it is the one npm start would take.
  const child = spawn(process.execPath, [START, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    onOut(out, () => child.kill('SIGINT'))
  })
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((ended) => child.on('close', (code) => ended({ code, out, err })))
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const trial = createServer()
    trial.once('error', () => answer(false))
    trial.listen(port, '127.0.0.1', () => trial.close(() => answer(true)))
  })

/** The first of four ports that nobody uses. */
async function freePort(from: number): Promise<number> {
  for (let port = from; ; port += 4) {
    const free = await Promise.all([0, 1, 2, 3].map((step) => isFree(port + step)))
    if (free.every(Boolean)) return port
  }
}

const Calls = z.strictObject({ airtable: z.number().int(), attio: z.number().int() })
const Tally = z.strictObject({
  records: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  conflicts: z.number().int(),
  failed: z.number().int(),
  seconds: z.number(),
  floorSeconds: z.number(),
  ratio: z.number(),
  vendorCalls: Calls,
  minimumCalls: Calls,
  throttled: z.number().int(),
})

test('--once --json ends well, and its last line adds up', async () => {
  const port = await freePort(21_000)
  const { code, out, err } = await start([
    '--once',
    '--json',
    '--records',
    '20',
    '--port',
    String(port),
  ])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const tally = Tally.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''))
  expect(tally).toMatchObject({
    records: 60,
    created: 60,
    updated: 0,
    conflicts: 0,
    failed: 0,
  })
  // One schema and three pages; one list of objects, three of attributes, five of options, three pages, 60 records.
  expect(tally.minimumCalls).toEqual({ airtable: 4, attio: 72 })
  expect(tally.floorSeconds).toBe(2.45)
  expect(tally.ratio).toBeCloseTo(tally.seconds / tally.floorSeconds, 2)
  // A machine that stalls makes calls come too late; the same is held without that under virtual time (test/bench/).
  const { throttled } = tally
  expect(tally.vendorCalls.airtable).toBeLessThanOrEqual(4 + throttled)
  expect(tally.vendorCalls.attio).toBeGreaterThan(60)
  expect(tally.vendorCalls.attio).toBeLessThanOrEqual(72 * 1.05 + throttled)
  expect(await isFree(port)).toBe(true)
})

test('without --once the edits of both sides cross, it goes on serving, and Ctrl-C ends it cleanly', async () => {
  const port = await freePort(21_400)
  const served: Promise<unknown>[] = []
  const ended = await start(
    ['--records', '10', '--port', String(port), '--scale', '4'],
    (out, stop) => {
      if (served.length > 0 || !out.includes('Ctrl-C ends it')) return
      served.push(
        fetch(`http://127.0.0.1:${port + 1}/sandbox.json`).then((answer) => answer.json()),
      )
      void served[0]?.finally(stop)
    },
  )
  expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' })
  expect(ended.out.match(/✓ (Airtable|Attio):/g)).toHaveLength(6)
  expect(ended.out).not.toContain('✗')
  expect(await served[0]).toMatchObject({
    worker: { address: `http://127.0.0.1:${port}`, key: expect.stringMatching(/^dsp_/) },
    airtable: {
      address: `http://127.0.0.1:${port + 2}`,
      tables: { People: expect.stringMatching(/^tbl/) },
    },
    attio: { address: `http://127.0.0.1:${port + 3}`, objects: { Committees: 'committees' } },
  })
  expect(await isFree(port)).toBe(true)
})

test('--world serves a file of one’s own, and --idle syncs nothing', async () => {
  const port = await freePort(21_800)
  const world = join(ROOT, 'test/sandbox/worlds/two-tables.json')
  const served: Promise<unknown>[] = []
  const ended = await start(['--world', world, '--idle', '--port', String(port)], (out, stop) => {
    if (served.length > 0 || !out.includes('Ctrl-C ends it')) return
    served.push(fetch(`http://127.0.0.1:${port + 1}/sandbox.json`).then((answer) => answer.json()))
    void served[0]?.finally(stop)
  })
  expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' })
  expect(await served[0]).toMatchObject({
    worker: { configId: null, key: expect.stringMatching(/^dsp_/) },
    airtable: { tables: { Companies: expect.any(String), People: expect.any(String) } },
  })
})

test('a port in use is named, with the flag that helps', async () => {
  const port = await freePort(22_200)
  const other = createServer()
  await new Promise<void>((listening) => other.listen(port + 2, '127.0.0.1', listening))
  const { code, err } = await start(['--once', '--port', String(port)])
  await new Promise((closed) => other.close(closed))
  expect(code).toBe(1)
  expect(err).toMatch(
    new RegExp(`^Port ${port + 2}, which Airtable should have, is in use.*--port`),
  )
})

test.each([
  { args: ['--bogus'], says: /Unknown option '--bogus'.*--help/ },
  { args: ['--port', '70000'], says: /^--port wants a whole number from 1 to 65532\./ },
  { args: ['--records', '0'], says: /^--records wants a whole number from 1 on\./ },
  { args: ['--idle', '--once'], says: /^--idle syncs nothing/ },
  { args: ['--world', 'nowhere.json'], says: /^The world “nowhere\.json” cannot be read/ },
])('$args ends with a sentence', async ({ args, says }) => {
  const { code, err } = await start(args)
  expect(code).toBe(1)
  expect(err).toMatch(says)
})
