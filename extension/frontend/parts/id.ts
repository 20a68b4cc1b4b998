import { useState } from 'react'

let last = 0

/** An id for one element that no other has: React 17 makes none by itself. */
export function useId(name: string): string {
  return useState(() => `${name}-${++last}`)[0]
}
