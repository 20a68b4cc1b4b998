import type { Client } from '../../../shared/api/client.ts'
import type { Config } from '../../../shared/api/config.ts'
import { useOpenBase } from '../airtable/base.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { useNow } from '../parts/now.ts'
import { Screen } from '../parts/screen.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { SyncCard } from '../parts/sync-card.tsx'
import { useSyncs } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { fromNow } from '../words/time.ts'

/** The syncs of the workspace, those of the open base first. */
export function Home() {
  const base = useOpenBase()
  const { client, address, leave } = useSignedIn()
  const now = useNow()
  const syncs = useSyncs(client)

  const retry = {
    label: say.parts.tryAgain,
    run: () => void syncs.refetch(),
    isBusy: syncs.isFetching,
  }
  const items = syncs.data?.items
  const here = items?.filter((config) => config.app.resource === base.id) ?? []
  const elsewhere = items?.filter((config) => config.app.resource !== base.id) ?? []

  return (
    <Screen
      title={say.shell.home}
      actions={
        <Button look="quiet" onPress={() => leave(null)}>
          {say.connect.changeKey}
        </Button>
      }
    >
      {syncs.error && items ? (
        <Notice tone="bad" title={say.parts.notUpToDate} action={retry}>
          {syncs.error.message} What you see was read {fromNow(syncs.dataUpdatedAt, now)}.
        </Notice>
      ) : null}
      {syncs.error && !items ? (
        <Failed
          title={say.parts.couldNotRead('The syncs')}
          problem={syncs.error}
          onRetry={retry.run}
          isBusy={retry.isBusy}
        />
      ) : null}
      {syncs.isLoading ? <Loading label="Reading your syncs" /> : null}
      {items?.length === 0 ? <Empty address={address} /> : null}
      <Cards title="In this base" configs={here} {...{ client, now }} forbids={base.forbids} />
      <Cards title="In other bases" configs={elsewhere} {...{ client, now }} forbids={null} />
    </Screen>
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

const Empty = ({ address }: { readonly address: string }) => (
  <EmptyState
    title="No syncs yet"
    action={
      <a className="button" href={`${address}/docs`} target="_blank" rel="noreferrer">
        How to make a sync
      </a>
    }
  >
    A sync joins this base with your CRM. Once an admin of your workspace has made the first one, it
    shows up here by itself.
  </EmptyState>
)
