import { useAsyncCache } from 'attio/client'
import { useCallback, useEffect, useState } from 'react'
import getCard, { type CardAnswer } from '../calls/get-card.server'
import { faceOf, nextLook } from './face.ts'

/**
 * The card of a record, looked at again by itself: nothing can tell an open page that something changed. The first look
 * suspends, later ones take the place of what is shown without a gap.
 */
export function useCard(object: string, recordId: string) {
  const first = useAsyncCache({ answer: [getCard, object, recordId] }).values.answer
  const [later, setLater] = useState<CardAnswer | null>(null)
  const [looks, setLooks] = useState(0)
  const answer = later ?? first
  const { state } = faceOf(answer, Date.now())

  const look = useCallback(async () => {
    const found = await getCard(object, recordId).catch(() => null)
    if (found !== null) setLater(found)
    setLooks((before) => before + 1)
    return found
  }, [object, recordId])

  useEffect(() => {
    const wait = nextLook(state, looks)
    if (wait === null) return undefined
    const timer = setTimeout(() => void look(), wait)
    return () => clearTimeout(timer)
  }, [state, looks, look])

  return { answer, look }
}
