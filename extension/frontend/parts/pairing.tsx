import { useEffect, useRef, useState } from 'react'
import { openPairing } from '../../../shared/api/client.ts'
import type { PairStarted } from '../../../shared/api/sign-in.ts'
import { sendTo } from '../worker/send.ts'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { SignInCode } from './sign-in-code.tsx'

const words = say.connect

/** How often the service is asked whether somebody has signed in (ms). */
const ASKED_EVERY = 2_000

type Props = {
  readonly address: string
  readonly baseId: string
  readonly onPaired: (key: string) => void
  readonly onCancel: () => void
}

/** Shows a code and a page to open; goes on by itself once somebody signed in there. The secret never leaves this view. */
export function Pairing({ address, baseId, onPaired, onCancel }: Props) {
  const [started, setStarted] = useState<PairStarted | null>(null)
  const [says, setSays] = useState<string | null>(null)
  const [isOver, setOver] = useState(false)

  // What was pressed to come here is gone.
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  // Whoever listens may be drawn anew; the pairing goes on.
  const listener = useRef(onPaired)
  useEffect(() => {
    listener.current = onPaired
  })

  useEffect(() => {
    let isHere = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const pairing = openPairing(sendTo(address))

    async function ask(asked: PairStarted) {
      const answer = await pairing.collectSession(asked.id, asked.secret)
      if (!isHere) return
      if (answer.ok && answer.value.key !== null) return listener.current(answer.value.key)
      const isWaiting = answer.ok
        ? answer.value.state === 'waiting'
        : answer.error.code === 'unreachable'
      setSays(answer.ok ? answer.value.says : answer.error.message)
      if (!isWaiting) return setOver(true)
      timer = setTimeout(() => void ask(asked), ASKED_EVERY)
    }

    void pairing.startPairing({ baseId }).then((answer) => {
      if (!isHere) return
      if (!answer.ok) {
        setSays(answer.error.message)
        return setOver(true)
      }
      setStarted(answer.value)
      timer = setTimeout(() => void ask(answer.value), ASKED_EVERY)
    })
    return () => {
      isHere = false
      clearTimeout(timer)
    }
    // A pairing begins once for each time this is shown.
  }, [address, baseId])

  return (
    <section className="card form" aria-live="polite">
      <h2 ref={heading} tabIndex={-1}>
        {words.signIn}
      </h2>
      {says === null ? null : <Notice tone="bad">{says}</Notice>}
      {isOver ? (
        <p className="quiet">{words.nothing}</p>
      ) : started === null ? (
        <p className="quiet">{words.asking}</p>
      ) : (
        <SignInCode code={started.code} url={started.url} />
      )}
      <Button onPress={onCancel}>{words.back}</Button>
    </section>
  )
}
