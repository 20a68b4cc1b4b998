/** Whether refusals are about one record, or about us: a sign-in that may do less than before. */
import type { Failure } from '../../shared/failure.ts'
import type { Side } from '../../shared/record.ts'
import type { Connector, Outcome } from '../connectors/connector.ts'
import type { Port, Work } from './work.ts'

/** After so many “not allowed” in a row, with nothing let through, the vendor is asked who we are and what we may do. */
const ASKED_AFTER = 3
/** After so many it is believed, whatever the vendor says of us: not every token tells what it was narrowed to. */
const BELIEVED_AFTER = 10

const narrowed = (vendor: string, missing: string): Failure => ({
  reason: 'signed_out',
  vendor,
  why: 'narrowed',
  missing,
})

/** What stands in the connection's way as the vendor tells it, or null: it may do all it has to, or nobody knows just now. */
export async function lacking({ suspect, connector }: Port): Promise<Failure | null> {
  return suspect === undefined ? lackingAt(connector) : suspect().catch(() => null)
}

export async function lackingAt(connector: Connector): Promise<Failure | null> {
  const said = await connector.identify()
  if (said.ok) {
    const { missing } = said.value
    return missing.length === 0 ? null : narrowed(connector.name, missing.join(', '))
  }
  const { error } = said
  if (error.reason === 'forbidden') return narrowed(error.vendor, error.missing)
  return error.reason === 'signed_out' ? error : null
}

/** A run cannot go on for want of a right: what the connection lacks, or else what that call asked for. */
export async function narrowedBy(work: Work, failure: Failure): Promise<Failure> {
  if (failure.reason !== 'forbidden') return failure
  const { left, right } = work.ports
  const port = [left, right].find(({ connector }) => connector.name === failure.vendor)
  return (port && (await lacking(port))) ?? narrowed(failure.vendor, failure.missing)
}

/** The refusals of one slice, side by side. */
export class Refusals {
  readonly #ports: Work['ports']
  readonly #rows = { left: 0, right: 0 }
  readonly #asked = new Set<Side>()

  constructor(ports: Work['ports']) {
    this.#ports = ports
  }

  /** Notes what became of some writes. A failure: it is the connection, and nothing more need be tried. */
  async note(side: Side, outcomes: readonly Outcome[]): Promise<Failure | null> {
    let missing: string | null = null
    for (const outcome of outcomes) {
      if (outcome.ok) this.#rows[side] = 0
      // A field that is locked there says nothing about the others.
      else if (outcome.failure.reason === 'forbidden' && outcome.failure.field === undefined) {
        this.#rows[side]++
        missing = outcome.failure.missing
      }
    }
    const row = this.#rows[side]
    const port = this.#ports[side]
    if (missing === null || row < ASKED_AFTER) return null
    if (!this.#asked.has(side)) {
      this.#asked.add(side)
      const found = await lacking(port)
      if (found) return found
    }
    return row < BELIEVED_AFTER ? null : narrowed(port.connector.name, missing)
  }
}
