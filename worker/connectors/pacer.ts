import type { Grant, PaceAnswer, PaceAsk, PaceClass } from '../../shared/pace.ts'
import type { CallKind, Pace } from './connector.ts'
import type { Clock } from '../clock.ts'
import type { PaceDesk } from '../objects/pace/rpc.ts'

/** What the door asks for a turn. */
export interface Pacer {
  /** The next turn for one call. It is lost if it is not used: a call that comes too late asks again. */
  claim(kind: CallKind): Promise<Grant>
  /** The vendor asked for quiet until then (ms since 1970): calls of this kind (of both, if none is named) wait. */
  slowDown(until: number, kind?: CallKind): Promise<void>
}

export type PacerDeps = {
  /** The limits that hold for these calls; several may count the same call. */
  readonly paces: readonly Pace[]
  readonly class: PaceClass
  readonly desk: PaceDesk
  readonly clock: Clock
  readonly marginMs?: number
}

const DESK_TRIES = 5

type Lane = {
  readonly paces: readonly Pace[]
  readonly waiting: { take(grant: Grant): void; fail(error: unknown): void }[]
  grants: Grant[]
  serving: boolean
}

/** A pacer that claims a few turns at a time, so that asking costs less than calling. Its `claim` fails only if the desk does. */
export function openPacer(deps: PacerDeps): Pacer {
  const { clock, desk } = deps
  const lanes = { read: openLane(deps.paces, 'read'), write: openLane(deps.paces, 'write') }

  const askOne = (pace: Pace, n: number, more: Pick<PaceAsk, 'within'> = {}) =>
    desk.claim(pace.key, {
      rule: {
        perSecond: pace.perSecond,
        ...(deps.marginMs === undefined ? {} : { marginMs: deps.marginMs }),
      },
      class: deps.class,
      n,
      ...more,
    })

  /** Turns that keep all limits: the tightest says when, and each wider one agrees or not. */
  async function ask(lane: Lane, n: number): Promise<PaceAnswer> {
    const [tightest, ...wider] = lane.paces
    if (!tightest) {
      const at = clock.now()
      return { grants: Array.from({ length: n }, () => ({ at, until: Infinity })), againAt: null }
    }
    let { grants, againAt } = await askOne(tightest, n)
    for (const pace of wider) {
      if (grants.length === 0) break
      const answer = await askOne(pace, grants.length, { within: grants })
      grants = answer.grants
      againAt = answer.againAt ?? againAt
    }
    return { grants, againAt }
  }

  async function askPatiently(lane: Lane, n: number): Promise<PaceAnswer> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(lane, n)
      } catch (error) {
        // The desk's object may just be moving or restarting.
        if (tries === DESK_TRIES) throw error
        await clock.sleep(100 * 2 ** tries)
      }
    }
  }

  async function serve(lane: Lane): Promise<void> {
    lane.serving = true
    try {
      // Calls that come together are asked for together.
      await clock.sleep(0)
      while (hand(lane, clock.now())) await refill(lane)
    } catch (error) {
      for (const waiter of lane.waiting.splice(0)) waiter.fail(error)
    } finally {
      // In the same breath as the look at the queue: whoever comes now starts serving again.
      lane.serving = false
    }
  }

  async function refill(lane: Lane): Promise<void> {
    const { grants, againAt } = await askPatiently(lane, lane.waiting.length)
    lane.grants.push(...grants)
    const now = clock.now()
    if (hand(lane, now) && againAt !== null) await clock.sleep(Math.max(1, againAt - now))
  }

  return {
    claim(kind) {
      const lane = lanes[kind]
      return new Promise((take, fail) => {
        lane.waiting.push({ take, fail })
        if (!lane.serving) void serve(lane)
      })
    },
    async slowDown(until, kind) {
      const slowed = kind ? [lanes[kind]] : [lanes.read, lanes.write]
      for (const lane of slowed) lane.grants = lane.grants.filter(({ at }) => at >= until)
      // Which limit was met is not said. It is the tightest one, and slowing a wider one would punish the innocent.
      const keys = new Set(slowed.flatMap((lane) => lane.paces[0]?.key ?? []))
      await Promise.all([...keys].map((key) => desk.slowDown(key, until)))
    },
  }
}

function openLane(paces: readonly Pace[], kind: CallKind): Lane {
  return {
    paces: paces
      .filter((pace) => pace.kind === 'any' || pace.kind === kind)
      .sort((a, b) => a.perSecond - b.perSecond),
    waiting: [],
    grants: [],
    serving: false,
  }
}

/** Hand out what is there, in order. Does anybody still wait? */
function hand(lane: Lane, now: number): boolean {
  lane.grants = lane.grants.filter(({ until }) => until > now)
  while (lane.waiting.length > 0 && lane.grants.length > 0) {
    lane.waiting.shift()!.take(lane.grants.shift()!)
  }
  return lane.waiting.length > 0
}
