import { useEffect } from 'react'
import type { Client } from '../../../shared/api/client.ts'
import type { Config } from '../../../shared/api/config.ts'
import { useOpenBase } from '../airtable/base.ts'
import { Header } from '../parts/header.tsx'
import { Notice } from '../parts/notice.tsx'
import { useNow } from '../parts/now.ts'
import { SyncCard } from '../parts/sync-card.tsx'
import { useSyncs } from '../worker/questions.ts'
import { fromNow } from '../words/time.ts'

type Props = {
  readonly client: Client
  readonly address: string
  /** The Worker no longer takes the key. */
  readonly onRefused: () => void
  readonly onLeave: () => void
}

/** The syncs of the workspace, those of the open base first. */
export function Home({ client, address, onRefused, onLeave }: Props) {
  const base = useOpenBase()
  const now = useNow()
  const syncs = useSyncs(client)
  const isRefused = syncs.error?.code === 'no_key'
  useEffect(() => {
    if (isRefused) onRefused()
  }, [isRefused, onRefused])

  const retry = { label: 'Try again', run: () => void syncs.refetch(), isBusy: syncs.isFetching }
  const items = syncs.data?.items
  const here = items?.filter((config) => config.app.resource === base.id) ?? []
  const elsewhere = items?.filter((config) => config.app.resource !== base.id) ?? []

  return (
    <main className="page">
      <Header place={base.name} onLeave={onLeave} />
      {syncs.error && !isRefused ? (
        <Notice
          tone="bad"
          title={items ? 'Not up to date' : 'The syncs could not be read'}
          action={retry}
        >
          {syncs.error.message}
          {items ? ` What you see was read ${fromNow(syncs.dataUpdatedAt, now)}.` : null}
        </Notice>
      ) : null}
      {syncs.isLoading ? <Waiting /> : null}
      {items?.length === 0 ? <Empty address={address} /> : null}
      <Cards title="In this base" configs={here} {...{ client, now }} forbids={base.forbids} />
      <Cards title="In other bases" configs={elsewhere} {...{ client, now }} forbids={null} />
    </main>
  )
}

type CardsProps = {
  readonly title: string
  readonly configs: readonly Config[]
  readonly client: Client
  readonly now: number
  readonly forbids: string | null
}

const Cards = ({ title, configs, client, now, forbids }: CardsProps) =>
  configs.length === 0 ? null : (
    <section className="cards" aria-label={title}>
      <h2>{title}</h2>
      {configs.map((config) => (
        <SyncCard key={config.id} {...{ client, config, now, forbids }} />
      ))}
    </section>
  )

const Waiting = () => (
  <div className="cards" role="status" aria-label="Reading your syncs">
    <div className="card card-waiting" />
    <div className="card card-waiting" />
  </div>
)

const Empty = ({ address }: { readonly address: string }) => (
  <section className="card empty">
    <h2>No syncs yet</h2>
    <p>
      A sync joins this base with your CRM. Once an admin of your workspace has made the first one,
      it shows up here by itself.
    </p>
    <a className="button" href={`${address}/docs`} target="_blank" rel="noreferrer">
      How to make a sync
    </a>
  </section>
)
