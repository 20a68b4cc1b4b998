import { describe, expect, test } from 'vitest'
import { editsBetween, isNear, isSlip, jaroWinkler, sound } from '../../../shared/match/distance.ts'

describe('how many slips lie between two words', () => {
  test.each<[a: string, b: string, most: number, want: number]>([
    ['archer', 'archer', 2, 0],
    ['archer', 'arched', 2, 1],
    ['archer', 'acher', 2, 1],
    ['archer', 'archher', 2, 1],
    ['archer', 'racher', 2, 1],
    ['archer', 'arcehr', 1, 1],
    ['archer', 'racehr', 2, 2],
    ['archer', 'baker', 2, 3],
    ['archer', 'ar', 2, 3],
    ['', 'a', 1, 1],
    ['', 'ab', 1, 2],
    ['abcd', 'badc', 1, 2],
    ['abcd', 'badc', 2, 2],
  ])('%s and %s, at most %i: %i', (a, b, most, want) => {
    expect([editsBetween(a, b, most), editsBetween(b, a, most)]).toEqual([want, want])
  })

  /** Counted the long way, without a bound and without leaving out what is common. Seen red with the swap left out. */
  test('the quick way finds what the long way finds', () => {
    const words = ['ann', 'nan', 'anna', 'hanna', 'anan', 'annan', 'banana', 'ana', 'n', '']
    for (const a of words)
      for (const b of words)
        for (const most of [1, 2, 3])
          expect([a, b, most, editsBetween(a, b, most)]).toEqual([a, b, most, Math.min(slow(a, b), most + 1)]) // prettier-ignore
  })
})

function slow(a: string, b: string): number {
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
    return Math.min(
      at(i - 1, j) + 1,
      at(i, j - 1) + 1,
      at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      swapped ? at(i - 2, j - 2) + 1 : Infinity,
    )
  }
  return at(a.length, b.length)
}

describe('is the one a slip of the other?', () => {
  test.each<[a: string, b: string, want: boolean]>([
    ['john', 'jhon', true],
    ['john', 'jon', true],
    ['john', 'jack', false],
    ['amo', 'ako', false],
    ['bob', 'bbo', true],
    ['lee', 'lea', false],
    ['archibald', 'archibold', true],
    ['fitzpatrick', 'fitpatrik', true],
    ['carter', 'caarrter', false],
  ])('%s and %s: %s', (a, b, want) => expect(isSlip(a, b)).toBe(want))
})

describe('near in Winkler’s sense', () => {
  test.each<[a: string, b: string, want: boolean]>([
    ['blackburn', 'blackbrun', true],
    ['fitzpatrick', 'fitzpatrik', true],
    ['archer', 'baker', false],
    ['blackburn', 'lackburn', false],
    ['ann', 'annabella', false],
  ])('%s and %s: %s', (a, b, want) => expect(isNear(a, b)).toBe(want))

  test('where it says no without counting, counting says no too', () => {
    const words = ['martha', 'marhta', 'dwayne', 'duane', 'dixon', 'dicksonx', 'archibald', 'archibold', 'a', 'ab'] // prettier-ignore
    for (const a of words)
      for (const b of words.filter((word) => word[0] === a[0]))
        expect([a, b, isNear(a, b)]).toEqual([a, b, jaroWinkler(a, b) >= 0.95])
  })
})

test.each([
  ['stephen', 'steven'],
  ['catherine', 'katherine'],
  ['schmidt', 'shmidt'],
  ['philip', 'filip'],
])('%s sounds like %s', (a, b) => expect(sound(a)).toBe(sound(b)))
