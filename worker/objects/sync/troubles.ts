import { isVendor, VENDORS } from '../../connectors/registry.ts'
import { lanesOf } from '../../run/work.ts'
import type { Noted } from '../watched.ts'
import type { Memory } from './memory.ts'
import type { SyncSetup, Trouble } from './rpc.ts'

/** What stands still as the sides were last described. It takes every pairing apart, so it is told again until something of that is written. */
export class Troubles {
  readonly #memory: Memory
  #known: Noted<readonly Trouble[]> | null = null
  constructor(memory: Memory) {
    this.#memory = memory
  }

  of(setup: SyncSetup): readonly Trouble[] {
    if (!this.#known?.holds())
      this.#known = this.#memory.sql.note(() => troublesOf(this.#memory, setup))
    return this.#known.value
  }
}

function troublesOf(memory: Memory, setup: SyncSetup): readonly Trouble[] {
  const called = (vendor: string) => ({
    connector: { name: isVendor(vendor) ? VENDORS[vendor].name : vendor },
  })
  const ports = { left: called(setup.left.vendor), right: called(setup.right.vendor) }
  return lanesOf({ memory, ports }).troubles
}
