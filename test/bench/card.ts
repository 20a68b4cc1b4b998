import { openCrowd } from './crowd.ts'

type CardTimes = {
  /** Of asking for one record's card, in ms of this machine: the sync's own part of it. */
  readonly p50: number
  readonly p95: number
  /** From the push to the row's address, in ms of virtual time: turns, round trips and pauses. */
  readonly push: number
  readonly calls: number
}

/** Of virtual time: longer than this nobody waits for a push. */
const LONGEST_PUSH_MS = 60_000

/** The card of records chosen at random out of so many that are linked, and one record pushed. */
export async function benchCard(records: number, asked: number, seed: number): Promise<CardTimes> {
  const engine = await openCrowd({ left: 0, both: records, right: 1 }, 150, seed)
  await engine.sync()
  const links = await engine.agreement.links(
    { entityType: 'people' },
    { cursor: null, limit: records },
  )
  const ids = links.ok ? links.value.items.map(({ rightId }) => rightId) : []
  if (ids.length !== records) throw new Error('the links could not be listed')
  const times: number[] = []
  for (let n = 0; n < asked; n++) {
    const id = ids[(n * 7_919) % ids.length] ?? ''
    const began = performance.now()
    const found = await engine.agreement.look('right', 'people', id)
    times.push(performance.now() - began)
    const standing = found.ok ? found.value.records[0]?.standing : undefined
    if (standing !== 'in_sync') throw new Error(`the card of ${id} says ${standing}`)
  }
  times.sort((a, b) => a - b)

  const loose = engine.attio.add('people', { email_addresses: ['pushed@example.com'] })
  await engine.clock.advance(5_000)
  const before = engine.calls()
  const began = engine.clock.now()
  const pushed = await engine.agreement.push(
    [{ entityType: 'people', side: 'right', recordId: loose }],
    null,
  )
  if (!pushed.ok) throw new Error('the push was refused')
  const { since } = pushed.value
  let push = Infinity
  const asking = (async () => {
    for (;;) {
      if (engine.clock.now() - began > LONGEST_PUSH_MS) throw new Error('the push never ended')
      await engine.clock.sleep(10)
      const found = await engine.agreement.outcomes({
        entityType: 'people',
        side: 'right',
        recordIds: [loose],
        since,
      })
      if (found.ok && found.value[0]?.is === 'created') {
        push = engine.clock.now() - began
        return
      }
    }
  })()
  await engine.drain()
  await engine.clock.run(asking)
  return {
    p50: times[Math.floor(times.length * 0.5)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
    push,
    calls: engine.calls() - before,
  }
}
