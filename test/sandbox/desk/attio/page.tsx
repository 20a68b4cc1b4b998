/**
 * A list and a record page of Attio, as far as our app shows on them. Loads the app's built file under the names Attio gives
 * it; records are read and written through the simulated workspace's own REST.
 */
import * as React from 'react'
import { type ComponentType, Suspense, useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { attio } from '../page/attio.ts'
import type { Row, Sheet, Tab } from '../page/source.ts'
import { Boundary } from './boundary.tsx'
import * as client from './client.tsx'
import { runBatches } from './batches.ts'
import { Connect, useWorld } from './connect.tsx'
import { Overlays, Toasts } from './overlays.tsx'
import * as root from './root.ts'
import { type Step, Steps } from './steps.tsx'
import { runServerFunction } from './server-call.ts'

type About = { readonly object: string; readonly recordId: string }
type Act = { readonly id: string; readonly label: string }
type Surfaces = {
  readonly 'record-widget'?: readonly (Act & { readonly Widget: ComponentType<About> })[]
  readonly 'record-action'?: readonly (Act & { onTrigger(about: About): unknown })[]
  readonly 'bulk-record-action'?: readonly (Act & {
    onTrigger(about: { object: string; runRecordBatches: unknown }): unknown
  })[]
  readonly 'object-action'?: readonly (Act & { onTrigger(about: { object: string }): unknown })[]
  readonly 'workflow-block'?: readonly Step[]
  readonly 'workspace-settings'?: readonly { readonly Page: ComponentType }[]
}

const EVERY_MS = 1_000
const source = attio(500)

/** Tabs and the chosen object's records, read anew every second. */
function useRecords(object: string) {
  const [tabs, setTabs] = useState<readonly Tab[]>([])
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const [says, setSays] = useState('')
  const refresh = useCallback(async () => {
    const found = await source.sheet(object, '')
    if (found.ok) setSheet(found.value)
    else setSays(found.error)
  }, [object])
  useEffect(() => void source.tabs().then((found) => found.ok && setTabs(found.value)), [])
  useEffect(() => {
    setSheet(null)
    void refresh()
    const timer = setInterval(() => void refresh(), EVERY_MS)
    return () => clearInterval(timer)
  }, [refresh])
  async function edit(row: string, column: string, text: string) {
    const done = await source.edit(object, row, column, text)
    setSays(done.ok ? '' : done.error)
    await refresh()
  }
  return { tabs, sheet, says, edit }
}

type Place = { readonly object: string; readonly recordId: string | null }
const placeNow = (): Place => {
  const asked = new URLSearchParams(location.search)
  return { object: asked.get('object') ?? 'people', recordId: asked.get('record') }
}

const NOTHING: Sheet = { columns: [], rows: [] }

function Workspace({ surfaces }: { readonly surfaces: Surfaces }) {
  const [place, setPlace] = useState(placeNow)
  const world = useWorld()
  const { tabs, sheet, says, edit } = useRecords(place.object)
  const row = sheet?.rows.find(({ id }) => id === place.recordId)
  /** Where somebody triggers what needs the connection, Attio asks for it first. */
  const trigger = (work: () => unknown) => {
    void Promise.resolve()
      .then(work)
      .catch((error: unknown) => world.failed(error))
  }
  function go(next: Place) {
    client.forgetAnswers()
    setPlace(next)
  }
  return (
    <>
      <nav aria-label="Objects">
        {tabs.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            aria-current={id === place.object ? 'page' : undefined}
            onClick={() => go({ object: id, recordId: null })}
          >
            {name}
          </button>
        ))}
      </nav>
      {world.isMissed ? (
        <div className="veil">
          <div role="dialog" aria-modal="true" aria-label="Connect DataSync Pro">
            <h2>Connect DataSync Pro</h2>
            <p>This app needs a connection of the workspace before it can be used.</p>
            <Connect world={world} />
          </div>
        </div>
      ) : null}
      <main>
        {place.recordId !== null ? (
          <RecordPage
            surfaces={surfaces}
            about={{ object: place.object, recordId: place.recordId }}
            sheet={sheet ?? NOTHING}
            row={row}
            generation={world.generation}
            onEdit={edit}
            onBack={() => go({ ...place, recordId: null })}
            trigger={trigger}
          />
        ) : (
          <List
            key={place.object}
            surfaces={surfaces}
            object={place.object}
            sheet={sheet}
            onOpen={(recordId) => go({ ...place, recordId })}
            trigger={trigger}
          />
        )}
        <p role="status" className="caption">
          {says}
        </p>
        <details>
          <summary>App settings</summary>
          <Connect world={world} />
          {(surfaces['workspace-settings'] ?? []).map(({ Page }, index) => (
            <Page key={index} />
          ))}
        </details>
        <Steps steps={surfaces['workflow-block'] ?? []} />
      </main>
      <Overlays />
      <Toasts />
    </>
  )
}

type ListProps = {
  readonly surfaces: Surfaces
  readonly object: string
  readonly sheet: Sheet | null
  readonly onOpen: (id: string) => void
  readonly trigger: (work: () => unknown) => void
}

function List({ surfaces, object, sheet, onOpen, trigger }: ListProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  if (!sheet) return <p role="status">Loading</p>
  const all = sheet.rows.map(({ id }) => id)
  const columns = sheet.columns.slice(0, 4)
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  return (
    <>
      <header>
        <h1>{object}</h1>
        {(surfaces['object-action'] ?? []).map((action) => (
          <button key={action.id} type="button" onClick={() => trigger(() => action.onTrigger({ object }))}>
            {action.label}
          </button>
        ))}
      </header>
      {chosen.size === 0 ? null : (
        <div className="bar" role="toolbar" aria-label="Selected records">
          <span>{chosen.size.toLocaleString('en')} selected</span>
          {(surfaces['bulk-record-action'] ?? []).map((action) => (
            <button
              key={action.id}
              type="button"
              className="main"
              onClick={() =>
                trigger(() => action.onTrigger({ object, runRecordBatches: runBatches([...chosen]) }))
              }
            >
              {action.label}
            </button>
          ))}
        </div>
      )}
      <div className="wide">
        <table aria-label={object}>
          <thead>
            <tr>
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label="Select all"
                  checked={chosen.size === all.length && all.length > 0}
                  onChange={() => setChosen(new Set(chosen.size === all.length ? [] : all))}
                />
              </th>
              {columns.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sheet.rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Select ${nameOf(row)}`}
                    checked={chosen.has(row.id)}
                    onChange={() => toggle(row.id)}
                  />
                </td>
                {columns.map(({ id }, index) => (
                  <td key={id}>
                    {index === 0 ? (
                      <button type="button" className="link" onClick={() => onOpen(row.id)}>
                        {nameOf(row)}
                      </button>
                    ) : (
                      row.cells[id]
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
} // prettier-ignore

const nameOf = ({ id, cells }: Row): string => cells['name'] || `Unnamed ${id.slice(0, 8)}`

type RecordProps = {
  readonly surfaces: Surfaces
  readonly about: About
  readonly sheet: Sheet
  readonly row: Row | undefined
  readonly generation: number
  readonly onEdit: (row: string, column: string, text: string) => Promise<void>
  readonly onBack: () => void
  readonly trigger: (work: () => unknown) => void
}

function RecordPage(props: RecordProps) {
  const { surfaces, about, sheet, row, generation, onEdit, onBack, trigger } = props
  return (
    <>
      <header>
        <button type="button" onClick={onBack}>
          ← {about.object}
        </button>
        <h1>{row ? nameOf(row) : 'This record is gone'}</h1>
        {(surfaces['record-action'] ?? []).map((action) => (
          <button
            key={action.id}
            type="button"
            onClick={() => trigger(() => action.onTrigger(about))}
          >
            {action.label}
          </button>
        ))}
      </header>
      <div className="record">
        <section aria-label="Attributes">
          {sheet.columns.map(({ id, name, canEdit }) => (
            <Attribute
              key={`${about.recordId} ${id}`}
              name={name}
              text={row?.cells[id] ?? ''}
              canEdit={canEdit && row !== undefined}
              onEdit={(text) => onEdit(about.recordId, id, text)}
            />
          ))}
        </section>
        <aside aria-label="Widgets">
          {(surfaces['record-widget'] ?? []).map(({ id, label, Widget }) => (
            <article key={`${id} ${about.recordId} ${generation}`} aria-label={label}>
              <Boundary>
                <Suspense fallback={<p role="status">Loading</p>}>
                  <Widget {...about} />
                </Suspense>
              </Boundary>
            </article>
          ))}
        </aside>
      </div>
    </>
  )
}

type AttributeProps = {
  readonly name: string
  readonly text: string
  readonly canEdit: boolean
  readonly onEdit: (text: string) => Promise<void>
}

/** What is being typed is not taken away by what arrives. */
function Attribute({ name, text, canEdit, onEdit }: AttributeProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const save = () => {
    if (typed !== null && typed !== text) void onEdit(typed)
    setTyped(null)
  }
  return (
    <label>
      <span>{name}</span>
      <input
        value={typed ?? text}
        disabled={!canEdit}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={save}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') currentTarget.blur()
        }}
      />
    </label>
  )
}

Object.assign(globalThis, {
  React,
  ATTIO_CLIENT_EXTENSION_SDK: client,
  ATTIO_ROOT_SDK: root,
  runServerFunction,
  registerSettingsSchema: () => {},
  registerSurfaces: (surfaces: Surfaces) => {
    const place = document.createElement('div')
    place.id = 'workspace'
    document.body.append(place)
    createRoot(place).render(<Workspace surfaces={surfaces} />)
  },
})
