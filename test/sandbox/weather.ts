import type { Clock } from './clock.ts'
import { type Die, die } from './random.ts'

/**
 * What may go wrong on the way, by seed. Probabilities are per call, between 0 and 1. A vendor asks `forecast` once for
 * each call and does what it says; how a fault looks on the wire is the vendor's own.
 */
export type Weather = {
  seed: number
  /** Round trip in milliseconds: `latency` ± `jitter`, half of it before the vendor acts, half after. */
  latency: number
  jitter: number
  /** Refused for pace although within it. */
  tooMany: number
  /** A server error before anything was done. */
  broken: number
  /** Retriable overload (Airtable's 503), proved not executed. */
  overloaded: number
  /** The call was carried out, its answer never arrives: the connection is cut. */
  lostAnswer: number
  /** The call never arrives: cut before anything was done. */
  lostCall: number
  /** A page of a listing that cannot be had any more: the walk has to begin again. */
  brokenListing: number
}

export const CALM: Weather = {
  seed: 1,
  latency: 0,
  jitter: 0,
  tooMany: 0,
  broken: 0,
  overloaded: 0,
  lostAnswer: 0,
  lostCall: 0,
  brokenListing: 0,
}

export const FAULTS = [
  'tooMany',
  'broken',
  'overloaded',
  'lostAnswer',
  'lostCall',
  'brokenListing',
] as const
export type Fault = (typeof FAULTS)[number]

export type Forecast = {
  readonly before: number
  readonly after: number
  readonly fault: Fault | null
}

/** What will happen to the next call. The number of throws per call is fixed, so that a seed replays. */
export function forecast(weather: Weather, throwDie: Die): Forecast {
  const roundTrip = Math.max(0, weather.latency + (throwDie() * 2 - 1) * weather.jitter)
  const threw = throwDie()
  let edge = 0
  let fault: Fault | null = null
  for (const name of FAULTS) {
    edge += weather[name]
    if (fault === null && threw < edge) fault = name
  }
  return { before: roundTrip / 2, after: roundTrip / 2, fault }
}

/** Thrown where the connection is cut: the server closes the socket, an in-process caller sees a failed fetch. */
export class ConnectionCut extends TypeError {
  override name = 'ConnectionCut'
  constructor() {
    super('fetch failed: the connection was cut')
  }
}

/** The sky over one vendor: its weather may be changed while it serves. */
export class Sky {
  weather: Weather
  #die: Die
  readonly #clock: Clock

  constructor(clock: Clock, weather: Partial<Weather> = {}) {
    this.#clock = clock
    this.weather = { ...CALM, ...weather }
    this.#die = die(this.weather.seed)
  }

  change(weather: Partial<Weather>): void {
    this.weather = { ...this.weather, ...weather }
    if (weather.seed !== undefined) this.#die = die(weather.seed)
  }

  /**
   * Carry one call through the weather. `act` does the vendor's work at the moment the call arrives; it is told of the
   * faults that shape the answer and is not called for a call that never arrives.
   */
  async carry(act: (fault: Fault | null) => Promise<Response> | Response): Promise<Response> {
    const { before, after, fault } = forecast(this.weather, this.#die)
    await this.#clock.sleep(before)
    if (fault === 'lostCall') throw new ConnectionCut()
    const answer = await act(fault)
    await this.#clock.sleep(after)
    if (fault === 'lostAnswer') throw new ConnectionCut()
    return answer
  }
}
