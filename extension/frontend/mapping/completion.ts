/** What may follow while somebody types a formula: the fields in braces, and the functions. */

/** What is begun before the cursor, and where it begins. */
export type Begun = {
  readonly is: 'field' | 'function'
  readonly from: number
  readonly text: string
}

export function begunAt(formula: string, cursor: number): Begun | null {
  const before = formula.slice(0, cursor)
  let quote: string | null = null
  let brace: number | null = null
  for (let at = 0; at < before.length; at++) {
    const char = before[at]!
    if (quote !== null) {
      if (char === '\\') at++
      else if (char === quote) quote = null
    } else if (brace !== null) {
      if (char === '\\') at++
      else if (char === '}') brace = null
    } else if (char === '{') brace = at
    else if (char === '"' || char === "'") quote = char
  }
  if (quote !== null) return null
  if (brace !== null) return { is: 'field', from: brace, text: before.slice(brace + 1) }
  const word = /[A-Za-z_][A-Za-z0-9_]*$/.exec(before)
  return word ? { is: 'function', from: word.index, text: word[0] } : null
}

export type Completion = {
  readonly name: string
  /** What stands there afterwards, and where in it the cursor goes. */
  readonly text: string
  readonly cursor: number
  readonly note?: string
}

export function fieldCompletion(field: string): Completion {
  const name = `{${field.replace(/[}\\]/g, '\\$&')}}`
  return { name, text: name, cursor: name.length }
}
export const functionCompletion = (name: string, takes: string, note: string): Completion => ({
  name: `${name}(${takes})`,
  text: `${name}()`,
  cursor: name.length + (takes === '' ? 2 : 1),
  note,
})

/** Those that go on as it was begun, what begins with it before what only holds it; none where it stands there whole. */
export function completionsOf(
  { is, text }: Begun,
  all: { readonly fields: readonly Completion[]; readonly functions: readonly Completion[] },
  most = 6,
): readonly Completion[] {
  const wanted = (is === 'field' ? `{${text}` : text).toLowerCase()
  const offered = is === 'field' ? all.fields : all.functions
  const begins = offered.filter((one) => one.text.toLowerCase().startsWith(wanted))
  const holds = offered.filter(
    (one) => !begins.includes(one) && one.text.toLowerCase().includes(text.toLowerCase()),
  )
  return [...begins, ...(text === '' ? [] : holds)].slice(0, most)
}

/** The formula with it taken in, and where the cursor goes; a brace or bracket that stands there already is not doubled. */
export function completed(
  formula: string,
  { from }: Begun,
  cursor: number,
  { text, cursor: within }: Completion,
): { readonly text: string; readonly cursor: number } {
  const after = formula.slice(cursor)
  const isThere = (text.endsWith('}') && after.startsWith('}')) || (text.endsWith('()') && after.startsWith('(')) // prettier-ignore
  const rest = !isThere ? after : text.endsWith('}') ? after.slice(1) : after
  const put = isThere && text.endsWith('()') ? text.slice(0, -2) : text
  return { text: formula.slice(0, from) + put + rest, cursor: from + Math.min(within, put.length) }
}
