import { NOW } from './face.ts'
import type { CardAnswer } from '../calls/get-card.server'

/** What an open card was told, and how often in a row it has heard nothing since. */
export type Reading = {
  readonly answer: CardAnswer
  /** When that was (ms since 1970). */
  readonly at: number
  readonly missed: number
  /** How often it was looked at. */
  readonly looks: number
}

/** One look may be lost; two are told. */
const TOLD = 2
/** So long what was last heard is worth showing: as long as the server side remembers it. */
const ONE_HOUR = 3_600_000

export const begin = (answer: CardAnswer, at: number): Reading => ({
  answer,
  at,
  missed: 0,
  looks: 0,
})

/** From another place on the page, where it was read some time ago: to be looked at now. */
export const handedOn = (answer: CardAnswer, at: number): Reading => stirred(begin(answer, at))

/** News begin the count anew: where something happened, more may follow soon. */
export const heard = (before: Reading, answer: CardAnswer, at: number): Reading => ({
  answer,
  at,
  missed: 0,
  looks: isSame(before.answer, answer) ? before.looks + 1 : 0,
})

const isSame = (before: CardAnswer, after: CardAnswer): boolean =>
  JSON.stringify([before.card, before.problem]) === JSON.stringify([after.card, after.problem])

/** Somebody did something with this record: to be looked at now. */
export const stirred = (reading: Reading): Reading => ({ ...reading, looks: NOW })

/** A look that found nobody: the server function broke or was cut off. */
export const unheard = (reading: Reading): Reading => ({
  ...reading,
  missed: reading.missed + 1,
  looks: reading.looks + 1,
})

/** The answer to draw from: what was last heard must not pass for what is. */
export function shown({ answer, at, missed }: Reading, now: number): CardAnswer {
  if (missed < TOLD) return answer
  const asOf = answer.asOf ?? new Date(at).toISOString()
  const isOld = now - Date.parse(asOf) > ONE_HOUR
  return isOld
    ? { ...answer, card: null, asOf: null, problem: SILENT }
    : { ...answer, asOf: answer.card === null ? null : asOf, problem: SILENT }
}

const SILENT = {
  ok: false,
  code: 'silent',
  says: 'Attio could not ask DataSync. It is tried again by itself; if it stays so, tell an admin.',
} as const
