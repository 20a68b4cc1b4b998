import type { Outcome } from '../../../shared/api/card.ts'

/** What is known of a record that was taken, before anybody could ask what became of it. */
export const waiting = (recordId: string): Outcome => ({
  recordId,
  title: '',
  outcome: 'waiting',
  says: null,
  otherRecordId: null,
  url: null,
})

/** The next wait between two questions: short at first, since most are decided at once, then sparing. */
export const longer = (ms: number, most: number): number => Math.min(ms * 2, most)

export const pause = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms))
