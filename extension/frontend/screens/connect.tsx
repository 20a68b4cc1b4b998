import { type FormEvent, useEffect, useRef, useState } from 'react'
import { openClient } from '../../../shared/api/client.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Header } from '../parts/header.tsx'
import { Notice } from '../parts/notice.tsx'
import { Pairing } from '../parts/pairing.tsx'
import { type Account, rememberedAddress } from '../worker/account.ts'
import { sendTo } from '../worker/send.ts'
import { readAddress, readKey } from '../words/address.ts'
import { say } from '../words/say.ts'

type Props = {
  readonly baseId: string
  readonly place: string
  /** Why somebody who was signed in is asked again, or null on a first visit. */
  readonly reason: string | null
  readonly onConnected: (account: Account) => void
}

/** The first visit: which service, and who is here: somebody who signs in on its page, or the holder of a key. */
export function Connect({ baseId, place, reason, onConnected }: Props) {
  const [address, setAddress] = useState(rememberedAddress)
  const [key, setKey] = useState('')
  const [wrong, setWrong] = useState<{ address?: string; key?: string; whole?: string }>({})
  const [isTrying, setTrying] = useState(false)
  const addressInput = useRef<HTMLInputElement>(null)
  const keyInput = useRef<HTMLInputElement>(null)
  /** The service a person signs in to on a page of its own, while they do. */
  const [pairingAt, setPairingAt] = useState<string | null>(null)

  // Whoever comes back from there goes on where they were.
  const wasPairing = useRef(false)
  useEffect(() => {
    if (wasPairing.current && pairingAt === null) addressInput.current?.focus()
    wasPairing.current = pairingAt !== null
  }, [pairingAt])

  function pair() {
    const good = readAddress(address)
    setWrong(good.ok ? {} : { address: good.error })
    if (good.ok) return setPairingAt(good.value)
    addressInput.current?.focus()
  }

  async function connect(event: FormEvent) {
    event.preventDefault()
    if (isTrying) return
    const [goodAddress, goodKey] = [readAddress(address), readKey(key)]
    if (!goodAddress.ok || !goodKey.ok) {
      setWrong({
        ...(goodAddress.ok ? {} : { address: goodAddress.error }),
        ...(goodKey.ok ? {} : { key: goodKey.error }),
      })
      const first = goodAddress.ok ? keyInput : addressInput
      first.current?.focus()
      return
    }
    setWrong({})
    setTrying(true)
    const answer = await openClient(goodKey.value, sendTo(goodAddress.value)).configs()
    setTrying(false)
    if (answer.ok) return onConnected({ address: goodAddress.value, key: goodKey.value })
    if (answer.error.code === 'no_key')
      return setWrong({
        key: say.connect.unknownKey,
      })
    setWrong({ whole: answer.error.message })
  }

  if (pairingAt !== null) {
    return (
      <main className="page page-narrow">
        <Header place={place} />
        <Pairing
          address={pairingAt}
          baseId={baseId}
          onPaired={(key) => onConnected({ address: pairingAt, key })}
          onCancel={() => setPairingAt(null)}
        />
      </main>
    )
  }
  return (
    <main className="page page-narrow">
      <Header place={place} />
      {reason ? <Notice tone="warn">{reason}</Notice> : null}
      <form className="card form" onSubmit={(event) => void connect(event)} noValidate>
        <h2>{reason ? say.connect.again : say.connect.title}</h2>
        <p className="quiet">{say.connect.says}</p>
        <Field label={say.connect.address} hint={say.connect.addressHint} wrong={wrong.address}>
          {(described) => (
            <input
              {...described}
              {...QUIET}
              ref={addressInput}
              type="url"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
        <Button look="strong" className="form-main" onPress={pair}>
          {say.connect.signIn}
        </Button>
        <details className="fold" open={key !== '' || wrong.key !== undefined || undefined}>
          <summary>{say.connect.orKey}</summary>
          <div className="fold-body">
            <Field label={say.connect.key} hint={say.connect.keyHint} wrong={wrong.key}>
              {(described) => (
                <input
                  {...described}
                  {...QUIET}
                  ref={keyInput}
                  type="password"
                  value={key}
                  onChange={(event) => setKey(event.target.value)}
                />
              )}
            </Field>
            {wrong.whole ? <Notice tone="bad">{wrong.whole}</Notice> : null}
            <button type="submit" className="button" aria-disabled={isTrying}>
              {isTrying ? say.connect.connecting : say.connect.connect}
            </button>
          </div>
        </details>
      </form>
    </main>
  )
}

/** Neither is a thing to be corrected or remembered by the browser. */
const QUIET = {
  className: 'input',
  autoComplete: 'off',
  autoCapitalize: 'none',
  spellCheck: false,
} as const
