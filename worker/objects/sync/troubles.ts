import { isVendor, VENDORS } from '../../connectors/registry.ts'
import { lanesOf } from '../../run/work.ts'
import type { Memory } from './memory.ts'
import type { SyncSetup, Trouble } from './rpc.ts'

/** What stands still as the sides were last described. */
export function troublesOf(memory: Memory, setup: SyncSetup): readonly Trouble[] {
  const called = (vendor: string) => ({
    connector: { name: isVendor(vendor) ? VENDORS[vendor].name : vendor },
  })
  const ports = { left: called(setup.left.vendor), right: called(setup.right.vendor) }
  return lanesOf({ memory, ports }).troubles
}
