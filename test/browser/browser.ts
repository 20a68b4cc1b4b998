import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import { findChromium, NO_CHROMIUM } from './chromium.mjs'

const SHOTS = join(import.meta.dirname, 'shots')

/** Keeps it on this machine, and lets it run as root in a container. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Fails, with what to do about it, where there is no Chromium. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error(NO_CHROMIUM)
  await mkdir(SHOTS, { recursive: true })
  // Where the system says nothing of its letters, a file with “⇄” in its name would be saved as “download”.
  return chromium.launch({
    executablePath,
    args: FLAGS,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
}

/** A picture for people to look at: `shots/<name>.png`, the whole page. */
export const shoot = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true, animations: 'disabled' })

/** How many pixels the page is wider than what shows it: more than 0 means scrolling sideways. */
export const overflow = (page: Page | Frame): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
