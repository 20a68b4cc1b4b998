import type { LiveState } from '../../../shared/api/live.ts'
import type { Clock } from '../../clock.ts'
import { Listener } from './tickets.ts'

/** Of the right to listen nobody is sure for longer than this (ms): it is looked at again before the next word. */
const SURE_FOR_MS = 5_000
/** The close code that says “you may not listen any more”: of the range that is everybody's own. */
export const LINE_ENDED = 4401
const ENDED = 'Your sign-in here has ended. Sign in again to go on.'

/** The little of a socket that we use, and of the object it sleeps with. */
type Socket = {
  send(text: string): void
  close(code: number, why: string): void
  serializeAttachment(what: unknown): void
  deserializeAttachment(): unknown
}
type Sockets = { acceptWebSocket(socket: Socket): void; getWebSockets(): readonly Socket[] }

/** The live lines of one sync: sockets that sleep with its object, each ending with the right of whoever opened it. */
export class Lines {
  readonly #state: Sockets
  readonly #clock: Pick<Clock, 'now'>
  readonly #hears: (one: Listener, keyIds: readonly string[]) => Promise<readonly string[]>
  #sureUntil = 0

  /** `hears` says which of these keys of that workspace may still listen. */
  constructor(
    state: Sockets,
    clock: Pick<Clock, 'now'>,
    hears: (one: Listener, keyIds: readonly string[]) => Promise<readonly string[]>,
  ) {
    this.#state = state
    this.#clock = clock
    this.#hears = hears
  }

  /** May they listen at all, now that they come with their ticket? */
  async mayHear(listener: Listener): Promise<boolean> {
    const may = await this.#hears(listener, [listener.keyId]).catch((): readonly string[] => [])
    return may.includes(listener.keyId)
  }

  /** `since` is the number of the last state that was seen before a cut: what has not changed is not said again. */
  open(socket: Socket, listener: Listener, state: LiveState | null, since: string | null): void {
    this.#state.acceptWebSocket(socket)
    socket.serializeAttachment(listener)
    if (state !== null && since !== String(state.seq)) send(socket, JSON.stringify(state))
  }

  async say(state: LiveState): Promise<void> {
    if (this.#clock.now() >= this.#sureUntil) await this.recheck()
    const text = JSON.stringify(state)
    for (const socket of this.#state.getWebSockets()) send(socket, text)
  }

  /** Closes the lines of all whose right has ended. Where nobody can be asked just now it is left for the next word. */
  async recheck(): Promise<void> {
    const lines = this.#state
      .getWebSockets()
      .map((socket) => ({ socket, listener: Listener.safeParse(socket.deserializeAttachment()) }))
    const listeners = lines.flatMap(({ listener }) => (listener.success ? [listener.data] : []))
    const [first] = listeners
    if (first === undefined) return
    const keyIds = [...new Set(listeners.map(({ keyId }) => keyId))]
    const may = await this.#hears(first, keyIds).catch(() => null)
    if (may === null) return
    this.#sureUntil = this.#clock.now() + SURE_FOR_MS
    for (const { socket, listener } of lines)
      if (!listener.success || !may.includes(listener.data.keyId)) close(socket, ENDED)
  }

  down(socket: Socket): void {
    close(socket, ENDED)
  }

  end(why: string): void {
    for (const socket of this.#state.getWebSockets()) close(socket, why)
  }
}

// A socket whose other end is gone already throws, and is nobody's any more.
function send(socket: Socket, text: string): void {
  try {
    socket.send(text)
  } catch {
    close(socket, ENDED)
  }
}
function close(socket: Socket, why: string): void {
  try {
    socket.close(LINE_ENDED, why)
  } catch {
    return
  }
}
