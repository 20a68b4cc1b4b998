import { ok } from '../../../shared/result.ts'
import type { Call, Door } from '../../../worker/http.ts'
import type { Vendor } from '../../sandbox/vendor.ts'

export type Line = readonly [status: number, json: unknown]

/** A door that answers by what it is asked, and remembers the calls. */
export function scriptedDoor(answer: (call: Call, nth: number) => Line) {
  const calls: Call[] = []
  const door: Door = async (call) => {
    const [status, json] = answer(call, calls.push(call) - 1)
    return ok({ status, headers: new Headers(), json })
  }
  return { door, calls }
}

/** A door straight into a simulator, without pace. */
export function straightDoor(simulator: Vendor, token: string) {
  const calls: Call[] = []
  const door: Door = async (call) => {
    calls.push(call)
    const response = await simulator.fetch(
      new Request(`http://${simulator.hosts[0]}${call.path}`, {
        method: call.method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: call.body === undefined ? null : JSON.stringify(call.body),
      }),
    )
    const text = await response.text()
    const json: unknown = text ? JSON.parse(text) : undefined
    return ok({ status: response.status, headers: response.headers, json })
  }
  return { door, calls }
}
