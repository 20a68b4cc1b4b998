/** Email addresses, domains and web addresses, as people type them. */

const EMAIL = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"/]+\.[^\s@<>()[\]\\,;:"/.]+$/u
const HOST =
  /^(?:[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}][\p{L}\p{M}\p{N}-]*$/u
/** The longest name the domain name system can hold. */
const LONGEST_HOST = 253

/** The address in a text, its case as typed: `a@b.co`, `mailto:a@b.co` or `Ann <a@b.co>`. Null where there is none. */
export function readEmail(text: string): string | null {
  const bare = text.trim().replace(/^mailto:/i, '')
  const inner = /^[^<>]*<([^<>]+)>$/.exec(bare)?.[1]?.trim() ?? bare
  return EMAIL.test(inner) ? inner : null
}

/** The host in a text, lower-case: a bare domain or a web address, whose scheme, port, path and query are left out. */
export function readDomain(text: string): string | null {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z\d+.-]*:\/\//, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^[^@]*@/, '')
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
  return host.length <= LONGEST_HOST && HOST.test(host) ? host : null
}

/** A domain as companies go by: without the `www.` in front. */
export function bareDomain(domain: string): string {
  const bare = domain.replace(/^www\./, '')
  return bare.includes('.') ? bare : domain
}

/** The domain behind the `@`, lower-case, or null. */
export function domainOfEmail(text: string): string | null {
  const email = readEmail(text)
  return email === null ? null : readDomain(email.slice(email.lastIndexOf('@') + 1))
}

/** A text that can be opened as a web address, as typed; null for anything else. */
export function readUrl(text: string): string | null {
  const bare = text.trim()
  if (bare === '' || /\s/.test(bare)) return null
  return /^[a-z][a-z\d+.-]*:\S+$/i.test(bare) || readDomain(bare) !== null ? bare : null
}
