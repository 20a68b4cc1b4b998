/** The extension's production bundle over the real Worker in its runtime and both simulated vendors, in a real browser. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Client } from '../../shared/api/client.ts'
import { type Agreed, agree, openWorkspace, type Terms } from '../sandbox/agreement.ts'
import { bundleOfExtension } from '../sandbox/desk/assets.ts'
import { openSession, type Session, type SessionOptions } from '../sandbox/session.ts'
import { openBrowser } from './browser.ts'

export type StageOptions = SessionOptions & {
  /** With these terms all tables are paired before anybody looks; without, the workspace is empty. */
  readonly terms?: Terms
  /** Nobody has signed in and no workspace is there. */
  readonly isEmpty?: boolean
}

export type Stage = {
  readonly session: Session
  readonly browser: Browser
  /** Of the workspace's admin. */
  readonly client: Client | null
  /** The sync, where `terms` asked for one. */
  readonly agreed: Agreed | null
  /** Opens the extension, signed in where there is a workspace; `role` is Airtable's permission on the base. */
  visit(options?: {
    width?: number
    height?: number
    role?: string
    key?: string
    /** Records marked in the grid. */
    marked?: readonly string[]
  }): Promise<Page>
  /** What any page complained of so far, errors nobody caught among it. */
  readonly complaints: string[]
  close(): Promise<void>
}

/** One stage serves a whole file of tests: starting it takes seconds. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { terms, isEmpty = false, ...rest } = options
  const [session, browser] = await Promise.all([
    openSession({ weather: {}, ...rest }),
    openBrowser(),
    bundleOfExtension(),
  ])
  const agreed = terms ? await agree(session, terms) : null
  const client = agreed?.client ?? (isEmpty ? null : await openWorkspace(session))
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  return {
    session,
    browser,
    client,
    agreed,
    complaints,
    async visit({ width = 380, height = 800, role = 'create', key, marked = [] } = {}) {
      const context = await browser.newContext({ viewport: { width, height } })
      contexts.push(context)
      const account = key ?? session.facts.worker.key
      if (account !== null)
        await context.addInitScript(
          ([address, held]) => {
            localStorage.setItem('datasync.address', address ?? '')
            localStorage.setItem('datasync.key', held ?? '')
          },
          [session.runtime.url, account],
        )
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${session.facts.desk.address}/frame?role=${role}&marked=${marked.join(',')}`)
      return page
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()))
      await browser.close()
      await session.close()
    },
  }
}
