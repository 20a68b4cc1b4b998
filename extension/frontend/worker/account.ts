/** Which Worker this browser talks to, and by which key. */
export type Account = { readonly address: string; readonly key: string }

/**
 * The key stays in this browser: everybody who can open the extension can read the settings Airtable keeps for it. A
 * browser that keeps nothing (a private window) asks again next time.
 */
const ADDRESS = 'datasync.address'
const KEY = 'datasync.key'

export function readAccount(): Account | null {
  const address = attempt(() => localStorage.getItem(ADDRESS))
  const key = attempt(() => localStorage.getItem(KEY))
  return address && key ? { address, key } : null
}

export function keepAccount({ address, key }: Account): void {
  attempt(() => {
    localStorage.setItem(ADDRESS, address)
    localStorage.setItem(KEY, key)
  })
}

/** Forgets the key; the address is no secret and saves typing. */
export function forgetKey(): void {
  attempt(() => localStorage.removeItem(KEY))
}

export const rememberedAddress = (): string => attempt(() => localStorage.getItem(ADDRESS)) ?? ''

/** Browsers may forbid storage altogether, and then every use of it throws. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
