import type { RunNow } from '../../../calls/get-runs.server'
import { isOver } from '../../../../../shared/job.ts'
import { number } from '../../../push/words.ts'

export type Ending = {
  readonly variant: 'success' | 'warning' | 'error' | 'neutral'
  readonly title: string
  readonly text: string
}

/**
 * What is said where these runs go no further by themselves, or null while one does. The worst gives the title, and nothing
 * that a person has to know is left out. `refused` says why others were not started.
 */
export function endingOf(runs: readonly RunNow[], refused: readonly string[]): Ending | null {
  if (!runs.every(({ phase }) => isOver(phase) || phase === 'asking')) return null
  const sum = (of: (run: RunNow) => number) => runs.reduce((total, run) => total + of(run), 0)
  const [unwritten, open] = [sum((run) => run.unwritten), sum((run) => run.open)]
  const of = (phase: RunNow['phase']) => runs.filter((run) => run.phase === phase)
  const parts: Ending[] = [
    ...of('failed').map(({ says }) => ({ variant: 'error' as const, title: 'Not synced', text: says ?? 'The run failed.' })),
    ...of('asking').map(({ says }) => ({ variant: 'warning' as const, title: 'Approval needed', text: says ?? 'The run waits for an approval in the DataSync extension in Airtable.' })),
    ...of('cancelled').map(() => ({ variant: 'warning' as const, title: 'Cancelled', text: 'The run was cancelled before its end.' })),
    ...refused.map((says) => ({ variant: 'warning' as const, title: 'Synced in part', text: `Another sync was not started: ${says}` })),
    ...(unwritten > 0 ? [{ variant: 'warning' as const, title: 'Synced in part', text: `${count(unwritten)} could not be written; ${unwritten === 1 ? 'its card says' : 'their cards say'} why.` }] : []),
    ...(open > 0 ? [{ variant: 'warning' as const, title: 'A decision is needed', text: `${open === 1 ? 'One question waits' : `${number(open)} questions wait`} for an answer, on the card or in the DataSync extension in Airtable.` }] : []),
  ]
  const written = `${count(sum((run) => run.written))} written.`
  const [worst] = parts
  if (worst === undefined) return { variant: 'success', title: 'In sync', text: written }
  return { ...worst, text: [...new Set(parts.map(({ text }) => text)), written].join(' ') }
} // prettier-ignore

const count = (value: number): string => `${number(value)} ${value === 1 ? 'record' : 'records'}`
