import { useState } from 'react'
import type { Backup } from '../../../../shared/api/backup.ts'
import type { Config } from '../../../../shared/api/config.ts'
import type { PairingView } from '../../../../shared/api/pairing.ts'
import { Button } from '../../parts/button.tsx'
import { Choices } from '../../parts/choices.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Select } from '../../parts/select.tsx'
import { useWhere } from '../../shell/where.tsx'
import { askOnce } from '../../worker/ask-once.ts'
import { useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { bothTables, serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { moment } from '../../words/time.ts'

type Props = {
  readonly of: Backup
  readonly config: Config
  /** Those that it holds, of those there are now. */
  readonly pairings: readonly PairingView[]
  readonly onClose: () => void
}

/** Which records go back to what a backup holds of them. What comes of it is a plan, to be looked at before anything is written. */
export function RestoreBackup({ of: backup, config, pairings, onClose }: Props) {
  const { client } = useSignedIn()
  const where = useWhere()
  const [chosen, setChosen] = useState<string | null>(null)
  const [side, setSide] = useState<'app' | 'crm'>('app')
  const pairing = pairings.find((one) => one.entityType === chosen) ?? pairings[0]
  const entityType = pairing?.entityType ?? ''
  const plan = useDeed(
    () =>
      askOnce(['restore', backup.id, entityType, side], (key) =>
        client.restore(config.id, backup.id, { entityType, side }, key),
      ),
    {
      changes: ['syncs', 'live'],
      onDone: ({ job_id }) => where.go({ at: 'run', runId: job_id }),
    },
  )
  const { privacy } = say
  return (
    <Dialog
      title={privacy.restoreTitle(moment(backup.startedAt))}
      says={privacy.restoreSays}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{say.settings.cancel}</Button>
          <Button
            look="strong"
            isBusy={plan.isLoading}
            why={pairing ? null : privacy.nothingToRestore}
            onPress={() => plan.mutate(undefined)}
          >
            {privacy.restoreIt}
          </Button>
        </>
      }
    >
      {pairings.length > 1 ? (
        <Select
          label={privacy.restoreOf}
          value={entityType}
          options={pairings.map((one) => ({
            value: one.entityType,
            label: bothTables(one),
          }))}
          onChange={setChosen}
        />
      ) : null}
      <Choices
        legend={privacy.restoreSide}
        value={side}
        choices={(['app', 'crm'] as const).map((value) => ({
          value,
          label: say.setup.inService(
            serviceName(config[value].provider),
            pairing?.tableNames[value] ?? entityType,
          ),
        }))}
        onChange={setSide}
      />
    </Dialog>
  )
}
