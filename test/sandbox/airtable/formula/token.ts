export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'mark'; readonly mark: string }
)

const SPACE = /\s+/y
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy
const MARK = /!=|<=|>=|[(),&+\-*/=<>]/y
const TEXT = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y
// A closing brace inside a field's name is written \}.
const FIELD = /\{((?:[^}\\]|\\[\s\S])*)\}/y

const ESCAPES: { [letter: string]: string } = { n: '\n', t: '\t', r: '\r' }
const unescape = (text: string) =>
  text.replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter)

/** The pieces of a formula, or null where something is none. */
export function tokenize(formula: string): Token[] | null {
  const tokens: Token[] = []
  let at = 0
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(formula)
    if (match) at = pattern.lastIndex
    return match
  }
  while (at < formula.length) {
    if (next(SPACE)) continue
    const start = at
    const number = next(NUMBER)
    if (number) {
      tokens.push({ kind: 'number', value: Number(number[0]), start, end: at })
      continue
    }
    const text = next(TEXT)
    if (text) {
      tokens.push({ kind: 'text', value: unescape(text[1] ?? text[2] ?? ''), start, end: at })
      continue
    }
    const field = next(FIELD)
    if (field) {
      tokens.push({
        kind: 'field',
        name: (field[1] ?? '').replace(/\\([\s\S])/g, '$1'),
        start,
        end: at,
      })
      continue
    }
    const name = next(NAME)
    if (name) {
      tokens.push({ kind: 'name', name: name[0], start, end: at })
      continue
    }
    const mark = next(MARK)
    if (!mark) return null
    tokens.push({ kind: 'mark', mark: mark[0], start, end: at })
  }
  return tokens
}
