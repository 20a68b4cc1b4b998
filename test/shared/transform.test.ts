import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tell } from '../../shared/failure.ts'
import { ok } from '../../shared/result.ts'
import { applySteps, type StepContext } from '../../shared/transform.ts'
import { hasTime, patternFault, printDate, readByPattern } from '../../shared/transform/pattern.ts'
import { compile, computed, kept } from '../../shared/transform/program.ts'
import { Step, type ValueMap } from '../../shared/transform/step.ts'
import { mapFault, towards } from '../../shared/transform/value-map.ts'
import type { Value } from '../../shared/value.ts'

const CONTEXT: StepContext = { field: 'F', country: 'US', formula: (_, value) => ok(value) }
const run = (value: Value, steps: readonly Step[]) => applySteps(value, steps, CONTEXT)
const said = (value: Value, steps: readonly Step[]) => {
  const made = run(value, steps)
  return made.ok ? made.value : tell(made.error)
}
const MAP: Step = {
  do: 'map',
  pairs: [
    { from: 'New', to: 'Lead' },
    { from: 1, to: 'one' },
    { from: true, to: 'on' },
  ],
  otherwise: 'keep',
}

test.each<{ says: string; value: Value; steps: readonly Step[]; want: Value | RegExp }>([
  { says: 'nothing to do', value: 'a', steps: [], want: 'a' },
  { says: 'empty stays empty', value: null, steps: [{ do: 'prefix', text: 'x' }], want: null },
  { says: 'a map', value: 'New', steps: [MAP], want: 'Lead' },
  { says: 'a map, in other letters', value: ' new ', steps: [MAP], want: 'Lead' },
  { says: 'a map of a number', value: 1, steps: [MAP], want: 'one' },
  { says: 'a map of a tick', value: true, steps: [MAP], want: 'on' },
  { says: 'a map that keeps the rest', value: 'Old', steps: [MAP], want: 'Old' },
  { says: 'a map that empties it', value: 'Old', steps: [{ ...MAP, otherwise: 'empty' }], want: null },
  { says: 'a map that holds it back', value: 'Old', steps: [{ ...MAP, otherwise: 'block' }], want: /“Old” is not in the value map of “F”/ },
  { says: 'a map of a list', value: ['New', 'Lead'], steps: [MAP], want: ['Lead'] },
  { says: 'capitals', value: 'aß', steps: [{ do: 'case', to: 'upper' }], want: 'ASS' },
  { says: 'small letters', value: 'ÀB', steps: [{ do: 'case', to: 'lower' }], want: 'àb' },
  { says: 'a title', value: 'JEAN-LUC o’neill', steps: [{ do: 'case', to: 'title' }], want: 'Jean-Luc O’neill' },
  { says: 'a sentence', value: 'HELLO YOU', steps: [{ do: 'case', to: 'sentence' }], want: 'Hello you' },
  { says: 'trimmed', value: '  a   b ', steps: [{ do: 'trim' }], want: 'a b' },
  { says: 'trimmed to nothing', value: '   ', steps: [{ do: 'trim' }], want: null },
  { says: 'a prefix before a number', value: 7, steps: [{ do: 'prefix', text: 'N-' }], want: 'N-7' },
  { says: 'a prefix off', value: 'N-7', steps: [{ do: 'unprefix', text: 'N-' }], want: '7' },
  { says: 'a prefix that is not there', value: '7', steps: [{ do: 'unprefix', text: 'N-' }], want: /does not begin with “N-”/ },
  { says: 'a suffix on and off', value: 'a', steps: [{ do: 'suffix', text: ' kg' }, { do: 'unsuffix', text: ' kg' }], want: 'a' },
  { says: 'a tick has no text', value: true, steps: [{ do: 'trim' }], want: /it is not a text/ },
  { says: 'rounded as written', value: 1.005, steps: [{ do: 'round', digits: 2, how: 'nearest' }], want: 1.01 },
  { says: 'rounded up', value: -1.21, steps: [{ do: 'round', digits: 1, how: 'up' }], want: -1.2 },
  { says: 'rounded down', value: -1.21, steps: [{ do: 'round', digits: 1, how: 'down' }], want: -1.3 },
  { says: 'rounded from text', value: '12,5', steps: [{ do: 'round', digits: 0, how: 'nearest' }], want: 13 },
  { says: 'scaled', value: 0.1, steps: [{ do: 'scale', by: 3, plus: 0 }], want: 0.3 },
  { says: 'scaled out of reach', value: 1e308, steps: [{ do: 'scale', by: 100, plus: 0 }], want: /too large/ },
  { says: 'a day written out', value: '2026-02-03', steps: [{ do: 'date', pattern: 'D. MMMM YYYY [at] HH' }], want: '3. February 2026 at 00' },
  { says: 'a day read', value: '3.2.2026', steps: [{ do: 'parseDate', pattern: 'D.M.YYYY' }], want: '2026-02-03' },
  { says: 'a moment read', value: 'Feb 3, 26 1:05 PM', steps: [{ do: 'parseDate', pattern: 'MMM D, YY h:mm A' }], want: '2026-02-03T13:05:00.000Z' },
  { says: 'a day that is none', value: '31.2.2026', steps: [{ do: 'parseDate', pattern: 'D.M.YYYY' }], want: /not a date written as D\.M\.YYYY/ },
  { says: 'a phone at home', value: '+1 415 555 2671', steps: [{ do: 'phone', form: 'national' }], want: '(415) 555-2671' },
  { says: 'a phone abroad', value: '020 7946 0958', steps: [{ do: 'phone', form: 'international', country: 'GB' }], want: '+44 20 7946 0958' },
  { says: 'no phone', value: 'call me', steps: [{ do: 'phone', form: 'e164' }], want: /not a phone number/ },
  { says: 'a list joined', value: ['a', 2], steps: [{ do: 'join', with: ' | ' }], want: 'a | 2' },
  { says: 'a text split', value: 'a; b;;c', steps: [{ do: 'split', at: ';' }], want: ['a', 'b', 'c'] },
  { says: 'things that cannot be joined', value: [true], steps: [{ do: 'join', with: ',' }], want: /only texts and numbers/ },
])('$says', ({ value, steps, want }) => {
  const made = said(value, steps)
  expect(want instanceof RegExp ? want.test(String(made)) || made : made).toEqual(
    want instanceof RegExp ? true : want,
  )
}) // prettier-ignore

describe('steps with a declared inverse come home', () => {
  const words = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '')
  /** Few and alike, so that they meet. */
  const NAMES = fc.constantFrom('a', 'A', ' a', 'b', 'c', 'd')
  const affix = fc.string({ minLength: 1, maxLength: 5 })

  /** Seen red by letting `unprefix` cut one letter more than the prefix has. */
  test('prefix and suffix', () =>
    fc.assert(
      fc.property(words, affix, affix, (value, before, behind) => {
        const there = run(value, [
          { do: 'prefix', text: before },
          { do: 'suffix', text: behind },
        ])
        const back = there.ok
          ? run(there.value, [
              { do: 'unsuffix', text: behind },
              { do: 'unprefix', text: before },
            ])
          : there
        expect(back).toEqual(ok(value))
      }),
    ))

  /** Seen red by reading months from 0. */
  test('a date written and read by any pattern that names year, month and day', () =>
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2069-12-31'), noInvalidDate: true }),
        fc.constantFrom('YYYY-MM-DD', 'D.M.YYYY', 'MMM D, YYYY', '[on] DD MMMM YY', 'MM/DD/YYYY'),
        (date, pattern) => {
          const day = date.toISOString().slice(0, 10)
          expect(readByPattern(printDate(day, pattern) ?? '', pattern)).toBe(day)
        },
      ),
    ))

  test('a moment to the second', () =>
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2069-12-31'), noInvalidDate: true }),
        fc.constantFrom('YYYY-MM-DD HH:mm:ss', 'D MMM YYYY h:mm:ss a'),
        (date, pattern) => {
          const moment = `${date.toISOString().slice(0, 19)}.000Z`
          expect(readByPattern(printDate(moment, pattern) ?? '', pattern)).toBe(moment)
        },
      ),
    ))

  /** A map that `mapFault` lets go both ways brings every value it names home. Seen red by checking one way only. */
  test('a value map that may go both ways', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ left: NAMES, right: NAMES }), { maxLength: 4 }), (pairs) => {
        const map: ValueMap = { pairs, otherwise: 'block' }
        const strays = pairs.filter(({ left }) => {
          const there = run(left, [towards(map, 'right')])
          const back = there.ok && run(there.value, [towards(map, 'left')])
          return there.ok && there.value !== null && !(back && back.ok && back.value === left)
        })
        expect(mapFault(map, ['left', 'right']) !== null || strays.length === 0).toBe(true)
      }),
    ))

  /** Whatever it is given, a step answers: it never throws. Seen red by escaping “-” in patterns. */
  test('no step throws', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string(), { minLength: 1 })),
        fc.string({ minLength: 1, maxLength: 30 }),
        (value, text) => {
          const steps: readonly Step[] = [
            { do: 'date', pattern: text },
            { do: 'parseDate', pattern: text },
            { do: 'split', at: text },
            { do: 'case', to: 'title' },
            { do: 'phone', form: 'national' },
            { do: 'scale', by: 1e300, plus: 1 },
          ]
          expect(steps.map((step) => typeof run(value, [step]).ok)).toEqual(
            steps.map(() => 'boolean'),
          )
        },
      ),
    ))
})

test.each([
  ['YYYY-MM-DD', null, false],
  ['DD.MM.', /names no year/, false],
  ['YYYY-DD', /names no month/, false],
  ['MMM YYYY', /names no day/, false],
  ['YYYY-MM-DD hh:mm', /need AM or PM/, true],
  ['YYYY-MM-DD HH:mm', null, true],
] as const)('the pattern %s', (pattern, fault, time) => {
  expect(patternFault(pattern) ?? 'fine').toMatch(fault ?? /^fine$/)
  expect(hasTime(pattern)).toBe(time)
})

describe('a formula of the whole record', () => {
  const steps = [
    {
      do: 'formula' as const,
      text: '{First} & " " & this & IF({Last} = "x", ERROR("no"), {Last})',
    },
  ]
  const program = compile(steps, { First: 'f', Last: 'l' }, { field: 'F', country: 'US' })
  const at = (values: { readonly [id: string]: Value }, own: Value | undefined = 'm') =>
    computed(program, own, { id: 'r', values })

  test.each<{ says: string; made: Value | undefined; want: Value | undefined }>([
    { says: 'all is there', made: at({ f: 'a', l: 'b' }), want: 'a mb' },
    { says: 'one field is empty', made: at({ f: 'a', l: null }), want: 'a m' },
    { says: 'one field is unknown', made: at({ f: 'a' }), want: undefined },
    { says: 'its own slot is unknown', made: computed(program, undefined, { id: 'r', values: { f: 'a', l: 'b' } }), want: undefined },
  ])('$says', ({ made, want }) => expect(made).toEqual(want)) // prettier-ignore

  test('a fault is kept in its place, and told when the value is to cross', () => {
    const made = at({ f: 'a', l: 'x' })
    const told = kept(made ?? null)
    expect(told.ok ? 'fine' : tell(told.error)).toMatch(/“F” cannot be transformed: /)
  })
})
