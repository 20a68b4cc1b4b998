/** What a screen has to stand: axe at the rules of WCAG 2.2 AA, nothing that sticks out, and a picture for people to look at. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { overflow, shoot } from './browser.ts'

/** Docked and full screen, light and dark. */
export const LOOKS = [
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 320 },
  { colorScheme: 'light', width: 1_280 },
  { colorScheme: 'dark', width: 1_280 },
] as const

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Looks at the present state in all four, and leaves the page as wide and as light as it was.
 * @returns one sentence for each thing that is wrong; none where all is well. Pictures lie in `shots/<name>-….png`.
 */
export async function inspect(page: Page, name: string): Promise<readonly string[]> {
  const size = page.viewportSize() ?? { width: 380, height: 800 }
  const found: string[] = []
  for (const { colorScheme, width } of LOOKS) {
    const look = `${name}-${width}-${colorScheme}`
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    await settled(page)
    found.push(...(await lookAt(page, look, width)))
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  await page.setViewportSize(size)
  return found
}

/** One look, taken again where something arrived in its middle and made the page taller. */
async function lookAt(page: Page, look: string, width: number): Promise<readonly string[]> {
  for (let tries = 0; ; tries++) {
    const height = await stretch(page, width)
    await shoot(page, look)
    const wider = await overflow(page)
    const sentences = await complaints(page)
    if (tries < 3 && (await tall(page)) > height) continue
    return [...(wider > 0 ? [`${wider} px stick out`] : []), ...sentences].map(
      (says) => `${look}: ${says}`,
    )
  }
}

const TALLEST = 4_000
const tall = async (page: Page): Promise<number> =>
  Math.min(TALLEST, await page.evaluate(() => document.documentElement.scrollHeight))

/** As tall as what it shows: what lies half under the bar at the foot is not smaller for that. */
async function stretch(page: Page, width: number): Promise<number> {
  const height = Math.max(800, await tall(page))
  await page.setViewportSize({ width, height })
  await settled(page)
  return height
}

/** Two frames: what a change of width makes of itself is drawn by then. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((drawn) => {
        requestAnimationFrame(() => requestAnimationFrame(() => drawn()))
      }),
  )

/** What axe has to say of the page, one sentence for each element. */
export async function complaints(page: Page): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in window)
  if (!isThere) await page.evaluate(axe.source)
  const json = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => id + ': ' + help + ' at ' + target.join(' ') + ' — ' + (failureSummary || '').split('\\n').slice(1).join(' ').trim())))`,
  )
  return Array.isArray(json) ? json.map(String) : ['axe gave no answer']
}
