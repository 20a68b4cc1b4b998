import { titleOf } from '../calls/asked.ts'
import type { ResolvedAnswer } from '../calls/resolve.server'
import type { Said } from '../push/words.ts'
import type { Failed } from '../worker/account.ts'

/** What is said once these many questions were answered, or some of them. */
export function decided(answer: ResolvedAnswer | Failed, asked: number): Said {
  if (answer.ok)
    return { variant: 'success', title: 'Decided', text: 'Both sides are brought to the value you chose.' }
  const done = 'decided' in answer ? answer.decided : 0
  return done === 0
    ? { variant: 'error', title: titleOf(answer, 'Not decided'), text: answer.says }
    : { variant: 'warning', title: 'Decided in part', text: `${done} of ${asked} fields are decided. ${answer.says}` }
} // prettier-ignore
