import { isVendor, VENDORS } from '../../connectors/registry.ts'
import { lanesOf } from '../../run/work.ts'
import type { Memory } from './memory.ts'
import type { SyncSetup, Trouble } from './rpc.ts'
import { count } from './rows.ts'

/** What stands still as the sides were last described. It takes every pairing apart, so it is told again until something is written. */
export class Troubles {
  readonly #memory: Memory
  #known: { readonly changes: number; readonly troubles: readonly Trouble[] } | null = null
  constructor(memory: Memory) {
    this.#memory = memory
  }

  of(setup: SyncSetup): readonly Trouble[] {
    const changes = count(this.#memory.sql, 'select total_changes() as n')
    if (this.#known?.changes === changes) return this.#known.troubles
    const troubles = troublesOf(this.#memory, setup)
    this.#known = { changes, troubles }
    return troubles
  }
}

function troublesOf(memory: Memory, setup: SyncSetup): readonly Trouble[] {
  const called = (vendor: string) => ({
    connector: { name: isVendor(vendor) ? VENDORS[vendor].name : vendor },
  })
  const ports = { left: called(setup.left.vendor), right: called(setup.right.vendor) }
  return lanesOf({ memory, ports }).troubles
}
