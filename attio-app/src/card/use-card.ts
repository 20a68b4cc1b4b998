import { useAsyncCache } from 'attio/client'
import { useCallback, useEffect, useState } from 'react'
import { asked } from '../calls/asked.ts'
import getCard, { type CardAnswer } from '../calls/get-card.server'
import { faceOf, nextLook } from './face.ts'
import { begin, handedOn, heard, shown, stirred, unheard } from './reading.ts'
import { onTouched } from './touched.ts'

/**
 * The card of a record, looked at again by itself: nothing can tell an open page that something changed. The first look
 * suspends, later ones take the place of what is shown without a gap. Where somebody hands on the `newest` that is known, it is
 * shown at once and looked at again at once: what the first look found may be hours old by then.
 */
export function useCard(object: string, recordId: string, newest: CardAnswer | null = null) {
  const first = useAsyncCache({ answer: [getCard, object, recordId] }).values.answer
  const [reading, setReading] = useState(() =>
    newest === null ? begin(first, Date.now()) : handedOn(newest, Date.now()),
  )
  const [missing, setMissing] = useState<unknown>(null)
  // Only what is thrown while drawing reaches Attio, which asks for the connection then.
  if (missing !== null) throw missing
  const answer = shown(reading, Date.now())
  const { state } = faceOf(answer, Date.now())

  const look = useCallback(async (): Promise<CardAnswer | null> => {
    const found = await asked(getCard(object, recordId)).catch((error: unknown) => {
      setMissing(error)
      return null
    })
    const card = found !== null && 'card' in found ? found : null
    setReading((before) => (card === null ? unheard(before) : heard(before, card, Date.now())))
    return card
  }, [object, recordId])

  useEffect(() => onTouched(recordId, () => setReading(stirred)), [recordId])
  useEffect(() => {
    const wait = nextLook(state, reading.looks)
    if (wait === null) return undefined
    const timer = setTimeout(() => void look(), wait)
    return () => clearTimeout(timer)
  }, [state, reading, look])

  return { answer, look }
}
