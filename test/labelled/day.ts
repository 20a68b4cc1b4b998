/** Other sets each day, the same ones all day; the seed is in the name of the test, so that a red one can be made again. */
const day = Math.floor(Date.now() / 86_400_000)

/** So many seeds of the day. */
export const freshSeeds = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (1_000 * day + i * 7919) % 1e6)
