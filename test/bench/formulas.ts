import { evaluate, parseFormula } from '../../shared/formula.ts'

const TYPICAL = [
  '{First name} & " " & {Last name}',
  'IF({Amount} > 1000, "large", IF({Amount} > 100, "middle", "small"))',
  'DATETIME_FORMAT(DATEADD({Signed}, 30, "days"), "D MMM YYYY")',
  'UPPER(LEFT(TRIM({First name}), 1)) & LOWER(MID({First name}, 2, 100))',
  'REGEX_EXTRACT({Email}, "@(.+)$")',
  'SWITCH({Stage}, "New", 0.1, "Won", 1, 0.5) * ROUND({Amount}, 2)',
]

/** Formulas of the usual kind read, and evaluated for a record, a second on one core. */
export function benchFormulas(times: number): {
  readonly evaluated: number
  readonly read: number
} {
  const fields = new Map(
    Object.entries({ 'First name': 'ada', 'Last name': 'Lovelace', Amount: 512.345, Signed: '2026-01-31', Email: 'ada@example.com', Stage: 'Won' }), // prettier-ignore
  )
  const scope = { field: (name: string) => fields.get(name), now: 0 }
  const begunReading = performance.now()
  for (let i = 0; i < times / 10; i++) for (const text of TYPICAL) parseFormula(text)
  const reading = (performance.now() - begunReading) / 1000
  const formulas = TYPICAL.flatMap((text) => {
    const read = parseFormula(text)
    return read.ok ? [read.value] : []
  })
  let good = 0
  const begun = performance.now()
  for (let i = 0; i < times; i++)
    for (const formula of formulas) good += evaluate(formula, scope).ok ? 1 : 0
  const seconds = (performance.now() - begun) / 1000
  if (good !== times * TYPICAL.length) throw new Error('the bench met a formula that does not work')
  return { evaluated: good / seconds, read: (times / 10) * (TYPICAL.length / reading) }
}
