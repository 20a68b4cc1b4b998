import { GoneSync } from '../parts/gone-sync.tsx'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { SETTINGS_PARTS, type SettingsPart } from '../place.ts'
import { useWhere } from '../shell/where.tsx'
import { useSyncs } from '../worker/questions.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { say } from '../words/say.ts'
import { Alerts } from './settings/alerts.tsx'
import { Audit } from './settings/audit.tsx'
import { Connections } from './settings/connections.tsx'
import { Help } from './settings/help.tsx'
import { Keys } from './settings/keys.tsx'
import { People } from './settings/people.tsx'
import { Privacy } from './settings/privacy.tsx'
import { Terms } from './settings/terms.tsx'
import './settings/settings.css'

type Props = {
  readonly part?: SettingsPart | undefined
  readonly configId?: string | undefined
}

/** Everything that is set once and then stays: of a sync, of the workspace, and help. */
export function Settings({ part = 'sync', configId }: Props) {
  const where = useWhere()
  return (
    <Screen title={say.settings.title}>
      <Tabs
        label={say.settings.title}
        tabs={SETTINGS_PARTS.map((id) => ({ id, label: say.settings.parts[id] }))}
        value={part}
        onChange={(id) => where.swap({ at: 'settings', part: id, configId })}
      >
        <div className="settings">
          <Part part={part} configId={configId} />
        </div>
      </Tabs>
    </Screen>
  )
}

function Part({
  part,
  configId,
}: {
  readonly part: SettingsPart
  readonly configId: string | undefined
}) {
  switch (part) {
    case 'sync':
    case 'privacy':
      return <OfSync part={part} configId={configId} />
    case 'alerts':
      return <Alerts />
    case 'connections':
      return <Connections />
    case 'people':
      return <People />
    case 'keys':
      return <Keys />
    case 'audit':
      return <Audit />
    case 'help':
      return <Help />
  }
}

/** What is set for one sync: chosen where there are several. */
function OfSync({
  part,
  configId,
}: {
  readonly part: 'sync' | 'privacy'
  readonly configId: string | undefined
}) {
  const { client } = useSignedIn()
  const syncs = useSyncs(client)
  const where = useWhere()
  const items = syncs.data?.items
  if (!items)
    return syncs.error ? (
      <Failed
        title={say.parts.couldNotRead(say.settings.theSettings)}
        problem={syncs.error}
        onRetry={() => void syncs.refetch()}
        isBusy={syncs.isFetching}
      />
    ) : (
      <Loading />
    )
  const config = configId === undefined ? items[0] : items.find(({ id }) => id === configId)
  if (configId !== undefined && !config) return <GoneSync />
  if (!config) return <EmptyState title={say.settings.noSync}>{say.settings.noSyncSay}</EmptyState>
  return (
    <>
      {items.length > 1 ? (
        <Select
          label={say.settings.which}
          value={config.id}
          options={items.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => where.swap({ at: 'settings', part, configId: id })}
        />
      ) : null}
      {part === 'sync' ? (
        <Terms key={config.id} config={config} />
      ) : (
        <Privacy key={config.id} config={config} />
      )}
    </>
  )
}
