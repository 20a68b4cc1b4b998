import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { ConnectionCut } from './weather.ts'

/** Anything that answers a Request with a Response, on a port of 127.0.0.1 (0 = any free one). */
export async function serve(
  fetch: (request: Request) => Promise<Response>,
  port = 0,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((incoming, outgoing) => {
    const body =
      incoming.method === 'GET' || incoming.method === 'HEAD' ? null : Readable.toWeb(incoming)
    const request = new Request(
      `http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`,
      {
        method: incoming.method ?? 'GET',
        headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
          (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [
            name,
            one,
          ]),
        ),
        body: body as ReadableStream | null,
        duplex: 'half',
      } as RequestInit,
    )
    fetch(request).then(
      async (response) => {
        outgoing.writeHead(response.status, [...response.headers].flat())
        outgoing.end(Buffer.from(await response.arrayBuffer()))
      },
      (error: unknown) => {
        if (!(error instanceof ConnectionCut)) console.error(error)
        incoming.socket.destroy()
      },
    )
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', listening)
  })
  const { port: given } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${given}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
