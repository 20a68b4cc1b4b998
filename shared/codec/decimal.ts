/** Numbers as text: exact both ways, because shifting a point in binary is not. */

/** -0 is 0: no wire can tell them apart. */
export const tidy = (value: number): number => (value === 0 ? 0 : value)

/** The nearest number with at most so many digits after the point. */
export const roundTo = (value: number, digits: number): number =>
  tidy(Number(value.toFixed(digits)))

/** The shortest text that reads back as this number, its point moved `shift` places to the right. */
export function printNumber(value: number, shift = 0): string {
  const text = String(tidy(value))
  if (shift === 0 || value === 0) return text
  const [mantissa = '', exponent] = text.split('e')
  if (exponent !== undefined) return `${mantissa}e${Number(exponent) + shift}`
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(mantissa) ?? []
  const digits = fraction.padEnd(shift, '0')
  const moved = `${whole}${digits.slice(0, shift)}`.replace(/^0+(?=\d)/, '')
  const rest = digits.slice(shift)
  return `${sign}${moved}${rest === '' ? '' : `.${rest}`}`
}

/** `text`, a plain decimal, with its point moved: `readShifted('33.3', -2)` is 0.333 exactly as written. */
const readShifted = (text: string, shift: number): number => {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  return Number(`${mantissa}e${Number(exponent) + shift}`)
}

/**
 * The number a person wrote, or null: `1234.5`, `1,234.5`, `1.234,50`, `1 234`, `€ 12`, `12 EUR`, `-3e5`; `50%` is 0.5.
 * `1,234` is read as thousands and `1.234` as a decimal, the one guess a machine must make.
 */
export function readNumber(text: string): number | null {
  const bare = text
    .replace(/[\s'’_]/g, '')
    .replace(/^([+-]?)(?:\p{Sc}|[A-Z]{3}(?=[\d.,+-]))/u, '$1')
    .replace(/(?:\p{Sc}|(?<=\d)[A-Z]{3})$/u, '')
    .replace(/^[−–](?=\d)/, '-')
  const percent = bare.endsWith('%')
  const decimal = plainDecimal(percent ? bare.slice(0, -1) : bare)
  if (decimal === null) return null
  const value = readShifted(decimal, percent ? -2 : 0)
  return Number.isFinite(value) ? tidy(value) : null
}

function plainDecimal(text: string): string | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return text
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) return text.replaceAll(',', '')
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text) || /^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(text))
    return text.replaceAll('.', '').replace(',', '.')
  return /^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : null
}

/** Seconds as `h:mm:ss`, with the fraction there is. */
export function printDuration(seconds: number): string {
  const text = printNumber(Math.abs(seconds))
  const [whole = '', fraction] = text.split('.')
  if (/e/.test(text) || !Number.isSafeInteger(Number(whole))) return printNumber(seconds)
  const total = Number(whole)
  const two = (n: number): string => String(n).padStart(2, '0')
  const clock = `${Math.floor(total / 3600)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
  return `${seconds < 0 ? '-' : ''}${clock}${fraction === undefined ? '' : `.${fraction}`}`
}

/** Seconds from `h:mm:ss`, `h:mm`, or a plain number of seconds; null for anything else. */
export function readDuration(text: string): number | null {
  const found = /^([+-]?)(\d+):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?$/.exec(text.trim())
  if (!found) return readNumber(text)
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = found
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return tidy(Number(`${sign === '-' ? '-' : ''}${whole}.${fraction}`))
}
