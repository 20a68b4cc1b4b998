import { compareThings, equalThings } from './compare.ts'
import type { FormulaFunction } from './function.ts'
import { functionNamed } from './functions.ts'
import { numberOf } from './reader.ts'
import type { Run } from './run.ts'
import { isWrong, type Thing, TOO_LARGE, type Wrong, wrong } from './thing.ts'
import type { Node, Operator, Place } from './tree.ts'

/** What a node comes to in this run. What goes wrong inside it is a thing as well, which IF( ) may pass by. */
export function reckon(node: Node, run: Run): Thing {
  if (!run.step(node)) return run.stopped
  switch (node.kind) {
    case 'number':
    case 'text':
      return node.value
    case 'field':
      return run.field(node.name, node)
    case 'negative': {
      const read = numberOf(reckon(node.of, run))
      return typeof read === 'number' ? -read : placed(read, node.of)
    }
    case 'chain': {
      let left = reckon(node.first, run)
      let place: Place = node.first
      for (const { operator, of } of node.rest) {
        if (!run.step(of)) return run.stopped
        left = operate(operator, left, reckon(of, run), place, of, run)
        run.endedAt({ from: node.from, to: of.to })
        place = { from: node.from, to: of.to }
      }
      return left
    }
    case 'call': {
      const known = functionNamed(node.name)
      if (!known) throw new Error(`${node.name} was let through by the parser`)
      const made = placed(call(known, node.args, run), node)
      run.endedAt(node)
      return made
    }
  }
}

function call(known: FormulaFunction, args: readonly Node[], run: Run): Thing {
  if ('lazy' in known) {
    const later = args.map((place) => ({ place, get: () => reckon(place, run) }))
    return known.lazy(later, run)
  }
  const things: Thing[] = []
  for (const arg of args) {
    const thing = reckon(arg, run)
    if (isWrong(thing)) return thing
    things.push(thing)
  }
  const made = known.eager(things, args, run)
  return typeof made === 'string' && !run.fits(made.length) ? run.stopped : made
}

/** What went wrong, said to have gone wrong here unless it knows better. */
const placed = (thing: Thing, { from, to }: Place): Thing =>
  isWrong(thing) && thing.place === null ? { ...thing, place: { from, to } } : thing

function operate(
  operator: Operator,
  left: Thing,
  right: Thing,
  leftPlace: Place,
  rightPlace: Place,
  run: Run,
): Thing {
  if (isWrong(left)) return left
  if (isWrong(right)) return right
  const both = { from: leftPlace.from, to: rightPlace.to }
  switch (operator) {
    case '&': {
      const joined = run.join([run.text(left), run.text(right)])
      return run.work(joined.length) ? joined : run.stopped
    }
    case '=':
      return equalThings(left, right, run)
    case '!=':
      return !equalThings(left, right, run)
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const order = compareThings(left, right, run)
      return typeof order === 'number' ? HOLDS[operator](order) : placed(order, both)
    }
    default: {
      const [a, b] = [numberOf(left), numberOf(right)]
      if (typeof a !== 'number') return placed(a, leftPlace)
      if (typeof b !== 'number') return placed(b, rightPlace)
      return placed(arithmetic(operator, a, b), b === 0 ? rightPlace : both)
    }
  }
}

/** NaN, where one of the two is nothing, holds for none of them. */
const HOLDS: Readonly<Record<'<' | '<=' | '>' | '>=', (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

/** Division by zero is a mistake here, where Airtable goes on with infinity: no field could hold it. */
function arithmetic(operator: '+' | '-' | '*' | '/', a: number, b: number): number | Wrong {
  if (operator === '/' && b === 0)
    return wrong('This divides by zero: test for it first, as in IF({Count}, {Total} / {Count}).')
  const made =
    operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b
  return Number.isFinite(made) ? made : wrong(TOO_LARGE)
}
