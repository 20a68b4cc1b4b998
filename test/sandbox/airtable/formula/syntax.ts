import { type Token, tokenize } from './token.ts'

export type Operator = '&' | '+' | '-' | '*' | '/' | '=' | '!=' | '<' | '<=' | '>' | '>='

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'operation'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }

/** Loosest first; all of them lean to the left. */
const BINDING: readonly (readonly Operator[])[] = [
  ['=', '!=', '<', '<=', '>', '>='],
  ['&'],
  ['+', '-'],
  ['*', '/'],
]

class SyntaxFault extends Error {}

/** The tree of a formula, or null where it cannot be read. */
export function parseFormula(formula: string): Expression | null {
  const tokens = tokenize(formula)
  if (!tokens) return null
  try {
    return new Parser(tokens).whole()
  } catch (error) {
    if (error instanceof SyntaxFault) return null
    throw error
  }
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Expression {
    const expression = this.#operation(0)
    if (this.#at < this.#tokens.length) throw new SyntaxFault()
    return expression
  }

  #take(mark: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'mark' || token.mark !== mark) return false
    this.#at += 1
    return true
  }

  #operation(depth: number): Expression {
    const operators = BINDING[depth]
    if (!operators) return this.#signed()
    let left = this.#operation(depth + 1)
    for (;;) {
      const operator = operators.find((one) => this.#take(one))
      if (!operator) return left
      left = { kind: 'operation', operator, left, right: this.#operation(depth + 1) }
    }
  }

  #signed(): Expression {
    if (this.#take('-')) return { kind: 'negative', of: this.#signed() }
    if (this.#take('+')) return this.#signed()
    return this.#single()
  }

  #single(): Expression {
    const token = this.#tokens[this.#at]
    if (!token) throw new SyntaxFault()
    this.#at += 1
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: token.value }
      case 'text':
        return { kind: 'text', value: token.value }
      case 'field':
        return { kind: 'field', name: token.name, start: token.start, end: token.end }
      case 'name':
        if (this.#take('('))
          return { kind: 'call', name: token.name.toUpperCase(), args: this.#args() }
        // A field whose name is one word may stand without its braces.
        return { kind: 'field', name: token.name, start: token.start, end: token.end }
      case 'mark': {
        if (token.mark !== '(') throw new SyntaxFault()
        const inner = this.#operation(0)
        if (!this.#take(')')) throw new SyntaxFault()
        return inner
      }
    }
  }

  #args(): Expression[] {
    if (this.#take(')')) return []
    const args = [this.#operation(0)]
    while (this.#take(',')) args.push(this.#operation(0))
    if (!this.#take(')')) throw new SyntaxFault()
    return args
  }
}
