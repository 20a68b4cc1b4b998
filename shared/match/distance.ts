/** How far two short texts in Latin letters are from each other, and how they sound. */

/** The longest text compared letter by letter; what follows is left out. */
const LONGEST = 64
const WIDTH = LONGEST + 1
const ROWS = [new Uint8Array(WIDTH), new Uint8Array(WIDTH), new Uint8Array(WIDTH)]

/**
 * Damerau's distance (letters changed, left out, put in, or two neighbours swapped; no letter moved twice), or `most` + 1
 * where it is above `most`.
 */
export function editsBetween(a: string, b: string, most: number): number {
  if (a === b) return 0
  let [n, m] = [Math.min(a.length, LONGEST), Math.min(b.length, LONGEST)]
  if (Math.abs(n - m) > most) return most + 1
  // What both begin and end with counts for nothing.
  let from = 0
  while (from < n && from < m && a.charCodeAt(from) === b.charCodeAt(from)) from++
  while (n > from && m > from && a.charCodeAt(n - 1) === b.charCodeAt(m - 1)) {
    n--
    m--
  }
  n -= from
  m -= from
  if (n <= 1 && m <= 1) return Math.min(Math.max(n, m), most + 1)
  if (most === 1) return n === 2 && m === 2 && isSwap(a, b, from) ? 1 : 2
  return editsWithin(a, b, from, n, m, most)
}

const isSwap = (a: string, b: string, at: number): boolean =>
  a.charCodeAt(at) === b.charCodeAt(at + 1) && a.charCodeAt(at + 1) === b.charCodeAt(at)

/** The same of the `n` and `m` letters from `from` on. */
function editsWithin(
  a: string,
  b: string,
  from: number,
  n: number,
  m: number,
  most: number,
): number {
  let [beforeLast, last, now] = ROWS as [Uint8Array, Uint8Array, Uint8Array]
  for (let j = 0; j <= m; j++) last[j] = j
  for (let i = 1; i <= n; i++) {
    const one = a.charCodeAt(from + i - 1)
    now[0] = i
    let least = i
    for (let j = 1; j <= m; j++) {
      const other = b.charCodeAt(from + j - 1)
      let cost = Math.min(last[j]! + 1, now[j - 1]! + 1, last[j - 1]! + (one === other ? 0 : 1))
      if (
        i > 1 &&
        j > 1 &&
        one === b.charCodeAt(from + j - 2) &&
        a.charCodeAt(from + i - 2) === other
      )
        // prettier-ignore
        cost = Math.min(cost, beforeLast[j - 2]! + 1)
      now[j] = cost
      if (cost < least) least = cost
    }
    if (least > most) return most + 1
    ;[beforeLast, last, now] = [last, now, beforeLast]
  }
  return Math.min(last[m]!, most + 1)
}

/** Winkler's form of Jaro's likeness, 0 to 1: letters in common about the same place, more for a common beginning. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const [n, m] = [Math.min(a.length, LONGEST), Math.min(b.length, LONGEST)]
  if (n === 0 || m === 0) return 0
  const reach = Math.max(0, Math.floor(Math.max(n, m) / 2) - 1)
  const [usedA, usedB] = ROWS as [Uint8Array, Uint8Array, Uint8Array]
  usedA.fill(0, 0, n)
  usedB.fill(0, 0, m)
  let common = 0
  for (let i = 0; i < n; i++) {
    const letter = a.charCodeAt(i)
    const end = Math.min(m, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (usedB[j] === 1 || b.charCodeAt(j) !== letter) continue
      usedA[i] = usedB[j] = 1
      common++
      break
    }
  }
  if (common === 0) return 0
  let swapped = 0
  for (let i = 0, j = 0; i < n; i++) {
    if (usedA[i] === 0) continue
    while (usedB[j] === 0) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) swapped++
    j++
  }
  const jaro = (common / n + common / m + (common - swapped / 2) / common) / 3
  let prefix = 0
  while (prefix < 4 && prefix < n && prefix < m && a.charCodeAt(prefix) === b.charCodeAt(prefix))
    prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Is Winkler's likeness at least 0.95? Told without counting where it cannot be. */
export const isNear = (a: string, b: string): boolean =>
  a[0] === b[0] &&
  4 * Math.min(a.length, b.length) >= 3 * Math.max(a.length, b.length) &&
  jaroWinkler(a, b) >= 0.95

/** Is the one a slip of the pen from the other? One slip in four letters, two in nine. */
export function isSlip(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  if (length < 2) return false
  const most = length >= 9 ? 2 : 1
  // Of so few letters a slip swaps two neighbours or drops one from within: anything else makes another name.
  if (length <= 3) return a.length === b.length ? areSwapped(a, b) : isDropped(a, b)
  return editsBetween(a, b, most) <= most
}

const isDropped = (a: string, b: string): boolean =>
  Math.abs(a.length - b.length) === 1 &&
  a[0] === b[0] &&
  a.at(-1) === b.at(-1) &&
  editsBetween(a, b, 1) === 1

const areSwapped = (a: string, b: string): boolean =>
  a.length === 3 &&
  a !== b &&
  [...a].sort().join('') === [...b].sort().join('') &&
  editsBetween(a, b, 1) === 1

const SOUNDS: { readonly [letter: string]: string } = {
  b: 'p', p: 'p', f: 'f', v: 'f', w: 'f', c: 'k', g: 'k', j: 'k', k: 'k', q: 'k', x: 'ks', s: 's', z: 's',
  d: 't', t: 't', l: 'l', m: 'm', n: 'm', r: 'r',
} // prettier-ignore

/** How a word sounds, at most six signs: consonants by kind, doubled ones once, vowels only in front. */
export function sound(word: string): string {
  const plain = word
    .replace(/ph/g, 'f')
    .replace(/sch|sh|ch|tz|cz|ts/g, 's')
    .replace(/ck|gh|kh/g, 'k')
    .replace(/th/g, 't')
  let out = ''
  let before = ''
  for (const [at, letter] of [...plain].entries()) {
    const isDigit = letter >= '0' && letter <= '9'
    const sign = isDigit ? letter : (SOUNDS[letter] ?? (at === 0 ? 'a' : ''))
    if (sign !== '' && sign !== before) out += sign
    before = sign
    if (out.length >= 6) break
  }
  return out.slice(0, 6)
}
