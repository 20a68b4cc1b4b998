import { type Die, pick } from '../sandbox/random.ts'

/** A slip of the pen: one letter changed, left out, doubled, or two neighbours swapped; never the first. */
export function slip(throwDie: Die, text: string): string {
  if (text.length < 3) return text
  const at = 1 + Math.floor(throwDie() * (text.length - 2))
  const [before, letter, next, after] = [
    text.slice(0, at),
    text[at]!,
    text[at + 1]!,
    text.slice(at + 2),
  ]
  const slipped = pick(throwDie, [
    before +
      pick(throwDie, [...(/\d/.test(letter) ? '0123456789' : 'abcdefghijklmnopqrstuvwxyz')]) +
      next +
      after,
    before + next + after,
    before + letter + letter + next + after,
    before + next + letter + after,
  ])
  return slipped === text ? before + next + after : slipped
}

/** A digit wrong, or two neighbours swapped: a number of the same length. */
export function slipInNumber(throwDie: Die, text: string): string {
  const places = [...text].flatMap((sign, at) => (/\d/.test(sign) ? [at] : [])).slice(3)
  const at = pick(throwDie, places)
  return (
    text.slice(0, at) +
    String((Number(text[at]) + 1 + Math.floor(throwDie() * 8)) % 10) +
    text.slice(at + 1)
  )
}
