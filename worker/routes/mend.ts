import type { Mend as MendWire } from '../../shared/api/config.ts'
import type { SyncSetup } from '../objects/sync/rpc.ts'
import type { Mend } from '../objects/sync/setup.ts'

/** The button that helps a sync that stopped by itself: what it does, and with which connection. */
export function mendView(
  mend: Mend | null,
  ends: Pick<SyncSetup, 'left' | 'right'>,
): MendWire | null {
  if (mend === null) return null
  const { vendor: provider, connectionId } = ends[mend.side]
  return { does: mend.does, provider, connectionId }
}
