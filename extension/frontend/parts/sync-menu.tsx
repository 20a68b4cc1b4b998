import { ChartNoAxesCombined, History, ListTree, Settings, Shuffle, Unplug } from 'lucide-react'
import type { Config } from '../../../shared/api/config.ts'
import type { Place } from '../place.ts'
import { useWhere } from '../shell/where.tsx'
import { useForbids } from '../worker/allowed.ts'
import { say } from '../words/say.ts'
import { type Action, Menu } from './menu.tsx'

type Props = { readonly config: Config; readonly isHere: boolean }

/** The ways from a sync to all that belongs to it. */
export function SyncMenu({ config: { id: configId, name }, isHere }: Props) {
  const where = useWhere()
  const forbids = useForbids(isHere)
  const ways: readonly (Omit<Action, 'run'> & { readonly to: Place })[] = [
    { label: say.home.records, icon: ListTree, to: { at: 'sync', configId } },
    { label: say.home.mapping, icon: Shuffle, to: { at: 'mapping', configId } },
    { label: say.home.history, icon: History, to: { at: 'history', configId } },
    { label: say.home.charts, icon: ChartNoAxesCombined, to: { at: 'charts', configId } },
    { label: say.home.settings, icon: Settings, to: { at: 'settings', part: 'sync', configId } },
    {
      label: say.home.disconnect,
      icon: Unplug,
      to: { at: 'settings', part: 'connections', configId },
      why: forbids('DELETE /api/crm/disconnect/:provider'),
    },
  ]
  const actions = ways.map(({ to, ...way }) => ({ ...way, run: () => where.go(to) }))
  return <Menu label={say.home.more(name)} actions={actions} />
}
