import type { Clock } from './clock.ts'
import type { Counters } from './counters.ts'
import type { Sky } from './weather.ts'

/** What both simulated vendors are to the rest of the sandbox. */
export interface Vendor {
  readonly name: string
  /** The host names the real one answers to, so that an outbound call can be routed by name. */
  readonly hosts: readonly string[]
  readonly clock: Clock
  readonly counters: Counters
  readonly sky: Sky
  /** Grows whenever a call may have changed what is kept here; what people do by hand is not counted. */
  readonly revision: number
  /** One call over HTTP, weather and pace included. Throws `ConnectionCut` where the line is cut. */
  fetch(request: Request): Promise<Response>
  /** Back to the world it was opened with (or the one given), counters at zero. Takes milliseconds. */
  reset(): void
}
