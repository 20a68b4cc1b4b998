import type { IToken } from 'chevrotain'
import { err, ok, type Result } from '../result.ts'
import { functionNamed, nearestFunction } from './functions.ts'
import { placeOf, treeOf } from './grammar.ts'
import { Close, Comma, Decimal, Field, Foreign, LEXER, Minus, Name, Open, OpenField, OpenText, Strange, Text, unbrace } from './token.ts' // prettier-ignore
import { all, type Formula, type FormulaFault, inside, type Node, type Place } from './tree.ts'

/** Characters of a formula, and how deep parentheses and calls may stand in one another. */
export const LONGEST = 20_000
export const DEEPEST = 100

/** Reads a formula; or says what is wrong with it first, and where. Never throws, whatever the text. */
export function parseFormula(text: string): Result<Formula, FormulaFault> {
  if (text.length > LONGEST)
    return fault({ from: LONGEST, to: text.length }, `A formula may have ${LONGEST.toLocaleString('en')} characters: shorten it, or split it in two.`) // prettier-ignore
  const { tokens } = LEXER.tokenize(text)
  if (tokens.length === 0)
    return fault({ from: 0, to: text.length }, 'The formula is empty: begin with a field, such as {Name}.') // prettier-ignore
  const bad = misspelt(tokens) ?? unbalanced(tokens) ?? tooDeep(tokens)
  if (bad) return err(bad)
  const read = treeOf(tokens)
  if ('stuck' in read) return err(stuckAt(read.stuck, tokens))
  const nodes = all(read.tree)
  const wrongCall = nodes.map(judge).find((one) => one !== null)
  if (wrongCall) return err(wrongCall)
  const fields = nodes.flatMap((node) => (node.kind === 'field' ? [node.name] : []))
  const steady = !nodes.some((node) => node.kind === 'call' && functionNamed(node.name)?.unsteady)
  return ok({ text, root: read.tree, fields: [...new Set(fields)], steady })
}

const fault = ({ from, to }: Place, why: string) => err({ why, from, to })
const at = (place: Place, why: string): FormulaFault => ({ why, from: place.from, to: place.to })

/** What to write instead of what other languages have. */
const INSTEAD: Readonly<Record<string, string>> = {
  '==': 'Write a single = to compare.',
  '<>': 'Write != for “is not”.',
  '&&': 'Use AND(…, …) instead of &&.',
  '||': 'Use OR(…, …) instead of ||.',
  ';': 'Separate arguments by a comma, and end without a semicolon.',
  '!': 'Use NOT( ) for “not”, or != for “is not”.',
  '^': 'Use POWER(…, …) instead of ^.',
  '%': 'Write 50% as 0.5; for a remainder use MOD(…, …).',
  '}': 'There is a } without a { before it: write a field as {Its name}.',
}

/** The first word that is none. */
function misspelt(tokens: readonly IToken[]): FormulaFault | null {
  for (const token of tokens) {
    const { image, tokenType } = token
    const place = placeOf(token)
    if (tokenType === OpenText)
      return at(place, `This text is never closed: add ${image.charAt(0)} at its end.`)
    if (tokenType === OpenField) return at(place, 'This field name is never closed: add a } at its end.') // prettier-ignore
    if (tokenType === Foreign)
      return at(place, INSTEAD[image] ?? (/[[\]]/.test(image) ? 'Write a field in braces, as {Its name}.' : 'Use straight quotes, " or \', around a text.')) // prettier-ignore
    if (tokenType === Strange) return at(place, `“${image}” means nothing in a formula: take it out, or put it in quotes.`) // prettier-ignore
    if (tokenType === Field && unbrace(image) === '') return at(place, 'Write the name of a field between the braces.') // prettier-ignore
  }
  return null
}

/** The first parenthesis without its other half. */
function unbalanced(tokens: readonly IToken[]): FormulaFault | null {
  const open: IToken[] = []
  for (const token of tokens) {
    if (token.tokenType === Open) open.push(token)
    if (token.tokenType === Close && !open.pop())
      return at(placeOf(token), 'There is a ) without a ( before it: take it out.')
  }
  const last = open.pop()
  return last ? at(placeOf(last), 'This ( is never closed: add a ) where it ends.') : null
}

/** The first word that stands too deep, before anything descends to it. */
function tooDeep(tokens: readonly IToken[]): FormulaFault | null {
  let depth = 0
  let signs = 0
  for (const token of tokens) {
    if (token.tokenType === Open) depth += 1
    if (token.tokenType === Close) depth -= 1
    signs = token.tokenType === Minus ? signs + 1 : 0
    if (depth + signs > DEEPEST)
      return at(placeOf(token), `This stands in more than ${DEEPEST} parentheses: split the formula in two.`) // prettier-ignore
  }
  return null
}

const VALUES: ReadonlySet<unknown> = new Set([Text, Field, Decimal, Name])

/** What is wrong where the grammar could not go on: told by the word it stands at and the one before. */
function stuckAt(token: IToken, tokens: readonly IToken[]): FormulaFault {
  const i = tokens.indexOf(token)
  const before = i < 0 ? tokens.at(-1) : tokens[i - 1]
  const afterValue = before && (VALUES.has(before.tokenType) || before.tokenType === Close)
  if (i < 0)
    return at(placeOf(before ?? token), `A value is missing after “${before?.image ?? ''}”: add one, or take it out.`) // prettier-ignore
  const place = placeOf(token)
  if (!afterValue) return at(place, `A value is missing before “${token.image}”: add one, or take it out.`) // prettier-ignore
  return token.tokenType === Comma
    ? at(place, 'A comma only separates the arguments of a function: take it out, or join texts with &.') // prettier-ignore
    : at(place, `An operator such as & or + is missing before “${token.image}”; a field name of several words is written {in braces}.`) // prettier-ignore
}

/** What is wrong with this node alone. */
function judge(node: Node): FormulaFault | null {
  if (node.kind === 'number' && !Number.isFinite(node.value))
    return at(node, 'This number is too large: write a smaller one.')
  if (node.kind !== 'call') return null
  const known = functionNamed(node.name)
  const name = { from: node.from, to: node.from + node.name.length }
  if (!known) {
    const near = nearestFunction(node.name)
    return at(name, `There is no function ${node.name}( )${near === null ? ': see the list of functions.' : `: did you mean ${near}( )?`}`) // prettier-ignore
  }
  const count = inside(node).length
  if (count >= known.least && count <= known.most) return null
  return at(node, `${node.name} takes ${counted(known.least, known.most)}, as in ${node.name}(${known.help.arguments}): here ${count === 1 ? 'is' : 'are'} ${count}.`) // prettier-ignore
}

function counted(least: number, most: number): string {
  if (most === 0) return 'nothing between its parentheses'
  const noun = (count: number): string => `${count} ${count === 1 ? 'argument' : 'arguments'}`
  if (most === Infinity) return `at least ${noun(least)}`
  return least === most ? noun(least) : `${least} to ${noun(most)}`
}
