import { Refusal } from './refusal.ts'
import type { AttioSwitches } from './switches.ts'

/** Attio's second brake: queries cost by what they sort, filter and walk over, within ten seconds. */

const WINDOW_MS = 10_000

const countLeaves = (filter: unknown): number =>
  typeof filter === 'object' && filter !== null
    ? Object.values(filter).reduce<number>((sum, inner) => sum + countLeaves(inner), 0)
    : 1

/** The true formula is not known; this one grows with the same three things. */
export const scoreOf = (records: number, filter: unknown, sorts: number): number =>
  Math.floor((records / 1000) * (1 + (filter === undefined ? 0 : countLeaves(filter)) + 2 * sorts))

export class ScoreLimiter {
  #spent = new Map<string, { at: number; score: number }[]>()

  /** Charges the workspace, or refuses. A query too dear by itself is refused for ever. */
  charge(
    workspace: string,
    score: number,
    limits: AttioSwitches['score'],
    now: number,
  ): Refusal | null {
    if (!limits) return null
    const recent = (this.#spent.get(workspace) ?? []).filter(({ at }) => at > now - WINDOW_MS)
    this.#spent.set(workspace, recent)
    const sum = recent.reduce((total, one) => total + one.score, score)
    if (score > limits.perQuery || sum > limits.perWindow) return tooMany()
    recent.push({ at: now, score })
    return null
  }

  reset(): void {
    this.#spent.clear()
  }
}

export const tooMany = () =>
  new Refusal(429, 'rate_limit_exceeded', 'Rate limit exceeded, please try again later', {
    type: 'rate_limit_error',
  })
