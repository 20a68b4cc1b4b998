import type { SampleAnswer } from '../../../../shared/api/sample.ts'

/** What real records make of a pair: the answer, or why there is none. */
export type Sampled = {
  readonly answer: SampleAnswer | null
  readonly says: string | null
  readonly isBusy: boolean
}
