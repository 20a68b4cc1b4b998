/**
 * One caller's connection, with as little computing as a call can have: a caller of the world has a machine of its own, and
 * what a client of ours takes to read an answer is no part of what the API takes to give it.
 */
import { connect } from 'node:net'
import type { Sent } from '../../../shared/api/client.ts'

export type Heard = { readonly status: number; readonly text: string }
export type Line = { ask(sent: Sent): Promise<Heard>; hangUp(): void }

const END_OF_HEAD = '\r\n\r\n'

export function openLine(address: string): Line {
  const { hostname, port, host } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let waiting: { answered(heard: Heard): void; failed(fault: Error): void } | null = null
  let parts: Buffer[] = []
  let length = 0
  /** How long the answer is as a whole, once its head is there. */
  let whole: number | null = null

  function fail(fault: Error): void {
    waiting?.failed(fault)
    waiting = null
  }

  function hear(part: Buffer): void {
    parts.push(part)
    length += part.length
    if (whole === null) {
      const head = Buffer.concat(parts)
      parts = [head]
      const end = head.indexOf(END_OF_HEAD)
      if (end < 0) return
      const size = /^content-length: (\d+)\r?$/im.exec(head.toString('latin1', 0, end))?.[1]
      if (size === undefined) return fail(new Error('an answer that does not say how long it is'))
      whole = end + END_OF_HEAD.length + Number(size)
    }
    if (length < whole) return
    const heard = Buffer.concat(parts)
    parts = []
    length = 0
    whole = null
    const asker = waiting
    waiting = null
    // “HTTP/1.1 200 …”
    asker?.answered({
      status: Number(heard.toString('latin1', 9, 12)),
      text: heard.toString('utf8', heard.indexOf(END_OF_HEAD) + END_OF_HEAD.length),
    })
  }

  socket.on('data', hear)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the line is down')))

  return {
    ask: ({ method, path, headers, body }) =>
      new Promise((answered, failed) => {
        waiting = { answered, failed }
        let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`
        for (const name in headers) head += `${name}: ${headers[name]}\r\n`
        if (body !== null) head += `content-length: ${Buffer.byteLength(body)}\r\n`
        socket.write(`${head}\r\n${body ?? ''}`)
      }),
    hangUp: () => void socket.destroy(),
  }
}
