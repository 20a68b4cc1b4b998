import { FUNCTIONS } from './functions.ts'
import { type Expression, type Operator, parseFormula } from './syntax.ts'
import { compare, FAULT, Fault, isEqual, toNumber, toText, type Value } from './value.ts'

/** What a formula sees of the row it is reckoned for. */
export type Scope = {
  readonly rowId: string
  readonly createdAt: number
  readonly modifiedAt: number | null
  readonly now: number
  field(id: string): Value
  /** The linked values, for the formula of a rollup. */
  readonly values?: Value[]
}

/** What kind of result a formula gives, as far as its text tells. */
export type Gives = 'text' | 'number' | 'date' | 'dateTime' | 'list' | { readonly field: string }

export type Program = {
  readonly run: (scope: Scope) => Value
  readonly references: readonly string[]
  readonly gives: Gives
  /** The text with every field by id. */
  readonly text: string
}

export type Prepared =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly unknownFields: readonly string[] }

type Step = (scope: Scope) => Value

/** Make a formula ready to run; `resolve` finds a field's id by its name or id. */
export function prepare(
  formula: string,
  resolve: (nameOrId: string) => string | undefined,
  inRollup = false,
): Prepared {
  const tree = parseFormula(formula)
  if (!tree) return { ok: false, unknownFields: [] }
  const unknown = new Set<string>()
  const references = new Set<string>()
  const spans: { start: number; end: number; id: string }[] = []
  let wellFormed = true

  const stepOf = (expression: Expression): Step => {
    switch (expression.kind) {
      case 'number':
      case 'text': {
        const { value } = expression
        return () => value
      }
      case 'field': {
        if (inRollup && expression.name === 'values') return (scope) => scope.values ?? []
        const id = resolve(expression.name)
        if (id === undefined) {
          unknown.add(expression.name)
          return () => FAULT
        }
        references.add(id)
        spans.push({ start: expression.start, end: expression.end, id })
        return (scope) => scope.field(id)
      }
      case 'negative': {
        const of = stepOf(expression.of)
        return (scope) => reckon('-', 0, of(scope))
      }
      case 'operation': {
        const [left, right] = [stepOf(expression.left), stepOf(expression.right)]
        const { operator } = expression
        return (scope) => reckon(operator, left(scope), right(scope))
      }
      case 'call': {
        const known = FUNCTIONS[expression.name]
        const { length } = expression.args
        if (!known || length < known.least || length > known.most) {
          wellFormed = false
          return () => FAULT
        }
        const args = expression.args.map(stepOf)
        if (known.lazy) {
          const { lazy } = known
          return (scope) =>
            lazy(
              args.map((arg) => () => arg(scope)),
              scope,
            )
        }
        const { run } = known
        return (scope) => {
          const values = args.map((arg) => arg(scope))
          return values.find((value) => value instanceof Fault) ?? run(values, scope)
        }
      }
    }
  }

  const run = stepOf(tree)
  if (!wellFormed || unknown.size > 0)
    return { ok: false, unknownFields: wellFormed ? [...unknown] : [] }
  let text = ''
  let end = 0
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    text += `${formula.slice(end, span.start)}{${span.id}}`
    end = span.end
  }
  text += formula.slice(end)
  return {
    ok: true,
    program: { run, references: [...references], gives: givenBy(tree, resolve), text },
  }
}

function reckon(operator: Operator, left: Value, right: Value): Value {
  if (left instanceof Fault) return left
  if (right instanceof Fault) return right
  switch (operator) {
    case '&':
      return toText(left) + toText(right)
    case '=':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case '<':
      return compare(left, right) < 0
    case '<=':
      return compare(left, right) <= 0
    case '>':
      return compare(left, right) > 0
    case '>=':
      return compare(left, right) >= 0
    default: {
      const [a, b] = [toNumber(left), toNumber(right)]
      // A number that is none already (0/0) goes on as such; a text among numbers is a mistake.
      if (Number.isNaN(a) && !Number.isNaN(left)) return FAULT
      if (Number.isNaN(b) && !Number.isNaN(right)) return FAULT
      return operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b
    }
  }
}

function givenBy(tree: Expression, resolve: (name: string) => string | undefined): Gives {
  switch (tree.kind) {
    case 'text':
      return 'text'
    case 'field': {
      const id = resolve(tree.name)
      return id === undefined ? 'list' : { field: id }
    }
    case 'operation':
      return tree.operator === '&' ? 'text' : 'number'
    case 'call': {
      const gives = FUNCTIONS[tree.name]?.gives ?? 'text'
      if (gives !== 'branch') return gives
      const skipped =
        tree.name === 'SWITCH'
          ? (i: number) => i === 0 || (i % 2 === 1 && i < tree.args.length - 1)
          : (i: number) => i === 0
      const branches = tree.args
        .filter((arg, i) => !skipped(i) && !(arg.kind === 'call' && arg.name === 'BLANK'))
        .map((arg) => givenBy(arg, resolve))
      const [first = 'text'] = branches
      return branches.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : 'text'
    }
    default:
      return 'number'
  }
}
