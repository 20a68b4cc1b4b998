import { Send } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import { useOpenBase } from '../airtable/base.ts'
import { Attention } from '../parts/attention.tsx'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { useNow } from '../parts/now.ts'
import { Screen } from '../parts/screen.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { SyncCard } from '../parts/sync-card.tsx'
import { useWhere } from '../shell/where.tsx'
import { needsOf } from '../words/attention.ts'
import { say } from '../words/say.ts'
import { fromNow } from '../words/time.ts'
import { useDraft } from '../setup/draft.ts'
import { BeginSetup, UnfinishedSetup } from './setup/door.tsx'
import { readSilent } from '../worker/alerts.ts'
import { useSyncs } from '../worker/questions.ts'
import { useForbids } from '../worker/allowed.ts'
import { useSignedIn } from '../worker/signed-in.tsx'

/** What needs a person, then the syncs of the workspace, those of the open base first. */
export function Home() {
  const base = useOpenBase()
  const { client, leave } = useSignedIn()
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
        <>
          {here.length > 0 ? <OpenSend /> : null}
          <Button look="quiet" onPress={() => leave(null)}>
            {say.connect.changeKey}
          </Button>
        </>
      }
    >
      {syncs.error && items ? (
        <Notice tone="bad" title={say.parts.notUpToDate} action={retry}>
          {syncs.error.message} {say.home.readAt(fromNow(syncs.dataUpdatedAt, now))}
        </Notice>
      ) : null}
      {syncs.error && !items ? (
        <Failed
          title={say.parts.couldNotRead(say.home.theSyncs)}
          problem={syncs.error}
          onRetry={retry.run}
          isBusy={retry.isBusy}
        />
      ) : null}
      {syncs.isLoading ? <Loading label={say.home.reading} /> : null}
      {items?.length === 0 ? <Empty /> : null}
      <UnfinishedSetup />
      <Attention needs={needsOf([...here, ...elsewhere], readSilent())} />
      <Cards
        title={say.home.inThisBase}
        configs={here}
        now={now}
        isHere
        action={<BeginSetup isAnother />}
      />
      {elsewhere.length > 0 && here.length === 0 ? <NoneHere /> : null}
      <Cards title={say.home.inOtherBases} configs={elsewhere} now={now} isHere={false} />
    </Screen>
  )
}

type CardsProps = {
  readonly title: string
  readonly configs: readonly Config[]
  readonly now: number
  readonly isHere: boolean
  readonly action?: ReactNode
}

const Cards = ({ title, configs, now, isHere, action }: CardsProps) =>
  configs.length === 0 ? null : (
    <section className="cards" aria-label={title}>
      <header className="cards-head">
        <h2>{title}</h2>
        {action}
      </header>
      {configs.map((config) => (
        <SyncCard key={config.id} config={config} now={now} isHere={isHere} />
      ))}
    </section>
  )

/** Leads to pushing the records that are marked in the base, or its view. */
function OpenSend() {
  const { go } = useWhere()
  const why = useForbids()('POST /api/crm/sync/preview')
  return (
    <Button icon={Send} why={why} onPress={() => go({ at: 'send' })}>
      {say.send.open}
    </Button>
  )
}

/** There are syncs, but those of other bases; what is half set up here says so itself. */
function NoneHere() {
  const { isBegun } = useDraft()
  if (isBegun) return null
  return (
    <EmptyState title={say.home.noneHere} action={<BeginSetup />}>
      {say.home.noSyncsSay}
    </EmptyState>
  )
}

const Empty = () => (
  <EmptyState title={say.home.noSyncs} action={<BeginSetup />}>
    {say.home.noSyncsSay}
  </EmptyState>
)
