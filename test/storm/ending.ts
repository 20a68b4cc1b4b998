/** A seed, and the recipe to tell it by where that is not its own. */
export type Asked = { readonly seed: number; readonly as: string | null }

/** What one seed came to, small enough to be sent between threads. */
export type Told = {
  readonly seed: number
  /** What it was told by. */
  readonly recipe: string
  readonly breaches: readonly string[]
  readonly trace: readonly string[]
  readonly edits: number
  readonly faults: number
  readonly kills: number
  /** How long before the write that replaced them edits were typed that nobody could know of (ms). */
  readonly gaps: readonly number[]
  readonly met: readonly (readonly [phaseAndFault: string, times: number])[]
}

/** A story that came to no end of its own, and why. */
export const brokenOff = (seed: number, recipe: string, says: string): Told => ({
  seed,
  recipe,
  breaches: [says],
  trace: [],
  edits: 0,
  faults: 0,
  kills: 0,
  gaps: [],
  met: [],
})
