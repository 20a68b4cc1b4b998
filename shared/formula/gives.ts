import type { Gives } from './function.ts'
import { functionNamed } from './functions.ts'
import type { Formula, Node } from './tree.ts'

/** What kind of result a formula gives, as far as its text and the kinds of its fields tell. */
export const givesOf = (formula: Formula, field: (name: string) => Gives): Gives =>
  gives(formula.root, field)

function gives(node: Node, field: (name: string) => Gives): Gives {
  switch (node.kind) {
    case 'number':
    case 'negative':
      return 'number'
    case 'text':
      return 'text'
    case 'field':
      return field(node.name)
    case 'chain': {
      const operator = node.rest[0]?.operator ?? '&'
      return operator === '&' ? 'text' : '+-*/'.includes(operator) ? 'number' : 'truth'
    }
    case 'call': {
      const known = functionNamed(node.name)
      if (!known?.branches) return known?.gives ?? 'any'
      const kinds = known
        .branches(node.args.length)
        .flatMap((i) => node.args[i] ?? [])
        .filter((arg) => !isNothing(arg))
        .map((arg) => gives(arg, field))
      const [first = 'any'] = kinds
      return kinds.every((kind) => kind === first) ? first : 'any'
    }
  }
}

/** A branch that gives nothing says nothing about the others. */
const isNothing = (node: Node): boolean =>
  (node.kind === 'call' && (node.name === 'BLANK' || node.name === 'ERROR')) ||
  (node.kind === 'text' && node.value === '')
