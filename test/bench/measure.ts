import { addsUp } from '../../shared/account.ts'
import { floorInTurn, floorSeconds, minimumCalls, type PairLoad } from '../sandbox/floor.ts'
import type { Engine } from '../worker/engine.ts'

/** One run under virtual time: what it took, by the vendors' own counters, against what nothing can go below. */
export type Measured = {
  readonly says: string
  readonly written: number
  readonly seconds: number
  readonly floor: number
  readonly ratio: number
  /** The same against what nothing can go below that plans before it writes. */
  readonly ratioInTurn: number
  /** The ratio it is to stay below; null where it only informs. */
  readonly aim: number | null
  /** Is it the second ratio that is to stay below? Where the listings take long and the writes are few, the first cannot. */
  readonly inTurn: boolean
  readonly calls: number
  readonly minimum: number
  readonly throttled: number
  readonly addsUp: boolean
}

export type Trial = {
  readonly says: string
  readonly aim: number | null
  readonly inTurn?: true
  readonly load: readonly PairLoad[]
  readonly roundTrip: number
  /** What is ours of Airtable's calls a second. */
  readonly airtablePerSecond?: number
}

/** Let the limits rest, then run and look at the clocks and counters of both vendors. */
export async function measure(
  engine: Engine,
  { says, aim, inTurn, load, roundTrip, airtablePerSecond }: Trial,
  run: () => Promise<{ written: number }> = () => engine.sync(),
): Promise<Measured> {
  const { airtable, attio } = engine
  await engine.clock.advance(2_000)
  for (const { counters } of [airtable, attio]) counters.reset()
  const { written } = await run()
  const seconds = secondsOf(engine)
  const least = minimumCalls(load)
  const floor = floorSeconds(least, roundTrip, airtablePerSecond)
  const view = await engine.agreement.view()
  return {
    says,
    written,
    seconds,
    floor,
    ratio: seconds / floor,
    ratioInTurn: seconds / floorInTurn(load, roundTrip, airtablePerSecond),
    aim,
    inTurn: inTurn ?? false,
    calls: airtable.counters.total + attio.counters.total,
    minimum: least.airtable.reads + least.airtable.writes + least.attio.reads + least.attio.writes,
    throttled: airtable.counters.throttled + attio.counters.throttled,
    addsUp: view.ok && view.value.account.every(addsUp),
  }
}

/** From the first call to the last answer. */
export const secondsOf = ({ airtable, attio }: Engine): number =>
  (Math.max(airtable.counters.last ?? 0, attio.counters.last ?? 0) -
    Math.min(airtable.counters.first ?? Infinity, attio.counters.first ?? Infinity)) /
  1000

export const isMet = (one: Measured): boolean =>
  (one.aim === null || (one.inTurn ? one.ratioInTurn : one.ratio) <= one.aim) &&
  one.throttled === 0 &&
  one.addsUp
