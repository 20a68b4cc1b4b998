/**
 * What the extension asks of a browser: its size, how soon it can be read and used, and whether it stays smooth over a
 * base of 50,000 records, 50,000 runs and 50,000 conflicts. The production bundle in a headless Chromium.
 *
 *   node test/bench/extension.ts [rows] [slow-down of the processor]
 */
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { openBrowser } from '../browser/browser.ts'
import { KEY, openWorkerDouble, paged } from '../browser/worker-double.ts'
import { build } from '../../extension/build.mjs'
import type { Place } from '../../extension/frontend/place.ts'
import { desk } from '../sandbox/desk/desk.ts'
import { serve } from '../sandbox/serve.ts'
import { BASE, largeBase, manyConflicts, manyRuns, stateOf, TOKEN } from './large.ts'

const [ROWS = 50_000, SLOWER = 1] = process.argv.slice(2).map(Number)
const STARTS = 9
const TIMELINE = ['devtools.timeline', 'disabled-by-default-devtools.timeline']

const bundle = await build()
const code = await readFile(bundle)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const kB = (bytes: number): string => `${(bytes / 1_000).toFixed(0)} kB`
say(`Bundle: ${kB(code.length)}, ${kB(gzipSync(code, { level: 9 }).length)} as it travels (gzip).`)

const worker = await openWorkerDouble(stateOf())
const vendor = await serve(largeBase(ROWS))
const place = { address: vendor.url, token: TOKEN }
const front = await serve(
  desk({ sandbox: {}, airtable: { ...place, baseId: BASE }, attio: place, worker: null }),
)
const browser = await openBrowser()

try {
  await starts()
  worker.state.replies['GET /api/crm/sync/logs'] = paged(manyRuns(ROWS))
  worker.state.replies['GET /api/crm/conflicts'] = paged(manyConflicts(ROWS))
  say(
    `Frames (p50, p95, longest; a screen shows one every 16.7 ms), and tasks of more than 1 ms by the processor time they took (p95, longest):`,
  )
  await plain()
  await base()
  await history()
  await decide()
} finally {
  await browser.close()
  await Promise.all([front.close(), vendor.close(), worker.stop()])
}

/** Opens the extension, signed in, with what is read off while it starts. */
async function open(at?: Place): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } })
  await context.addInitScript(
    ([address, key, name, trail]) => {
      localStorage.setItem('datasync.address', address ?? '')
      localStorage.setItem('datasync.key', key ?? '')
      if (trail !== undefined) sessionStorage.setItem(name ?? '', trail)
    },
    [
      worker.address,
      KEY,
      `datasync.place.${BASE}`,
      ...(at ? [JSON.stringify([{ at: 'home' }, at])] : []),
    ],
  )
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  if (SLOWER > 1) {
    const tools = await context.newCDPSession(page)
    await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  }
  await page.goto(`${front.url}/frame?role=create`)
  return page
}

/** From the moment the frame asks for the bundle: the first paint, and the first moment a button answers. */
async function starts(): Promise<void> {
  const paints: number[] = []
  const usables: number[] = []
  for (let n = 0; n <= STARTS; n++) {
    const page = await open()
    await page.getByRole('button', { name: /^Sync now/ }).waitFor()
    const { paint, usable } = await page.evaluate(readStart)
    await page.context().close()
    // The first one also fills the machine's own caches.
    if (n === 0) continue
    paints.push(paint)
    usables.push(usable)
  }
  say(
    `From asking for the bundle: first paint ${median(paints)} ms, interactive ${median(usables)} ms (median of ${STARTS}${SLOWER > 1 ? `, processor slowed ${SLOWER} ×` : ''}).`,
  )
}

/** In the page. Usable is when the home stands and the thread has been free for a moment, told back by that moment. */
async function readStart(): Promise<{ paint: number; usable: number }> {
  const asked = performance
    .getEntriesByType('resource')
    .find(({ name }) => name.endsWith('/bundle.js'))
  const stands = performance.now()
  const busy = await new Promise<number>((answer) => {
    let last = 0
    const watch = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        last = Math.max(last, startTime + duration)
    })
    watch.observe({ type: 'longtask', buffered: true })
    setTimeout(() => answer(last), 500)
  })
  const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN
  const from = asked?.startTime ?? NaN
  return { paint: paint - from, usable: Math.max(stands, busy) - from }
}

/** What the machine takes by itself: text that no program of ours draws, scrolled by the same hand. */
async function plain(): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
  await page.setContent(`<ol>${'<li>Lighthouses and beacons<p>Both sides changed it.</p></li>'.repeat(3_000)}</ol>`) // prettier-ignore
  await page.evaluate(() => scrollTo(0, 60_000))
  await frames(page, 'text without a program, scrolled', () => scroll(page, null))
  await page.close()
}

/** A base as large as Airtable allows on most plans, its view loaded by the extension. */
async function base(): Promise<void> {
  const page = await open()
  const send = page.getByRole('button', { name: 'Push from here' }).first()
  await send.waitFor()
  await frames(page, `${ROWS} records of the base, loading`, async () => {
    await send.click()
    await page
      .getByText(`${ROWS.toLocaleString('en')} records`)
      .first()
      .waitFor()
  })
  await page.context().close()
}

async function history(): Promise<void> {
  const page = await open({ at: 'history' })
  const rows = page.getByRole('table', { name: 'History' })
  await rows.getByRole('row').nth(5).waitFor()
  await frames(page, `${ROWS} runs, read page by page to the end`, async () => {
    await rows.getByRole('row').nth(1).focus()
    for (;;) {
      const count = Number(await rows.getAttribute('aria-rowcount')) - 1
      if (count >= ROWS) break
      await page.keyboard.press('End')
    }
  })
  await frames(page, `${ROWS} runs, scrolled`, () => scroll(page, '.table-body'))
  await frames(page, `${ROWS} runs, arrow held down`, () => hold(page, 'ArrowUp'))
  await page.context().close()
}

async function decide(): Promise<void> {
  const page = await open({ at: 'decide' })
  await page.locator('.question').first().waitFor()
  await frames(page, `${ROWS} conflicts, read to the end`, () => readAll(page))
  await frames(page, `${ROWS} conflicts, scrolled`, () => scroll(page, null))
  await page.getByRole('button', { name: 'Another value…' }).first().click()
  await frames(page, `a value typed over ${ROWS} conflicts`, async () => {
    await page.getByRole('dialog').getByRole('textbox').first().pressSequentially('Lighthouses and beacons of the northern coast') // prettier-ignore
  })
  await page.context().close()
}

/** To the end of the page, a frame at a time, until it grows no more. */
function readAll(page: Page): Promise<void> {
  return page.evaluate(
    (rows) =>
      new Promise<void>((read) => {
        const on = (): void => {
          scrollTo(0, document.documentElement.scrollHeight)
          const last = document.querySelector('.card-list > li:last-child')
          if (last?.getAttribute('aria-posinset') === String(rows)) return read()
          requestAnimationFrame(on)
        }
        on()
      }),
    ROWS,
  )
}

/** Turns the wheel over five seconds, as a hand does: many small steps, some large. */
async function scroll(page: Page, box: string | null): Promise<void> {
  if (box !== null) await page.locator(box).hover()
  for (let n = 0; n < 250; n++) await page.mouse.wheel(0, n % 25 === 0 ? 4_000 : -120)
}

async function hold(page: Page, key: string): Promise<void> {
  for (let n = 0; n < 200; n++) await page.keyboard.press(key)
}

async function frames(page: Page, says: string, doing: () => Promise<unknown>): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = []
    let last = 0
    const look = (now: number): void => {
      if (last > 0) times.push(now - last)
      last = now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    Object.assign(window, { times })
  })
  await browser.startTracing(page, { categories: TIMELINE })
  const began = performance.now()
  await doing()
  const took = performance.now() - began
  const tasks = tasksIn((await browser.stopTracing()).toString())
  const times = await page.evaluate(() => (window as unknown as { times: number[] }).times)
  times.sort((a, b) => a - b)
  const at = (part: number): string => share(times, part).toFixed(1)
  const [p95, longest] = [share(tasks, 0.95).toFixed(0), share(tasks, 1).toFixed(0)]
  say(
    `  ${says.padEnd(48)} ${at(0.5).padStart(7)} ${at(0.95).padStart(7)} ${at(1).padStart(8)} ms   ${p95.padStart(4)} ${longest.padStart(4)} ms   ${times.length} frames in ${(took / 1_000).toFixed(1)} s`,
  )
}

/** The value that this part of them does not exceed, of values that stand from least to most. */
function share(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

function median(times: readonly number[]): string {
  return (times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN).toFixed(0)
}

type Traced = {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Processor time (µs): what others on the machine take meanwhile is not in it. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Those of more than a millisecond, from least to most, of the page's own thread. */
function tasksIn(trace: string): readonly number[] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: readonly Traced[] }
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  return traceEvents
    .filter(({ name, pid, tid }) => name === 'RunTask' && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000)
    .filter((ms) => ms > 1)
    .sort((a, b) => a - b)
}
