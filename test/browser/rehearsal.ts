/** The extension's production bundle over a double of the Worker: states that are rare or need much to come about. */
import type { Browser, Page } from 'playwright-core'
import type { Place } from '../../extension/frontend/place.ts'
import { bundleOfExtension } from '../sandbox/desk/assets.ts'
import { desk } from '../sandbox/desk/desk.ts'
import { serve } from '../sandbox/serve.ts'
import { bareBase, COMPANIES, PEOPLE, TOKEN } from './bare-base.ts'
import { openBrowser } from './browser.ts'
import {
  aConfig,
  aPairing,
  aState,
  KEY,
  openWorkerDouble,
  type WorkerDouble,
} from './worker-double.ts'

export const BASE = 'appRehearsal00001'

export type Rehearsal = {
  readonly browser: Browser
  readonly worker: WorkerDouble
  /** Errors nobody caught. */
  readonly complaints: string[]
  /** Opens the extension, signed in, at this place; its back leads home. */
  visit(place?: Place, options?: { width?: number; role?: string }): Promise<Page>
  /** As it was at the beginning. */
  reset(): void
  close(): Promise<void>
}

export async function openRehearsal(): Promise<Rehearsal> {
  const fresh = () =>
    aState({
      configs: [aConfig(BASE)],
      pairings: [
        aPairing('people', PEOPLE, 'people'),
        aPairing('companies', COMPANIES, 'companies'),
      ],
    })
  const [browser, worker, vendor] = await Promise.all([
    openBrowser(),
    openWorkerDouble(fresh()),
    serve(bareBase(BASE)),
    bundleOfExtension(),
  ])
  const place = { address: vendor.url, token: TOKEN }
  const front = await serve(
    desk({ sandbox: {}, airtable: { ...place, baseId: BASE }, attio: place, worker: null }),
  )
  const complaints: string[] = []
  let last: Page | null = null
  return {
    browser,
    worker,
    complaints,
    async visit(at, { width = 380, role = 'create' } = {}) {
      await last?.context().close()
      const context = await browser.newContext({ viewport: { width, height: 800 } })
      await context.addInitScript(
        ([address, key, name, trail]) => {
          localStorage.setItem('datasync.address', address ?? '')
          localStorage.setItem('datasync.key', key ?? '')
          if (trail !== undefined && !sessionStorage.getItem(name ?? ''))
            sessionStorage.setItem(name ?? '', trail)
        },
        [
          worker.address,
          KEY,
          `datasync.place.${BASE}`,
          ...(at ? [JSON.stringify([{ at: 'home' }, at])] : []),
        ],
      )
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${front.url}/frame?role=${role}`)
      last = page
      return page
    },
    reset: () => void Object.assign(worker.state, fresh(), { asked: worker.state.asked }),
    async close() {
      await browser.close()
      await Promise.all([front.close(), vendor.close(), worker.stop()])
    },
  }
}
