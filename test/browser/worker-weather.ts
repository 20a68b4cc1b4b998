/** What may become of a call on its way from the extension to the Worker. */
import type { Page, Request, Route } from 'playwright-core'

/** Nobody is there; it refuses, in its own words or in those of what stands before it; it acts, and its answer is lost. */
export type Trouble = 'away' | 'too many' | 'closed' | 'bare' | 'lost'
export type Call = { readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; readonly path: RegExp }

export const SAYS: { readonly [trouble in Trouble]: string } = {
  away: 'DataSync did not answer',
  'too many': 'Too many requests at once',
  closed: 'The service is being moved',
  bare: 'DataSync cannot be reached at the moment',
  lost: 'DataSync did not answer',
}

const CORS = { 'access-control-allow-origin': '*' }
const refused = (route: Route, status: number, message: string): Promise<void> =>
  route.fulfill({
    status,
    headers: CORS,
    json: { code: status === 429 ? 'too_often' : 'unreachable', message, requestId: 'req_1' },
  })

const meet: { readonly [trouble in Trouble]: (route: Route) => Promise<void> } = {
  away: (route) => route.abort('connectionrefused'),
  'too many': (route) =>
    refused(route, 429, `${SAYS['too many']}. Wait a few seconds, then try again.`),
  closed: (route) => refused(route, 503, `${SAYS.closed}. Try again in a minute.`),
  bare: (route) => route.fulfill({ status: 503, headers: CORS, body: '<h1>Unavailable</h1>' }),
  async lost(route) {
    await route.fetch()
    await route.abort('connectionreset')
  },
}

const isOf = ({ method, path }: Call, request: Request): boolean =>
  request.method() === method && path.test(new URL(request.url()).pathname)

/** From now on such a call meets this trouble. @returns an end to it */
export async function brew(page: Page, call: Call, trouble: Trouble): Promise<() => Promise<void>> {
  const handle = (route: Route) =>
    isOf(call, route.request()) ? meet[trouble](route) : route.fallback()
  await page.route('**/api/**', handle)
  return () => page.unroute('**/api/**', handle)
}

/** From now on such calls wait until they are let go; how many came until then is counted. */
export async function slow(
  page: Page,
  call: Call,
): Promise<{ came: () => number; letGo: () => Promise<void> }> {
  let letGo: () => void = () => {}
  const gone = new Promise<void>((done) => (letGo = done))
  let came = 0
  const handle = async (route: Route) => {
    if (!isOf(call, route.request())) return route.fallback()
    came++
    await gone
    return route.fallback()
  }
  await page.route('**/api/**', handle)
  return {
    came: () => came,
    async letGo() {
      letGo()
      await page.unroute('**/api/**', handle)
    },
  }
}
