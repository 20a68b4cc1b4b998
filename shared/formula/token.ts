/** The words a formula is made of. */
import { createToken, Lexer, type TokenType } from 'chevrotain'

/** What may stand between two values, by how it binds. */
export const Comparing = createToken({ name: 'Comparing', pattern: Lexer.NA })
export const Adding = createToken({ name: 'Adding', pattern: Lexer.NA })
export const Multiplying = createToken({ name: 'Multiplying', pattern: Lexer.NA })

const operator = (name: string, pattern: string, categories: TokenType): TokenType =>
  createToken({ name, pattern, categories })

/** A pattern with Unicode’s classes: the library, which looks into patterns to be faster, would misread them. */
const from =
  (pattern: RegExp) =>
  (text: string, offset: number): RegExpExecArray | null => {
    pattern.lastIndex = offset
    return pattern.exec(text)
  }

const Space = createToken({
  name: 'Space',
  pattern: /[\s\u200b\ufeff]+/,
  line_breaks: true,
  group: Lexer.SKIPPED,
})
export const Text = createToken({
  name: 'Text',
  pattern: /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/,
  line_breaks: true,
})
/** A closing brace inside a name is written `\}`. */
export const Field = createToken({
  name: 'Field',
  pattern: /\{(?:[^}\\]|\\[\s\S])*\}/,
  line_breaks: true,
})
export const Decimal = createToken({
  name: 'Decimal',
  pattern: /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/,
})
/** A function before a parenthesis, else a field whose name is one word. */
export const Name = createToken({
  name: 'Name',
  pattern: from(/[\p{L}_][\p{L}\p{M}\p{N}_]*/uy),
  line_breaks: false,
})
export const Open = createToken({ name: 'Open', pattern: '(' })
export const Close = createToken({ name: 'Close', pattern: ')' })
export const Comma = createToken({ name: 'Comma', pattern: ',' })
export const Joining = createToken({ name: 'Joining', pattern: '&' })
export const Minus = operator('Minus', '-', Adding)

// What people type who come from elsewhere: read on purpose, to be answered with a sentence.
export const OpenText = createToken({ name: 'OpenText', pattern: /["'][\s\S]*/, line_breaks: true })
export const OpenField = createToken({ name: 'OpenField', pattern: /\{[\s\S]*/, line_breaks: true })
export const Foreign = createToken({
  name: 'Foreign',
  pattern: /==|<>|&&|\|\||[“”„‟‘’‚«»]|[;!^%[\]}]/,
})
export const Strange = createToken({
  name: 'Strange',
  pattern: from(/[\s\S]/uy),
  line_breaks: true,
})

/** In the order they are tried. */
export const TOKENS: readonly TokenType[] = [
  Space,
  Text,
  Field,
  Decimal,
  Name,
  operator('NotEqual', '!=', Comparing),
  operator('AtMost', '<=', Comparing),
  operator('AtLeast', '>=', Comparing),
  Foreign,
  operator('Equal', '=', Comparing),
  operator('Less', '<', Comparing),
  operator('More', '>', Comparing),
  Joining,
  operator('Plus', '+', Adding),
  Minus,
  operator('Times', '*', Multiplying),
  operator('Over', '/', Multiplying),
  Open,
  Close,
  Comma,
  OpenText,
  OpenField,
  Strange,
  Comparing,
  Adding,
  Multiplying,
]

export const LEXER = new Lexer([...TOKENS], {
  ensureOptimizations: false,
  positionTracking: 'full',
})

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/** The text between the quotes of a literal. */
export const unquote = (image: string): string =>
  image.slice(1, -1).replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter)

/** The name between the braces; spaces around it do not belong to it. */
export const unbrace = (image: string): string =>
  image
    .slice(1, -1)
    .replace(/\\([\s\S])/g, '$1')
    .trim()
