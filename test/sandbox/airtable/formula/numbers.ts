import type { FormulaFunction } from './functions.ts'
import { FAULT, flat, Moment, toNumber, toText, type Value } from './value.ts'

/** A function of single numbers; text among them is an error. */
const numeric = (
  least: number,
  most: number,
  reckon: (...numbers: number[]) => number,
): FormulaFunction => ({
  least,
  most,
  gives: 'number',
  run: (args) => {
    const numbers = args.map(toNumber)
    const strange = numbers.some((number, i) => Number.isNaN(number) && !Number.isNaN(args[i]))
    return strange ? FAULT : reckon(...numbers)
  },
})

/** A function over all the numbers there are, lists opened, everything else passed over. */
const over = (reckon: (numbers: number[], values: Value[]) => Value): FormulaFunction => ({
  least: 1,
  most: Infinity,
  gives: 'number',
  run: (args) => {
    const values = flat(args)
    return reckon(
      values.filter((value) => typeof value === 'number'),
      values,
    )
  },
})

/** Rounded without regard to the sign: so ROUND must mind it, the other two must not. The detour by text keeps 1.005 from becoming 1. */
function toPlaces(value: number, places: number, round: (n: number) => number): number {
  if (!Number.isFinite(value)) return value
  const shift = (n: number, by: number) => {
    const [digits = '0', power = '0'] = String(n).split('e')
    return Number(`${digits}e${Number(power) + by}`)
  }
  return Math.sign(value) * shift(round(shift(Math.abs(value), places)), -places)
}

const latest = (values: Value[], pick: (...numbers: number[]) => number): Moment | null => {
  const moments = values.filter((value) => value instanceof Moment)
  if (moments.length === 0) return null
  const at = pick(...moments.map((moment) => moment.at))
  return moments.find((moment) => moment.at === at) ?? null
}

export const NUMBER_FUNCTIONS: { readonly [name: string]: FormulaFunction } = {
  ABS: numeric(1, 1, Math.abs),
  CEILING: numeric(1, 2, (n, step = 1) => (step === 0 ? 0 : Math.ceil(n / step) * step)),
  FLOOR: numeric(1, 2, (n, step = 1) => (step === 0 ? 0 : Math.floor(n / step) * step)),
  // “The smallest even integer that is greater than or equal to the specified value.”
  EVEN: numeric(1, 1, (n) => Math.ceil(n / 2) * 2),
  ODD: numeric(1, 1, (n) => (n < 0 ? -1 : 1) * (Math.ceil((Math.abs(n) - 1) / 2) * 2 + 1)),
  EXP: numeric(1, 1, Math.exp),
  INT: numeric(1, 1, Math.floor),
  LOG: numeric(1, 2, (n, base = 10) => Math.log(n) / Math.log(base)),
  MOD: numeric(2, 2, (n, by) => n - by * Math.floor(n / by)),
  POWER: numeric(2, 2, (n, power) => n ** power),
  // “With ties broken by rounding half up toward positive infinity.”
  ROUND: numeric(1, 2, (n, places = 0) =>
    toPlaces(n, places, (size) => (n < 0 ? -Math.round(-size) : Math.round(size))),
  ),
  ROUNDUP: numeric(1, 2, (n, places = 0) => toPlaces(n, places, Math.ceil)),
  ROUNDDOWN: numeric(1, 2, (n, places = 0) => toPlaces(n, places, Math.floor)),
  SQRT: numeric(1, 1, Math.sqrt),
  SUM: over((numbers) => numbers.reduce((sum, n) => sum + n, 0)),
  AVERAGE: over((numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length),
  MAX: over(
    (numbers, values) => latest(values, Math.max) ?? (numbers.length ? Math.max(...numbers) : 0),
  ),
  MIN: over(
    (numbers, values) => latest(values, Math.min) ?? (numbers.length ? Math.min(...numbers) : 0),
  ),
  COUNT: over((numbers) => numbers.length),
  COUNTA: over((_, values) => values.filter((value) => value !== null && value !== '').length),
  COUNTALL: over((_, values) => values.length),
  VALUE: {
    least: 1,
    most: 1,
    gives: 'number',
    run: ([value = null]) => {
      if (typeof value === 'number') return value
      const text = toText(value).replace(/[^0-9.eE+-]/g, '')
      const number = Number.parseFloat(text)
      return Number.isNaN(number) ? FAULT : number
    },
  },
}
