/** A record page of Attio, as far as our app shows on it: loads the app's built file under the names Attio gives it. */
import * as React from 'react'
import { type ComponentType, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import * as client from './attio-client.tsx'
import * as root from './attio-root.ts'

type Widget = {
  readonly id: string
  readonly label: string
  readonly Widget: ComponentType<{ object: string; recordId: string }>
}
type Surfaces = {
  readonly 'record-widget': readonly Widget[]
  readonly 'workspace-settings': readonly { readonly Page: ComponentType }[]
}

class Boundary extends React.Component<
  { readonly children: React.ReactNode },
  { error: Error | null }
> {
  override state: { error: Error | null } = { error: null }
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return <p role="alert">{error.message}</p>
  }
}

function RecordPage({
  surfaces,
  object,
}: {
  readonly surfaces: Surfaces
  readonly object: string
}) {
  return (
    <main>
      <h1>{object}</h1>
      {surfaces['record-widget'].map(({ id, label, Widget }) => (
        <article key={id} aria-label={label}>
          <Boundary>
            <Suspense fallback={<p role="status">Loading</p>}>
              <Widget object={object} recordId="00000000-0000-4000-8000-000000000001" />
            </Suspense>
          </Boundary>
        </article>
      ))}
      <Dialogs />
      {surfaces['workspace-settings'].map(({ Page }, index) => (
        <aside key={index} aria-label="Settings">
          <Page />
        </aside>
      ))}
    </main>
  )
}

const Dialogs = () =>
  client.useDialogs().map(({ title, Dialog, close }) => (
    <div key={title} role="dialog" aria-label={title}>
      <h2>{title}</h2>
      <Boundary>
        <Suspense fallback={<p role="status">Loading</p>}>
          <Dialog hideDialog={close} />
        </Suspense>
      </Boundary>
      <button type="button" onClick={close}>
        Close
      </button>
    </div>
  ))

async function runServerFunction(id: string, args: unknown): Promise<unknown> {
  const response = await fetch('/server', { method: 'POST', body: JSON.stringify({ id, args }) })
  const { value, error } = await response.json()
  if (error) throw new Error(error)
  return value
}

Object.assign(globalThis, {
  React,
  ATTIO_CLIENT_EXTENSION_SDK: client,
  ATTIO_ROOT_SDK: root,
  runServerFunction,
  registerSettingsSchema: () => {},
  registerSurfaces: (surfaces: Surfaces) => {
    const object = new URLSearchParams(location.search).get('object') ?? 'people'
    const root = document.createElement('div')
    document.body.append(root)
    createRoot(root).render(<RecordPage surfaces={surfaces} object={object} />)
  },
})
