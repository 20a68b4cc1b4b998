/** A person with a browser of their own: opens pages, presses buttons, keeps cookies, and goes where they are sent. */
import type { Runtime } from '../sandbox/runtime.ts'
import type { Vendor } from '../sandbox/vendor.ts'

/** Where the Worker is to people; vendors are at their own names. */
export const HERE = 'https://sync.test'

export type Seen = { readonly url: string; readonly status: number; readonly html: string }
export type Person = ReturnType<typeof openPerson>

export function openPerson(runtime: Pick<Runtime, 'fetch'>, vendors: readonly Vendor[]) {
  const cookies = new Map<string, string>()
  const visited: string[] = []
  let at: Seen = { url: HERE, status: 0, html: '' }

  async function carry(url: URL, form: URLSearchParams | null): Promise<Response> {
    visited.push(url.href)
    const init: RequestInit = {
      redirect: 'manual',
      ...(form === null ? {} : { method: 'POST', body: form }),
    }
    if (url.origin !== HERE) {
      const vendor = vendors.find(({ hosts }) => hosts.includes(url.hostname))
      if (!vendor) throw new Error(`sent to ${url.origin}, where nobody is`)
      return vendor.fetch(new Request(url, init))
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await runtime.fetch(url.pathname + url.search, {
      ...init,
      headers: { cookie, ...(form === null ? {} : { origin: new URL(at.url).origin }) },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return answer
  }

  async function go(address: string, form: URLSearchParams | null = null): Promise<Seen> {
    let url = new URL(address, at.url)
    let answer = await carry(url, form)
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 5; hops++) {
      const to = new URL(answer.headers.get('location') ?? '', url)
      at = { url: url.href, status: answer.status, html: '' }
      url = to
      answer = await carry(url, null)
    }
    at = { url: url.href, status: answer.status, html: await answer.text() }
    return at
  }

  return {
    open: (address: string) => go(address),
    /** Follows the link with this text. */
    follow(text: string): Promise<Seen> {
      for (const [, href = '', label = ''] of at.html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g))
        if (label.includes(text)) return go(plain(href))
      throw new Error(`no link “${text}” on ${at.html}`)
    },
    /** Presses the button that says this, with what was filled in besides. */
    press(label: string, filled: { readonly [name: string]: string } = {}): Promise<Seen> {
      for (const [, action = '', inner = ''] of at.html.matchAll(
        /<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/g,
      )) {
        for (const [, attributes = '', text = ''] of inner.matchAll(/<button([^>]*)>([^<]*)</g)) {
          if (text !== label) continue
          const form = new URLSearchParams(filled)
          const hidden = /type="hidden" name="([^"]*)" value="([^"]*)"/.exec(inner)
          if (hidden) form.set(hidden[1]!, plain(hidden[2]!))
          const named = /name="([^"]*)" value="([^"]*)"/.exec(attributes)
          if (named) form.set(named[1]!, named[2]!)
          return go(plain(action), form)
        }
      }
      throw new Error(`no button “${label}” on ${at.html}`)
    },
    cookies,
    /** Every address this browser was at. */
    visited,
    page: () => at,
  }
}

const plain = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
