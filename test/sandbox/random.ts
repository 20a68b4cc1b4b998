/** A small seeded die (mulberry32): the same seed throws the same numbers for ever. */
export type Die = () => number

export function die(seed: number): Die {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const pick = <T>(throwDie: Die, list: readonly T[]): T =>
  list[Math.floor(throwDie() * list.length)]!

/** A word of `length` letters and digits, as vendors' ids have them. */
export const word = (throwDie: Die, length: number): string =>
  Array.from({ length }, () => LETTERS[Math.floor(throwDie() * LETTERS.length)]).join('')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A random (version 4) UUID. */
export function uuid(throwDie: Die): string {
  let text = ''
  for (let i = 0; i < 32; i++) {
    if (i === 8 || i === 12 || i === 16 || i === 20) text += '-'
    text += HEX[Math.floor(throwDie() * 16)]!
  }
  return `${text.slice(0, 14)}4${text.slice(15, 19)}${'89ab'[Math.floor(throwDie() * 4)]!}${text.slice(20)}`
}
const HEX = '0123456789abcdef'
