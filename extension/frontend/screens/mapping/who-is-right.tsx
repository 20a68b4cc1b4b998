import type { ConflictRule } from '../../../../shared/mapping.ts'
import { changePairing } from '../../mapping/edit.ts'
import { Select } from '../../parts/select.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'
import { Owners } from './owners.tsx'

const words = say.mapping

/** Who is right about every field of the pairing that has no rule of its own. */
export function WhoIsRight({ config, pairing, left, right, now, onChange, why }: Edited) {
  const names = [serviceName(config.app.provider), serviceName(config.crm.provider)] as const
  const asked = { why, isToldAbove: true }
  return (
    <section className="card" aria-label={words.tabs.right}>
      <h2>{words.tabs.right}</h2>
      <p className="quiet">{words.rightSays}</p>
      <div className="halves">
        <Select<ConflictRule>
          {...asked}
          label={words.rule}
          value={now.pairing.conflictResolution ?? pairing.conflictResolution}
          options={rulesFor(...names)}
          onChange={(conflictResolution) =>
            onChange((before) => changePairing(before, { conflictResolution }))
          }
        />
        <Select<ConflictRule>
          {...asked}
          label={words.firstMeeting}
          value={now.pairing.firstMeeting ?? pairing.firstMeeting}
          options={rulesFor(...names)}
          onChange={(firstMeeting) => onChange((before) => changePairing(before, { firstMeeting }))}
        />
      </div>
      <Owners
        config={config}
        entityType={pairing.entityType}
        left={left}
        right={right}
        owners={now.pairing.owner ?? pairing.owner}
        why={why}
        onChange={(owner) => onChange((before) => changePairing(before, { owner: [...owner] }))}
      />
    </section>
  )
}

/** Every rule, by the names of the two services. */
export const rulesFor = (
  appName: string,
  crmName: string,
): readonly { readonly value: ConflictRule; readonly label: string }[] => [
  { value: 'last_write_wins', label: words.newer },
  { value: 'app_wins', label: words.always(appName) },
  { value: 'crm_wins', label: words.always(crmName) },
  { value: 'manual_review', label: words.ask },
]
