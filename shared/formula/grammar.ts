/** The grammar of formulas, from words to a tree. */
import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from 'chevrotain'
import {
  Adding, Close, Comma, Comparing, Decimal, Field, Joining, Minus, Multiplying, Name, Open, Text, TOKENS, unbrace, unquote,
} from './token.ts' // prettier-ignore
import { BINDING, type Link, type Node, type Operator, type Place } from './tree.ts'

const OPERATORS: ReadonlySet<string> = new Set(BINDING.flat())
const isOperator = (image: string): image is Operator => OPERATORS.has(image)

export const placeOf = (token: IToken): Place => ({
  from: token.startOffset,
  to: token.startOffset + token.image.length,
})

/** A rule that makes a node. */
type Rung = ParserMethod<[], Node>

class Grammar extends EmbeddedActionsParser {
  // Rules stand before those that use them only where the library asks for it: it links them by name afterwards.
  readonly whole = this.RULE('whole', (): Node => this.SUBRULE(this.compared))

  readonly compared: Rung = this.RULE('compared', () => this.#chain(this.joined, Comparing))
  readonly joined: Rung = this.RULE('joined', () => this.#chain(this.added, Joining))
  readonly added: Rung = this.RULE('added', () => this.#chain(this.multiplied, Adding))
  readonly multiplied: Rung = this.RULE('multiplied', () => this.#chain(this.signed, Multiplying))

  readonly signed: Rung = this.RULE('signed', () => {
    const signs: IToken[] = []
    this.MANY(() => signs.push(this.CONSUME(Minus)))
    const of = this.SUBRULE(this.single)
    return this.ACTION(() =>
      signs.reduceRight<Node>(
        (inner, sign) => ({ kind: 'negative', of: inner, from: sign.startOffset, to: inner.to }),
        of,
      ),
    )
  })

  readonly single: Rung = this.RULE('single', (): Node =>
    this.OR([
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => this.SUBRULE(this.named) },
      {
        ALT: () => {
          const open = this.CONSUME(Open)
          const node: Node = this.SUBRULE(this.compared)
          const close = this.CONSUME(Close)
          // The parentheses belong to the place of what they hold, and to nothing else.
          return { ...node, from: open.startOffset, to: close.startOffset + 1 }
        },
      },
    ]),
  )

  readonly literal: Rung = this.RULE('literal', (): Node =>
    this.OR([
      {
        ALT: (): Node => {
          const token = this.CONSUME(Decimal)
          return { kind: 'number', value: Number(token.image), ...placeOf(token) }
        },
      },
      {
        ALT: (): Node => {
          const token = this.CONSUME(Text)
          return { kind: 'text', value: unquote(token.image), ...placeOf(token) }
        },
      },
      {
        ALT: (): Node => {
          const token = this.CONSUME(Field)
          return { kind: 'field', name: unbrace(token.image), ...placeOf(token) }
        },
      },
    ]),
  )

  readonly named: Rung = this.RULE('named', (): Node => {
    const name = this.CONSUME(Name)
    const args: Node[] = []
    const close = this.OPTION(() => {
      this.CONSUME(Open)
      this.MANY_SEP({ SEP: Comma, DEF: () => args.push(this.SUBRULE(this.compared)) })
      return this.CONSUME(Close)
    })
    return close === undefined
      ? { kind: 'field', name: name.image, ...placeOf(name) }
      : {
          kind: 'call',
          name: name.image.toUpperCase(),
          args,
          from: name.startOffset,
          to: close.startOffset + 1,
        }
  })

  constructor() {
    super([...TOKENS], { maxLookahead: 1, recoveryEnabled: false })
    this.performSelfAnalysis()
  }

  #chain(rung: Rung, between: TokenType): Node {
    const first = this.SUBRULE(rung)
    const rest: Link[] = []
    this.MANY(() => {
      const { image } = this.CONSUME(between)
      const of = this.SUBRULE2(rung)
      if (isOperator(image)) rest.push({ operator: image, of })
    })
    const last = rest.at(-1)
    return last ? { kind: 'chain', first, rest, from: first.from, to: last.of.to } : first
  }
}

/** Building a parser takes milliseconds, so there is one, made when the first formula is read. */
let grammar: Grammar | undefined

/** The tree of these words, or the word that cannot stand where it stands (an empty one at the end of the text). */
export function treeOf(tokens: IToken[]): { readonly tree: Node } | { readonly stuck: IToken } {
  grammar ??= new Grammar()
  grammar.input = tokens
  const tree = grammar.whole()
  const [error] = grammar.errors
  return error ? { stuck: error.token } : { tree }
}
