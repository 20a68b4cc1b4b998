/** Filters in Airtable's formula language. */

/** A text as a formula literal. Backslash escapes are those the language has for quotes and line breaks. */
export const literal = (text: string): string =>
  `'${text
    .replace(/[\\'"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')}'`

export const withIds = (ids: readonly string[]): string =>
  anyOf(ids.map((id) => `RECORD_ID()=${literal(id)}`))

/** Field references are by id, so that a rename does not break them. */
export const withTexts = (fieldId: string, texts: readonly string[]): string =>
  anyOf(texts.map((text) => `{${fieldId}}=${literal(text)}`))

/** The same, where capitals are as good as small letters: the texts are in small ones. */
export const withFolded = (fieldId: string, texts: readonly string[]): string =>
  anyOf(texts.map((text) => `LOWER({${fieldId}})=${literal(text)}`))

const anyOf = (conditions: readonly string[]): string => `OR(${conditions.join(',')})`
