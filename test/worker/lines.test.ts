import { expect, test } from 'vitest'
import type { LiveState } from '../../shared/api/live.ts'
import { LINE_ENDED, Lines } from '../../worker/objects/sync/lines.ts'

const ended = [LINE_ENDED, 'Your sign-in here has ended. Sign in again to go on.']
const state = (seq: number): LiveState => ({ seq, configId: 's1', paused: false, stopped: null, mend: null, nextRunAt: null, lastRun: null }) // prettier-ignore

/** Lines over sockets of plain objects, under a clock we move. */
function open() {
  const sockets: Parameters<Lines['open']>[0][] = []
  const world = { now: 0, asked: 0, may: ['k1', 'k2'], isAway: false }
  const lines = new Lines(
    { acceptWebSocket: (socket) => void sockets.push(socket), getWebSockets: () => sockets },
    { now: () => world.now },
    async () => {
      world.asked++
      if (world.isAway) throw new Error('it is moving')
      return world.may
    },
  )
  const line = (keyId: string, since: string | null = null) => {
    const told: unknown[] = []
    let attached: unknown = null
    let isClosed = false
    // As in the runtime, nothing more can be sent down a line that was closed, and closing it again does nothing.
    const socket = {
      send: (text: string) => {
        if (isClosed) throw new Error('the line is closed')
        told.push(JSON.parse(text).seq)
      },
      close: (...how: unknown[]) => {
        if (!isClosed) told.push(how)
        isClosed = true
      },
      serializeAttachment: (one: unknown) => void (attached = one),
      deserializeAttachment: () => attached,
    }
    lines.open(socket, { workspaceId: 'w1', keyId }, state(1), since)
    return told
  }
  return { world, lines, line }
}

test('a line is told how it stands at once, but not what it says it has seen', () => {
  const { line } = open()
  expect([line('k1'), line('k1', '1'), line('k1', '0')]).toEqual([[1], [], [1]])
})

// Seen red with a look that closes nothing.
test('whose right has ended is told so, with the reason, and nothing else; the others hear on', async () => {
  const { lines, line, world } = open()
  const [one, two] = [line('k1'), line('k2')]
  world.may = ['k2']
  await lines.say(state(2))
  expect(two).toEqual([1, 2])
  expect(one).toEqual([1, ended])
})

test('a right is looked at again after five seconds, not before each word', async () => {
  const { lines, line, world } = open()
  line('k1')
  for (const at of [0, 100, 4_999, 5_000, 5_100]) {
    world.now = at
    await lines.say(state(at + 2))
  }
  expect(world.asked).toBe(2)
})

test('where nobody can be asked just now, nobody is cut off, and it is asked again with the next word', async () => {
  const { lines, line, world } = open()
  const one = line('k1')
  world.isAway = true
  await lines.say(state(2))
  world.isAway = false
  world.may = []
  await lines.say(state(3))
  expect(one).toEqual([1, 2, ended])
})

test('all end with the sync', () => {
  const { lines, line } = open()
  const told = [line('k1'), line('k2')]
  lines.end('This sync was removed.')
  expect(told).toEqual([[1, [LINE_ENDED, 'This sync was removed.']], [1, [LINE_ENDED, 'This sync was removed.']]]) // prettier-ignore
})
