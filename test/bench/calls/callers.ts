/**
 * Callers of the API, in a thread of their own: the sandbox's heap is large, and where it is tidied up every caller of its
 * thread stands still, which is no fault of the API. A stretch of calls is asked for and told of by message.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openClient, type Sent } from '../../../shared/api/client.ts'
import { die } from '../../sandbox/random.ts'
import { ASKS, type Subject, turnOf } from './asks.ts'
import { openLine } from './line.ts'

export type Crowd = {
  readonly address: string
  readonly callers: readonly { readonly key: string; readonly about: Subject }[]
}
export type Task = {
  readonly ms: number
  /** Between two calls of one caller (ms); 0 where each follows upon the answer before it. */
  readonly pace: number
  /** The first call of each comes at a moment of its own within so long (ms). */
  readonly within: number
  /** A route that asks nobody anything, instead of the wheel. */
  readonly nothing?: true
}
/** A call that was answered: what was asked (by its place in `ASKS`), how long it took, and when it was due (ms). */
export type Timed = readonly [ask: number, took: number, due: number]
export type Stretch = {
  readonly calls: readonly Timed[]
  readonly ms: number
  /** What the callers themselves computed (ms). */
  readonly computed: number
  readonly failed: readonly (readonly [reason: string, times: number])[]
}

const SEED = 1

export function openCallers(crowd: Crowd) {
  const thread = new Worker(new URL(import.meta.url), { workerData: crowd })
  return {
    stretch: (task: Task): Promise<Stretch> =>
      new Promise((told, failed) => {
        thread.once('error', failed)
        thread.once('message', (stretch: Stretch) => {
          thread.off('error', failed)
          told(stretch)
        })
        thread.postMessage(task)
      }),
    close: () => thread.terminate(),
  }
}

type Client = ReturnType<typeof openClient>
/** One call: its place in `ASKS`, and what follows upon its answer, if anything does. */
type Call = { readonly i: number; readonly sent: Sent; after(text: string): Call | null }

const NOTHING: Call = {
  i: -1,
  sent: { method: 'GET', path: '/healthz', headers: {}, body: null },
  after: () => null,
}

/** A caller's requests are those of our client, which is kept from sending them, and from reading the answers. */
function openCaller(address: string, key: string, about: Subject) {
  let sent: Sent | null = null
  const client = openClient(key, (request) => {
    sent = request
    return new Promise(() => undefined)
  })
  const requestOf = (ask: (by: Client) => unknown): Sent => {
    sent = null
    void ask(client)
    if (sent === null) throw new Error('a call that sends nothing')
    return sent
  }
  return {
    line: openLine(address),
    /** The n-th turn of the wheel. */
    turn(n: number): Call {
      const i = turnOf(n)
      const { first, then } = ASKS[i]!
      return {
        i,
        sent: requestOf((by) => first(by, about, n)),
        after(text) {
          if (then === undefined) return null
          const json: unknown = JSON.parse(text)
          return { i, sent: requestOf((by) => then(by, about, json)), after: () => null }
        },
      }
    },
  }
}

function work({ address, callers: who }: Crowd): void {
  const callers = who.map(({ key, about }) => openCaller(address, key, about))
  let n = 0

  async function stretch({ ms, pace, within, nothing }: Task): Promise<Stretch> {
    const calls: Timed[] = []
    const failed = new Map<string, number>()
    const note = ({ sent }: Call, status: number, text: string): void => {
      const reason = `${sent.method} ${sent.path}: ${status} ${text.replace(/"requestId":.*/, '…')}`
      failed.set(reason, (failed.get(reason) ?? 0) + 1)
    }
    const throwDie = die(SEED)
    const before = process.threadCpuUsage()
    const began = performance.now()
    await Promise.all(
      callers.map(async ({ line, turn }) => {
        let due = began + within * throwDie()
        let next: Call | null = null
        while (due < began + ms) {
          const early = due - performance.now()
          if (early > 0) await new Promise((wake) => setTimeout(wake, early))
          const call: Call = next ?? (nothing ? NOTHING : turn(n++))
          if (pace === 0) due = performance.now()
          const { status, text } = await line.ask(call.sent)
          const isAnswered = status < 400
          if (isAnswered) calls.push([call.i, performance.now() - due, due - began])
          else note(call, status, text)
          next = isAnswered ? call.after(text) : null
          due += pace
        }
      }),
    )
    const { user, system } = process.threadCpuUsage(before)
    return {
      calls,
      ms: performance.now() - began,
      computed: (user + system) / 1_000,
      failed: [...failed],
    }
  }

  parentPort?.on('message', (task: Task) => {
    void stretch(task).then((told) => parentPort?.postMessage(told))
  })
}

if (!isMainThread) work(workerData as Crowd)
