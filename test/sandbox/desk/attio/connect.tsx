import { useEffect, useState } from 'react'
import { forgetAnswers } from './client.tsx'
import { showToast } from './overlays.tsx'
import { NotConnected, onMissed } from './server-call.ts'

/** Who is connected, and the knobs of the desk: a slow server, one that fails, a connection that is missing. */
export type World = {
  readonly generation: number
  readonly isMissed: boolean
  failed(error: unknown): void
  connect(secret: string): Promise<string | null>
  disconnect(): Promise<void>
  turn(knob: 'slow' | 'failing', on: boolean): Promise<void>
}

export function useWorld(): World {
  const [generation, setGeneration] = useState(0)
  const [isMissed, setMissed] = useState(false)
  useEffect(() => onMissed(() => setMissed(true)), [])
  function begin() {
    forgetAnswers()
    setGeneration((before) => before + 1)
  }
  const post = (path: string, body: unknown) =>
    fetch(`/attio-app/${path}`, { method: 'POST', body: JSON.stringify(body) })
  return {
    generation,
    isMissed,
    failed(error) {
      if (error instanceof NotConnected) return
      const text = error instanceof Error ? error.message : 'Try again.'
      void showToast({ variant: 'error', title: 'The app failed', text })
    },
    async connect(secret) {
      const { error } = await (await post('connection', { secret })).json()
      if (error) return error
      setMissed(false)
      begin()
      return null
    },
    async disconnect() {
      await post('connection', { secret: null })
      begin()
    },
    async turn(knob, on) {
      await post('knobs', { [knob]: on })
      begin()
    },
  }
}

/** Attio's own prompt where an app's connection is missing, and the page where it is made and taken away. */
export function Connect({ world }: { readonly world: World }) {
  const [secret, setSecret] = useState('')
  const [says, setSays] = useState<string | null>(null)
  return (
    <form
      aria-label="Connection"
      onSubmit={(event) => {
        event.preventDefault()
        void world.connect(secret).then(setSays)
      }}
    >
      <label>
        Secret{' '}
        <input type="password" value={secret} onChange={({ target }) => setSecret(target.value)} />
      </label>
      <button type="submit" className="main">
        Connect
      </button>
      <button type="button" onClick={() => void world.disconnect()}>
        Disconnect
      </button>
      {(['slow', 'failing'] as const).map((knob) => (
        <label key={knob}>
          <input type="checkbox" onChange={({ target }) => void world.turn(knob, target.checked)} />{' '}
          {knob}
        </label>
      ))}
      {says === null ? null : <p role="alert">{says}</p>}
    </form>
  )
}
