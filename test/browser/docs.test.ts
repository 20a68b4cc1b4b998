/** The page of the API, as a person reads it: at the width of a phone, by day and by night, and by whatever reads it aloud. */
import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROUTES } from '../../worker/routes/all.ts'
import { docsPage } from '../../worker/routes/docs.ts'
import { openBrowser, overflow, shoot } from './browser.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

test.each([
  { says: 'a phone by day', width: 320, scheme: 'light' },
  { says: 'a phone by night', width: 320, scheme: 'dark' },
  { says: 'a desk by day', width: 1280, scheme: 'light' },
  { says: 'a desk by night', width: 1280, scheme: 'dark' },
] as const)('the page of the API reads well on $says', async ({ width, scheme }) => {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
  })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.setContent(docsPage(ROUTES))
  // Everything that can be opened, so that all of it is looked at.
  await page
    .locator('details')
    .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
  expect(await overflow(page)).toBe(0)
  expect(asked).toEqual([])
  await page.evaluate(axe.source)
  const faults = await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
  )
  expect(faults).toEqual([])
  await page.locator('details').evaluateAll((all) => all.slice(4).forEach((one) => one.removeAttribute('open'))) // prettier-ignore
  await shoot(page, `docs-${width}-${scheme}`)
  await context.close()
})
