import { type FormEvent, useState } from 'react'
import { openClient } from '../../../shared/api/client.ts'
import { Header } from '../parts/header.tsx'
import { Notice } from '../parts/notice.tsx'
import { Pairing } from '../parts/pairing.tsx'
import { type Account, rememberedAddress } from '../worker/account.ts'
import { sendTo } from '../worker/send.ts'
import { readAddress, readKey } from '../words/address.ts'

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
  /** The service a person signs in to on a page of its own, while they do. */
  const [pairingAt, setPairingAt] = useState<string | null>(null)

  function pair() {
    const good = readAddress(address)
    setWrong(good.ok ? {} : { address: good.error })
    if (good.ok) return setPairingAt(good.value)
    document.getElementById('address')?.focus()
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
      document.getElementById(goodAddress.ok ? 'key' : 'address')?.focus()
      return
    }
    setWrong({})
    setTrying(true)
    const answer = await openClient(goodKey.value, sendTo(goodAddress.value)).configs()
    setTrying(false)
    if (answer.ok) return onConnected({ address: goodAddress.value, key: goodKey.value })
    if (answer.error.code === 'no_key')
      return setWrong({
        key: 'DataSync does not know this key. It may have been revoked; ask an admin for a new one.',
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
        <h2>{reason ? 'Connect again' : 'Connect this base to DataSync'}</h2>
        <p className="quiet">
          DataSync keeps your tables and your CRM equal, both ways. It runs on its own; here you
          watch it and tell it what to do.
        </p>
        <Field
          id="address"
          label="Address of your DataSync service"
          value={address}
          onChange={setAddress}
          wrong={wrong.address}
          hint="Your admin knows it. It looks like https://sync.example.com."
          type="url"
        />
        <button type="button" className="button button-strong" onClick={pair}>
          Sign in with Airtable
        </button>
        <p className="quiet">Or, if somebody gave you an access key:</p>
        <Field
          id="key"
          label="Access key"
          value={key}
          onChange={setKey}
          wrong={wrong.key}
          hint="Begins with “dsp_”. It stays in this browser; nobody else who opens this base sees it."
          type="password"
        />
        {wrong.whole ? <Notice tone="bad">{wrong.whole}</Notice> : null}
        <button type="submit" className="button" aria-disabled={isTrying}>
          {isTrying ? 'Connecting…' : 'Connect'}
        </button>
      </form>
    </main>
  )
}

type FieldProps = {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly wrong: string | undefined
  readonly hint: string
  readonly type: 'url' | 'password'
}

const Field = ({ id, label, value, onChange, wrong, hint, type }: FieldProps) => (
  <div className="field">
    <label htmlFor={id}>{label}</label>
    <input
      id={id}
      type={type}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      aria-invalid={wrong !== undefined}
      aria-describedby={`${id}-says`}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
    />
    <p id={`${id}-says`} className={wrong ? 'wrong' : 'quiet'} role={wrong ? 'alert' : undefined}>
      {wrong ?? hint}
    </p>
  </div>
)
