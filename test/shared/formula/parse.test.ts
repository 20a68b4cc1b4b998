import { describe, expect, test } from 'vitest'
import {
  evaluate,
  fieldsOf,
  isSteady,
  parseFormula,
  printFormula,
} from '../../../shared/formula.ts'
import { DEEPEST, LONGEST } from '../../../shared/formula/parse.ts'
import { at, gives, outcome, type Row, SCOPE, text } from './world.ts'

const printed = (formula: string): string => {
  const read = parseFormula(formula)
  return read.ok ? printFormula(read.value) : read.error.why
}

test.each<Row>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['10 - 4 - 3', 3],
  ['100 / 10 / 5', 2],
  ['-2 * -3', 6],
  ['2--3', 5],
  ['---1', -1],
  ['.5 + 1.5e1', 15.5],
  ['0.1 * 3', 0.30000000000000004],
  ['"a" & \'b\' & 1', 'ab1'],
  ['1 + 2 & "x"', '3x'],
  [`"say \\"hi\\"" & 'it\\'s'`, `say "hi"it's`],
  ['"a\\nb\\t\\\\"', 'a\nb\t\\'],
  ['"two\nlines"', 'two\nlines'],
  ['1 = 1', true],
  ['"a" = "A"', false],
  ['"a" != "A"', true],
  ['2 > 10', false],
  ['"2" > "10"', true],
  ['3 >= 3', true],
  ['1 < 2 = TRUE()', true],
  ['"a" & "b" = "ab"', true],
  ['  Name\n&\t{Age} ', 'Ada36'],
  ['if(name = BLANK(), 1, 2)', at(3, 7)],
  ['{A \\} \\\\ B}', 'brace'],
  ['{ Name }', 'Ada'],
  ['{Full Name}', 'Ada Lovelace'],
  ['{Owner} & "/" & {Company} & "/" & {File}', 'Bea/rec9/plan.pdf'],
  ['{Address}', '1 High St, Ely, CB7, GB'],
  ['{Tags}', ['red', 'blue']],
  ['{Tags} & ""', 'red, blue'],
  ['{Tags} = "red, blue"', true],
  ['{One} + 1', 8],
  ['{Tick} + {Age}', 37],
  ['{Tick} = 1', true],
  ['{Tick}', true],
  ['{Empty} + 1', 1],
  ['{Empty} & "x"', 'x'],
  ['{Empty} = 0', true],
  ['{Empty} = ""', true],
  ['{Nothing} = BLANK()', true],
  ['{Empty} < 1', true],
  ['{Born}', '1990-02-03'],
  ['{Born} & ""', '1990-02-03'],
  ['{Born} = "3 February 1990"', true],
  ['{Born} < {Met}', true],
  ['{Met} > "2026-01-01"', true],
  ['{Born} < {Empty}', false],
  ['{Born} >= {Empty}', false],
  ['"2026-02-30" & ""', '2026-02-30'],
  ['-{Empty}', 0],
])('%s', (formula, want) => {
  expect(outcome(gives(formula))).toEqual(want)
})

// Seen red by moving the places of what is found while reading one character to the right.
test.each<[string, string, number, number]>([
  ['', 'The formula is empty: begin with a field, such as {Name}.', 0, 0],
  [' \n', 'The formula is empty: begin with a field, such as {Name}.', 0, 2],
  ['1 +', 'A value is missing after “+”: add one, or take it out.', 2, 3],
  ['* 2', 'A value is missing before “*”: add one, or take it out.', 0, 1],
  ['SUM(1,,2)', 'A value is missing before “,”: add one, or take it out.', 6, 7],
  ['SUM(1,)', 'A value is missing before “)”: add one, or take it out.', 6, 7],
  ['()', 'A value is missing before “)”: add one, or take it out.', 1, 2],
  [
    'First Name',
    'An operator such as & or + is missing before “Name”; a field name of several words is written {in braces}.',
    6,
    10,
  ],
  [
    '1, 2',
    'A comma only separates the arguments of a function: take it out, or join texts with &.',
    1,
    2,
  ],
  ['AND(1, (2)', 'This ( is never closed: add a ) where it ends.', 3, 4],
  ['1)', 'There is a ) without a ( before it: take it out.', 1, 2],
  ['1 & "open', 'This text is never closed: add " at its end.', 4, 9],
  ["'it's'", "This text is never closed: add ' at its end.", 5, 6],
  ['{Name', 'This field name is never closed: add a } at its end.', 0, 5],
  ['{}', 'Write the name of a field between the braces.', 0, 2],
  ['1}', 'There is a } without a { before it: write a field as {Its name}.', 1, 2],
  ['[Name]', 'Write a field in braces, as {Its name}.', 0, 1],
  ['1 == 1', 'Write a single = to compare.', 2, 4],
  ['1 <> 1', 'Write != for “is not”.', 2, 4],
  ['1 && 1', 'Use AND(…, …) instead of &&.', 2, 4],
  ['1 || 1', 'Use OR(…, …) instead of ||.', 2, 4],
  ['!1', 'Use NOT( ) for “not”, or != for “is not”.', 0, 1],
  ['2 ^ 3', 'Use POWER(…, …) instead of ^.', 2, 3],
  ['50%', 'Write 50% as 0.5; for a remainder use MOD(…, …).', 2, 3],
  ['SUM(1; 2)', 'Separate arguments by a comma, and end without a semicolon.', 5, 6],
  ['“a”', 'Use straight quotes, " or \', around a text.', 0, 1],
  ['1 😀', '“😀” means nothing in a formula: take it out, or put it in quotes.', 2, 4],
  ['1 + LEFF("a")', 'There is no function LEFF( ): did you mean LEFT( )?', 4, 8],
  ['1 + WIBBLE("a")', 'There is no function WIBBLE( ): see the list of functions.', 4, 10],
  ['1 & LEFT()', 'LEFT takes 1 to 2 arguments, as in LEFT(text, [count]): here are 0.', 4, 10],
  ['IF(1)', 'IF takes 2 to 3 arguments, as in IF(condition, then, [otherwise]): here is 1.', 0, 5],
  ['SUM()', 'SUM takes at least 1 argument, as in SUM(number, …): here are 0.', 0, 5],
  ['NOW(1)', 'NOW takes nothing between its parentheses, as in NOW(): here is 1.', 0, 6],
  ['1 + 1e999', 'This number is too large: write a smaller one.', 4, 9],
  ['{Nmae} & 1', 'There is no field “Nmae”: check how its name is written.', 0, 6],
  [
    '1 / ({Age} - 36)',
    'This divides by zero: test for it first, as in IF({Count}, {Total} / {Count}).',
    4,
    16,
  ],
  ['1 + "a"', '“a” is a text, not a number: put VALUE( ) around it, or check the field.', 4, 7],
  ['-{Name}', '“Ada” is a text, not a number: put VALUE( ) around it, or check the field.', 1, 7],
  [
    '{Born} + 1',
    'A date is not a number: use DATEADD( ), DATETIME_DIFF( ) or YEAR( ) with it.',
    0,
    6,
  ],
  [
    '{Tags} * 2',
    'This is a list, not a number: use SUM( ), COUNT( ) or ARRAYSLICE( ) with it.',
    0,
    6,
  ],
  ['1 < "a"', 'A text is compared with a number: put VALUE( ) around the text.', 0, 7],
  [
    '{Met} > 5',
    'A date is compared with something else: write the other one as "2026-01-31".',
    0,
    9,
  ],
  ['ERROR("No owner")', 'No owner', 0, 17],
  [
    '9e307 * 10 * 10',
    'The result is too large for a number: check what is multiplied or raised.',
    0,
    10,
  ],
])('%s: %s', (formula, why, from, to) => {
  expect(gives(formula)).toEqual({ ok: false, error: { why, from, to } })
})

describe('what is known of a formula before it runs', () => {
  test.each([
    ['{B} & A & {B} & IF(1, {C d})', ['B', 'A', 'C d']],
    ['1', []],
  ])('%s reads %j', (formula, fields) => {
    const read = parseFormula(formula)
    expect(read.ok && fieldsOf(read.value)).toEqual(fields)
  })

  test.each([
    ['{A} & UPPER("x")', true],
    ['IF({A}, NOW())', false],
    ['DATEADD(TODAY(), 1, "day")', false],
    ['FROMNOW({A})', false],
    ['TONOW({A})', false],
    ['LAST_MODIFIED_TIME()', false],
    ['CREATED_TIME()', true],
    ['"NOW()"', true],
  ])('%s is steady: %j', (formula, steady) => {
    const read = parseFormula(formula)
    expect(read.ok && isSteady(read.value)).toBe(steady)
  })

  test.each([
    ['left(  "a" ,2)', 'LEFT("a", 2)'],
    ['((1+(2*3)))', '1 + 2 * 3'],
    ['(1+2)*3-(4-5)', '(1 + 2) * 3 - (4 - 5)'],
    ['(1-2)-3', '(1 - 2) - 3'],
    ['-(1+2)', '-(1 + 2)'],
    ['- -Name', '--{Name}'],
    ["'a\"b\\\\\n'", '"a\\"b\\\\\\n"'],
    ['{A \\} \\\\ B}', '{A \\} \\\\ B}'],
  ])('%s is printed as %s', (formula, want) => {
    expect(printed(formula)).toBe(want)
    expect(printed(want)).toBe(want)
  })
})

describe('bounds', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}1${')'.repeat(depth)}`
  const calls = (depth: number): string => `${'ABS('.repeat(depth)}1${')'.repeat(depth)}`
  const wide = Array.from({ length: 4_000 }, () => '1').join(' + ')

  test.each<[string, string, Row[1]]>([
    ['parentheses as deep as they may be', nested(DEEPEST), 1],
    ['a parenthesis too many', nested(DEEPEST + 1), at(DEEPEST, DEEPEST + 1)],
    ['calls as deep as they may be', calls(DEEPEST), 1],
    ['a call too many', calls(DEEPEST + 1), at(DEEPEST * 4 + 3, DEEPEST * 4 + 4)],
    ['as many signs as there may be', `${'-'.repeat(DEEPEST)}1`, 1],
    ['a sign too many', `${'-'.repeat(DEEPEST + 1)}1`, at(DEEPEST, DEEPEST + 1)],
    ['a sum of thousands is not deep', wide, 4_000],
    ['a formula too long', ' '.repeat(LONGEST) + '1', at(LONGEST, LONGEST + 1)],
  ])('%s', (_, formula, want) => {
    expect(outcome(gives(formula))).toEqual(want)
  })

  test.each<[string, string, Row[1]]>([
    ['steps', wide, at(200, 201)],
    ['a text repeated too often', '1 & REPT("abcdefghij", 11)', at(4, 26)],
    ['a text joined too long', '{Name} & REPT("a", 99)', at(0, 22)],
    ['a text replaced into too much', 'SUBSTITUTE(REPT("a", 50), "a", "bcd")', at(0, 37)],
    ['a pattern replaced into too much', 'REGEX_REPLACE(REPT("a", 50), "a", "bcd")', at(0, 40)],
    ['a list of too many', 'COUNTA(ARRAYFLATTEN({Many}, {Many}))', at(7, 35)],
    ['a list that reads too long', '{Many} & ""', at(0, 11)],
    ['what cannot be caught', 'IF(ISERROR(REPT("a", 101)), 1, 2)', at(11, 25)],
    ['a result too long', '{Long}', at(0, 6)],
  ])('%s', (_, formula, want) => {
    const field = (name: string) =>
      name === 'Many' ? Array.from({ length: 60 }, () => 'ab') : name === 'Long' ? 'a'.repeat(101) : 'Ada' // prettier-ignore
    const scope = { ...SCOPE, field, limits: { steps: 100, output: 100 } }
    expect(outcome(gives(formula, scope))).toEqual(want)
  })

  test('a pattern that would take for ever elsewhere is done at once', () => {
    const read = parseFormula(
      'REGEX_MATCH(REPT("a", 5000), "^(a+)+$" & "") & REGEX_MATCH(REPT("a", 5000) & "!", "^(a+)+$")',
    )
    expect(text(read.ok ? evaluate(read.value, SCOPE) : read)).toBe('10')
  })

  test('matches that each look to the end of the text are too many steps', () => {
    const formula = 'REGEX_REPLACE({Long}, "a[^z]*z|b", "-")'
    const scope = { ...SCOPE, field: () => 'ab'.repeat(50_000), limits: { steps: 500 } }
    expect(text(gives(formula, scope))).toContain('This formula takes too many steps')
  })

  test.each([
    [
      'a pattern too long',
      `REGEX_MATCH("a", REPT("a", 2000))`,
      'A pattern may have 1,000 characters: shorten it.',
    ],
    ['a pattern that repeats too much', 'REGEX_MATCH("a", "((a{30}){30}){30}")', 'This pattern'],
  ])('%s is refused', (_, formula, why) => {
    expect(text(gives(formula))).toContain(why)
  })
})

describe('the zone of a record', () => {
  const scope = { ...SCOPE, timeZone: 'Asia/Tokyo', now: Date.UTC(2026, 0, 5, 20) }
  test.each<Row>([
    ['HOUR({Met})', 19],
    ['{Met} & ""', '2026-01-01T10:30:00.000Z'],
    ['DATETIME_FORMAT({Met}, "YYYY-MM-DD HH:mm")', '2026-01-01 19:30'],
    ['DAY({Born})', 3],
    ['TODAY()', '2026-01-06'],
    ['DATETIME_PARSE("2026-01-01 09:00")', '2026-01-01T00:00:00.000Z'],
    ['DATETIME_PARSE("2026-01-01T09:00:00Z")', '2026-01-01T09:00:00.000Z'],
  ])('%s', (formula, want) => {
    expect(outcome(gives(formula, scope))).toEqual(want)
  })

  test.each<[string, string, string]>([
    [
      'a day that is an hour short keeps its hour',
      'DATEADD("2026-03-28T12:00:00+01:00", 1, "day")',
      '2026-03-29T10:00:00.000Z',
    ],
    [
      'hours are hours',
      'DATEADD("2026-03-28T12:00:00+01:00", 24, "hours")',
      '2026-03-29T11:00:00.000Z',
    ],
    [
      'what the clock skips is an hour later',
      'DATETIME_PARSE("2026-03-29 02:30")',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'what the clock shows twice is the first',
      'DATETIME_PARSE("2026-10-25 02:30")',
      '2026-10-25T00:30:00.000Z',
    ],
  ])('%s', (_, formula, want) => {
    expect(outcome(gives(formula, { ...SCOPE, timeZone: 'Europe/Berlin' }))).toBe(want)
  })
})
