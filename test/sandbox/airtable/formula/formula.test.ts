import { describe, expect, test } from 'vitest'
import { prepare } from './program.ts'
import { Fault, Moment, type Value } from './value.ts'

const cells: { [name: string]: Value } = {
  Name: 'Ada',
  Age: 36,
  Empty: null,
  None: [],
  Tags: ['red', 'blue'],
  One: [7],
  Tick: true,
  Born: new Moment(Date.UTC(1990, 1, 3), true),
  Met: new Moment(Date.UTC(2026, 0, 1, 10, 30)),
  Broken: new Fault(),
  'A } B': 'brace',
}
const scope = {
  rowId: 'recA',
  createdAt: Date.UTC(2026, 0, 1),
  modifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  now: Date.UTC(2026, 0, 5, 9),
  field: (id: string): Value => cells[id] ?? null,
}
const resolve = (name: string) => (name in cells ? name : undefined)

/** A moment as its ISO text, an error as its sign: so that a table can hold them. */
function plain(value: Value): unknown {
  if (value instanceof Moment) return new Date(value.at).toISOString()
  if (value instanceof Fault) return value.error
  return Array.isArray(value) ? value.map(plain) : value
}
function run(formula: string): unknown {
  const prepared = prepare(formula, resolve)
  return prepared.ok ? plain(prepared.program.run(scope)) : 'unreadable'
}

test.each<[string, unknown]>([
  // literals and operators
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['10 - 4 - 3', 3],
  ['-2 * -3', 6],
  ['.5 + 1.5', 2],
  ['7 / 2', 3.5],
  ['1 / 0', Infinity],
  ['0 / 0', NaN],
  ['"a" & \'b\' & 1', 'ab1'],
  ['1 + 2 & "x"', '3x'],
  ['"say \\"hi\\"" & \'it\\\'s\'', 'say "hi"it\'s'],
  ['"a" + 1', '#ERROR!'],
  ['1 = 1', true],
  ['"a" != "A"', true],
  ['2 > 10', false],
  ['"b" > "a"', true],
  ['3 >= 3', true],
  ["'a' & 'b' = 'ab'", true],
  // fields
  ['{Name}', 'Ada'],
  ['Name & {Age}', 'Ada36'],
  ['{A \\} B}', 'brace'],
  ['{Tags} & ""', 'red, blue'],
  ['{One} + 1', 8],
  ['{Empty} + 1', 1],
  ['{Empty} = BLANK()', true],
  ['{Empty} = 0', true],
  ['{Empty} = ""', true],
  ['{None} = BLANK()', true],
  ['{Age} = BLANK()', false],
  ['{Tick} = 1', true],
  ['{Broken} & "x"', '#ERROR!'],
  ['{Tags} = "red, blue"', true],
  // logic
  ['AND(1, "x", {Age})', true],
  ['AND(1, 0)', false],
  ['AND({Tick}, {Empty})', false],
  ['OR(0, "", {Empty})', false],
  ['OR(0, {Age})', true],
  ['NOT({Empty})', true],
  ['XOR(1, 1, 1)', true],
  ['IF({Age} > 18, "old", "young")', 'old'],
  ['IF({Empty}, 1)', null],
  ['IF(1, 2, 1 / "x")', 2],
  ['SWITCH({Name}, "Bea", 1, "Ada", 2, 3)', 2],
  ['SWITCH({Name}, "Bea", 1, 3)', 3],
  ['SWITCH({Name}, "Bea", 1)', null],
  ['SWITCH({Name}, 1)', 'unreadable'],
  ['ISERROR({Broken})', true],
  ['ISERROR(ERROR())', true],
  ['ISERROR(0/0)', true],
  ['ISERROR(1)', false],
  ['TRUE()', true],
  ['FALSE()', false],
  ['RECORD_ID()', 'recA'],
  // text
  ['LOWER("Ä") & UPPER("ß")', 'äSS'],
  ['TRIM("  a b ")', 'a b'],
  ['LEN("abc")', 3],
  ['LEFT("abc", 2) & RIGHT("abc", 1)', 'abc'],
  ['RIGHT("abc", 0)', ''],
  ['MID("abcdef", 2, 3)', 'bcd'],
  ['REPT("ab", 3)', 'ababab'],
  ['SUBSTITUTE("a-b-c", "-", "+")', 'a+b+c'],
  ['SUBSTITUTE("a-b-c", "-", "+", 2)', 'a-b+c'],
  ['REPLACE("abcdef", 2, 3, "X")', 'aXef'],
  ['CONCATENATE("a", 1, {Tags})', 'a1red, blue'],
  ['FIND("b", "abcb")', 2],
  ['FIND("b", "abcb", 3)', 4],
  ['FIND("B", "abc")', 0],
  ['SEARCH("B", "abc")', 2],
  ['SEARCH("x", "abc")', null],
  ['EXACT("a", "A")', false],
  ['T(1) & T("x")', 'x'],
  ['ENCODE_URL_COMPONENT("a b&c")', 'a%20b%26c'],
  ['REGEX_MATCH("ab12", "[0-9]+")', true],
  ['REGEX_EXTRACT("ab12", "[0-9]+")', '12'],
  ['REGEX_EXTRACT("ab", "[0-9]+")', '#ERROR!'],
  ['REGEX_REPLACE("a1b2", "[0-9]", "#")', 'a#b#'],
  ['ARRAYJOIN({Tags}, "; ")', 'red; blue'],
  ['ARRAYUNIQUE(ARRAYFLATTEN({Tags}, {Tags}))', ['red', 'blue']],
  ['ARRAYSLICE({Tags}, 2)', ['blue']],
  // numbers
  ['ROUND(2.345, 2)', 2.35],
  ['ROUND(1.005, 2)', 1.01],
  ['ROUND(-2.5)', -2],
  ['ROUNDUP(2.1)', 3],
  ['ROUNDDOWN(2.9)', 2],
  ['INT(-1.5)', -2],
  ['MOD(-1, 3)', 2],
  ['ABS(-3) + SQRT(9) + POWER(2, 3)', 14],
  ['CEILING(7, 5) + FLOOR(7, 5)', 15],
  ['EVEN(3) + ODD(2)', 7],
  ['LOG(100) + LOG(8, 2)', 5],
  ['MIN(3, {One}, 9) + MAX(1, 2)', 5],
  ['SUM(1, {One}, "x")', 8],
  ['AVERAGE(1, 2, 3)', 2],
  ['AVERAGE({None})', NaN],
  ['COUNT(1, "x", {Empty})', 1],
  ['COUNTA(1, "x", {Empty}, "")', 2],
  ['COUNTALL(1, "x", {Empty})', 3],
  ['VALUE("$1,200.50")', 1200.5],
  ['VALUE("none")', '#ERROR!'],
  ['ABS("x")', '#ERROR!'],
  // dates
  ['{Born} & ""', '1990-02-03'],
  ['{Met} & ""', '2026-01-01T10:30:00.000Z'],
  ['{Born} = "1990-02-03"', true],
  ['{Met} > "2026-01-01"', true],
  ['NOW()', '2026-01-05T09:00:00.000Z'],
  ['TODAY()', '2026-01-05T00:00:00.000Z'],
  ['CREATED_TIME()', '2026-01-01T00:00:00.000Z'],
  ['LAST_MODIFIED_TIME()', '2026-01-02T03:04:05.000Z'],
  ['IS_AFTER(LAST_MODIFIED_TIME(), DATETIME_PARSE("2026-01-01T00:00:00.000Z"))', true],
  ["IS_AFTER({Met}, '2026-01-01T10:30:00.000Z')", false],
  ['IS_BEFORE({Born}, NOW())', true],
  ['IS_AFTER({Empty}, NOW())', false],
  ['IS_SAME({Met}, "2026-01-01")', false],
  ['IS_SAME({Met}, "2026-01-01", "day")', true],
  ['IS_SAME({Met}, "2026-01-31", "month")', true],
  ['IS_SAME("2025-12-29", "2026-01-01", "week")', true],
  ['YEAR({Born}) + MONTH({Born}) + DAY({Born})', 1995],
  ['HOUR({Met}) * 100 + MINUTE({Met}) + SECOND({Met})', 1030],
  ['WEEKDAY("2026-01-05")', 1],
  ['WEEKNUM("2026-01-05")', 2],
  ['DATETIME_DIFF({Met}, CREATED_TIME(), "hours")', 10],
  ['DATETIME_DIFF({Met}, CREATED_TIME())', 37_800],
  ['DATETIME_DIFF("2026-03-30", "2026-01-31", "months")', 1],
  ['DATETIME_DIFF("2020-01-01", "2026-01-01", "years")', -6],
  ['DATEADD("2026-01-31", 1, "month")', '2026-02-28T00:00:00.000Z'],
  ['DATEADD({Met}, -90, "minutes")', '2026-01-01T09:00:00.000Z'],
  ['DATETIME_FORMAT({Met}, "ddd, MMM Do YYYY, h:mm a")', 'Thu, Jan 1st 2026, 10:30 am'],
  ['DATETIME_FORMAT({Met}, "[at] HH:mm")', 'at 10:30'],
  [
    'DATETIME_FORMAT(SET_TIMEZONE({Met}, "America/New_York"), "YYYY-MM-DD HH:mm Z")',
    '2026-01-01 05:30 -05:00',
  ],
  ['DATETIME_PARSE("4 Mar 2017 23:00", "D MMM YYYY HH:mm")', '2017-03-04T23:00:00.000Z'],
  ['DATETIME_PARSE("3/4/2017")', '2017-03-04T00:00:00.000Z'],
  ['DATETIME_PARSE("soon")', '#ERROR!'],
  ['DATESTR({Met}) & TIMESTR({Met})', '2026-01-0110:30:00'],
  ['WORKDAY("2026-01-02", 1)', '2026-01-05T00:00:00.000Z'],
  ['WORKDAY_DIFF("2026-01-02", "2026-01-05")', 2],
  ['FROMNOW("2026-01-02T09:00:00Z")', '3 days'],
  ['YEAR("x")', '#ERROR!'],
  // what cannot be read
  ['AND(', 'unreadable'],
  ['1 +', 'unreadable'],
  ['"open', 'unreadable'],
  ['NOSUCH(1)', 'unreadable'],
  ['LEN()', 'unreadable'],
  ['', 'unreadable'],
  ['1 2', 'unreadable'],
])('%s', (formula, want) => {
  expect(run(formula)).toEqual(want)
})

describe('what is known of a formula before it runs', () => {
  test('unknown fields are named, each once', () => {
    expect(prepare('{No} & {Nor} & {No}', resolve)).toEqual({
      ok: false,
      unknownFields: ['No', 'Nor'],
    })
  })

  test('its text comes back with fields by id', () => {
    const prepared = prepare('Name & {First Name}', () => 'fld1')
    expect(prepared).toMatchObject({
      ok: true,
      program: { text: '{fld1} & {fld1}', references: ['fld1'] },
    })
  })

  test.each([
    ['{Name} & ""', 'text'],
    ['1 = 2', 'number'],
    ['NOW()', 'dateTime'],
    ['TODAY()', 'date'],
    ['IF({Name}, 1, 2)', 'number'],
    ['IF({Name}, BLANK(), NOW())', 'dateTime'],
    ['IF({Name}, 1, "x")', 'text'],
    ['SWITCH({Name}, "a", 1, 2)', 'number'],
    ['{Name}', { field: 'Name' }],
  ])('%s gives %o', (formula, gives) => {
    expect(prepare(formula, resolve)).toMatchObject({ ok: true, program: { gives } })
  })
})
