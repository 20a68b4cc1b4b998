import type { Answered } from '../../../shared/api/client.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { once } from '../parts/once.ts'

/** What was asked for and never answered with a yes, each with its key, for as long as the page is open. */
const open = new Map<string, string>()

/**
 * Asks with the same key until the answer is a yes: what was done although its answer was lost is not done again. What was
 * refused may be asked again under its key; the Worker forgets those.
 * @param question everything that makes it this question and no other
 */
export async function askOnce<T>(
  question: unknown,
  ask: (key: string) => Answered<T>,
): Answered<T> {
  const text = JSON.stringify(question)
  const key = open.get(text) ?? once()
  open.set(text, key)
  const answer = await ask(key)
  if (answer.ok) open.delete(text)
  return answer
}

/** Nobody knows what became of it: no answer came, or none that could be read. */
export const isLost = ({ code }: Pick<Problem, 'code'>): boolean =>
  code === 'unreachable' || code === 'unreadable'

/** The same may go well in a moment. */
export const isPassing = (problem: Pick<Problem, 'code'>): boolean =>
  isLost(problem) || ['too_often', 'slow_down', 'not_now'].includes(problem.code)

/** What was to be taken away and is not there is gone, whoever took it. */
export const isGone = ({ code }: Pick<Problem, 'code'>): boolean => code === 'not_found'
