/** A formula as data: what the grammar builds, and what is evaluated and printed. */

/** Where something stands in the text: characters from `from` up to, and without, `to`. */
export type Place = { readonly from: number; readonly to: number }

/** What is wrong with a formula, or with what it met, in a sentence that says what to do; and where in its text. */
export type FormulaFault = Place & { readonly why: string }

/** The operators by how loosely they bind, the loosest first; all lean to the left. */
export const BINDING = [['=', '!=', '<', '<=', '>', '>='], ['&'], ['+', '-'], ['*', '/']] as const
export type Operator = (typeof BINDING)[number][number]

/** One operand of a chain after its first. */
export type Link = { readonly operator: Operator; readonly of: Node }

export type Node = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'field'; readonly name: string }
    | { readonly kind: 'negative'; readonly of: Node }
    /** Operands that operators of one binding join: flat, so that a long sum is not a deep tree. */
    | { readonly kind: 'chain'; readonly first: Node; readonly rest: readonly Link[] }
    /** `name` in capital letters. */
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  )

/** A formula that was read: known functions only, each with as many arguments as it takes. Plain data. */
export type Formula = {
  readonly text: string
  readonly root: Node
  /** The names of the fields it reads, as written, each once, in order. */
  readonly fields: readonly string[]
  /** Does it give the same value for the same record every time? */
  readonly steady: boolean
}

/** What stands directly inside a node, in the order of the text. */
export function inside(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'number':
    case 'text':
    case 'field':
      return []
    case 'negative':
      return [node.of]
    case 'chain':
      return [node.first, ...node.rest.map((link) => link.of)]
    case 'call':
      return node.args
  }
}

/** A node and all that is inside it, outermost first, in the order of the text. */
export const all = (node: Node): readonly Node[] => [node, ...inside(node).flatMap(all)]
