/** Where a person opens a base, one of its tables, or a record. */
export const addressOf = (base: string, ...tableAndRecord: readonly string[]): string =>
  ['https://airtable.com', base, ...tableAndRecord].join('/')
