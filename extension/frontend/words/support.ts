import { say } from './say.ts'

/** Where people get help from people: a page, or an address for mail; without one, those who are near. */
export function tellSupport(address: string): {
  readonly says: string
  readonly href: string | null
} {
  if (address === '') return { says: say.help.noSupport, href: null }
  const isMail = address.includes('@') && !address.includes('/')
  return { says: say.help.support(address), href: isMail ? `mailto:${address}` : address }
}
