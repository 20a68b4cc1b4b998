import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Outcome } from './connectors/connector.ts'
import { type Bindings, type CourierJob, type CourierRpc, deps } from './deps.ts'
import { deliver } from './run/deliver.ts'

/** Makes writes in an invocation of its own, with six connections of its own: one alone cannot reach a vendor's pace. */
export class Courier extends WorkerEntrypoint<Bindings> implements CourierRpc {
  async write(job: CourierJob): Promise<readonly Outcome[]> {
    const { connectionId, vendor, resource, pace } = job
    const connector = await deps(this.env).connector(connectionId, vendor, resource, pace)
    return deliver(connector, job)
  }
}
