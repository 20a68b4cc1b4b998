import type { Failure } from '../../../shared/failure.ts'
import { isOver } from '../../../shared/job.ts'
import { other } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Memory } from './memory.ts'
import { isBond } from './plan.ts'
import { isRestoring, type Mark, type Purpose } from './purpose.ts'
import { LEDGER_DAYS, type PreviewAsk, type RecordAsk } from './rpc.ts'

const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const notNow = (why: string): Result<never, Failure> => err({ reason: 'not_now', why })

/** The record as the engine files it. */
export function markOf(memory: Memory, ask: RecordAsk): Result<Mark, Failure> {
  const numbered = memory.pairings.get(ask.entityType)
  if (!numbered) return notFound('pairing')
  return ok({ pairing: numbered.no, side: ask.side, recordId: ask.recordId })
}

export function marksOf(memory: Memory, asks: readonly RecordAsk[]): Result<Mark[], Failure> {
  const marks: Mark[] = []
  for (const one of asks) {
    const mark = markOf(memory, one)
    if (!mark.ok) return mark
    marks.push(mark.value)
  }
  return ok(marks)
}

/** What a preview is to plan: everything, a few records to try, or these. */
export function previewOf(memory: Memory, ask: PreviewAsk): Result<Purpose, Failure> {
  if (ask.sample !== undefined) return ok({ is: 'sample', records: ask.sample })
  if (ask.records === undefined) return ok({ is: 'sync' })
  const marks = marksOf(memory, ask.records)
  return marks.ok ? ok({ is: 'chosen', records: marks.value }) : marks
}

/** May this run be undone, whole or for one record? */
export function undoOf(
  memory: Memory,
  runId: string,
  ask: RecordAsk | null,
): Result<Purpose, Failure> {
  const run = memory.runs.get(Number(runId))
  if (!run) return notFound('run')
  if (!isOver(run.state))
    return notNow('This run is not over yet. Wait for it, or cancel it first.')
  if (run.forgotten === 1) {
    const days = memory.setup.get()?.setup.ledgerDays ?? LEDGER_DAYS
    return notNow(
      `This run is older than the ledger is kept (${days} days), so what it replaced is no longer known and cannot be undone. A backup from before it can still be restored, if there is one.`,
    )
  }
  const done = memory.plan.counts(run.id).filter((one) => one.state === 'settled')
  if (done.length > 0 && done.every(({ kind }) => isBond(kind)))
    return notNow(
      'This run wrote no values: it only linked or unlinked records. Change that under Links.',
    )
  if (done.length === 0)
    return notNow(
      'This run wrote nothing that the ledger still knows, so there is nothing to undo.',
    )
  if (ask === null) return ok({ is: 'undo', run: run.id, record: null })
  const mark = markOf(memory, ask)
  if (!mark.ok) return mark
  const { pairing, side, recordId } = mark.value
  if (memory.ledger.ofRun(run.id, pairing, side, recordId).length === 0)
    return notNow('This run did not write that record.')
  return ok({ is: 'undo', run: run.id, record: mark.value })
}

/** Writes of a run looked at together. */
const PAGE = 1_000

/** What a run could not write is tried again: why it was refused is forgotten, for these records alone. */
export function retryOf(memory: Memory, runId: string): Result<Purpose, Failure> {
  const run = memory.runs.get(Number(runId))
  if (!run) return notFound('run')
  if (!isOver(run.state))
    return notNow('This run is not over yet. Wait for it, or cancel it first.')
  if (isRestoring(run.purpose))
    return notNow(
      'What was left by an undo or a restoration is tried again by asking for it again.',
    )
  let failed = 0
  memory.together(() => {
    for (let after = 0; ;) {
      const page = memory.plan.page(run.id, after, PAGE)
      for (const write of page) {
        if (write.source_id === null || !isUnwritten(write.state)) continue
        failed++
        memory.blocks.clear(write.pairing, write.side, write.source_id)
        const link = memory.links.byRecord(write.pairing, other(write.side), write.source_id)
        if (link) memory.links.touch(link.id)
      }
      const last = page.at(-1)
      if (page.length < PAGE || !last) return
      after = last.id
    }
  })
  if (failed === 0)
    return notNow('Everything this run planned was written. There is nothing to retry.')
  return ok({ is: 'retry', run: run.id })
}

/** Of a run that is over: what it planned and did not write is dropped, or will be. */
export const isUnwritten = (state: string): boolean =>
  ['planned', 'blocked', 'dropped'].includes(state)
