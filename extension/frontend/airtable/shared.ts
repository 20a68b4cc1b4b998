import { useGlobalConfig } from '@airtable/blocks/ui'
import { useRef, useState } from 'react'

/** What everybody who opens the extension in this base sees: nothing secret ever goes in here. */
export type Shared = {
  /** As it is now, also in the middle of work that began when it was another. */
  readonly read: () => unknown
  readonly set: (value: { readonly [key: string]: unknown } | null) => void
}

/**
 * One entry of the settings Airtable keeps for this installation, live for all its users. Whoever may not write there
 * keeps their own until they leave: a write that is refused would crash the frame.
 */
export function useShared(key: string): Shared {
  const config = useGlobalConfig()
  const own = useRef<{ readonly value: unknown } | null>(null)
  const [, draw] = useState(0)
  return {
    read: () => (own.current === null ? config.get(key) : own.current.value),
    set(value) {
      const kept = value === null ? undefined : JSON.parse(JSON.stringify(value))
      if (config.hasPermissionToSet(key, kept)) return void config.setAsync(key, kept)
      own.current = { value }
      draw((count) => count + 1)
    },
  }
}
