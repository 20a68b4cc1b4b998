import type { Side } from '../../shared/record.ts'
import type { Payload, Wake } from '../../worker/connectors/feed.ts'
import type { Engine } from './engine.ts'
import { must } from './scene.ts'

let told = 0
/** A feed tells of these, each in a payload of its own. */
export async function hear(engine: Engine, side: Side, ...wakes: readonly Wake[]): Promise<void> {
  const payloads: Payload[] = wakes.map((wake) => ({ no: ++told, at: null, wakes: [wake] }))
  must(await engine.agreement.hear({ side, hook: `${side}-hook`, payloads, gap: null }))
}

/** Let it work until nothing heard of waits. */
export async function settle(engine: Engine): Promise<void> {
  await engine.clock.run(
    (async () => {
      for (;;) {
        const next = await engine.agreement.tick()
        if (next === null || (engine.memory.inbox.size() === 0 && !engine.agreement.isUnderWay()))
          return
        if (next > engine.clock.now()) await engine.clock.sleep(next - engine.clock.now())
      }
    })(),
  )
}
