/** The record that a link leads to, or that is named by itself: “rec…” at Airtable, a UUID elsewhere. */
export function recordIdIn(text: string): string {
  const found = text.match(
    /\brec[A-Za-z0-9]{14}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  )
  return found?.at(-1) ?? text.trim()
}

/** Which of these tables a link names, by the id of its table; else the first on the side that such ids belong to. */
export function tableOf<T extends { readonly side: 'app' | 'crm'; readonly table: string }>(
  text: string,
  tables: readonly T[],
): T | undefined {
  const named = tables.find(({ table }) => text.split(/[/?#]/).includes(table))
  const side = recordIdIn(text).startsWith('rec') ? 'app' : 'crm'
  return named ?? (text.trim() === '' ? undefined : tables.find((one) => one.side === side))
}
