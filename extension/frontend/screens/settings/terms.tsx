import type { Config } from '../../../../shared/api/config.ts'
import { Deletions, ConflictRule } from '../../../../shared/mapping.ts'
import { Frequency } from '../../../../shared/schedule.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { SettledChoices, SettledSelect } from '../../parts/settled-choice.tsx'
import { useFollowing } from '../../parts/settled-field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { useWhere } from '../../shell/where.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { useTerms } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { number } from '../../words/time.ts'
import { Hours } from './hours.tsx'
import type { TermsProps } from './terms-props.ts'

const KEPT_DAYS = ['30', '90', '400', '1100', '3650'] as const
const PLANS = ['free', 'team', 'business', 'enterprise'] as const

/** When a sync runs and what it may do. Each change holds at once, and can be taken back. */
export function Terms({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const forbids = useForbidsOf(config)
  const { now, set } = useTerms(client, config)
  const props: TermsProps = { config: now, set, why: forbids('PATCH /api/crm/configs/:id') }
  return (
    <>
      <When {...props} />
      <What {...props} />
      <Keeping {...props} />
      <Plan {...props} />
    </>
  )
}

function When({ config, set, why }: TermsProps) {
  const [name, setName] = useFollowing(config.name)
  const { rules } = say
  const trimmed = name.trim()
  return (
    <section className="card" aria-label={rules.when}>
      <div className="settings-row">
        <TextField label={rules.name} value={name} onChange={setName} />
      </div>
      {trimmed !== config.name && trimmed !== '' ? (
        <div className="buttons">
          <Button why={why} onPress={() => set({ name: trimmed }, { name: config.name })}>
            {rules.rename}
          </Button>
        </div>
      ) : null}
      <h2>{rules.when}</h2>
      <SettledSelect
        label={rules.often}
        value={config.syncFrequency}
        options={Frequency.options.map((value) => ({ value, label: rules.frequency[value] }))}
        hint={config.syncFrequency === 'realtime' ? rules.realtimeSays : undefined}
        why={why}
        onSettle={(syncFrequency) =>
          set({ syncFrequency }, { syncFrequency: config.syncFrequency })
        }
      />
      <Hours config={config} set={set} why={why} />
    </section>
  )
}

function What({ config, set, why }: TermsProps) {
  const where = useWhere()
  const { rules } = say
  return (
    <section className="card" aria-label={rules.what}>
      <h2>{rules.what}</h2>
      <Switch
        label={rules.createMissing}
        hint={rules.createMissingSays}
        isOn={config.createMissing}
        why={why}
        onChange={(createMissing) =>
          set({ createMissing }, { createMissing: config.createMissing })
        }
      />
      <Switch
        label={rules.updateExisting}
        hint={rules.updateExistingSays}
        isOn={config.updateExisting}
        why={why}
        onChange={(updateExisting) =>
          set({ updateExisting }, { updateExisting: config.updateExisting })
        }
      />
      <SettledChoices
        legend={rules.deletions}
        value={config.deletions}
        choices={Deletions.options.map((value) => ({
          value,
          label: rules.deletion[value],
          says: rules.deletionSays[value],
        }))}
        why={why}
        onSettle={(deletions) => set({ deletions }, { deletions: config.deletions })}
      />
      <SettledChoices
        legend={rules.conflicts}
        value={config.conflictResolution}
        choices={ConflictRule.options.map((value) => ({
          value,
          label: rules.conflict[value],
          says: rules.conflictSays[value],
        }))}
        why={why}
        onSettle={(conflictResolution) =>
          set({ conflictResolution }, { conflictResolution: config.conflictResolution })
        }
      />
      <div>
        <strong>{rules.attachments}</strong>
        <p className="quiet">{rules.attachmentsSay}</p>
        <button
          type="button"
          className="more-link"
          onClick={() => where.go({ at: 'mapping', configId: config.id })}
        >
          {say.attention.openMapping}
        </button>
      </div>
    </section>
  )
}

function Keeping({ config, set, why }: TermsProps) {
  const { rules } = say
  const known = KEPT_DAYS.find((days) => days === String(config.ledgerDays))
  const value = String(config.ledgerDays)
  return (
    <section className="card" aria-label={rules.keeping}>
      <SettledChoices
        legend={rules.backup}
        value={config.backupBeforeSync}
        choices={(['off', 'touched', 'full'] as const).map((one) => ({
          value: one,
          label: rules.backups[one],
          says: rules.backupSays[one],
        }))}
        why={why}
        onSettle={(backupBeforeSync) =>
          set({ backupBeforeSync }, { backupBeforeSync: config.backupBeforeSync })
        }
      />
      <SettledSelect
        label={rules.keeping}
        value={value}
        options={[
          ...(known ? [] : [{ value, label: rules.daysOf(number(config.ledgerDays)) }]),
          ...KEPT_DAYS.map((days) => ({ value: days as string, label: rules.days[days] })),
        ]}
        hint={rules.keepingSays}
        why={why}
        onSettle={(days) => set({ ledgerDays: Number(days) }, { ledgerDays: config.ledgerDays })}
      />
    </section>
  )
}

function Plan({ config, set, why }: TermsProps) {
  const { rules } = say
  const plan = PLANS.find((one) => one === config.appPlan) ?? 'none'
  const { quota } = config
  const used = quota
    ? quota.limit === null
      ? rules.usedOnly(number(quota.used))
      : `${rules.used(number(quota.used), number(quota.limit))} ${rules.forecast(number(quota.forecast))}`
    : ''
  return (
    <section className="card" aria-label={rules.plan}>
      <SettledSelect
        label={rules.plan}
        value={plan}
        options={(['none', ...PLANS] as const).map((value) => ({
          value,
          label: rules.plans[value],
        }))}
        hint={`${rules.planSays} ${used}`.trim()}
        why={why}
        onSettle={(chosen) =>
          set(
            { appPlan: chosen === 'none' ? null : chosen },
            { appPlan: plan === 'none' ? null : plan },
          )
        }
      />
    </section>
  )
}
