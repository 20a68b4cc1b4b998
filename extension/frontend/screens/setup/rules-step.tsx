import { useState } from 'react'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { ConflictRule } from '../../../../shared/mapping.ts'
import { Button } from '../../parts/button.tsx'
import { Choices } from '../../parts/choices.tsx'
import { Foot } from '../../parts/foot.tsx'
import { Notice } from '../../parts/notice.tsx'
import { once } from '../../parts/once.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import type { StepProps } from './step.ts'

const words = say.setup
type Rule = ConflictRule

/** Which way, and who is right: on the first day, and after it. */
export function RulesStep({ draft, change, app, crm, go }: StepProps) {
  const client = useClient()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [left, right] = [serviceName(app.provider), serviceName(crm.provider)]

  async function save(): Promise<Problem | null> {
    const id = draft.configId ?? ''
    const rules = {
      syncDirection: draft.direction,
      firstMeeting: draft.firstMeeting,
      conflictResolution: draft.afterwards,
    }
    const changed = await client.changeConfig(id, rules)
    if (!changed.ok) return changed.error
    const pairings = await client.pairings(id)
    if (!pairings.ok) return pairings.error
    for (const { entityType } of pairings.value.items) {
      const one = await client.changePairing(id, entityType, rules)
      if (!one.ok) return one.error
    }
    return null
  }

  async function goOn() {
    setBusy(true)
    const failed = await save()
    setBusy(false)
    setProblem(failed)
    if (failed !== null) return
    // What is looked at now follows these rules.
    change({ look: once() })
    go('preview')
  }

  const rules = (isFirst: boolean) =>
    [
      { value: 'last_write_wins', label: words.newer, says: words.newerSays },
      { value: 'app_wins', label: words.always(left), says: words.appSays },
      { value: 'crm_wins', label: words.always(right), says: words.crmSays },
      { value: 'manual_review', label: words.ask, says: isFirst ? words.askSays : undefined },
    ] satisfies { value: Rule; label: string; says: string | undefined }[]
  const isBoth = draft.direction === 'bidirectional'
  return (
    <>
      <Choices
        legend={words.direction}
        value={draft.direction}
        onChange={(direction) => change({ direction })}
        choices={[
          { value: 'bidirectional', label: words.both, says: words.bothSays },
          { value: 'push', label: words.only(left, right), says: words.onlySays(right) },
          { value: 'pull', label: words.only(right, left), says: words.onlySays(left) },
        ]}
      />
      {isBoth ? (
        <>
          <Choices
            legend={words.dayOne}
            value={draft.firstMeeting}
            choices={rules(true)}
            onChange={(firstMeeting) => change({ firstMeeting })}
          />
          <Choices
            legend={words.afterwards}
            value={draft.afterwards}
            choices={rules(false).map(({ value, label }) => ({ value, label }))}
            onChange={(afterwards) => change({ afterwards })}
          />
        </>
      ) : null}
      <p className="quiet">{words.emptyNote}</p>
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <Foot>
        <Button onPress={() => go('fields')}>{words.back}</Button>
        <Button look="strong" isBusy={isBusy} onPress={() => void goOn()}>
          {words.next}
        </Button>
      </Foot>
    </>
  )
}
