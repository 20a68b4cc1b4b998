import { BINDING, type Formula, type Node } from './tree.ts'

/** The formula as text that reads back as the same tree: one space around operators, only the parentheses it needs. */
export const printFormula = (formula: Formula): string => print(formula.root)

const quote = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')}"`

/** How tightly a chain binds; what is not a chain binds tightest. */
const tightness = (node: Node): number => {
  const operator = node.kind === 'chain' ? node.rest[0]?.operator : undefined
  return operator === undefined
    ? BINDING.length
    : BINDING.findIndex((level) => level.some((one) => one === operator))
}

const inParentheses = (node: Node, least: number): string =>
  tightness(node) < least ? `(${print(node)})` : print(node)

function print(node: Node): string {
  switch (node.kind) {
    case 'number':
      return String(node.value)
    case 'text':
      return quote(node.value)
    case 'field':
      return `{${node.name.replace(/[}\\]/g, '\\$&')}}`
    case 'negative':
      return `-${inParentheses(node.of, BINDING.length)}`
    case 'chain': {
      const own = tightness(node)
      const links = node.rest.map(
        ({ operator, of }) => ` ${operator} ${inParentheses(of, own + 1)}`,
      )
      return `${inParentheses(node.first, own + 1)}${links.join('')}`
    }
    case 'call':
      return `${node.name}(${node.args.map(print).join(', ')})`
  }
}
