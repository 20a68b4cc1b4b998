import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  evaluate,
  type Formula,
  FUNCTIONS,
  parseFormula,
  printFormula,
} from '../../../shared/formula.ts'
import { all, inside, type Node } from '../../../shared/formula/tree.ts'
import { Value } from '../../../shared/value.ts'
import { prepare } from '../../sandbox/airtable/formula/program.ts'
import {
  Fault as TheirFault,
  Moment as TheirMoment,
  type Value as Theirs,
} from '../../sandbox/airtable/formula/value.ts'
import { formulas, mutual, NAMES, pieces } from './arbitrary.ts'
import { FIELDS, gives, SCOPE } from './world.ts'

const read = (text: string): Formula => {
  const found = parseFormula(text)
  if (!found.ok) throw new Error(`${text}: ${found.error.why}`)
  return found.value
}

/** The tree without places. */
const shape = (node: Node): unknown => {
  const { from: _, to: __, ...rest } = node
  return { ...rest, of: inside(node).map(shape), args: 0, first: 0, rest: 'rest' in node ? node.rest.map((one) => one.operator) : 0 } // prettier-ignore
}

// Seen red by moving the place of every fault one character to the right.
test('every text is read or refused, with a place inside it and a sentence', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map((all) => all.join('')),
      ),
      (text) => {
        const found = parseFormula(text)
        const said = found.ok ? { from: 0, to: text.length, why: 'Fine.' } : found.error
        expect(said.from).toBeGreaterThanOrEqual(0)
        expect(said.to).toBeGreaterThanOrEqual(said.from)
        expect(said.to).toBeLessThanOrEqual(text.length)
        expect(said.why).toMatch(/[.?]$/)
      },
    ),
    { numRuns: 3_000 },
  )
})

// Seen red by printing a chain inside a chain of the same operators without its parentheses.
test('what is printed reads back as the same tree, and prints the same', () => {
  fc.assert(
    fc.property(formulas, (text) => {
      const formula = read(text)
      const printed = printFormula(formula)
      expect(shape(read(printed).root)).toEqual(shape(formula.root))
      expect(printFormula(read(printed))).toBe(printed)
    }),
    { numRuns: 1_000 },
  )
})

// Seen red by ending a chain where its first operand ends.
test('the text at a node’s place is that node', () => {
  fc.assert(
    fc.property(formulas, (text) => {
      for (const node of all(read(text).root)) {
        expect(shape(read(text.slice(node.from, node.to)).root)).toEqual(shape(node))
      }
    }),
    { numRuns: 300 },
  )
})

// Seen red by letting DATETIME_PARSE( ) pass on any language it is given: the platform throws at “0”.
test('a formula gives a value or a fault with a place inside it, twice the same, within its limits', () => {
  const limits = { steps: 2_000, output: 500 }
  fc.assert(
    fc.property(formulas, fc.dictionary(fc.constantFrom(...NAMES), values), (text, fields) => {
      const formula = read(text)
      const scope = {
        ...SCOPE,
        field: (name: string) => fields[name] ?? FIELDS[name] ?? null,
        limits,
      }
      const made = evaluate(formula, scope)
      expect(evaluate(formula, scope)).toEqual(made)
      const value = made.ok ? made.value : null
      expect(Value.safeParse(value).success).toBe(true)
      expect(typeof value === 'string' ? value.length : 1).toBeLessThanOrEqual(limits.output)
      expect(typeof value === 'string' ? value.length : 1).toBeGreaterThan(0)
      const place = made.ok ? { from: 0, to: 0 } : made.error
      expect(place.from >= 0 && place.to >= place.from && place.to <= text.length).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

const values: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()), // prettier-ignore
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 5 }),
  fc.constant({ id: 'x', email: 'a@b.c', name: null }),
)

/** Their value as ours; what neither a field nor we can hold is a mistake, as ours is. */
function ours(value: Theirs): unknown {
  if (value instanceof TheirFault || (typeof value === 'number' && !Number.isFinite(value)))
    return 'mistake'
  if (value instanceof TheirMoment)
    return new Date(value.at).toISOString().slice(0, value.dateOnly ? 10 : 24)
  if (Array.isArray(value)) return value.map(ours).filter((one) => one !== null && one !== '')
  return value === '' ? null : Object.is(value, -0) ? 0 : value
}

const theirs = (value: Value | undefined): Theirs =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d(T.*)?$/.test(value)
    ? new TheirMoment(Date.parse(value), value.length === 10)
    : Array.isArray(value)
      ? value.map((one) => theirs(one))
      : value === undefined || typeof value === 'object'
        ? null
        : (value as Theirs)

// Two readings of the vendor’s reference, made apart. Seen red by letting MID( ) count from 0.
test('the simulated vendor, which shares nothing with us, gives the same', () => {
  const scope = {
    rowId: 'rec1',
    createdAt: Date.parse('2026-01-01T09:00:00.000Z'),
    modifiedAt: Date.parse('2026-01-02T09:00:00.000Z'),
    now: SCOPE.now,
    field: (id: string) => theirs(FIELDS[id]),
  }
  const met = { values: 0, mistakes: 0 }
  fc.assert(
    fc.property(mutual, (text) => {
      const prepared = prepare(text, (name) => name)
      const they = prepared.ok ? ours(prepared.program.run(scope)) : 'unreadable'
      const made = gives(text)
      met[made.ok ? 'values' : 'mistakes'] += 1
      expect([text, made.ok ? made.value : 'mistake']).toEqual([text, they])
    }),
    { numRuns: 2_000 },
  )
  expect(met.values).toBeGreaterThan(met.mistakes)
  expect(FUNCTIONS.length).toBeGreaterThan(0)
})
