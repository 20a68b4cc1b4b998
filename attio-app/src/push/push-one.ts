import { showToast } from 'attio/client'
import type { Outcome } from '../../../shared/api/card.ts'
import { asked, titleOf } from '../calls/asked.ts'
import getOutcomes from '../calls/get-outcomes.server'
import pushRecord from '../calls/push-record.server'
import { touched } from '../card/touched.ts'
import { follow } from './follow.ts'
import type { Target } from './target.ts'
import { chooseTarget } from './choose-target.tsx'
import { isFine, said } from './words.ts'

/** So long is what happened read. */
const READ_MS = 8_000
const LONG_MS = 120_000

/** Pushes one record and says what became of it; where there are several tables, a person chooses. */
export async function pushOne(
  object: string,
  recordId: string,
  chosen: Target | null = null,
): Promise<void> {
  const toast = await showToast({
    variant: 'neutral',
    title: 'Pushing to Airtable…',
    durationMs: LONG_MS,
    dismissable: false,
  })
  const answer = await asked(pushRecord(object, recordId, chosen)).catch((error: unknown) => {
    void toast.hideToast()
    throw error
  })
  if (!answer.ok) return toast.updateToast({ variant: 'error', title: titleOf(answer, 'Not pushed'), text: answer.says, ...ENDED })
  if (answer.is === 'nowhere')
    return toast.updateToast({ variant: 'warning', title: 'Not synced', text: answer.says, ...ENDED })
  if (answer.is === 'choose') {
    await toast.hideToast()
    const target = await chooseTarget(answer.targets)
    return target === null ? undefined : pushOne(object, recordId, target)
  }
  const tell = (outcome: Outcome) => {
    touched(recordId)
    const { url } = outcome
    const open = { label: 'Open in Airtable', onClick: () => void window.open(url ?? '', '_blank') }
    return toast.updateToast({
      ...said(outcome, answer.target.table),
      ...ENDED,
      action: url !== null && (isFine(outcome) || outcome.outcome === 'conflict') ? open : null,
    })
  }
  if (answer.is === 'done') return tell(answer.outcome)
  touched(recordId)
  await toast.updateToast({ ...said(answer.outcome, answer.target.table), dismissable: true })
  const { target, since } = answer
  const [outcome] = await follow(() => getOutcomes(target, [recordId], since), [recordId])
  return tell(outcome ?? answer.outcome)
} // prettier-ignore

const ENDED = { durationMs: READ_MS, dismissable: true } as const
