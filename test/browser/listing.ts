/** One picture of a listing: what it shows, said above the screen that shows it. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'

/** What Attio asks for: 16:10, no transparency (docs.attio.com/share/listing-images). Airtable names no size. */
const SIZE = { width: 1_480, height: 924 }
/** Twice as many points: 2960 by 1848. */
export const SHARP = 2

export const LISTING = join(import.meta.dirname, 'shots/listing')

/** The mark of the product on a ground of its own, large and without transparency: both stores round its corners. */
const LOGO = 1_120

export type Picture = {
  readonly name: string
  readonly says: string
  readonly more: string
  readonly of: Page
}

export async function compose(browser: Browser, { name, says, more, of }: Picture): Promise<void> {
  await fit(of)
  const shown = await of.screenshot({ animations: 'disabled', caret: 'hide' })
  await draw(
    browser,
    `${name}.png`,
    SIZE,
    SHARP,
    `<header><h1>${says}</h1><p>${more}</p></header><img alt="" src="data:image/png;base64,${shown.toString('base64')}">`,
  )
}

const WIDE = 1_180
const LEAST = 640
/** The shape in which it fills the picture beside its words; what is taller is shown smaller, and wider. */
const MOST = 1_040

/** As tall as what it shows: nothing is cut off at the foot. */
async function fit(page: Page): Promise<void> {
  const tall = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: WIDE, height: Math.min(MOST, Math.max(LEAST, tall)) })
}

/** The mark, as the extension draws it. */
export const composeLogo = (browser: Browser, svg: string): Promise<void> =>
  draw(browser, 'logo.png', { width: LOGO, height: LOGO }, 1, `<div class="logo">${svg}</div>`)

async function draw(
  browser: Browser,
  file: string,
  viewport: { width: number; height: number },
  deviceScaleFactor: number,
  body: string,
): Promise<void> {
  await mkdir(LISTING, { recursive: true })
  const context = await browser.newContext({ viewport, deviceScaleFactor })
  const page = await context.newPage()
  await page.setContent(`<style>${STYLE}</style>${body}`)
  await page.screenshot({ path: join(LISTING, file) })
  await context.close()
}

const STYLE = `
* { box-sizing: border-box; margin: 0 }
body { display: flex; flex-direction: column; align-items: center; gap: 40px; height: 100vh; padding: 52px 60px 60px;
  background: linear-gradient(150deg, #eaf1ff, #f7f4ff 55%, #fff3e4); color: #14213d; font-family: system-ui, sans-serif }
header { display: grid; gap: 10px; text-align: center }
h1 { font-size: 42px; font-weight: 680; letter-spacing: -0.02em }
p { color: #44506b; font-size: 21px }
img { min-height: 0; max-width: 100%; object-fit: contain; border-radius: 14px; box-shadow: 0 1px 3px #14213d26, 0 22px 60px #14213d33 }
.logo { display: grid; place-items: center; position: fixed; inset: 0; background: #1660d8 }
.logo svg { width: 62%; height: 62%; fill: none; stroke: #fff; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round }
`
