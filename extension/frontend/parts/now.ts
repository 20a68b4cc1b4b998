import { useEffect, useState } from 'react'

const EVERY_MS = 10_000

/** The time of day in milliseconds, drawn anew now and then so that “2 minutes ago” stays true. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
